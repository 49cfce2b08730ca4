//! The texts of a lot's form: how many, for how much, when, how.

use uuid::Uuid;
use vitrine_ledger::rules::Fields;
use vitrine_ledger::{Currency, Lot, LotKind, LotPatch, Money, NewLot, together};

use super::read::{self, note};
use super::{RateValues, Wrong};

/// What a cost is of.
pub const EACH: &str = "each";
pub const TOGETHER: &str = "together";

/// What stands in the fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LotValues {
    pub quantity: String,
    /// Of one copy, or of all together; empty means unknown, which is not zero.
    pub cost: String,
    /// [`EACH`] or [`TOGETHER`]: what the cost is of.
    pub per: String,
    pub currency: String,
    /// `YYYY-MM-DD` or empty.
    pub acquired: String,
    pub kind: String,
    /// Of the whole lot, in the currency of the cost.
    pub fees: String,
    pub shipping: String,
    pub tax: String,
    /// The shop or the person it came from.
    pub source: String,
    pub rate: RateValues,
}

impl LotValues {
    /// One copy, bought today.
    pub fn fresh(today: &str, currency: &str) -> Self {
        Self {
            quantity: String::from("1"),
            per: EACH.to_owned(),
            currency: currency.to_owned(),
            acquired: today.to_owned(),
            kind: LotKind::Buy.as_str().to_owned(),
            ..Self::default()
        }
    }

    pub fn of(lot: &Lot, currency: &str) -> Self {
        let together = lot.cost.is_none() && lot.total.is_some();
        let amounts = [lot.cost.or(lot.total), lot.fees, lot.shipping, lot.tax];
        let written = amounts.into_iter().flatten().next().map(|money| money.currency.to_string());
        let [cost, fees, shipping, tax] = amounts.map(|amount| amount.as_ref().map(Money::amount).unwrap_or_default());
        Self {
            quantity: lot.quantity.to_string(),
            cost,
            per: (if together { TOGETHER } else { EACH }).to_owned(),
            currency: written.unwrap_or_else(|| currency.to_owned()),
            acquired: lot.acquired.map(|day| day.to_string()).unwrap_or_default(),
            kind: lot.kind.as_str().to_owned(),
            fees,
            shipping,
            tax,
            source: lot.source.clone(),
            rate: RateValues::of(lot.rate.as_ref()),
        }
    }

    /// The same with an edit on top that did not come to pass.
    pub fn with(lot: &Lot, patch: &LotPatch, currency: &str) -> Self {
        let mut wanted = lot.clone();
        wanted.quantity += patch.quantity.unwrap_or(0);
        wanted.cost = patch.cost.unwrap_or(wanted.cost);
        wanted.total = patch.total.unwrap_or(wanted.total);
        wanted.acquired = patch.acquired.unwrap_or(wanted.acquired);
        wanted.kind = patch.kind.unwrap_or(wanted.kind);
        wanted.fees = patch.fees.unwrap_or(wanted.fees);
        wanted.shipping = patch.shipping.unwrap_or(wanted.shipping);
        wanted.tax = patch.tax.unwrap_or(wanted.tax);
        wanted.rate = patch.rate.unwrap_or(wanted.rate);
        wanted.source = patch.source.clone().unwrap_or(wanted.source);
        Self::of(&wanted, currency)
    }

    /// The lot as the form says it. `base`: the ledger's currency, to which the form asks for a rate.
    ///
    /// # Errors
    /// The fields that cannot be read.
    pub fn new_lot(&self, id: Uuid, base: Option<Currency>) -> Result<NewLot, Wrong> {
        let mut wrong = Wrong::new();
        let mut amounts = read::OneCurrency::new(&self.currency);
        let mut amount = |field, text: &str| note(&mut wrong, field, amounts.amount(text));
        let cost = amount("cost", &self.cost);
        let fees = amount("fees", &self.fees);
        let shipping = amount("shipping", &self.shipping);
        let tax = amount("tax", &self.tax);
        let quantity = note(&mut wrong, "quantity", read::copies(&self.quantity));
        let acquired = note(&mut wrong, "acquired", read::day(&self.acquired));
        let rate = note(&mut wrong, "rate", self.rate.read(&amounts.code(), base, acquired));
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let source = self.source.trim().to_owned();
        let (cost, total) = if self.per == TOGETHER { (None, cost) } else { (cost, None) };
        Ok(NewLot { id, quantity, cost, acquired, kind: self.kind(), fees, shipping, tax, rate, source, total })
    }

