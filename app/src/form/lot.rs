//! The texts of a lot's form: how many, for how much, when, how.

use uuid::Uuid;
use vitrine_ledger::rules::Fields;
use vitrine_ledger::{Date, Lot, LotKind, LotPatch, Money, NewLot};

use super::Wrong;
use super::read::{self, note};

/// What stands in the fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LotValues {
    pub quantity: String,
    /// Of one copy; empty means unknown, which is not zero.
    pub cost: String,
    pub currency: String,
    /// `YYYY-MM-DD` or empty.
    pub acquired: String,
    pub kind: String,
}

impl LotValues {
    /// One copy, bought today.
    pub fn fresh(today: &str, currency: &str) -> Self {
        Self {
            quantity: String::from("1"),
            cost: String::new(),
            currency: currency.to_owned(),
            acquired: today.to_owned(),
            kind: LotKind::Buy.as_str().to_owned(),
        }
    }

    pub fn of(lot: &Lot, currency: &str) -> Self {
        Self {
            quantity: lot.quantity.to_string(),
            cost: lot.cost.map(|cost| cost.amount()).unwrap_or_default(),
            currency: lot.cost.map_or_else(|| currency.to_owned(), |cost| cost.currency.to_string()),
            acquired: lot.acquired.map(|day| day.to_string()).unwrap_or_default(),
            kind: lot.kind.as_str().to_owned(),
        }
    }

    /// # Errors
    /// The fields that cannot be read.
    pub fn new_lot(&self, id: Uuid) -> Result<NewLot, Wrong> {
        let (quantity, cost, acquired) = self.read()?;
        Ok(NewLot { id, quantity, cost, acquired, kind: self.kind(), ..NewLot::default() })
    }

    /// Only what the author changed; the quantity as a difference.
    ///
    /// # Errors
    /// The fields that cannot be read.
    pub fn patch(&self, before: &Lot) -> Result<LotPatch, Wrong> {
        let (quantity, cost, acquired) = self.read()?;
        let wanted = Lot { quantity, cost, acquired, kind: self.kind(), ..before.clone() };
        Ok(before.change_to(&wanted))
    }

    fn kind(&self) -> LotKind {
        LotKind::ALL.into_iter().find(|kind| kind.as_str() == self.kind).unwrap_or_default()
    }

    fn read(&self) -> Result<(i64, Option<Money>, Option<Date>), Wrong> {
        let mut wrong = Wrong::new();
        let quantity = note(&mut wrong, "quantity", read::copies(&self.quantity));
        let cost = note(&mut wrong, "cost", read::amount(&self.cost, &self.currency));
        let acquired = note(&mut wrong, "acquired", read::day(&self.acquired));
        if wrong.is_empty() { Ok((quantity, cost, acquired)) } else { Err(wrong) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_ledger::Currency;

    #[test]
    fn an_empty_cost_is_unknown_and_zero_is_a_price() {
        let mut values = LotValues::fresh("2026-11-03", "USD");
        assert_eq!(values.new_lot(Uuid::nil()).unwrap().cost, None);
        values.cost = String::from("0");
        assert_eq!(values.new_lot(Uuid::nil()).unwrap().cost, Some(Money::new(0, Currency::USD)));
    }

    #[test]
    fn what_cannot_be_read_is_said_at_its_field() {
        let values = LotValues {
            quantity: "two".into(),
            cost: "cheap".into(),
            currency: "USD".into(),
            acquired: "yesterday".into(),
            kind: "buy".into(),
        };
        let wrong = values.new_lot(Uuid::nil()).unwrap_err();
        assert_eq!(wrong.iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["quantity", "cost", "acquired"]);
    }

    #[test]
    fn a_new_quantity_is_sent_as_a_difference() {
        let new = LotValues::fresh("2026-11-03", "USD").new_lot(Uuid::nil()).unwrap();
        let lot = new.lot(Uuid::nil());
        let values = LotValues { quantity: "4".into(), ..LotValues::of(&lot, "USD") };
        assert_eq!(values.patch(&lot).unwrap().quantity, Some(3));
    }
}
