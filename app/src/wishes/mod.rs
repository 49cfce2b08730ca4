//! The wishes, as this device has them: what is looked for, and whether a price has come down to what it may cost. Reads
//! again only the wishes that changed.

mod reached;

use std::sync::Arc;

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Key, Kind, Record, Wish};

use crate::engine::{Changed, Engine, Phase, use_engine};

pub use reached::{Reached, reached};

/// One wish in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct WishLine {
    pub id: Uuid,
    pub wish: Wish,
}

/// The wishes that live, in the context of every page: the most wanted first, then by name.
#[derive(Clone, Copy)]
pub struct Wishes {
    lines: RwSignal<Vec<Arc<WishLine>>>,
    seen: StoredValue<u64>,
    engine: Engine,
}

pub fn use_wishes() -> Wishes {
    expect_context::<Wishes>()
}

impl Wishes {
    pub fn provide() {
        let engine = use_engine();
        let wishes = Self { lines: RwSignal::new(Vec::new()), seen: StoredValue::new(0), engine };
        provide_context(wishes);
        Effect::new(move |_| {
            let (revision, phase) = (engine.revision().get(), engine.phase().get());
            if phase == Phase::Ready {
                wishes.refresh(revision);
            } else if phase == Phase::Nobody {
                wishes.lines.update(Vec::clear);
                wishes.seen.set_value(0);
            }
        });
    }

    pub fn all(&self) -> Vec<Arc<WishLine>> {
        self.lines.get()
    }

    pub fn get(&self, id: Uuid) -> Option<Arc<WishLine>> {
        self.lines.with(|lines| lines.iter().find(|line| line.id == id).cloned())
    }

    fn refresh(&self, revision: u64) {
        let changed = self.engine.changed_since(self.seen.get_value());
        self.seen.set_value(revision);
        let read = |key: &Key, record: &Record| {
            let stored = record.as_wish().filter(|stored| stored.alive)?;
            Some(Arc::new(WishLine { id: key.id, wish: stored.value.clone() }))
        };
        match changed {
            Changed::All => {
                let mut lines = Vec::new();
                self.engine.for_each(|key, record| lines.extend(read(key, record)));
                sort(&mut lines);
                self.lines.set(lines);
            }
            Changed::Keys(keys) => {
                let keys: Vec<Key> = keys.into_iter().filter(|key| key.kind == Kind::Wish).collect();
                if keys.is_empty() {
                    return;
                }
                let fresh: Vec<_> = keys
                    .iter()
                    .filter_map(|key| self.engine.with_record(key, |record| read(key, record)).flatten())
                    .collect();
                self.lines.update(|lines| {
                    lines.retain(|line| keys.iter().all(|key| key.id != line.id));
                    lines.extend(fresh);
                    sort(lines);
                });
            }
        }
    }
}

fn sort(lines: &mut [Arc<WishLine>]) {
    lines.sort_by_cached_key(|line| (line.wish.priority, line.wish.card.name.to_lowercase(), line.id));
}