    /// Only what the author changed; the quantity as a difference.
    ///
    /// # Errors
    /// The fields that cannot be read.
    pub fn patch(&self, before: &Lot, base: Option<Currency>) -> Result<LotPatch, Wrong> {
        let mut wanted = self.new_lot(Uuid::nil(), base)?.lot(before.entry);
        // What the form did not show stays.
        let written = [wanted.cost, wanted.total, wanted.fees, wanted.shipping, wanted.tax];
        let code = written.into_iter().flatten().next().map(|money| money.currency.to_string());
        if super::needs_rate(code.as_ref().unwrap_or(&self.currency), base).is_none() {
            wanted.rate = before.rate;
        }
        if wanted.cost.is_some() && wanted.cost == before.cost {
            wanted.total = before.total;
        }
        Ok(together(before.change_to(&wanted)))
    }

    fn kind(&self) -> LotKind {
        LotKind::ALL.into_iter().find(|kind| kind.as_str() == self.kind).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn an_empty_cost_is_unknown_and_zero_is_a_price() {
        let mut values = LotValues::fresh("2026-11-03", "USD");
        assert_eq!(values.new_lot(Uuid::nil(), None).unwrap().cost, None);
        values.cost = String::from("0");
        assert_eq!(values.new_lot(Uuid::nil(), None).unwrap().cost, Some(Money::new(0, Currency::USD)));
    }

    fn read(quantity: &str, cost: &str, per: &str) -> Result<NewLot, Wrong> {
        let values =
            LotValues { quantity: quantity.into(), cost: cost.into(), per: per.into(), ..LotValues::fresh("", "USD") };
        values.new_lot(Uuid::nil(), None)
    }

    #[test]
    fn report_b1_the_copies_of_a_lot_are_whole() {
        assert_eq!(read("2,0", "", EACH).unwrap().quantity, 2);
        assert_eq!(read("1,5", "", EACH).unwrap_err()[0].0, "quantity");
    }

    #[test]
    fn report_b2_the_cost_of_a_lot_is_of_its_own_currency() {
        for (text, minor, currency) in
            [("\u{20ac}50", 5_000, "EUR"), ("\u{a3}12,00", 1_200, "GBP"), (" 110.7 \u{20ac}", 11_070, "EUR")]
        {
            let cost = read("1", text, EACH).unwrap().cost;
            assert_eq!(cost, Some(Money::new(minor, currency.parse().unwrap())), "{text}");
        }
        assert_eq!(read("1", "1,234", EACH).unwrap_err()[0].0, "cost");
        let fees = LotValues { cost: "12".into(), fees: "\u{20ac}2".into(), ..LotValues::fresh("", "USD") };
        assert_eq!(fees.new_lot(Uuid::nil(), None).unwrap_err()[0].0, "fees", "two currencies in one purchase");
    }

    #[test]
    fn report_b2_a_rate_is_of_the_currency_the_amount_says() {
        let values = LotValues {
            cost: "\u{20ac}50".into(),
            rate: RateValues { rate: "1.1".into(), day: String::new() },
            ..LotValues::fresh("2026-11-03", "USD")
        };
        let lot = values.new_lot(Uuid::nil(), Some(Currency::USD)).unwrap();
        assert_eq!(lot.rate.map(|rate| (rate.from, rate.to)), Some((Currency::EUR, Currency::USD)));
    }

    #[test]
    fn report_b6_a_cost_is_said_each_or_together_and_comes_back_so() {
        let ten = Some(Money::new(1_000, Currency::USD));
        let new = read("3", "10.00", TOGETHER).unwrap();
        assert_eq!((new.cost, new.total), (None, ten));
        let lot = new.lot(Uuid::nil());
        let opened = LotValues::of(&lot, "USD");
        assert_eq!((opened.cost.as_str(), opened.per.as_str()), ("10.00", TOGETHER));
        assert_eq!(opened.patch(&lot, None), Ok(LotPatch::default()));
        let each = LotValues { cost: "3".into(), per: EACH.into(), ..opened };
        let patch = each.patch(&lot, None).unwrap();
        let three = Some(Some(Money::new(300, Currency::USD)));
        assert_eq!(patch, LotPatch { cost: three, total: Some(None), ..LotPatch::default() });
        assert_eq!(LotValues::with(&lot, &patch, "USD"), LotValues { cost: "3.00".into(), ..each });
    }

    #[test]
    fn report_b6_who_says_it_together_unsays_what_one_cost() {
        let lot = read("3", "4", EACH).unwrap().lot(Uuid::nil());
        let values = LotValues { cost: "10".into(), per: TOGETHER.into(), ..LotValues::of(&lot, "USD") };
        let patch = values.patch(&lot, None).unwrap();
        assert_eq!((patch.cost, patch.total), (Some(None), Some(Some(Money::new(1_000, Currency::USD)))));
        let unknown = read("3", "", EACH).unwrap().lot(Uuid::nil());
        let patch = values.patch(&unknown, None).unwrap();
        assert_eq!(patch.cost, Some(None), "so that another device's cost of one at the same time is a conflict");
        // Both stand after a conflict: the form shows what counts, and opening it changes nothing.
        let both = Lot { total: Some(Money::new(1_000, Currency::USD)), ..lot };
        let shown = LotValues::of(&both, "USD");
        assert_eq!((shown.cost.as_str(), shown.per.as_str()), ("4.00", EACH));
        assert_eq!(shown.patch(&both, None), Ok(LotPatch::default()));
    }

    #[test]
    fn what_cannot_be_read_is_said_at_its_field() {
        let values = LotValues {
            quantity: "two".into(),
            cost: "cheap".into(),
            currency: "USD".into(),
            acquired: "yesterday".into(),
            kind: "buy".into(),
            tax: "some".into(),
            ..LotValues::default()
        };
        let wrong = values.new_lot(Uuid::nil(), None).unwrap_err();
        let fields: Vec<_> = wrong.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["cost", "tax", "quantity", "acquired"]);
    }

