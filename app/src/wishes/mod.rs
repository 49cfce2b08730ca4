//! The wishes, as this device has them: what is looked for, and whether a price has come down to what it may cost. Reads
//! again only the wishes that changed.

mod alerts;
pub mod form;
pub mod list;
pub mod page;

pub use page::WishesPage;

use std::sync::Arc;

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Key, Kind, Record, Wish};

use crate::api::value::Quote;
use crate::collection::{Collection, use_collection};
use crate::engine::{Changed, Engine, Phase, use_engine};
use crate::value::use_values;

pub use vitrine_presenter::wishes::{Reached, reached};

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
    collection: Collection,
}

pub fn use_wishes() -> Wishes {
    expect_context::<Wishes>()
}

impl Wishes {
    pub fn provide() {
        let engine = use_engine();
        let (lines, seen, collection) = (RwSignal::new(Vec::new()), StoredValue::new(0), use_collection());
        let wishes = Self { lines, seen, engine, collection };
        provide_context(wishes);
        alerts::follow(wishes);
        // Who has wishes wants to hear of prices, whatever page is open.
        let values = use_values();
        Effect::new(move |_| {
            if wishes.lines.with(|lines| !lines.is_empty()) {
                values.want();
            }
        });
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

    /// What one copy costs now, and how that stands to what it may cost; none while no price is known.
    pub fn price_of(&self, line: &WishLine) -> Option<(Quote, Option<Reached>)> {
        self.collection.with_quotes(|quotes| {
            let quote = quotes.quote_of(line.id)?;
            let rates: Vec<_> = quotes.rates().iter().map(|sourced| sourced.rate).collect();
            let reached = reached(&line.wish, quote.price, &rates);
            Some((quote, reached))
        })
    }

    /// Wishes whose price has come down to what they may cost.
    pub fn reached(&self) -> usize {
        let there = |line: &&Arc<WishLine>| matches!(self.price_of(line), Some((_, Some(Reached::Yes { .. }))));
        self.lines.with(|lines| lines.iter().filter(there).count())
    }

    /// Has the server ever said what anything costs?
    fn prices_known(&self) -> bool {
        self.collection.currency().is_some()
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
