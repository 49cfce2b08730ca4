//! The texts of a sale's form: how many went, how, for how much, when.

use uuid::Uuid;
use vitrine_ledger::{Money, NewSale, SaleKind};

use super::Wrong;
use super::read::{self, note};

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
        let amounts = [sale.gross, sale.fees, sale.shipping_paid, sale.shipping_charged];
        let written = amounts.into_iter().flatten().next().map(|money| money.currency.to_string());
        let [gross, fees, shipping_paid, shipping_charged] =
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
        }
    }

    /// How the copies went.
    pub fn kind(&self) -> SaleKind {
        SaleKind::ALL.into_iter().find(|kind| kind.as_str() == self.kind).unwrap_or_default()
    }

    /// The sale, of whichever copies came first. A price that stands in a field nobody sees, because nothing is paid for
    /// what is given away, is not said.
    ///
    /// # Errors
    /// The fields that cannot be read.
    pub fn new_sale(&self, id: Uuid, entry: Uuid) -> Result<NewSale, Wrong> {
        let mut wrong = Wrong::new();
        let kind = self.kind();
        let mut amount = |field, text: &str| note(&mut wrong, field, read::amount(text, &self.currency));
        let paid = kind.for_value();
        let gross = if paid { amount("gross", &self.gross) } else { None };
        let shipping_charged = if paid { amount("shipping_charged", &self.shipping_charged) } else { None };
        let fees = amount("fees", &self.fees);
        let shipping_paid = amount("shipping_paid", &self.shipping_paid);
        let quantity = note(&mut wrong, "quantity", read::copies(&self.quantity));
        let date = note(&mut wrong, "date", read::day(&self.date));
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let channel = self.channel.trim().to_owned();
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
            channel,
            ..NewSale::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_ledger::{Currency, Money};

    fn fresh() -> SaleValues {
        SaleValues::fresh("2026-11-03", "USD")
    }

    #[test]
    fn an_empty_price_is_unknown_and_zero_is_a_price() {
        let gross = |text: &str| {
            let values = SaleValues { gross: text.into(), ..fresh() };
            values.new_sale(Uuid::nil(), Uuid::nil()).unwrap().gross
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
        let wrong = values.new_sale(Uuid::nil(), Uuid::nil()).unwrap_err();
        assert_eq!(wrong.iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["gross", "fees", "quantity", "date"]);
    }

    #[test]
    fn a_sale_that_could_not_be_stored_stands_in_the_form_again() {
        let values = SaleValues { gross: "12.50".into(), shipping_paid: "1".into(), channel: "eBay".into(), ..fresh() };
        let sale = values.new_sale(Uuid::nil(), Uuid::nil()).unwrap();
        assert_eq!(SaleValues::of(&sale, "EUR").new_sale(Uuid::nil(), Uuid::nil()), Ok(sale));
    }

    #[test]
    fn a_gift_has_no_price_whatever_was_written_before_it_became_one() {
        let values = SaleValues { gross: "12".into(), kind: "gift".into(), fees: "1".into(), ..fresh() };
        let sale = values.new_sale(Uuid::nil(), Uuid::nil()).unwrap();
        assert_eq!((sale.kind, sale.gross), (SaleKind::Gift, None));
        assert_eq!(sale.fees, Some(Money::new(100, Currency::USD)));
    }
}