    #[test]
    fn an_edit_that_was_refused_stands_in_the_form_again() {
        let lot = LotValues::fresh("2026-11-03", "USD").new_lot(Uuid::nil(), None).unwrap().lot(Uuid::nil());
        let values = LotValues {
            quantity: "4".into(),
            cost: "12".into(),
            kind: "gift".into(),
            tax: "1".into(),
            source: "Ada".into(),
            ..LotValues::of(&lot, "USD")
        };
        let patch = values.patch(&lot, None).unwrap();
        assert_eq!(LotValues::with(&lot, &patch, "USD").patch(&lot, None), Ok(patch));
    }

    #[test]
    fn a_new_quantity_is_sent_as_a_difference() {
        let new = LotValues::fresh("2026-11-03", "USD").new_lot(Uuid::nil(), None).unwrap();
        let lot = new.lot(Uuid::nil());
        let values = LotValues { quantity: "4".into(), ..LotValues::of(&lot, "USD") };
        assert_eq!(values.patch(&lot, None).unwrap().quantity, Some(3));
    }

    #[test]
    fn a_lot_with_everything_stands_in_the_form_as_it_is() {
        let values = LotValues {
            cost: "10".into(),
            fees: "0.35".into(),
            shipping: "4".into(),
            tax: "1.20".into(),
            source: "Card show".into(),
            rate: RateValues { rate: "1.1".into(), day: String::new() },
            ..LotValues::fresh("2026-11-03", "EUR")
        };
        let lot = values.new_lot(Uuid::nil(), Some(Currency::USD)).unwrap().lot(Uuid::nil());
        let again = LotValues::of(&lot, "USD");
        assert_eq!(again.patch(&lot, Some(Currency::USD)), Ok(LotPatch::default()));
        assert_eq!(again.patch(&lot, None), Ok(LotPatch::default()), "the rate nobody was asked for stays");
        let dearer = LotValues { tax: "2".into(), ..again };
        let tax = Some(Some(Money::new(200, Currency::EUR)));
        assert_eq!(dearer.patch(&lot, None), Ok(LotPatch { tax, ..LotPatch::default() }));
    }
}
