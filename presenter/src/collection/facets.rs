//! The values there are to filter by, with how many entries have each. Counted as rows come and go, never by walking the
//! collection.

use std::collections::BTreeMap;

use crate::row::Row;

/// What can be filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    Game,
    Set,
    Condition,
    Finish,
}

/// How many entries have which value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    counts: [BTreeMap<String, usize>; 4],
}

impl Facets {
    /// The values of one facet in alphabetical order; entries without one are left out.
    pub fn of(&self, facet: Facet) -> impl Iterator<Item = (&str, usize)> {
        let values = self.counts[facet as usize].iter().map(|(value, count)| (value.as_str(), *count));
        values.filter(|(value, _)| !value.is_empty())
    }

    pub(super) fn add(&mut self, row: &Row) {
        for (counts, value) in self.counts.iter_mut().zip(values(row)) {
            match counts.get_mut(value) {
                Some(count) => *count += 1,
                None => {
                    counts.insert(value.to_owned(), 1);
                }
            }
        }
    }

    pub(super) fn remove(&mut self, row: &Row) {
        for (counts, value) in self.counts.iter_mut().zip(values(row)) {
            if let Some(count) = counts.get_mut(value) {
                *count -= 1;
                if *count == 0 {
                    counts.remove(value);
                }
            }
        }
    }
}

/// In the order of [`Facet`].
fn values(row: &Row) -> [&str; 4] {
    [&row.game, &row.set, &row.condition, &row.finish]
}
