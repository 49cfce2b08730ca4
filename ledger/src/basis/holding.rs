//! One entry's lots and sales, and what follows from them.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::allocate::first;
use super::order::{came, went};
use super::{Gap, Reckoning, cost_of};
use crate::{Date, Key, Lot, Money, Record, Sale};

/// Neighbouring copies of one lot, by their numbers in it. A lot's copies are numbered from 0 and go in that order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CopyRun {
    /// Its place in the holding's lots.
    pub(super) lot: usize,
    pub(super) first: i64,
    pub(super) copies: i64,
}

/// The living lots and sales of one entry.
#[derive(Debug, Clone, Default)]
pub struct Holding<'a> {
    /// Oldest first; those without a day before all others.
    pub(super) lots: Vec<(Uuid, &'a Lot)>,
    /// In the order they happened; those without a day after all others.
    pub(super) sales: Vec<(Uuid, &'a Sale)>,
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

    /// What all copies of each lot cost.
    pub(super) fn costs(&self, reckoning: Reckoning<'_>) -> Vec<Result<Money, Gap>> {
        self.lots.iter().map(|(_, lot)| cost_of(lot, reckoning)).collect()
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
