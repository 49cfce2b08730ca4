//! How one action of a person is undone, kept until it is wanted, and what undoing would write over by then.
//!
//! Going back is a new mutation. It is refused as a whole where somebody else has written a field since that it would
//! write: what a person takes back is what they did, never what another has done. Quantities and tags are changed by
//! differences, which add up whatever came in between; they refuse nothing.

use serde::{Deserialize, Serialize};

use crate::rules::{Fields, LIFE};
use crate::{
    AsRecord, Conflict, Entry, Key, Location, Lot, Mutation, Portfolio, Record, Sale, Settings, Step, Wish, limits,
};

/// How to take one action back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UndoEntry {
    steps: Vec<Step>,
    /// What stood right after the action in the fields that the step of the same place writes.
    after: Vec<Option<Step>>,
}

/// A field that somebody else has written since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangedSince {
    /// The record.
    pub key: Key,
    /// Its name in the table of rules.
    pub field: &'static str,
}

impl UndoEntry {
    /// The way back from an action that was just done. `inverses` take its parts back, the part done last first; `now`
    /// says how a step's record stands ([`Step::now`]).
    pub fn new(inverses: impl IntoIterator<Item = Mutation>, now: impl Fn(&Step) -> Option<Step>) -> Self {
        let steps = inverses.into_iter().flat_map(|inverse| match inverse {
            Mutation::Revert { steps } => steps,
            _ => Vec::new(),
        });
        let steps: Vec<Step> = steps.collect();
        let after = steps.iter().map(now).collect();
        Self { steps, after }
    }

    /// Nothing was changed, so nothing can be taken back.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The mutations that go back, none larger than a mutation may be.
    pub fn mutations(self) -> Vec<Mutation> {
        let mut parts: Vec<Vec<Step>> = Vec::new();
        let mut room = 0;
        for step in self.steps {
            let bytes = serde_json::to_vec(&step).expect("BUG: steps serialise").len() + 1;
            match parts.last_mut() {
                Some(part) if bytes <= room && part.len() < limits::RECORDS => {
                    room -= bytes;
                    part.push(step);
                }
                _ => {
                    room = (limits::MUTATION_BYTES - AROUND).saturating_sub(bytes);
                    parts.push(vec![step]);
                }
            }
        }
        parts.into_iter().map(|steps| Mutation::Revert { steps }).collect()
    }

    /// What somebody else has written since, in the order of the steps; nothing: the way is free. `now` as in
    /// [`UndoEntry::new`].
    pub fn changed_since<'a>(
        &'a self,
        now: impl Fn(&Step) -> Option<Step> + 'a,
    ) -> impl Iterator<Item = ChangedSince> + 'a {
        self.steps.iter().zip(&self.after).filter_map(move |(wanted, after)| {
            let field = match (after, now(wanted)) {
                (Some(after), Some(now)) => changed_since(wanted, after, &now),
                // The record was not there, or is there no longer.
                (None, None) => None,
                (Some(_), None) | (None, Some(_)) => Some(LIFE.name),
            };
            field.map(|field| ChangedSince { key: wanted.key(), field })
        })
    }
}

/// What a mutation has around its steps.
const AROUND: usize = 64;

impl Step {
    /// What stands now in the very fields this step writes; none when the record is of another kind.
    pub fn now(&self, record: &Record) -> Option<Self> {
        match self {
            Self::Entry { id, patch, .. } => Entry::of(record).map(|stored| Self::Entry {
                id: *id,
                patch: stored.value.current(patch),
                alive: stored.alive,
            }),
            Self::Lot { id, patch, .. } => Lot::of(record).map(|stored| Self::Lot {
                id: *id,
                patch: stored.value.current(patch),
                alive: stored.alive,
            }),
            Self::Sale { id, patch, alive } => Sale::of(record).map(|stored| Self::Sale {
                id: *id,
                patch: stored.value.current(patch),
                alive: alive.map(|_| stored.alive),
            }),
            Self::Portfolio { id, patch, .. } => Portfolio::of(record).map(|stored| Self::Portfolio {
                id: *id,
                patch: stored.value.current(patch),
                alive: stored.alive,
            }),
            Self::Location { id, patch, .. } => Location::of(record).map(|stored| Self::Location {
                id: *id,
                patch: stored.value.current(patch),
                alive: stored.alive,
            }),
            Self::Settings { patch, .. } => Settings::of(record)
                .map(|stored| Self::Settings { patch: stored.value.current(patch), alive: stored.alive }),
            Self::Wish { id, patch, .. } => Wish::of(record).map(|stored| Self::Wish {
                id: *id,
                patch: stored.value.current(patch),
                alive: stored.alive,
            }),
            Self::Conflict { id, .. } => {
                Conflict::of(record).map(|stored| Self::Conflict { id: *id, alive: stored.alive })
            }
        }
    }

    /// Alive or not, where the step says anything about it.
    fn life(&self) -> Option<bool> {
        match self {
            Self::Entry { alive, .. }
            | Self::Lot { alive, .. }
            | Self::Portfolio { alive, .. }
            | Self::Location { alive, .. }
            | Self::Settings { alive, .. }
            | Self::Wish { alive, .. }
            | Self::Conflict { alive, .. } => Some(*alive),
            Self::Sale { alive, .. } => *alive,
        }
    }
}

/// The first field of one record that was written since.
fn changed_since(wanted: &Step, after: &Step, now: &Step) -> Option<&'static str> {
    if now.life() != after.life() && now.life() != wanted.life() {
        return Some(LIFE.name);
    }
    match (wanted, after, now) {
        (Step::Entry { patch, .. }, Step::Entry { patch: after, .. }, Step::Entry { patch: now, .. }) => {
            Entry::changed_since(patch, after, now)
        }
        (Step::Lot { patch, .. }, Step::Lot { patch: after, .. }, Step::Lot { patch: now, .. }) => {
            Lot::changed_since(patch, after, now)
        }
        (Step::Sale { patch, .. }, Step::Sale { patch: after, .. }, Step::Sale { patch: now, .. }) => {
            Sale::changed_since(patch, after, now)
        }
        (Step::Portfolio { patch, .. }, Step::Portfolio { patch: after, .. }, Step::Portfolio { patch: now, .. }) => {
            Portfolio::changed_since(patch, after, now)
        }
        (Step::Location { patch, .. }, Step::Location { patch: after, .. }, Step::Location { patch: now, .. }) => {
            Location::changed_since(patch, after, now)
        }
        (Step::Settings { patch, .. }, Step::Settings { patch: after, .. }, Step::Settings { patch: now, .. }) => {
            Settings::changed_since(patch, after, now)
        }
        (Step::Wish { patch, .. }, Step::Wish { patch: after, .. }, Step::Wish { patch: now, .. }) => {
            Wish::changed_since(patch, after, now)
        }
        _ => None,
    }
}
