//! What the lots and sales of a row come to: everything that is shown of what copies cost and what sales gained is taken
//! from here, and here from [`Holding`].

use std::collections::BTreeMap;

use uuid::Uuid;
use vitrine_ledger::basis::{Basis, Costs, Course, cost_of};
use vitrine_ledger::{Currency, Date, Gains, Holding, Lot, Money, NewSale, Sale, Totals};

use super::{LotLine, Reckoned, Row, SaleLine};

/// Copies that are here, and what they cost in the currency everything is reckoned in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Here {
    pub copies: i64,
    /// Those whose cost is known in that currency, and that cost.
    pub known: i64,
    pub cost: i128,
}

impl Here {
    pub fn add(&mut self, other: Self, times: i64) {
        self.copies += times * other.copies;
        self.known += times * other.known;
        self.cost += i128::from(times) * other.cost;
    }
}

impl Row {
    /// Counts the lots and sales, when all were added, or when the same is to be reckoned otherwise.
    pub fn settle(&mut self, reckoned: &Reckoned) {
        if !self.is_plain(reckoned.base()) {
            return self.take(self.basis(None, reckoned), reckoned.base());
        }
        // Most rows: nothing was sold, and everything was paid in the one currency.
        let mut basis = Basis::default();
        for line in &mut self.lots {
            line.left = line.quantity.max(0);
            basis.held = basis.held.saturating_add(line.quantity);
            let remaining = &mut basis.remaining;
            remaining.copies += line.left;
            match cost_of(&line.lot(self.id), reckoned.reckoning()) {
                Err(_) => remaining.unknown += line.left,
                Ok(cost) => {
                    let sum: &mut i64 = remaining.known.entry(cost.currency).or_default();
                    *sum = sum.saturating_add(cost.minor);
                }
            }
        }
        self.total(&basis, reckoned.base());
    }

    fn take(&mut self, basis: Basis, base: Option<Currency>) {
        self.total(&basis, base);
        for line in &mut self.lots {
            line.left = basis.left.iter().find(|left| left.lot == line.id).map_or(0, |left| left.copies);
        }
        for realised in basis.sales {
            if let Some(line) = self.sales.iter_mut().find(|line| line.id == realised.sale) {
                line.realised = Some(realised);
            }
        }
    }

    fn total(&mut self, basis: &Basis, base: Option<Currency>) {
        let Costs { copies, known, unknown, no_rate } = &basis.remaining;
        (self.quantity, self.here, self.unknown, self.no_rate) = (basis.held, *copies, *unknown, *no_rate);
        self.cost = base.and_then(|base| known.get(&base)).copied().unwrap_or(0);
        let known = known.iter().filter(|(_, minor)| **minor != 0);
        self.costs = known.map(|(currency, minor)| Money::new(*minor, *currency)).collect();
        self.costs.sort_by_key(|money| std::cmp::Reverse(money.minor));
    }

    /// Is there no sale, and nothing to convert?
    fn is_plain(&self, base: Option<Currency>) -> bool {
        let unsold = self.sales.iter().all(SaleLine::reversed);
        unsold
            && (base.is_none() || self.lots.iter().all(|lot| lot.paid().is_none_or(|paid| Some(paid.currency) == base)))
    }

    /// Does it change with the rates: was something paid or got in another currency than one of these?
    pub(crate) fn is_exchanged(&self, bases: [Option<Currency>; 2]) -> bool {
        let other = |currency: Currency| bases.iter().any(|base| *base != Some(currency));
        let amounts = self.lots.iter().filter_map(LotLine::paid).map(|paid| paid.currency);
        let sales = self.sales.iter().filter(|line| !line.reversed()).filter_map(|line| {
            let parts = [line.sale.gross, line.sale.fees, line.sale.shipping_paid, line.sale.shipping_charged];
            parts.into_iter().chain([line.sale.tax]).flatten().next().map(|part| part.currency)
        });
        amounts.chain(sales).any(other)
    }

    /// What is here, and what it cost.
    pub fn told(&self) -> Here {
        Here { copies: self.here, known: self.here - self.unknown - self.no_rate, cost: i128::from(self.cost) }
    }

    /// The last day on which anything of it changes: copies, or the price its owner set.
    pub(crate) fn last_change(&self) -> Option<Date> {
        let lots = self.lots.iter().filter_map(|lot| lot.acquired);
        let sales = self.sales.iter().filter(|line| !line.reversed()).filter_map(|line| line.sale.date);
        lots.chain(sales).chain(self.own_price.map(|(_, from)| from)).max()
    }

    /// What was here at the end of each of some days, in order.
    pub(crate) fn on_days(&self, days: std::ops::Range<u32>, reckoned: &Reckoned) -> Vec<Here> {
        let Some(base) = reckoned.base() else { return vec![self.told(); days.len()] };
        let course: Course =
            self.with_holding(None, |holding| holding.course(reckoned.method(), base, reckoned.reckoning().rates));
        let mut by_day: BTreeMap<u32, Here> = BTreeMap::new();
        for each in course.moves {
            let day = each.day.map_or(0, Date::ordinal).max(days.start);
            let moved = Here { copies: each.came - each.went, known: each.known, cost: i128::from(each.cost) };
            by_day.entry(day).or_default().add(moved, 1);
        }
        let mut here = Here::default();
        let day = |day| {
            by_day.get(&day).into_iter().for_each(|moved| here.add(*moved, 1));
            here
        };
        days.map(day).collect()
    }

    /// What the next copies to go have cost.
    pub fn next_costs(&self, copies: i64, reckoned: &Reckoned) -> Costs {
        if copies == self.here {
            let known = self.costs.iter().map(|money| (money.currency, money.minor)).collect();
            return Costs { copies, known, unknown: self.unknown, no_rate: self.no_rate };
        }
        // After all others.
        let date = Date::new(9999, 12, 31);
        let sale = NewSale { entry: self.id, quantity: copies, date, ..NewSale::default() }.sale();
        let next = self.basis(Some(&sale), reckoned).sales.into_iter().find(|realised| realised.sale.is_max());
        next.map(|realised| realised.costs).unwrap_or_default()
    }

    /// What is left and what went, if `next` went too.
    fn basis(&self, next: Option<&Sale>, reckoned: &Reckoned) -> Basis {
        self.with_holding(next, |holding| holding.basis(reckoned.method(), reckoned.reckoning()))
    }

    fn with_holding<T>(&self, next: Option<&Sale>, look: impl FnOnce(&Holding<'_>) -> T) -> T {
        let lots: Vec<(Uuid, Lot)> = self.lots.iter().map(|line| (line.id, line.lot(self.id))).collect();
        let standing = self.sales.iter().filter(|line| !line.reversed()).map(|line| (line.id, &line.sale));
        let next = next.map(|sale| (Uuid::max(), sale));
        look(&Holding::new(lots.iter().map(|(id, lot)| (*id, lot)), standing.chain(next)))
    }

    /// What the row adds to the totals.
    pub(crate) fn totals(&self) -> Totals {
        let cost = self.costs.iter().map(|money| (money.currency, money.minor)).collect();
        let mut gains = Gains::default();
        self.sales.iter().filter_map(|line| line.realised.as_ref()).for_each(|realised| gains.count(realised));
        let (unknown_costs, no_rate) = (self.unknown, self.no_rate);
        Totals { entries: 1, cards: self.quantity, cost, unknown_costs, no_rate, gains }
    }
}
