//! The average method: copies of one currency lie in a pool, and each that goes costs the pool's average.
//!
//! Which copies went, and so whether their cost is known, is told as by the other methods: copies of unknown cost are in
//! no pool. A lot enters its pool when it came (see `order`). Copies that went before that (their day, or the sale's, is
//! wrong) enter with the sale that took them, and only these. What went on an unknown day was never in a pool: it costs
//! what its lots cost. So the copies in the pools of a day are those that were here on it, and their cost is the pools'.
//!
//! Between two entries the average stays what it is, and what goes is rounded in sum, to the nearest minor unit: two sales
//! of one copy cost what one sale of two costs. What rounding leaves stays in the pool, so that nothing is lost.

use std::collections::BTreeMap;

use super::assign::Assignment;
use super::holding::CopyRun;
use super::order::{came, went};
use super::{Amounts, Gap, Holding, allocate, amounts};
use crate::{Currency, Money};

/// What went and what is left, by the average.
#[derive(Debug, Default)]
pub(super) struct Averages {
    /// What the copies of each sale cost.
    pub(super) sales: Vec<Amounts>,
    /// What those that are left cost.
    pub(super) rest: Amounts,
}

/// Copies and what they cost together when the last of them entered; and how many went since.
#[derive(Debug, Default)]
struct Pool {
    copies: i64,
    minor: i64,
    gone: i64,
}

pub(super) fn spent(holding: &Holding<'_>, costs: &[Result<Money, Gap>], assignment: &Assignment) -> Averages {
    let cost = |part: &CopyRun| holding.cost(costs, *part).ok();
    // What of each lot enters with the lot itself.
    let mut entering: Vec<(i64, i64)> = holding
        .lots
        .iter()
        .zip(costs)
        .map(|((_, lot), cost)| (lot.quantity.max(0), cost.map_or(0, |cost| cost.minor)))
        .collect();
    for (at, parts) in assignment.parts.iter().enumerate() {
        for part in parts.iter().filter(|part| !holding.was_here(part.lot, at)) {
            let (copies, minor) = &mut entering[part.lot];
            *copies -= part.copies;
            *minor -= cost(part).map_or(0, |cost| cost.minor);
        }
    }
    let mut pools: BTreeMap<Currency, Pool> = BTreeMap::new();
    let enter = |pools: &mut BTreeMap<Currency, Pool>, lot: usize| {
        if let (Ok(Money { currency, .. }), (copies, minor)) = (costs[lot], entering[lot])
            && copies > 0
        {
            pools.entry(currency).or_default().enter(copies, minor);
        }
    };
    let (mut next, mut averages) = (0, Averages::default());
    for (at, parts) in assignment.parts.iter().enumerate() {
        let (id, sale) = holding.sales[at];
        let mut taken = Amounts::new();
        if sale.date.is_none() {
            parts.iter().filter_map(cost).for_each(|cost| amounts::put(&mut taken, cost));
            averages.sales.push(taken);
            continue;
        }
        let before = |lot: usize| holding.lots.get(lot).is_some_and(|(lot, of)| came(*lot, of) < went(id, sale));
        while before(next) {
            enter(&mut pools, next);
            next += 1;
        }
        let mut wanted: BTreeMap<Currency, i64> = BTreeMap::new();
        for (part, cost) in parts.iter().filter_map(|part| Some((part, cost(part)?))) {
            if !holding.was_here(part.lot, at) {
                pools.entry(cost.currency).or_default().enter(part.copies, cost.minor);
            }
            *wanted.entry(cost.currency).or_default() += part.copies;
        }
        for (currency, copies) in wanted {
            let minor = pools.entry(currency).or_default().take(copies);
            amounts::put(&mut taken, Money::new(minor, currency));
        }
        averages.sales.push(taken);
    }
    (next..holding.lots.len()).for_each(|lot| enter(&mut pools, lot));
    for (currency, pool) in pools {
        amounts::put(&mut averages.rest, Money::new(pool.rest(), currency));
    }
    averages
}

impl Pool {
    fn enter(&mut self, copies: i64, minor: i64) {
        self.minor = self.rest().saturating_add(minor);
        self.copies += copies - self.gone;
        self.gone = 0;
    }

    fn take(&mut self, copies: i64) -> i64 {
        let before = self.share(self.gone);
        self.gone += copies;
        self.share(self.gone) - before
    }

    fn share(&self, copies: i64) -> i64 {
        allocate(self.minor, &[copies as u64, (self.copies - copies) as u64])[0]
    }

    fn rest(&self) -> i64 {
        if self.gone == 0 { self.minor } else { self.minor - self.share(self.gone) }
    }
}

impl Holding<'_> {
    /// Had a lot come when a sale took copies of it, on a day that is known?
    pub(super) fn was_here(&self, lot: usize, sale: usize) -> bool {
        let ((lot_id, lot), (sale_id, sale)) = (self.lots[lot], self.sales[sale]);
        sale.date.is_some() && came(lot_id, lot) < went(sale_id, sale)
    }
}
