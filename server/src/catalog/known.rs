//! What the catalogue knows of a card that an entry names: all its refs, and its finishes.
//!
//! Asked in the database, kept in memory until the reference data moves.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use vitrine_catalog::set::{CatalogCard, CatalogSet};
use vitrine_catalog::text::{hash, number_key, words};
use vitrine_ledger::CardRef;

use super::unpacked;
use crate::core::{AppError, Core};

/// Cards of sets that are kept in memory.
const KEPT: usize = 60_000;
/// A hash and the place of a set.
const ROW: usize = 10;

/// What is known of a card; nothing when the catalogue does not have it, or cannot tell which one is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Its id in the catalogue.
    pub id: String,
    /// Its names, `namespace:id`, its key among them where it is the only card with it.
    pub refs: Vec<String>,
    /// How it was printed; empty: its sources do not say.
    pub finishes: Vec<String>,
    /// Names of products that are the card in one finish: `(finish, ref)`.
    pub finish_refs: Vec<(String, String)>,
    /// Several cards have its set and number: these do not name it.
    pub shared: bool,
}

impl Known {
    fn of(game: &str, card: &CatalogCard) -> Self {
        let key = (!card.id.contains('~')).then(|| format!("{game}:{}", card.id));
        let of_finish = |finish: &vitrine_catalog::set::Finish| {
            let name = finish.name.clone();
            finish.refs.iter().map(move |found| (name.clone(), found.clone())).collect::<Vec<_>>()
        };
        Self {
            id: card.id.clone(),
            refs: key.into_iter().chain(card.refs.iter().cloned()).collect(),
            finishes: card.finishes.iter().map(|finish| finish.name.clone()).collect(),
            finish_refs: card.finishes.iter().flat_map(of_finish).collect(),
            shared: card.id.contains('~'),
        }
    }
}

/// Where each ref of a game is: hashes, sorted, with the places of their sets.
#[derive(Default)]
pub(super) struct Lookup(Vec<(u64, u16)>);

impl Lookup {
    pub(super) fn add(&mut self, place: usize, set: &CatalogSet) {
        let Ok(place) = u16::try_from(place) else { return };
        for card in &set.cards {
            let of_finishes = card.finishes.iter().flat_map(|finish| &finish.refs);
            self.0.extend(card.refs.iter().chain(of_finishes).map(|found| (hash(found), place)));
        }
    }

    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        self.0.sort_unstable();
        self.0.dedup();
        self.0.iter().flat_map(|(hash, place)| hash.to_le_bytes().into_iter().chain(place.to_le_bytes())).collect()
    }
}

/// The lookup of one game, as it is stored.
struct Table {
    keys: Vec<String>,
    rows: Vec<u8>,
}

impl Table {
    fn row(&self, i: usize) -> Option<(u64, u16)> {
        let row = self.rows.get(i * ROW..(i + 1) * ROW)?;
        Some((u64::from_le_bytes(row[..8].try_into().ok()?), u16::from_le_bytes(row[8..].try_into().ok()?)))
    }

    /// The sets in which a card may have this ref.
    fn sets<'a>(&'a self, found: &str) -> impl Iterator<Item = &'a str> {
        let wanted = hash(found);
        let (mut low, mut high) = (0, self.rows.len() / ROW);
        while low < high {
            let middle = low.midpoint(high);
            if self.row(middle).is_some_and(|(hash, _)| hash < wanted) { low = middle + 1 } else { high = middle }
        }
        let rows = (low..).map_while(move |i| self.row(i).filter(|(hash, _)| *hash == wanted));
        rows.filter_map(|(_, place)| self.keys.get(usize::from(place)).map(String::as_str))
    }
}

/// What is kept in memory, of one version of the reference data.
#[derive(Default)]
struct Kept {
    version: u64,
    tables: HashMap<String, Option<Arc<Table>>>,
    sets: HashMap<(String, String), Option<Arc<CatalogSet>>>,
    cards: usize,
}

/// The cache of the catalogue.
#[derive(Default)]
pub(crate) struct Shelf(Mutex<Kept>);

impl Shelf {
    fn with<T>(&self, version: u64, look: impl FnOnce(&mut Kept) -> T) -> T {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.version != version {
            *kept = Kept { version, ..Kept::default() };
        }
        look(&mut kept)
    }
}

