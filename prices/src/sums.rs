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

/// What copies with a price in one currency came to, day by day.
#[derive(Debug, Clone, Default)]
pub struct Priced {
    /// What they were worth, in minor units of that currency; and how many they were.
    pub(crate) value: Days,
    pub(crate) copies: Days,
    /// Of these, what those were worth whose cost nobody knows, and how many they were: they are in no gain.
    pub(crate) left_value: Days,
    pub(crate) left: Days,
    /// What the others had cost, in minor units of the base currency.
    pub(crate) cost: Days,
}

/// What some holdings came to, day by day.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    /// By the currency of the price.
    pub(crate) priced: BTreeMap<Currency, Priced>,
    /// Copies without a price.
    pub(crate) unpriced: Days,
    /// Copies without a known cost.
    pub(crate) uncosted: Days,
    /// What all copies had cost whose cost is known. In minor units of the base currency.
    pub(crate) cost: Days,
    pub(crate) realised: Days,
    /// Copies here whose day nobody knows: they are on every day.
    pub(crate) undated: i64,
}

impl Priced {
    pub(crate) fn columns(&self) -> [&Days; 5] {
        [&self.value, &self.copies, &self.left_value, &self.left, &self.cost]
    }
}

impl Sums {
    fn columns(&self) -> impl Iterator<Item = &Days> {
        let own = [&self.unpriced, &self.uncosted, &self.cost, &self.realised];
        self.priced.values().flat_map(Priced::columns).chain(own)
    }

    /// The first day on which anything is otherwise than on all days before it.
    pub fn first(&self) -> Option<Day> {
        self.columns().filter_map(Days::first).min()
    }

    /// Whether no copy was ever counted.
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
