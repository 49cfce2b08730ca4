//! The catalogues in the context of every page: the indexes that are open, what is kept and fetched, and what of them is
//! owned. Everything here happens after the page is alive and idle; nothing waits for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;
use vitrine_catalog::{Card, Index, Set as CardSet};
use vitrine_sync::client::SyncState;

use super::offer::unneeded;
use super::{Owned, Spot};
use crate::api::catalog::{Catalog as Offer, CatalogGame as Game};
use crate::engine::{CatalogChange, Engine, Identity, Phase, use_engine};

/// Under which name the list of games is kept.
pub(super) const LIST: &str = "list";
/// Before a game's name: what is kept of it; and that somebody wants it, while it is still being fetched.
pub(super) const GAME: &str = "game:";
pub(super) const WANTED: &str = "wanted:";

/// How far the catalogues are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// Nothing is known yet, as on the server.
    #[default]
    Waiting,
    /// This device keeps none.
    Empty,
    /// Some are kept and being opened.
    Opening,
    /// All that are kept can be searched.
    Open,
}

/// One game on this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Here {
    Fetching {
        done: u64,
        of: u64,
    },
    Kept(Game),
    /// It could not be fetched; the reason, in words.
    Failed(&'static str),
}

/// A card that was found, in which index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    pub spot: Spot,
    pub score: u32,
}

/// The catalogues of this page.
#[derive(Clone, Copy)]
pub struct Catalog {
    pub(super) indexes: StoredValue<Vec<Arc<Index>>>,
    /// Counts the changes of the indexes: what is made from them is made again.
    version: RwSignal<u64>,
    pub(super) state: RwSignal<State>,
    pub(super) offer: RwSignal<Option<Offer>>,
    pub(super) here: RwSignal<BTreeMap<String, Here>>,
    pub(super) owned: StoredValue<Owned>,
    /// Counts the changes of what is owned.
    pub(super) owned_version: RwSignal<u64>,
    /// Somebody looks at what is owned: from now on it is counted.
    pub(super) counting: RwSignal<bool>,
    pub(super) engine: Engine,
}

pub fn use_catalog() -> Catalog {
    expect_context::<Catalog>()
}

impl Catalog {
    pub fn provide() -> Self {
        let catalog = Self {
            indexes: StoredValue::new(Vec::new()),
            version: RwSignal::new(0),
            state: RwSignal::new(State::default()),
            offer: RwSignal::new(None),
            here: RwSignal::new(BTreeMap::new()),
            owned: StoredValue::new(Owned::default()),
            owned_version: RwSignal::new(0),
            counting: RwSignal::new(false),
            engine: use_engine(),
        };
        provide_context(catalog);
        catalog.follow_engine();
        catalog.count();
        catalog
    }

    /// How far the catalogues are.
    pub fn state(&self) -> State {
        self.state.get()
    }

    /// Can anything be searched?
    pub fn is_open(&self) -> bool {
        self.version.track();
        self.indexes.with_value(|indexes| !indexes.is_empty())
    }

    /// The games the server had when it was last asked; none before it ever was.
    pub fn offer(&self) -> Option<Offer> {
        self.offer.get()
    }

    /// How it stands with a game on this device; none: it is not wanted.
    pub fn here(&self, game: &str) -> Option<Here> {
        self.here.with(|here| here.get(game).cloned())
    }

    /// Counts the changes of the indexes. Tracked.
    pub fn version(&self) -> u64 {
        self.version.get()
    }

    /// Looks at the open indexes.
    pub fn with_indexes<T>(&self, look: impl FnOnce(&[Arc<Index>]) -> T) -> T {
        self.version.track();
        self.indexes.with_value(|indexes| look(indexes))
    }

    /// Looks at a card; none when its index has changed meanwhile.
    pub fn with_card<T>(&self, spot: Spot, look: impl FnOnce(&Index, &Card<'_>, &CardSet<'_>) -> T) -> Option<T> {
        self.indexes.with_value(|indexes| {
            let index = indexes.get(spot.index).filter(|index| (spot.card as usize) < index.len())?;
            let card = index.card(spot.card);
            let set = index.set(card.set);
            Some(look(index, &card, &set))
        })
    }

    /// A card by its game and its id in the catalogue.
    pub fn spot(&self, game: &str, id: &str) -> Option<Spot> {
        self.indexes.with_value(|indexes| {
            let (index, open) = indexes.iter().enumerate().find(|(_, open)| open.game() == game)?;
            open.find(&format!("catalog:{id}")).map(|card| Spot { index, card })
        })
    }

