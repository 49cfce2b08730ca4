//! What a collection was worth, day by day.
//!
//! On each day: for every currency the sum of copies × price, converted by that day's rate and rounded **once**, and these
//! summed. A price holds until the next one; a copy without a price is counted and is worth nothing known; a price in a
//! currency without a rate that day is counted as unconverted.
//!
//! A gain compares the same copies: those that have both, a value and a known cost. What they were worth and what they had
//! cost stands beside the value and the cost of all.

use vitrine_ledger::Currency;

use crate::by_card::Track;
use crate::day::Day;
use crate::held::Held;
use crate::rates::{RateLine, Rates, rounded};
use crate::sums::{Priced, Sums};
use crate::sweep::{State, sweep};

/// The days of a history: every column has one number for each day from `first` on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The first day; none when nothing was ever held.
    pub first: Option<Day>,
    /// What the copies with a price were worth, in minor units of the base currency.
    pub value: Vec<i64>,
    /// What copies of known cost had cost, in minor units of the base currency.
    pub cost: Vec<i64>,
    /// The gain of all sales up to the day, in minor units of the base currency.
    pub realised: Vec<i64>,
    /// Copies without a price.
    pub unpriced: Vec<i64>,
    /// Copies whose price no rate leads to the base currency.
    pub unconverted: Vec<i64>,
    /// Copies whose cost is known, and those whose cost is not.
    pub costed: Vec<i64>,
    /// Copies whose cost is not known.
    pub uncosted: Vec<i64>,
    /// Copies that have a value and a known cost; what these were worth, and what they had cost.
    pub compared: Vec<i64>,
    /// What the compared copies were worth, in minor units.
    pub compared_value: Vec<i64>,
    /// What the compared copies had cost, in minor units.
    pub compared_cost: Vec<i64>,
    /// Copies that are held and have no day.
    pub undated: i64,
}

impl Sums {
    /// Adds an entry as often as `times`: -1 takes it away, exactly.
    pub fn count(&mut self, held: &Held, track: &Track, times: i64) {
        let times = i128::from(times);
        // One look at the map for each currency, not for each day.
        for of in &track.of {
            self.priced.entry(of.currency).or_default();
        }
        let at: Vec<Currency> = self.priced.keys().copied().collect();
        let place = |of: u16| at.iter().position(|currency| *currency == track.of[usize::from(of)].currency);
        let places: Vec<usize> = (0..track.of.len() as u16).map(|of| place(of).unwrap_or(0)).collect();
        let mut priced: Vec<&mut Priced> = self.priced.values_mut().collect();
        let unpriced = &mut self.unpriced;
        let always = State::first(held);
        unpriced.add_always(times * i128::from(always.copies));
        self.undated += times as i64 * held.undated;
        sweep(held, track, |event| {
            let (old, new) = (event.before, event.after);
            if let (Some(was), Some(is)) = (old.step, new.step)
                && was.of == is.of
                && (old.copies, old.known, old.cost) == (new.copies, new.known, new.cost)
            {
                // Most days: only the price is another.
                let by = times * (i128::from(is.minor) - i128::from(was.minor));
                let of = &mut *priced[places[usize::from(is.of)]];
                of.value.add(event.day, i128::from(new.copies) * by);
                of.left_value.add(event.day, i128::from(new.copies - new.known) * by);
                return;
            }
            for (state, sign) in [(old, -times), (new, times)] {
                match state.step {
                    Some(step) => {
                        let (of, minor) = (&mut *priced[places[usize::from(step.of)]], i128::from(step.minor));
                        let (copies, left) = (i128::from(state.copies), i128::from(state.copies - state.known));
                        of.value.add(event.day, sign * copies * minor);
                        of.copies.add(event.day, sign * copies);
                        of.left_value.add(event.day, sign * left * minor);
                        of.left.add(event.day, sign * left);
                        of.cost.add(event.day, sign * i128::from(state.cost));
                    }
                    None => unpriced.add(event.day, sign * i128::from(state.copies)),
                }
            }
        });
        self.cost.add_always(times * i128::from(always.cost));
        self.uncosted.add_always(times * i128::from(always.copies - always.known));
        for each in &held.traffic {
            self.cost.add(each.day, times * i128::from(each.cost));
            self.uncosted.add(each.day, times * i128::from(each.came - each.went - each.known));
        }
        self.realised.add_always(times * i128::from(held.realised_always));
        held.realised.iter().for_each(|(day, minor)| self.realised.add(*day, times * i128::from(*minor)));
    }

    /// The history until `today`, in the base currency.
    pub fn history(&self, base: Currency, rates: &Rates, today: Day) -> History {
        if self.is_empty() {
            return History::default();
        }
        let first = self.first().unwrap_or(today).min(today);
        let none = || vec![0; (today - first) as usize + 1];
        let column = |days| self.read(days, first, today).into_iter().map(clamped).collect::<Vec<i64>>();
        let mut history = History {
            first: Some(first),
            value: none(),
            cost: column(&self.cost),
            realised: column(&self.realised),
            unpriced: column(&self.unpriced),
            unconverted: none(),
            costed: none(),
            uncosted: column(&self.uncosted),
            compared: none(),
            compared_value: none(),
            compared_cost: none(),
            undated: self.undated,
        };
        for (at, costed) in history.costed.iter_mut().enumerate() {
            *costed = history.unpriced[at] - history.uncosted[at];
        }
        for (currency, priced) in &self.priced {
            let line = rates.line(*currency, base);
            let read = priced.columns().map(|days| self.read(days, first, today));
            converted(&line, first, &read, &mut history);
        }
        history
    }

    /// The value of one day, as the history has it.
    pub fn value_on(&self, base: Currency, rates: &Rates, day: Day) -> i64 {
        let worth = |(currency, priced): (&Currency, &Priced)| {
            let sum = self.read(&priced.value, day, day)[0];
            rates.line(*currency, base).convert(sum, day).unwrap_or(0)
        };
        clamped(self.priced.iter().map(worth).sum())
    }
}

fn converted(line: &RateLine, first: Day, read: &[Vec<i128>; 5], history: &mut History) {
    let [value, copies, left_value, left, cost] = read;
    let mut rates = line.walk(first);
    let add = |sum: &mut i64, more: i128| *sum = clamped(i128::from(*sum) + more);
    for (at, day) in (first..).take(value.len()).enumerate() {
        add(&mut history.costed[at], copies[at]);
        let Some(parts) = rates.on(day) else {
            add(&mut history.unconverted[at], copies[at]);
            continue;
        };
        add(&mut history.value[at], rounded(value[at].saturating_mul(parts)));
        add(&mut history.compared[at], copies[at] - left[at]);
        add(&mut history.compared_value[at], rounded((value[at] - left_value[at]).saturating_mul(parts)));
        add(&mut history.compared_cost[at], cost[at]);
    }
}

/// A number as it travels.
fn clamped(n: i128) -> i64 {
    i64::try_from(n).unwrap_or(if n < 0 { i64::MIN } else { i64::MAX })
}
