//! How many copies of an entry were here on which day, what they had cost, and what its sales gained: in the base currency.

use std::borrow::Cow;

use uuid::Uuid;
use vitrine_ledger::basis::{Fate, Method, Terms};
use vitrine_ledger::{Currency, Date, Holding, Lot, Rate, Sale};

use crate::Rates;
use crate::day::{self, Day};

/// Copies that came and went on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traffic {
    pub day: Day,
    pub came: i64,
    pub went: i64,
}

/// The copies of one entry over days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// Copies that were always here: nobody knows when they came.
    pub always: i64,
    /// Those of them that are here still.
    pub undated: i64,
    /// In order of their days, one a day.
    pub traffic: Vec<Traffic>,
    /// Changes of what the copies here had cost, as far as known; and what that was of those always here.
    pub cost: Vec<(Day, i64)>,
    pub cost_always: i64,
    /// What sales gained, as far as known, by the day of the sale.
    pub realised: Vec<(Day, i64)>,
}

impl Held {
    /// What the lots and sales of a living entry come to. What was paid in another currency counts by the rate beside it,
    /// or else by that of its day; without either it is unknown.
    ///
    /// A copy is here from the day it came until the day before it went. One that went on an unknown day is on no day, and
    /// neither is one that went before it came, or was never there.
    pub fn of(lots: &[(Uuid, &Lot)], sales: &[(Uuid, &Sale)], base: Currency, method: Method, rates: &Rates) -> Self {
        let lots: Vec<(Uuid, Cow<'_, Lot>)> = lots.iter().map(|(id, lot)| (*id, lot_in(lot, base, rates))).collect();
        let sales: Vec<(Uuid, Cow<'_, Sale>)> =
            sales.iter().map(|(id, sale)| (*id, sale_in(sale, base, rates))).collect();
        let lots = lots.iter().map(|(id, lot)| (*id, &**lot));
        let holding = Holding::new(lots, sales.iter().map(|(id, sale)| (*id, &**sale)));
        let terms = Terms::Base(base);
        let mut held = Self::default();
        for stay in holding.stays(method, terms) {
            let (copies, cost) = (stay.copies, stay.cost.map_or(0, |cost| cost.minor));
            let came = stay.came.map(|date| day::day(date).unwrap_or(Day::MAX));
            let until = match stay.fate {
                Fate::Here => Day::MAX,
                Fate::Went(Some(date)) => day::day(date).unwrap_or(Day::MAX),
                Fate::Went(None) | Fate::Never => continue,
            };
            if came.is_some_and(|came| came >= until) {
                continue;
            }
            match came {
                Some(came) => {
                    held.traffic.push(Traffic { day: came, came: copies, went: 0 });
                    held.cost.push((came, cost));
                }
                None => {
                    held.always += copies;
                    held.cost_always += cost;
                    held.undated += if stay.fate == Fate::Here { copies } else { 0 };
                }
            }
            if until < Day::MAX {
                held.traffic.push(Traffic { day: until, came: 0, went: copies });
                held.cost.push((until, -cost));
            }
        }
        held.traffic.sort_by_key(|traffic| traffic.day);
        held.traffic.dedup_by(|next, kept| {
            let same = next.day == kept.day;
            if same {
                kept.came += next.came;
                kept.went += next.went;
            }
            same
        });
        if !sales.is_empty() {
            for realised in holding.basis(method, terms).sales {
                let gain =
                    realised.gain.filter(|_| realised.kind.for_value()).and_then(|gain| gain.get(&base).copied());
                if let Some((on, gain)) = realised.date.and_then(day::day).zip(gain) {
                    held.realised.push((on, gain));
                }
            }
        }
        held
    }
}

/// A lot with a rate to the base currency, if there is one.
fn lot_in<'a>(lot: &'a Lot, base: Currency, rates: &Rates) -> Cow<'a, Lot> {
    let paid = lot.cost.map(|cost| cost.currency);
    match missing(paid, lot.rate, base).and_then(|from| rate(from, base, lot.acquired, rates)) {
        Some(rate) => Cow::Owned(Lot { rate: Some(rate), ..lot.clone() }),
        None => Cow::Borrowed(lot),
    }
}

fn sale_in<'a>(sale: &'a Sale, base: Currency, rates: &Rates) -> Cow<'a, Sale> {
    let parts = [sale.gross, sale.fees, sale.shipping_paid, sale.shipping_charged, sale.tax];
    let paid = parts.into_iter().flatten().next().map(|part| part.currency);
    match missing(paid, sale.rate, base).and_then(|from| rate(from, base, sale.date, rates)) {
        Some(rate) => Cow::Owned(Sale { rate: Some(rate), ..sale.clone() }),
        None => Cow::Borrowed(sale),
    }
}

/// The currency from which a rate is wanted.
fn missing(paid: Option<Currency>, beside: Option<Rate>, base: Currency) -> Option<Currency> {
    let there = |from| beside.is_some_and(|rate| rate.from == from && rate.to == base);
    paid.filter(|from| *from != base && !there(*from))
}

fn rate(from: Currency, base: Currency, date: Option<Date>, rates: &Rates) -> Option<Rate> {
    rates.on(from, base, date?)
}
