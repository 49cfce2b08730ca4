//! Keeps what is owned in step with the ledger: all of it once somebody looks, in slices, and then what has changed.

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Key, Kind};

use super::{Catalog, Owned};
use crate::collection::{Collection, use_collection};
use crate::engine::{Changed, Phase};

/// Entries looked at in one turn of the event loop.
const SLICE: usize = 1_500;

/// How far the count is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Seen {
    /// The revision of the ledger's view, and the version of the catalogues.
    revision: u64,
    version: u64,
}

impl Catalog {
    /// Somebody looks at what is owned.
    pub fn look_at_owned(&self) {
        if !self.counting.get_untracked() {
            self.counting.set(true);
        }
    }

    pub(super) fn count(&self) {
        let (catalog, engine, collection) = (*self, self.engine, use_collection());
        Effect::new(move |before: Option<Option<Seen>>| {
            let before = before.flatten();
            if !catalog.counting.get() || !catalog.is_open() || engine.phase().get() != Phase::Ready {
                return None;
            }
            let seen = Seen { revision: collection.shown(), version: catalog.version() };
            let changed = match before.filter(|before| before.version == seen.version) {
                Some(before) => engine.changed_since(before.revision),
                None => Changed::All,
            };
            match changed {
                Changed::All => {
                    catalog.owned.set_value(Owned::default());
                    let mut all = Vec::new();
                    engine.for_each(&mut |key: &Key, _: &_| {
                        if key.kind == Kind::Entry {
                            all.push(key.id);
                        }
                    });
                    catalog.read_in_slices(collection, all, seen.version);
                }
                Changed::Keys(keys) => {
                    let entry = |key: &Key| match key.kind {
                        Kind::Entry => Some(key.id),
                        Kind::Lot | Kind::Sale => engine.with_record(key, |record| record.entry(*key)),
                        Kind::Conflict | Kind::Portfolio | Kind::Location | Kind::Settings | Kind::Wish => None,
                    };
                    let mut entries: Vec<Uuid> = keys.iter().filter_map(entry).collect();
                    entries.sort_unstable();
                    entries.dedup();
                    catalog.read_in_slices(collection, entries, seen.version);
                }
            }
            Some(seen)
        });
    }

    /// Reads these entries again, the first slice at once.
    fn read_in_slices(self, collection: Collection, mut entries: Vec<Uuid>, version: u64) {
        let rest = entries.split_off(entries.len().min(SLICE));
        self.read_again(collection, &entries);
        if !rest.is_empty() {
            set_timeout(
                move || {
                    // Another catalogue is open by now: everything is being read again.
                    if untrack(|| self.version()) == version {
                        self.read_in_slices(collection, rest, version);
                    }
                },
                std::time::Duration::ZERO,
            );
        }
    }

    fn read_again(&self, collection: Collection, entries: &[Uuid]) {
        if entries.is_empty() {
            return;
        }
        let indexes = untrack(|| self.with_indexes(<[_]>::to_vec));
        self.owned.update_value(|owned| {
            for id in entries {
                let copies = untrack(|| collection.row(*id)).map_or(0, |row| row.quantity);
                let read = self.engine.with_record(&Key::entry(*id), |record| {
                    let now = record.as_entry().filter(|stored| stored.alive).map(|stored| (&stored.value, copies));
                    owned.put(&indexes, *id, now);
                });
                if read.is_none() {
                    owned.put(&indexes, *id, None);
                }
            }
        });
        self.owned_version.update(|version| *version += 1);
    }
}
