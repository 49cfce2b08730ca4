//! What the collection cost, day by day: the derived view behind the chart.
//!
//! A copy is on the curve from the day it came until the day it was sold. One without the first day is `undated`; one that
//! went on an unknown day, or came on an unknown day and went, is on no day at all. One that by its dates went before it
//! came is there on no day. Copies that were sold and never came are taken off on the day of their sale.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::basis::{Fate, Stay, holdings, put};
use crate::{Currency, Date, Holding, Key, Record, Settings, Totals};

/// The state at the end of a day on which something came or went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostPoint {
    pub date: Date,
    /// What is there, in minor units by currency.
    pub cost: BTreeMap<Currency, i64>,
    /// Copies that are there, with and without a known cost.
    pub cards: i64,
    /// Those of them whose cost is unknown.
    pub unknown: i64,
}

/// The curve, and what has no place on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostByDay {
    /// One point for each day on which something came or went, in order; each sums everything before it.
    pub days: Vec<CostPoint>,
    /// Copies without a date: on no day, and said so (`entries` is not counted here).
    pub undated: Totals,
}

/// Sums what was held by the days on which it came and went.
pub fn cost_by_day<'a>(records: impl IntoIterator<Item = (&'a Key, &'a Record)>, settings: &Settings) -> CostByDay {
    let mut by_day: BTreeMap<Date, Totals> = BTreeMap::new();
    let mut undated = Totals::default();
    let stays = |holding: &Holding<'_>| holding.stays(settings.method, settings.terms());
    for stay in holdings(records).values().flat_map(stays) {
        let copies = worth(&stay);
        match (stay.fate, stay.came) {
            (Fate::Here, Some(came)) => by_day.entry(came).or_default().add(&copies),
            (Fate::Here, None) => undated.add(&copies),
            (Fate::Went(Some(went)), Some(came)) => {
                by_day.entry(came).or_default().add(&copies);
                by_day.entry(went.max(came)).or_default().subtract(&copies);
            }
            (Fate::Went(_), _) => {}
            (Fate::Never, Some(day)) => by_day.entry(day).or_default().cards -= stay.copies,
            (Fate::Never, None) => undated.cards -= stay.copies,
        }
    }
    let mut sum = Totals::default();
    let mut point = |(date, day): (Date, Totals)| {
        sum.add(&day);
        CostPoint { date, cost: sum.cost.clone(), cards: sum.cards, unknown: sum.unknown_costs }
    };
    CostByDay { days: by_day.into_iter().map(&mut point).collect(), undated }
}

fn worth(stay: &Stay) -> Totals {
    let mut totals = Totals { cards: stay.copies, ..Totals::default() };
    match stay.cost {
        Some(cost) => put(&mut totals.cost, cost),
        None => totals.unknown_costs = stay.copies,
    }
    totals
}
