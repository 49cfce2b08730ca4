//! What the copies of one entry came to: what is left and what it cost, what went and what was gained.

use uuid::Uuid;

use super::assign::assign;
use super::average::spent;
use super::holding::CopyRun;
use super::{Amounts, Gap, Holding, Method, Reckoning, ReportingCurrency, add, proceeds_of, put};
use crate::{Date, Lot, Money, SaleKind, Taken};

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

impl Holding<'_> {
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
