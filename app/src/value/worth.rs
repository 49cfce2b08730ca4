//! What rows add up to in money of today. Follows every edit by difference: a row is subtracted as it was and added as it
//! is, never a sum over all of them.

use vitrine_ledger::{Currency, Money};

use super::quotes::Price;
use crate::collection::Row;

/// Sums in the currency everything is reckoned in, and the copies that are in none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Worth {
    /// Copies held.
    pub copies: i64,
    value: i128,
    /// Copies nobody knows a price of.
    pub unpriced: i64,
    /// Copies with a price that no rate converts.
    pub unconverted: i64,
    /// Copies valued by a price that is not exactly theirs.
    pub standing_in: i64,
    /// The value of the copies whose cost is known, and that cost.
    compared: i128,
    cost: i128,
    /// Copies with a value and without a cost to compare it with.
    pub left_out: i64,
}

impl Worth {
    /// What one row adds.
    pub fn of(row: &Row, price: Option<Price>, currency: Option<Currency>) -> Self {
        let copies = row.quantity.max(0);
        let mut worth = Self { copies, ..Self::default() };
        let Some(price) = price else { return Self { unpriced: copies, ..worth } };
        let Some(unit) = price.reckoned else { return Self { unconverted: copies, ..worth } };
        worth.value = i128::from(unit) * i128::from(copies);
        if price.stands_in {
            worth.standing_in = copies;
        }
        // Copies that cost nothing have a cost; a cost in other money is none to compare with.
        let known = (copies - row.unknown.max(0)).max(0);
        let comparable = row.costs.iter().all(|cost| Some(cost.currency) == currency || cost.minor == 0);
        if known > 0 && comparable {
            worth.compared = i128::from(unit) * i128::from(known);
            worth.cost = row.costs.iter().map(|cost| i128::from(cost.minor)).sum();
            worth.left_out = copies - known;
        } else {
            worth.left_out = copies;
        }
        worth
    }

    /// What the copies with a price are worth, in minor units.
    pub fn value(&self) -> i64 {
        clamp(self.value)
    }

    /// What they are worth more than they cost, as far as both are known; none where that is so of no copy.
    pub fn gain(&self) -> Option<i64> {
        (self.has_comparison()).then(|| clamp(self.compared - self.cost))
    }

    /// What the copies that are compared had cost.
    pub fn cost(&self) -> i64 {
        clamp(self.cost)
    }

    /// Copies that have a value.
    pub fn priced(&self) -> i64 {
        self.copies - self.unpriced - self.unconverted
    }

    pub fn add(&mut self, other: &Self) {
        self.combine(other, 1);
    }

    pub fn subtract(&mut self, other: &Self) {
        self.combine(other, -1);
    }

    fn has_comparison(&self) -> bool {
        self.priced() > self.left_out
    }

    fn combine(&mut self, other: &Self, sign: i64) {
        self.copies += sign * other.copies;
        self.unpriced += sign * other.unpriced;
        self.unconverted += sign * other.unconverted;
        self.standing_in += sign * other.standing_in;
        self.left_out += sign * other.left_out;
        self.value += i128::from(sign) * other.value;
        self.compared += i128::from(sign) * other.compared;
        self.cost += i128::from(sign) * other.cost;
    }
}

/// The value of what a row holds.
pub fn value_of(row: &Row, price: &Price) -> Option<i64> {
    price.reckoned.map(|unit| unit.saturating_mul(row.quantity.max(0)))
}

/// An amount in the currency everything is reckoned in.
pub fn amount(minor: i64, currency: Option<Currency>) -> Option<Money> {
    currency.map(|currency| Money::new(minor, currency))
}

fn clamp(sum: i128) -> i64 {
    i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX })
}
