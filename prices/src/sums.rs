//! Amounts by day, as differences: what a holding adds to a collection can be taken away again, and what it touches is as
//! much as it changes.

use std::collections::BTreeMap;

use vitrine_ledger::Currency;

use crate::day::Day;

/// A sum over days: what was always there, and by how much each day differs from the one before.
#[derive(Debug, Clone, Default)]
pub struct Days {
    always: i128,
    start: Day,
    by: Vec<i128>,
}

impl Days {
    /// Adds from a day on.
    pub fn add(&mut self, from: Day, amount: i128) {
        if amount == 0 {
            return;
        }
        *self.at(from) += amount;
    }

    /// Adds on all days.
    pub fn add_always(&mut self, amount: i128) {
        self.always += amount;
    }

    fn at(&mut self, day: Day) -> &mut i128 {
        if self.by.is_empty() {
            self.start = day;
        }
        if day < self.start {
            // With room for what may come, so that a collection entered backwards does not move everything every day.
            let more = (self.start - day).max(self.by.len() as Day / 2).min(self.start);
            self.by.splice(0..0, std::iter::repeat_n(0, more as usize));
            self.start -= more;
        }
        let at = (day - self.start) as usize;
        if at >= self.by.len() {
            self.by.resize(at + 1, 0);
        }
        &mut self.by[at]
    }

    /// The first day that differs from all before it.
    fn first(&self) -> Option<Day> {
        let at = self.by.iter().position(|difference| *difference != 0)?;
        Some(self.start + at as Day)
    }

    /// The sum of each day from `from` to `to`.
    fn over(&self, from: Day, to: Day) -> Vec<i128> {
        let before = (from.saturating_sub(self.start) as usize).min(self.by.len());
        let mut sum = self.always + self.by[..before].iter().sum::<i128>();
        let mut sums = Vec::with_capacity((to - from) as usize + 1);
        for day in from..=to {
            let at = day.checked_sub(self.start).and_then(|at| self.by.get(at as usize));
            sum += at.copied().unwrap_or(0);
            sums.push(sum);
        }
        sums
    }

    fn bytes(&self) -> usize {
        self.by.capacity() * size_of::<i128>()
    }
}

/// What some holdings came to, day by day.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    /// What copies with a price were worth, in minor units of the price's currency; and how many they were.
    pub(crate) value: BTreeMap<Currency, Days>,
    pub(crate) priced: BTreeMap<Currency, Days>,
    /// Copies without a price.
    pub(crate) unpriced: Days,
    /// In minor units of the base currency.
    pub(crate) cost: Days,
    pub(crate) realised: Days,
    /// Copies here whose day nobody knows: they are on every day.
    pub(crate) undated: i64,
}

impl Sums {
    fn columns(&self) -> impl Iterator<Item = &Days> {
        let own = [&self.unpriced, &self.cost, &self.realised];
        self.value.values().chain(self.priced.values()).chain(own)
    }

    /// The first day on which anything is otherwise than on all days before it.
    pub fn first(&self) -> Option<Day> {
        self.columns().filter_map(Days::first).min()
    }

    /// Was anything ever here?
    pub fn is_empty(&self) -> bool {
        self.columns().all(|days| days.always == 0 && days.first().is_none())
    }

    /// What it takes of memory, about.
    pub fn bytes(&self) -> usize {
        self.columns().map(Days::bytes).sum()
    }

    pub(crate) fn read(&self, days: &Days, from: Day, to: Day) -> Vec<i128> {
        days.over(from, to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_is_there_from_its_day_on_and_can_be_taken_away() {
        let mut days = Days::default();
        days.add(100, 5);
        days.add(90, 2);
        days.add(104, -5);
        days.add_always(1);
        assert_eq!(days.over(89, 105), [1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 8, 8, 8, 8, 3, 3]);
        assert_eq!((days.over(103, 103), days.first()), (vec![8], Some(90)));
        days.add(90, -2);
        days.add(100, -5);
        days.add(104, 5);
        assert_eq!((days.over(1, 3), days.first()), (vec![1, 1, 1], None));
    }
}
