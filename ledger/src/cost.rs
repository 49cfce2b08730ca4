//! What the collection cost, day by day: the derived view behind the chart.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::totals::held;
use crate::{Currency, Date, Key, Record, Totals};

/// The state at the end of a day on which something came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostPoint {
    pub date: Date,
    /// Everything dated so far, in minor units by currency.
    pub cost: BTreeMap<Currency, i64>,
    /// Copies so far, with and without a known cost.
    pub cards: i64,
    /// Those of them whose cost is unknown.
    pub unknown: i64,
}

/// The curve, and what has no place on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostByDay {
    /// One point for each day on which something came, in order; each sums everything before it.
    pub days: Vec<CostPoint>,
    /// Copies without a date: on no day, and said so (`entries` is not counted here).
    pub undated: Totals,
}

/// Sums what is held now by the day it came.
pub fn cost_by_day<'a>(records: impl IntoIterator<Item = (&'a Key, &'a Record)>) -> CostByDay {
    let mut by_day: BTreeMap<Date, Totals> = BTreeMap::new();
    let mut undated = Totals::default();
    for lot in held(records).lots {
        match lot.acquired {
            Some(date) => by_day.entry(date).or_default().count(lot),
            None => undated.count(lot),
        }
    }
    let mut sum = Totals::default();
    let mut point = |(date, day): (Date, Totals)| {
        sum.add(&day);
        CostPoint { date, cost: sum.cost.clone(), cards: sum.cards, unknown: sum.unknown_costs }
    };
    CostByDay { days: by_day.into_iter().map(&mut point).collect(), undated }
}
