//! Realised gains in sum.

use serde::{Deserialize, Serialize};

use super::{Amounts, Holding, Method, Realised, Reckoning, add};

/// The sums of some sales.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gains {
    /// What sales and trades brought beyond what the copies had cost.
    pub gain: Amounts,
    /// What those copies had cost: a percentage is of this.
    pub cost: Amounts,
    /// What went for nothing (gifts, losses, opened products): what these copies cost and their expenses, below zero.
    pub away: Amounts,
    /// Sales that are in these sums.
    pub sales: i64,
    /// Sales that are not, because something of them is unknown; and how many of their copies are without a known cost,
    /// or had never come.
    pub unknown_sales: i64,
    /// Copies of which nobody knows what they cost.
    pub unknown_copies: i64,
}

impl Gains {
    /// Nothing was ever sold.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds other sums as often as `times`: -1 takes them away.
    pub fn add(&mut self, other: &Self, times: i64) {
        add(&mut self.gain, &other.gain, times);
        add(&mut self.cost, &other.cost, times);
        add(&mut self.away, &other.away, times);
        self.sales += times * other.sales;
        self.unknown_sales += times * other.unknown_sales;
        self.unknown_copies += times * other.unknown_copies;
    }

    /// Counts one sale.
    pub fn count(&mut self, realised: &Realised) {
        let Some(gain) = &realised.gain else {
            self.unknown_sales += 1;
            self.unknown_copies += realised.costs.unknown + realised.costs.no_rate + realised.missing;
            return;
        };
        self.sales += 1;
        if realised.kind.for_value() {
            add(&mut self.gain, gain, 1);
            add(&mut self.cost, &realised.costs.known, 1);
        } else {
            add(&mut self.away, gain, 1);
        }
    }
}

/// The gains of all sales of some holdings.
pub fn gains<'a, 'h: 'a, 'r>(
    holdings: impl IntoIterator<Item = &'a Holding<'h>>,
    method: Method,
    reckoning: impl Into<Reckoning<'r>>,
) -> Gains {
    let reckoning = reckoning.into();
    let mut gains = Gains::default();
    for holding in holdings.into_iter().filter(|holding| !holding.sales.is_empty()) {
        holding.basis(method, reckoning).sales.iter().for_each(|realised| gains.count(realised));
    }
    gains
}
