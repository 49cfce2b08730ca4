//! Which records changed when: lets a screen that missed some revisions refresh only what moved.

use std::collections::{BTreeSet, VecDeque};

use super::types::Key;

/// Revisions remembered; a screen that is further behind reads everything again.
const KEPT: usize = 256;
/// Keys remembered; more than this is cheaper to read again as a whole.
const KEPT_KEYS: usize = 20_000;

/// What moved since a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// Anything may have changed: all records are read again.
    All,
    /// Only these; may be empty.
    Keys(BTreeSet<Key>),
}

/// The last changes, by revision.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    revision: u64,
    /// The keys of the revisions that end with `revision`; none stands for all keys.
    log: VecDeque<Option<Vec<Key>>>,
    keys: usize,
}

impl Changes {
    /// Notes that `keys` changed (empty: all of them) and returns the new revision.
    pub fn note(&mut self, keys: Vec<Key>) -> u64 {
        self.revision += 1;
        if keys.is_empty() {
            self.log.clear();
            self.keys = 0;
            self.log.push_back(None);
        } else {
            self.keys += keys.len();
            self.log.push_back(Some(keys));
        }
        while self.log.len() > KEPT || (self.keys > KEPT_KEYS && self.log.len() > 1) {
            let dropped = self.log.pop_front().flatten();
            self.keys -= dropped.map_or(0, |keys| keys.len());
        }
        self.revision
    }

    /// What changed after `revision`.
    pub fn since(&self, revision: u64) -> Changed {
        let missed = usize::try_from(self.revision.saturating_sub(revision)).unwrap_or(usize::MAX);
        if missed > self.log.len() {
            return Changed::All;
        }
        let mut keys = BTreeSet::new();
        for changed in self.log.iter().skip(self.log.len() - missed) {
            match changed {
                None => return Changed::All,
                Some(changed) => keys.extend(changed.iter().copied()),
            }
        }
        Changed::Keys(keys)
    }
}
