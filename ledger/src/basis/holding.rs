//! One entry's lots and sales, and what follows from them.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::allocate::first;
use super::assign::{Assignment, CopyRun, assign};
use super::average::spent;
use super::order::{came, went};
use super::{Amounts, Gap, Method, Reckoning, ReportingCurrency, add, cost_of, proceeds_of, put};
use crate::{Date, Key, Lot, Money, Record, Sale, SaleKind, Taken};

/// The living lots and sales of one entry.
#[derive(Debug, Clone, Default)]
pub struct Holding<'a> {
    /// Oldest first; those without a day before all others.
    pub(super) lots: Vec<(Uuid, &'a Lot)>,
    /// In the order they happened; those without a day after all others.
    pub(super) sales: Vec<(Uuid, &'a Sale)>,
}

/// What some copies cost.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Costs {
    /// All of them, those without a known cost too.
    pub copies: i64,
    /// What those cost whose cost is known.
    pub known: Amounts,
    /// Copies whose cost nobody wrote down.
    pub unknown: i64,
    /// Copies whose cost no rate leads from: it is known in its own currency alone.
    pub no_rate: i64,
}

/// What a sale came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Realised {
    /// Which sale.
    pub sale: Uuid,
    /// How they went.
    pub kind: SaleKind,
    /// The local calendar day they went.
    pub date: Option<Date>,
    /// How many copies.
    pub quantity: i64,
    /// The lots its copies are of.
    pub taken: Vec<Taken>,
    /// What these copies cost.
    pub costs: Costs,
    /// Copies that were sold and had never come.
    pub missing: i64,
    /// Copies that, by their day, came after they went.
    pub early: i64,
    /// What they brought, less fees, shipping and tax.
    pub proceeds: Result<Amounts, Gap>,
    /// Proceeds less cost. None unless all of both is known, and can be reckoned in one currency where one is asked for.
    pub gain: Option<Amounts>,
}

/// What is left, and what went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Basis {
    /// What came less what went; below zero when more went than came.
    pub held: i64,
    /// The copies that are left, and what they cost.
    pub remaining: Costs,
    /// Copies left of each lot that has any, oldest first.
    pub left: Vec<Taken>,
    /// In the order they happened.
    pub sales: Vec<Realised>,
}

impl<'a> Holding<'a> {
    /// Of the living lots and sales of one entry, in any order.
    pub fn new(
        lots: impl IntoIterator<Item = (Uuid, &'a Lot)>,
        sales: impl IntoIterator<Item = (Uuid, &'a Sale)>,
    ) -> Self {
        let mut holding = Self { lots: lots.into_iter().collect(), sales: sales.into_iter().collect() };
        holding.sort();
        holding
    }

    fn sort(&mut self) {
        self.lots.sort_unstable_by_key(|(id, lot)| (came(*id, lot), *id));
        self.sales.sort_unstable_by_key(|(id, sale)| (went(*id, sale), *id));
    }

    /// Copies held now: what came less what went.
    pub fn held(&self) -> i64 {
        let came: i64 = self.lots.iter().map(|(_, lot)| lot.quantity).sum();
        came - self.sales.iter().map(|(_, sale)| sale.quantity).sum::<i64>()
    }

    /// Copies held at the end of a day: what came until then or is undated, less what went until then.
    pub fn held_on(&self, day: Date) -> i64 {
        let came = self.lots.iter().filter(|(_, lot)| lot.acquired.is_none_or(|came| came <= day));
        let went = self.sales.iter().filter(|(_, sale)| sale.date.is_some_and(|went| went <= day));
        came.map(|(_, lot)| lot.quantity).sum::<i64>() - went.map(|(_, sale)| sale.quantity).sum::<i64>()
    }

    /// How many more went than came, when sales are a part of it: "sold twice?" (A lot that is below zero by itself has
    /// its own conflict.)
    pub fn oversold(&self) -> Option<i64> {
        let held = self.held();
        (held < 0 && !self.sales.is_empty()).then_some(-held)
    }

    /// What is left, what went, and what both cost.
    pub fn basis<'r>(&self, method: Method, reckoning: impl Into<Reckoning<'r>>) -> Basis {
        let reckoning = reckoning.into();
        let costs = self.costs(reckoning);
        let assignment = assign(self, method != Method::Fifo);
        let averages = (method == Method::Average).then(|| spent(self, &costs, &assignment));
        let mut basis = Basis { held: self.held(), ..Basis::default() };
        for (at, parts) in assignment.parts.iter().enumerate() {
            let mut realised = self.realised(at, parts, &costs, reckoning);
            if let Some(averages) = &averages {
                realised.costs.known = averages.sales[at].clone();
            }
            realised.settle(reckoning.reporting);
            basis.sales.push(realised);
        }
        for rest in self.rests(&assignment) {
            basis.left.push(Taken { lot: self.lots[rest.lot].0, copies: rest.copies });
            basis.remaining.count(self.cost(&costs, rest), rest.copies, reckoning);
        }
        if let Some(averages) = averages {
            basis.remaining.known = averages.rest;
        }
        basis
    }

    /// What all copies of each lot cost.
    pub(super) fn costs(&self, reckoning: Reckoning<'_>) -> Vec<Result<Money, Gap>> {
        self.lots.iter().map(|(_, lot)| cost_of(lot, reckoning)).collect()
    }

    fn realised(
        &self,
        at: usize,
        parts: &[CopyRun],
        costs: &[Result<Money, Gap>],
        reckoning: Reckoning<'_>,
    ) -> Realised {
        let (id, sale) = self.sales[at];
        let mut realised = Realised {
            sale: id,
            kind: sale.kind,
            date: sale.date,
            quantity: sale.quantity,
            taken: Vec::new(),
            costs: Costs::default(),
            missing: sale.quantity,
            early: 0,
            proceeds: proceeds_of(sale, reckoning),
            gain: None,
        };
        for part in parts {
            let (lot, Lot { acquired, .. }) = self.lots[part.lot];
            match realised.taken.iter_mut().find(|taken| taken.lot == lot) {
                Some(taken) => taken.copies += part.copies,
                None => realised.taken.push(Taken { lot, copies: part.copies }),
            }
            realised.costs.count(self.cost(costs, *part), part.copies, reckoning);
            realised.missing -= part.copies;
            let early = acquired.zip(sale.date).is_some_and(|(came, went)| came > went);
            realised.early += if early { part.copies } else { 0 };
        }
        realised.taken.sort_unstable();
        realised
    }

    /// What some copies of a lot cost, of the lot's cost spread evenly.
    pub(super) fn cost(&self, costs: &[Result<Money, Gap>], part: CopyRun) -> Result<Money, Gap> {
        let of = self.lots[part.lot].1.quantity;
        let upto = |total: i64, copies| first(total, copies, of);
        costs[part.lot].map(|total| {
            let minor = upto(total.minor, part.first + part.copies) - upto(total.minor, part.first);
            Money::new(minor, total.currency)
        })
    }

    /// What is left of each lot.
    pub(super) fn rests(&self, assignment: &Assignment) -> impl Iterator<Item = CopyRun> {
        let rest = |(lot, (gone, copies)): (usize, (i64, i64))| CopyRun { lot, first: gone, copies: copies - gone };
        let quantities = self.lots.iter().map(|(_, lot)| lot.quantity);
        assignment.gone.clone().into_iter().zip(quantities).enumerate().map(rest).filter(|rest| rest.copies > 0)
    }
}

impl Costs {
    fn count(&mut self, cost: Result<Money, Gap>, copies: i64, reckoning: Reckoning<'_>) {
        self.copies += copies;
        match cost {
            Ok(cost) => {
                put(&mut self.known, cost);
                self.no_rate += if reckoning.is_foreign(cost) { copies } else { 0 };
            }
            Err(Gap::Unknown) => self.unknown += copies,
            Err(Gap::NoRate) => self.no_rate += copies,
        }
    }

