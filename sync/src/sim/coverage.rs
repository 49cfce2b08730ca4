//! How often each fault, input, output, state and outcome occurred. A kind that never occurs in a long run fails it: an
//! untried fault proves nothing.

use std::fmt::{self, Write as _};

use super::counted::Counted;
use super::kinds;

/// The headings of the table.
const GROUPS: [&str; 7] =
    ["faults", "what people did", "inputs", "outputs", "answers and outcomes", "states shown", "timers"];

/// The counters of one run, or of many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    counts: [Vec<u64>; 7],
    steps: u64,
}

impl Default for Coverage {
    fn default() -> Self {
        Self { counts: kinds::sizes().map(|size| vec![0; size]), steps: 0 }
    }
}

impl Coverage {
    /// Counts one.
    pub fn note<C: Counted>(&mut self, kind: C) {
        self.counts[C::GROUP][kind.index()] += 1;
    }

    /// How often the kind occurred.
    pub fn count<C: Counted>(&self, kind: C) -> u64 {
        self.counts[C::GROUP][kind.index()]
    }

    /// One more thing happened in the world.
    pub(super) fn step(&mut self) {
        self.steps += 1;
    }

    /// How many steps were taken.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Adds what another run counted.
    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                *mine += theirs;
            }
        }
        self.steps += other.steps;
    }

    /// What never occurred.
    pub fn missing(&self) -> Vec<String> {
        self.lines().filter(|(_, _, count)| *count == 0).map(|(group, name, _)| format!("{group}: {name}")).collect()
    }

    fn lines(&self) -> impl Iterator<Item = (&'static str, &'static str, u64)> + '_ {
        let names = kinds::names();
        GROUPS.iter().zip(names).zip(&self.counts).flat_map(|((group, names), counts)| {
            names.into_iter().zip(counts).map(move |(name, count)| (*group, name, *count))
        })
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut heading = "";
        let mut row = String::new();
        for (group, name, count) in self.lines() {
            if group != heading {
                writeln!(f, "{row}")?;
                row.clear();
                writeln!(f, "{group}")?;
                heading = group;
            }
            write!(row, "  {name:<34}{count:>10}")?;
            if row.len() > 90 {
                writeln!(f, "{row}")?;
                row.clear();
            }
        }
        writeln!(f, "{row}")
    }
}
