//! Sums over a collection: all at once, or by difference when one holding changes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Currency, Key, Lot, Record};

/// What is held. Deleted entries count nowhere, and neither do their lots.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Holding lines.
    pub entries: i64,
    /// Copies.
    pub cards: i64,
    /// What the copies with a known cost cost, in minor units; a currency without any is absent.
    pub cost: BTreeMap<Currency, i64>,
    /// Copies whose cost is unknown.
    pub unknown_costs: i64,
}

impl Totals {
    /// One living entry with its living lots. To follow a change: [`subtract`](Self::subtract) what the holding was,
    /// [`add`](Self::add) what it is.
    pub fn of_holding<'a>(alive: bool, lots: impl IntoIterator<Item = &'a Lot>) -> Self {
        let mut totals = Self::default();
        if alive {
            totals.entries = 1;
            lots.into_iter().for_each(|lot| totals.count(lot));
        }
        totals
    }

    pub fn add(&mut self, other: &Self) {
        self.combine(other, 1);
    }

    pub fn subtract(&mut self, other: &Self) {
        self.combine(other, -1);
    }

    pub(crate) fn count(&mut self, lot: &Lot) {
        self.cards += lot.quantity;
        match lot.cost {
            Some(cost) => self.spend(cost.currency, cost.minor.saturating_mul(lot.quantity)),
            None => self.unknown_costs += lot.quantity,
        }
    }

    fn combine(&mut self, other: &Self, sign: i64) {
        self.entries += sign * other.entries;
        self.cards += sign * other.cards;
        self.unknown_costs += sign * other.unknown_costs;
        for (currency, minor) in &other.cost {
            self.spend(*currency, sign * minor);
        }
    }

    fn spend(&mut self, currency: Currency, minor: i64) {
        let sum = self.cost.entry(currency).or_default();
        *sum = sum.saturating_add(minor);
        if *sum == 0 {
            self.cost.remove(&currency);
        }
    }
}

/// Sums a whole collection; records may come in any order.
pub fn totals<'a>(records: impl IntoIterator<Item = (&'a Key, &'a Record)>) -> Totals {
    let held = held(records);
    let mut totals = Totals { entries: held.entries.len() as i64, ..Totals::default() };
    held.lots.iter().for_each(|lot| totals.count(lot));
    totals
}

/// What counts: living entries, and the living lots of those.
pub(crate) struct Held<'a> {
    pub(crate) entries: BTreeSet<Uuid>,
    pub(crate) lots: Vec<&'a Lot>,
}

pub(crate) fn held<'a>(records: impl IntoIterator<Item = (&'a Key, &'a Record)>) -> Held<'a> {
    let mut entries = BTreeSet::new();
    let mut lots = Vec::new();
    for (key, record) in records {
        match record {
            Record::Entry(stored) if stored.alive => {
                entries.insert(key.id);
            }
            Record::Lot(stored) if stored.alive => lots.push(&stored.value),
            Record::Entry(_) | Record::Lot(_) | Record::Sale(_) | Record::Conflict(_) => {}
        }
    }
    lots.retain(|lot| entries.contains(&lot.entry));
    Held { entries, lots }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Money, NewLot};

    fn lot(quantity: i64, cost: Option<Money>) -> Lot {
        NewLot { quantity, cost, ..NewLot::default() }.lot(Uuid::nil())
    }

    #[test]
    fn an_unknown_cost_is_counted_and_is_not_zero() {
        let known = lot(2, Some(Money::new(1_050, Currency::USD)));
        let free = lot(1, Some(Money::new(0, Currency::EUR)));
        let totals = Totals::of_holding(true, [&known, &free, &lot(3, None)]);
        assert_eq!((totals.entries, totals.cards, totals.unknown_costs), (1, 6, 3));
        assert_eq!(totals.cost, BTreeMap::from([(Currency::USD, 2_100)]));
    }

    #[test]
    fn what_was_added_can_be_subtracted() {
        let one = Totals::of_holding(true, [&lot(2, Some(Money::new(500, Currency::JPY)))]);
        let mut totals = one.clone();
        totals.add(&Totals::of_holding(true, [&lot(1, None)]));
        totals.subtract(&Totals::of_holding(true, [&lot(1, None)]));
        assert_eq!(totals, one);
        totals.subtract(&one);
        assert_eq!(totals, Totals::default());
        assert_eq!(Totals::of_holding(false, [&lot(9, None)]), Totals::default());
    }
}
