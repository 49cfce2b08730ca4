//! What a collection was worth, day by day.
//!
//! On each day: for every currency the sum of copies × price, converted by that day's rate and rounded **once**, and these
//! summed. A price holds until the next one; a copy without a price is counted and is worth nothing known; a price in a
//! currency without a rate that day is counted as unconverted.

use vitrine_ledger::Currency;

use crate::day::Day;
use crate::held::Held;
use crate::rates::{RateLine, Rates};
use crate::shelf::Track;
use crate::sums::Sums;
use crate::sweep::sweep;

/// The days of a history: every column has one number for each day from `first` on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    pub first: Option<Day>,
    pub value: Vec<i64>,
    pub cost: Vec<i64>,
    pub realised: Vec<i64>,
    pub unpriced: Vec<i64>,
    pub unconverted: Vec<i64>,
    pub undated: i64,
}

impl Sums {
    /// Adds an entry as often as `times`: -1 takes it away, exactly.
    pub fn count(&mut self, held: &Held, track: &Track, times: i64) {
        let times = i128::from(times);
        // One look at the map for each currency, not for each day.
        let mut at: Vec<(Currency, usize)> = Vec::new();
        for of in &track.of {
            self.value.entry(of.currency).or_default();
            self.priced.entry(of.currency).or_default();
        }
        at.extend(self.value.keys().enumerate().map(|(at, currency)| (*currency, at)));
        let place = |of: u16| at.iter().find(|(currency, _)| *currency == track.of[usize::from(of)].currency);
        let places: Vec<usize> = (0..track.of.len() as u16).map(|of| place(of).map_or(0, |(_, at)| *at)).collect();
        let mut value: Vec<_> = self.value.values_mut().collect();
        // The same currencies stand in both maps.
        let mut priced: Vec<_> = self.priced.values_mut().collect();
        let unpriced = &mut self.unpriced;
        unpriced.add_always(times * i128::from(held.always));
        self.undated += times as i64 * held.undated;
        sweep(held, track, |event| {
            let (old, new) = (event.before, event.after);
            let worth = |copies: i64, minor: i64| times * i128::from(copies) * i128::from(minor);
            match (old.step, new.step) {
                // Most days: only the price is another.
                (Some(was), Some(is)) if was.of == is.of && old.copies == new.copies => {
                    let by = i128::from(is.minor) - i128::from(was.minor);
                    value[places[usize::from(is.of)]].add(event.day, times * i128::from(new.copies) * by);
                }
                (Some(was), Some(is)) if places[usize::from(was.of)] == places[usize::from(is.of)] => {
                    let at = places[usize::from(is.of)];
                    value[at].add(event.day, worth(new.copies, is.minor) - worth(old.copies, was.minor));
                    priced[at].add(event.day, times * i128::from(new.copies - old.copies));
                }
                (was, is) => {
                    for (step, copies, sign) in [(was, old.copies, -1), (is, new.copies, 1)] {
                        match step {
                            Some(step) => {
                                let at = places[usize::from(step.of)];
                                value[at].add(event.day, sign * worth(copies, step.minor));
                                priced[at].add(event.day, sign * times * i128::from(copies));
                            }
                            None => unpriced.add(event.day, sign * times * i128::from(copies)),
                        }
                    }
                }
            }
        });
        self.cost.add_always(times * i128::from(held.cost_always));
        held.cost.iter().for_each(|(day, minor)| self.cost.add(*day, times * i128::from(*minor)));
        held.realised.iter().for_each(|(day, minor)| self.realised.add(*day, times * i128::from(*minor)));
    }

    /// The history until `today`, in the base currency.
    pub fn history(&self, base: Currency, rates: &Rates, today: Day) -> History {
        if self.is_empty() {
            return History::default();
        }
        let first = self.first().unwrap_or(today).min(today);
        let length = (today - first) as usize + 1;
        let column = |days| self.read(days, first, today).into_iter().map(clamped).collect::<Vec<i64>>();
        let mut history = History {
            first: Some(first),
            value: vec![0; length],
            cost: column(&self.cost),
            realised: column(&self.realised),
            unpriced: column(&self.unpriced),
            unconverted: vec![0; length],
            undated: self.undated,
        };
        for (currency, days) in &self.value {
            let line = rates.line(*currency, base);
            let value = self.read(days, first, today);
            let copies = self.priced.get(currency).map(|days| self.read(days, first, today)).unwrap_or_default();
            converted(&line, first, &value, &copies, &mut history);
        }
        history
    }
}

impl Sums {
    /// The value of one day, as the history has it.
    pub fn value_on(&self, base: Currency, rates: &Rates, day: Day) -> i64 {
        let worth = |(currency, days): (&Currency, &crate::sums::Days)| {
            let sum = self.read(days, day, day)[0];
            rates.line(*currency, base).convert(sum, day).unwrap_or(0)
        };
        clamped(self.value.iter().map(worth).sum())
    }
}

fn converted(line: &RateLine, first: Day, value: &[i128], copies: &[i128], history: &mut History) {
    let mut rates = line.walk(first);
    for (at, day) in (first..).take(value.len()).enumerate() {
        match rates.on(day) {
            Some(parts) => {
                let worth = crate::rates::rounded(value[at].saturating_mul(parts));
                history.value[at] = clamped(i128::from(history.value[at]) + worth);
            }
            None => history.unconverted[at] = clamped(i128::from(history.unconverted[at]) + copies[at]),
        }
    }
}

/// A number as it travels.
fn clamped(n: i128) -> i64 {
    i64::try_from(n).unwrap_or(if n < 0 { i64::MIN } else { i64::MAX })
}
