//! The texts of a sale's form: how many went, how, for how much, when.

use uuid::Uuid;
use vitrine_ledger::{Currency, Money, NewSale, SaleKind, Taken};

use super::read::{self, note};
use super::{RateValues, Wrong};

/// What stands in the fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SaleValues {
    pub quantity: String,
    pub kind: String,
    /// For all copies together; empty means unknown, which is not zero.
    pub gross: String,
    pub currency: String,
    /// `YYYY-MM-DD` or empty.
    pub date: String,
    pub fees: String,
    pub shipping_paid: String,
    pub shipping_charged: String,
    pub channel: String,
    /// What the seller pays of it.
    pub tax: String,
    pub buyer: String,
    pub note: String,
    pub rate: RateValues,
    /// How many of which lot, where somebody chose; empty or zero for none.
    pub lots: Vec<(Uuid, String)>,
}

impl SaleValues {
    /// One copy, sold today.
    pub fn fresh(today: &str, currency: &str) -> Self {
        Self {
            quantity: String::from("1"),
            kind: SaleKind::Sell.as_str().to_owned(),
            currency: currency.to_owned(),
            date: today.to_owned(),
            ..Self::default()
        }
    }

    /// What somebody meant to sell.
    pub fn of(sale: &NewSale, currency: &str) -> Self {
        let amounts = [sale.gross, sale.fees, sale.shipping_paid, sale.shipping_charged, sale.tax];
        let written = amounts.into_iter().flatten().next().map(|money| money.currency.to_string());
        let [gross, fees, shipping_paid, shipping_charged, tax] =
            amounts.map(|amount| amount.as_ref().map(Money::amount).unwrap_or_default());
        Self {
            quantity: sale.quantity.to_string(),
            kind: sale.kind.as_str().to_owned(),
            gross,
            currency: written.unwrap_or_else(|| currency.to_owned()),
            date: sale.date.map(|day| day.to_string()).unwrap_or_default(),
            fees,
            shipping_paid,
            shipping_charged,
            channel: sale.channel.clone(),
            tax,
            buyer: sale.buyer.clone(),
            note: sale.note.clone(),
            rate: RateValues::of(sale.rate.as_ref()),
            lots: sale.lots.iter().map(|taken| (taken.lot, taken.copies.to_string())).collect(),
        }
    }

    /// How the copies went, by its code.
    pub fn kind_of(code: &str) -> SaleKind {
        SaleKind::ALL.into_iter().find(|kind| kind.as_str() == code).unwrap_or_default()
    }

    /// The sale, of the copies chosen, or of whichever came first. `base`: the ledger's currency, to which the form asks
    /// for a rate. A price that stands in a field nobody sees, because nothing is paid for
    /// what is given away, is not said.
    ///
    /// # Errors
    /// The fields that cannot be read.
    pub fn new_sale(&self, id: Uuid, entry: Uuid, base: Option<Currency>) -> Result<NewSale, Wrong> {
        let mut wrong = Wrong::new();
        let kind = Self::kind_of(&self.kind);
        let mut amounts = read::OneCurrency::new(&self.currency);
        let mut amount = |field, text: &str| note(&mut wrong, field, amounts.amount(text));
        let paid = kind.for_value();
        let gross = if paid { amount("gross", &self.gross) } else { None };
        let shipping_charged = if paid { amount("shipping_charged", &self.shipping_charged) } else { None };
        let fees = amount("fees", &self.fees);
        let shipping_paid = amount("shipping_paid", &self.shipping_paid);
        let tax = amount("tax", &self.tax);
        let quantity = note(&mut wrong, "quantity", read::copies(&self.quantity));
        let date = note(&mut wrong, "date", read::day(&self.date));
        let rate = note(&mut wrong, "rate", self.rate.read(&amounts.code(), base, date));
        let lots = note(&mut wrong, "lots", self.taken());
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let [channel, buyer, note] = [&self.channel, &self.buyer, &self.note].map(|text| text.trim().to_owned());
        Ok(NewSale {
            id,
            entry,
            kind,
            quantity,
            gross,
            fees,
            shipping_paid,
            shipping_charged,
            date,
            tax,
            lots,
            rate,
            channel,
            buyer,
            note,
        })
    }

    fn taken(&self) -> Result<Vec<Taken>, String> {
        let written = self.lots.iter().filter(|(_, copies)| !copies.trim().is_empty());
        let taken = written.map(|(lot, copies)| Ok(Taken { lot: *lot, copies: read::copies(copies)? }));
        let taken = taken.collect::<Result<Vec<_>, String>>()?;
        Ok(taken.into_iter().filter(|taken| taken.copies != 0).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh() -> SaleValues {
        SaleValues::fresh("2026-11-03", "USD")
    }

    #[test]
    fn an_empty_price_is_unknown_and_zero_is_a_price() {
        let gross = |text: &str| {
            let values = SaleValues { gross: text.into(), ..fresh() };
            values.new_sale(Uuid::nil(), Uuid::nil(), None).unwrap().gross
        };
        assert_eq!(gross(" "), None);
        assert_eq!(gross("0"), Some(Money::new(0, Currency::USD)));
    }

    #[test]
    fn what_cannot_be_read_is_said_at_its_field() {
        let values = SaleValues {
            quantity: "two".into(),
            gross: "cheap".into(),
            fees: "some".into(),
            date: "yesterday".into(),
            ..fresh()
        };
        let wrong = values.new_sale(Uuid::nil(), Uuid::nil(), None).unwrap_err();
        assert_eq!(wrong.iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["gross", "fees", "quantity", "date"]);
    }

    #[test]
    fn a_sale_that_could_not_be_stored_stands_in_the_form_again() {
        let values = SaleValues {
            gross: "12.50".into(),
            shipping_paid: "1".into(),
            channel: "eBay".into(),
            tax: "0.40".into(),
            buyer: "Ada".into(),
            note: "sleeved".into(),
            rate: RateValues { rate: "0.92".into(), day: "2026-11-02".into() },
            lots: vec![
                (Uuid::from_u128(1), "1".into()),
                (Uuid::from_u128(2), " ".into()),
                (Uuid::from_u128(3), "0".into()),
            ],
            ..fresh()
        };
        let base = Some(Currency::EUR);
        let sale = values.new_sale(Uuid::nil(), Uuid::nil(), base).unwrap();
        assert_eq!(sale.lots, [Taken { lot: Uuid::from_u128(1), copies: 1 }]);
        assert_eq!(SaleValues::of(&sale, "EUR").new_sale(Uuid::nil(), Uuid::nil(), base), Ok(sale));
    }

    #[test]
    fn a_gift_has_no_price_whatever_was_written_before_it_became_one() {
        let values = SaleValues { gross: "12".into(), kind: "gift".into(), fees: "1".into(), ..fresh() };
        let sale = values.new_sale(Uuid::nil(), Uuid::nil(), None).unwrap();
        assert_eq!((sale.kind, sale.gross), (SaleKind::Gift, None));
        assert_eq!(sale.fees, Some(Money::new(100, Currency::USD)));
    }
}