    /// The best cards for what somebody typed, in every open index.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Found> {
        let mut all: Vec<Found> = self.indexes.with_value(|indexes| {
            let of = |(index, open): (usize, &Arc<Index>)| {
                let hits = open.search(query, limit).into_iter();
                hits.map(move |hit| Found { spot: Spot { index, card: hit.card }, score: hit.score })
                    .collect::<Vec<_>>()
            };
            indexes.iter().enumerate().flat_map(of).collect()
        });
        // Stable: within a game the order is the game's.
        all.sort_by_key(|found| std::cmp::Reverse(found.score));
        all.truncate(limit);
        all
    }

    /// Fetches a game, or what is missing of it.
    pub fn want(&self, game: &str) {
        let (catalog, game) = (*self, game.to_owned());
        spawn_local(async move {
            let Some(storage) = catalog.engine.catalog_storage() else { return };
            if catalog.offer.with_untracked(Option::is_none) {
                catalog.ask().await;
            }
            let marked = CatalogChange {
                texts: vec![(format!("{WANTED}{game}"), Some(String::new()))],
                ..CatalogChange::default()
            };
            // Without the mark it is not fetched on after a reload; now it is.
            let _ = storage.change(marked).await;
            catalog.fetch(&game).await;
        });
    }

    /// Throws a game out of this device.
    pub fn remove(&self, game: &str) {
        let (catalog, game) = (*self, game.to_owned());
        self.here.update(|here| {
            here.remove(&game);
        });
        self.replace(&game, None);
        spawn_local(async move {
            let Some(storage) = catalog.engine.catalog_storage() else { return };
            let names = storage.chunk_names().await;
            let gone = unneeded(&names, &catalog.kept().iter().collect::<Vec<_>>());
            let texts = [GAME, WANTED].map(|prefix| (format!("{prefix}{game}"), None)).to_vec();
            // What could not be thrown out is not opened again, and goes with the next change.
            let _ = storage.change(CatalogChange { texts, gone, ..CatalogChange::default() }).await;
        });
    }

    /// Asks the server what there is now.
    pub fn look_for_news(&self) {
        let catalog = *self;
        spawn_local(async move { catalog.update().await });
    }

    /// The games that are whole on this device.
    pub(super) fn kept(&self) -> Vec<Game> {
        let whole = |here: &Here| if let Here::Kept(game) = here { Some(game.clone()) } else { None };
        self.here.with_untracked(|here| here.values().filter_map(whole).collect())
    }

    fn follow_engine(&self) {
        let (catalog, engine) = (*self, self.engine);
        Effect::new(move |before: Option<Option<Identity>>| {
            let (phase, person) = (engine.phase().get(), engine.identity().get());
            let before = before.flatten();
            if before.is_some() && before != person {
                catalog.forget();
            }
            if phase != Phase::Ready {
                return None;
            }
            if before != person {
                spawn_local(async move { catalog.load().await });
            }
            person
        });
        // The network is back, and something was missing.
        let unreachable = Memo::new(move |_| {
            engine.status().with(|status| matches!(status.state, SyncState::Offline { .. } | SyncState::Stale { .. }))
        });
        Effect::new(move |before: Option<bool>| {
            let now = unreachable.get();
            let failed = |here: &BTreeMap<String, Here>| here.values().any(|here| matches!(here, Here::Failed(_)));
            let missing = catalog.offer.with_untracked(Option::is_none) || catalog.here.with_untracked(failed);
            if before == Some(true) && !now && missing && catalog.state.get_untracked() != State::Waiting {
                catalog.look_for_news();
            }
            now
        });
        // Reference data moved on the server: what is kept may have a successor.
        let reference = Memo::new(move |_| engine.invalidated().with(|poke| poke.map_or(0, |poke| poke.reference)));
        Effect::new(move |before: Option<u64>| {
            let now = reference.get();
            if before.is_some_and(|before| now > before) && catalog.state.get_untracked() != State::Waiting {
                catalog.look_for_news();
            }
            now
        });
    }

    fn forget(&self) {
        self.indexes.set_value(Vec::new());
        self.owned.set_value(Owned::default());
        self.here.set(BTreeMap::new());
        self.offer.set(None);
        self.state.set(State::Waiting);
        self.version.update(|version| *version += 1);
    }

    pub(super) fn say(&self, game: &str, how: Here) {
        self.here.update(|here| {
            here.insert(game.to_owned(), how);
        });
    }

    pub(super) fn put(&self, game: Game, index: Index) {
        self.replace(&game.game, Some(index));
        self.say(&game.game.clone(), Here::Kept(game));
    }

    /// Changes the open index of a game. The numbers of cards hold no longer, so that what is owned is counted anew.
    fn replace(&self, game: &str, index: Option<Index>) {
        self.indexes.update_value(|indexes| {
            indexes.retain(|open| open.game() != game);
            indexes.extend(index.map(Arc::new));
            indexes.sort_by(|a, b| a.game().cmp(b.game()));
        });
        self.owned.set_value(Owned::default());
        self.version.update(|version| *version += 1);
        self.settle();
    }

    pub(super) fn settle(&self) {
        if self.state.get_untracked() != State::Waiting {
            let open = self.indexes.with_value(|indexes| !indexes.is_empty());
            self.state.set(if open { State::Open } else { State::Empty });
        }
    }

    // What is owned.

    /// Looks at what is owned. From the first look on it is counted.
    pub fn with_owned<T>(&self, look: impl FnOnce(&Owned) -> T) -> T {
        self.owned_version.track();
        self.owned.with_value(look)
    }

    /// The entries that are copies of a card.
    pub fn entries(&self, spot: Spot) -> Vec<Uuid> {
        self.owned.with_value(|owned| owned.entries(spot).to_vec())
    }
}
