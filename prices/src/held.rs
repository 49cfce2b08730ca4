//! How many copies of an entry were here on which day, what they had cost, and what its sales gained: in the base currency.
//! What that is is told by [`Holding`]; here it is put in order of days.

use uuid::Uuid;
use vitrine_ledger::basis::{Dated, Method, Reckoning, ReportingCurrency};
use vitrine_ledger::{Currency, Date, Holding, Lot, Rate, Sale};

use crate::Rates;
use crate::day::{self, Day};

/// What came to a holding and went from it on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traffic {
    /// The day.
    pub day: Day,
    /// Copies that came.
    pub came: i64,
    /// Copies that went.
    pub went: i64,
    /// By how many more the cost is known, and by how much more that is.
    pub known: i64,
    /// By how much more the known cost is, in minor units of the base currency.
    pub cost: i64,
}

/// The copies of one entry over days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// What was always here: nobody knows when it came. Its day means nothing.
    pub always: Traffic,
    /// Copies of that which are here still.
    pub undated: i64,
    /// In order of their days, one a day.
    pub traffic: Vec<Traffic>,
    /// What sales gained, as far as known, by the day of the sale; and those that have no day.
    pub realised: Vec<(Day, i64)>,
    /// Gains of sales without a day, in minor units of the base currency.
    pub realised_always: i64,
}

impl Dated for Rates {
    fn rate(&self, from: Currency, to: Currency, on: Date) -> Option<Rate> {
        self.on(from, to, on)
    }
}

impl Held {
    /// What the lots and sales of a living entry come to. What is dated after `until` counts with that day: on the last day
    /// of a history everything that is booked is counted.
    pub fn of(
        lots: &[(Uuid, &Lot)],
        sales: &[(Uuid, &Sale)],
        base: Currency,
        method: Method,
        rates: &Rates,
        until: Option<Day>,
    ) -> Self {
        let on = |date: Date| day::day(date).unwrap_or(Day::MAX).min(until.unwrap_or(Day::MAX));
        let holding = Holding::new(lots.iter().copied(), sales.iter().copied());
        let course = holding.course(method, base, rates);
        let mut held = Self { undated: course.undated, ..Self::default() };
        for each in course.moves {
            let (came, went, known, cost) = (each.came, each.went, each.known, each.cost);
            match each.day.map(on) {
                Some(Day::MAX) => {}
                Some(day) => held.traffic.push(Traffic { day, came, went, known, cost }),
                None => held.always.add(Traffic { day: 0, came, went, known, cost }),
            }
        }
        held.traffic.sort_by_key(|traffic| traffic.day);
        held.traffic.dedup_by(|next, kept| {
            let same = next.day == kept.day;
            if same {
                kept.add(*next);
            }
            same
        });
        if !sales.is_empty() {
            for realised in holding.basis(method, Reckoning { reporting: ReportingCurrency::Base(base), rates }).sales {
                let gain = realised.gain.filter(|_| realised.kind.for_value());
                let Some(gain) = gain.and_then(|gain| gain.get(&base).copied()) else { continue };
                match realised.date.map(on) {
                    Some(Day::MAX) => {}
                    Some(on) => held.realised.push((on, gain)),
                    None => held.realised_always += gain,
                }
            }
        }
        held
    }
}

impl Traffic {
    fn add(&mut self, other: Self) {
        self.came += other.came;
        self.went += other.went;
        self.known += other.known;
        self.cost = self.cost.saturating_add(other.cost);
    }
}
