//! What was held day by day and what it had cost, for a curve over days: the same copies, costs and shares as those of
//! [`Basis`](super::Basis), with the days they came and went.

use super::assign::assign;
use super::average::spent;
use super::holding::CopyRun;
use super::{Dated, Holding, Method, Reckoning, ReportingCurrency};
use crate::{Currency, Date};

/// What comes to a holding and goes from it on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Move {
    /// None: on no day. It was always here.
    pub day: Option<Date>,
    /// Copies that come.
    pub came: i64,
    /// Copies that go.
    pub went: i64,
    /// By how many more the cost is known, and by how much more that is, in minor units of the currency reckoned in.
    pub known: i64,
    /// By how much more they cost, in minor units.
    pub cost: i64,
}

/// A holding over days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Course {
    /// In no order. Their sum is what is left.
    pub moves: Vec<Move>,
    /// Copies that are here and have no day.
    pub undated: i64,
}

impl Holding<'_> {
    /// What the copies that are or were here came to, in one currency.
    ///
    /// A copy is here from the day it came until the day before it went. One that went on an unknown day is on no day, and
    /// neither is one that went before it came, or on the same day, or was never there. By the average the cost of a day is
    /// that of the pools at its end.
    pub fn course(&self, method: Method, base: Currency, rates: &dyn Dated) -> Course {
        let costs = self.costs(Reckoning { reporting: ReportingCurrency::Base(base), rates });
        let assignment = assign(self, method != Method::Fifo);
        let averages = (method == Method::Average && !self.sales.is_empty()).then(|| spent(self, &costs, &assignment));
        let mut course = Course::default();
        let enters = |part: CopyRun| {
            let cost = self.cost(&costs, part).ok();
            let known = if cost.is_some() { part.copies } else { 0 };
            let day = self.lots[part.lot].1.acquired;
            Move { day, came: part.copies, went: 0, known, cost: cost.map_or(0, |cost| cost.minor) }
        };
        for rest in self.rests(&assignment) {
            course.moves.push(enters(rest));
            course.undated += if self.lots[rest.lot].1.acquired.is_none() { rest.copies } else { 0 };
        }
        for (at, parts) in assignment.parts.iter().enumerate() {
            let Some(day) = self.sales[at].1.date else { continue };
            let mut leaves = Move { day: Some(day), ..Move::default() };
            for part in parts {
                let came = enters(*part);
                let was_here = came.day.is_none_or(|came| came < day);
                if was_here {
                    (leaves.went, leaves.known) = (leaves.went + came.came, leaves.known - came.known);
                    course.moves.push(came);
                }
                leaves.cost += match (&averages, was_here) {
                    (None, true) => -came.cost,
                    (Some(_), false) => came.cost,
                    // What enters a pool on its own day stays there: the sale takes its share of the whole.
                    (None, false) | (Some(_), true) => 0,
                };
            }
            if let Some(averages) = &averages {
                leaves.cost -= averages.sales[at].get(&base).copied().unwrap_or(0);
            }
            course.moves.push(leaves);
        }
        course
    }
}
