//! Sums over a collection: all at once, or by difference when one holding changes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::basis::{Method, Reckoning, holdings, put};
use crate::{Currency, Gains, Holding, Key, Money, Record};

/// What is held: what came less what was sold. Deleted entries count nowhere, and neither do their lots and sales.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Holding lines.
    pub entries: i64,
    /// Copies; below zero while more went than came.
    pub cards: i64,
    /// What the copies that are left cost, as far as it is known, with their part of fees, shipping and tax, in minor
    /// units; a currency without any is absent. Which copies are left is told by the method of the
    /// [`Settings`](crate::Settings).
    pub cost: BTreeMap<Currency, i64>,
    /// Copies whose cost is unknown.
    pub unknown_costs: i64,
    /// Copies whose cost stands in its own currency, for want of a rate to the one everything is reckoned in.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub no_rate: i64,
    /// What the sales came to.
    #[serde(default, skip_serializing_if = "Gains::is_empty")]
    pub gains: Gains,
}

impl Totals {
    /// One entry, living or not, with its living lots and sales. To follow a change: [`subtract`](Self::subtract) what
    /// the holding was, [`add`](Self::add) what it is.
    pub fn of_holding<'r>(
        alive: bool,
        holding: &Holding<'_>,
        method: Method,
        reckoning: impl Into<Reckoning<'r>>,
    ) -> Self {
        if !alive {
            return Self::default();
        }
        let basis = holding.basis(method, reckoning);
        let mut gains = Gains::default();
        basis.sales.iter().for_each(|realised| gains.count(realised));
        let remaining = basis.remaining;
        let (unknown_costs, no_rate) = (remaining.unknown, remaining.no_rate);
        Self { entries: 1, cards: basis.held, cost: remaining.known, unknown_costs, no_rate, gains }
    }

    /// Adds what the other counts.
    pub fn add(&mut self, other: &Self) {
        self.combine(other, 1);
    }

    /// Takes away what the other counts.
    pub fn subtract(&mut self, other: &Self) {
        self.combine(other, -1);
    }

    fn combine(&mut self, other: &Self, sign: i64) {
        self.entries += sign * other.entries;
        self.cards += sign * other.cards;
        self.unknown_costs += sign * other.unknown_costs;
        self.no_rate += sign * other.no_rate;
        self.gains.add(&other.gains, sign);
        for (currency, minor) in &other.cost {
            put(&mut self.cost, Money::new(sign * minor, *currency));
        }
    }
}

fn is_zero(n: &i64) -> bool {
    *n == 0
}

/// Sums a whole collection; records may come in any order.
pub fn totals<'a, 'r>(
    records: impl IntoIterator<Item = (&'a Key, &'a Record)>,
    method: Method,
    reckoning: impl Into<Reckoning<'r>>,
) -> Totals {
    let reckoning = reckoning.into();
    let mut totals = Totals::default();
    let holdings = holdings(records);
    holdings.values().for_each(|holding| totals.add(&Totals::of_holding(true, holding, method, reckoning)));
    totals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Lot, NewLot, NewSale, ReportingCurrency};
    use uuid::Uuid;

    fn lot(quantity: i64, cost: Option<Money>) -> Lot {
        NewLot { quantity, cost, ..NewLot::default() }.lot(Uuid::nil())
    }

    fn of(alive: bool, lots: &[&Lot]) -> Totals {
        let holding = Holding::new((0..).map(Uuid::from_u128).zip(lots.iter().copied()), []);
        Totals::of_holding(alive, &holding, Method::default(), ReportingCurrency::Native)
    }

    #[test]
    fn an_unknown_cost_is_counted_and_is_not_zero() {
        let known = lot(2, Some(Money::new(1_050, Currency::USD)));
        let free = lot(1, Some(Money::new(0, Currency::EUR)));
        let totals = of(true, &[&known, &free, &lot(3, None)]);
        assert_eq!((totals.entries, totals.cards, totals.unknown_costs), (1, 6, 3));
        assert_eq!(totals.cost, BTreeMap::from([(Currency::USD, 2_100)]));
    }

    #[test]
    fn what_was_added_can_be_subtracted() {
        let one = of(true, &[&lot(2, Some(Money::new(500, Currency::JPY)))]);
        let mut totals = one.clone();
        totals.add(&of(true, &[&lot(1, None)]));
        totals.subtract(&of(true, &[&lot(1, None)]));
        assert_eq!(totals, one);
        totals.subtract(&one);
        assert_eq!(totals, Totals::default());
        assert_eq!(of(false, &[&lot(9, None)]), Totals::default());
    }

    #[test]
    fn a_copy_that_was_sold_is_not_held_and_takes_its_part_of_the_cost_with_it() {
        let lot =
            Lot { shipping: Some(Money::new(100, Currency::USD)), ..lot(3, Some(Money::new(500, Currency::USD))) };
        let sale = NewSale { quantity: 1, ..NewSale::default() }.sale();
        let holding = Holding::new([(Uuid::nil(), &lot)], [(Uuid::nil(), &sale)]);
        let totals = Totals::of_holding(true, &holding, Method::default(), ReportingCurrency::Native);
        assert_eq!((totals.cards, totals.cost), (2, BTreeMap::from([(Currency::USD, 1_066)])));
    }
}