    /// Copies whose cost is known, in the currency everything is reckoned in where there is one.
    pub fn told(&self) -> i64 {
        self.copies - self.unknown - self.no_rate
    }
}

impl Realised {
    fn settle(&mut self, reporting: ReportingCurrency) {
        let Ok(proceeds) = &self.proceeds else { return };
        let mut gain = proceeds.clone();
        add(&mut gain, &self.costs.known, -1);
        let told = match reporting {
            ReportingCurrency::Native => true,
            ReportingCurrency::Base(_) => self.costs.no_rate == 0,
            // Paid in one currency, bought in another, and no rate between them: no sum is the gain. What is given away
            // has no gain but what it cost, and that may be in several.
            ReportingCurrency::Preferred(_) => {
                let of = |amounts: &Amounts| amounts.keys().copied().collect::<Vec<_>>();
                let mut currencies = [of(proceeds), of(&self.costs.known)].concat();
                currencies.sort_unstable();
                currencies.dedup();
                currencies.len() <= 1 || !self.kind.for_value()
            }
        };
        self.gain = (told && self.missing == 0 && self.costs.unknown == 0).then_some(gain);
    }
}

/// The holdings of all living entries. Records may come in any order.
pub fn holdings<'a>(records: impl IntoIterator<Item = (&'a Key, &'a Record)>) -> BTreeMap<Uuid, Holding<'a>> {
    let mut holdings: BTreeMap<Uuid, Holding<'a>> = BTreeMap::new();
    let mut parts: Vec<(Key, &Record)> = Vec::new();
    for (key, record) in records.into_iter().filter(|(_, record)| record.alive()) {
        match record {
            Record::Entry(_) => {
                holdings.insert(key.id, Holding::default());
            }
            Record::Lot(_) | Record::Sale(_) => parts.push((*key, record)),
            Record::Conflict(_)
            | Record::Portfolio(_)
            | Record::Location(_)
            | Record::Settings(_)
            | Record::Wish(_) => {}
        }
    }
    for (key, record) in parts {
        let Some(holding) = holdings.get_mut(&record.entry(key)) else { continue };
        match record {
            Record::Lot(stored) => holding.lots.push((key.id, &stored.value)),
            Record::Sale(stored) => holding.sales.push((key.id, &stored.value)),
            _ => {}
        }
    }
    holdings.values_mut().for_each(Holding::sort);
    holdings
}
