//! The average method: copies of one currency lie in a pool, and each that goes costs the pool's average of that day.
//!
//! Which copies went, and so whether their cost is known, is told as by the other methods: copies of unknown cost are in
//! no pool. A lot enters its pool on its day, before the sales of that day; without a day, before everything; and at the
//! latest with the first sale that takes from it. What a sale takes is rounded once, to the nearest minor unit; the rest
//! stays in the pool, so that nothing is lost.

use std::collections::BTreeMap;

use super::assign::Part;
use super::{Amounts, Gap, Holding, allocate, amounts};
use crate::{Currency, Money};

#[derive(Debug, Default)]
pub(super) struct Pools {
    /// Copies and what they cost together, by currency.
    pools: BTreeMap<Currency, (i64, i64)>,
    /// How far the lots, oldest first, have entered by their days; and which did before their turn.
    next: usize,
    early: Vec<usize>,
}

impl Pools {
    /// What the copies in `parts` cost, which go with the sale at `at`. To be asked for each sale in order.
    pub(super) fn take(
        &mut self,
        holding: &Holding<'_>,
        costs: &[Result<Money, Gap>],
        at: usize,
        parts: &[Part],
    ) -> Amounts {
        let day = holding.sales[at].1.date;
        while let Some((_, lot)) = holding.lots.get(self.next) {
            if lot.acquired.zip(day).is_some_and(|(came, went)| came > went) {
                break;
            }
            self.enter(holding, costs, self.next);
            self.next += 1;
        }
        let mut wanted: BTreeMap<Currency, i64> = BTreeMap::new();
        for part in parts {
            self.enter_early(holding, costs, part.lot);
            if let Ok(cost) = costs[part.lot] {
                *wanted.entry(cost.currency).or_default() += part.copies;
            }
        }
        let mut taken = Amounts::new();
        for (currency, copies) in wanted {
            let (pooled, minor) = self.pools.entry(currency).or_default();
            let share = allocate(*minor, &[copies as u64, (*pooled - copies) as u64])[0];
            *pooled -= copies;
            *minor -= share;
            amounts::put(&mut taken, Money::new(share, currency));
        }
        taken
    }

    /// What the copies that are left cost.
    pub(super) fn rest(mut self, holding: &Holding<'_>, costs: &[Result<Money, Gap>]) -> Amounts {
        for lot in self.next..holding.lots.len() {
            self.enter(holding, costs, lot);
        }
        let mut rest = Amounts::new();
        for (currency, (_, minor)) in self.pools {
            amounts::put(&mut rest, Money::new(minor, currency));
        }
        rest
    }

    fn enter_early(&mut self, holding: &Holding<'_>, costs: &[Result<Money, Gap>], lot: usize) {
        if lot >= self.next && !self.early.contains(&lot) {
            self.pour(holding, costs, lot);
            self.early.push(lot);
        }
    }

    fn enter(&mut self, holding: &Holding<'_>, costs: &[Result<Money, Gap>], lot: usize) {
        if !self.early.contains(&lot) {
            self.pour(holding, costs, lot);
        }
    }

    fn pour(&mut self, holding: &Holding<'_>, costs: &[Result<Money, Gap>], lot: usize) {
        let copies = holding.lots[lot].1.quantity.max(0);
        if let (Ok(cost), true) = (costs[lot], copies > 0) {
            let (pooled, minor) = self.pools.entry(cost.currency).or_default();
            *pooled += copies;
            *minor = minor.saturating_add(cost.minor);
        }
    }
}