impl Core {
    /// What the catalogue knows of each of `cards`, in their order.
    ///
    /// # Errors
    /// A failure of the database.
    pub async fn catalog_refs(&self, cards: &[CardRef]) -> Result<Vec<Known>, AppError> {
        let mut known = Vec::with_capacity(cards.len());
        for card in cards {
            known.push(self.known(card).await?.unwrap_or_default());
        }
        Ok(known)
    }

    /// A set of the catalogue; none when there is none with this id.
    ///
    /// # Errors
    /// A failure of the database.
    pub(crate) async fn catalog_set(&self, game: &str, id: &str) -> Result<Option<Arc<CatalogSet>>, AppError> {
        let (version, name) = (self.reference(), (game.to_owned(), id.to_lowercase()));
        if let Some(kept) = self.shelf.with(version, |kept| kept.sets.get(&name).cloned()) {
            return Ok(kept);
        }
        let body = self.store.merged_set(&name.0, &name.1).await?;
        let set = body.map(|body| unpacked(&body)).transpose()?.map(Arc::new);
        self.shelf.with(version, |kept| {
            kept.cards += set.as_ref().map_or(1, |set| set.cards.len());
            if kept.cards > KEPT {
                kept.sets.clear();
                kept.cards = 0;
            }
            kept.sets.insert(name, set.clone());
        });
        Ok(set)
    }

    async fn known(&self, card: &CardRef) -> Result<Option<Known>, AppError> {
        let own = card.ids.get("catalog").filter(|id| id.contains('~'));
        let mut shared = own.is_some();
        if let Some(set) = self.catalog_set(&card.game, &card.set).await? {
            let number = number_key(&card.number);
            let same = set.cards.iter().filter(|found| match own {
                Some(id) => found.id == *id,
                None => number_key(&found.number) == number,
            });
            let same: Vec<&CatalogCard> = same.collect();
            shared = same.len() > 1;
            let rarity = words(&card.rarity);
            let of_rarity = same.iter().copied().filter(|found| !rarity.is_empty() && words(&found.rarity) == rarity);
            if let ([only], _) | (_, [only]) = (&same[..], &of_rarity.collect::<Vec<_>>()[..]) {
                return self.without_shared(Known::of(&card.game, only), &card.game).await.map(Some);
            }
        }
        let unknown = || shared.then(|| Known { shared, ..Known::default() });
        let ids = card.ids.iter().filter(|(namespace, _)| !["catalog", "sku"].contains(&namespace.as_str()));
        let refs: BTreeMap<String, ()> = ids.map(|(namespace, id)| (format!("{namespace}:{id}"), ())).collect();
        if refs.is_empty() {
            return Ok(unknown());
        }
        let Some(table) = self.table(&card.game).await? else { return Ok(unknown()) };
        for found in refs.keys() {
            let mut same = Vec::new();
            for key in table.sets(found) {
                if let Some(set) = self.catalog_set(&card.game, key).await? {
                    let has = |card: &&CatalogCard| {
                        card.refs.contains(found) || card.finishes.iter().any(|finish| finish.refs.contains(found))
                    };
                    same.extend(set.cards.iter().filter(has).map(|found| Known::of(&card.game, found)));
                }
            }
            if let (Some(only), None) = (same.pop(), same.pop()) {
                return self.without_shared(only, &card.game).await.map(Some);
            }
        }
        Ok(unknown())
    }

    /// Leaves out the keys of price files that cards of other sets have too: whose price one is nobody says.
    async fn without_shared(&self, mut known: Known, game: &str) -> Result<Known, AppError> {
        if let Some(table) = self.table(game).await? {
            known.refs.retain(|found| !found.starts_with("rarebox:") || table.sets(found).nth(1).is_none());
        }
        Ok(known)
    }

    async fn table(&self, game: &str) -> Result<Option<Arc<Table>>, AppError> {
        let version = self.reference();
        if let Some(kept) = self.shelf.with(version, |kept| kept.tables.get(game).cloned()) {
            return Ok(kept);
        }
        let table = self.store.lookup(game).await?.map(|(keys, rows)| Arc::new(Table { keys, rows }));
        self.shelf.with(version, |kept| kept.tables.insert(game.to_owned(), table.clone()));
        Ok(table)
    }
}
