//! What the catalogue knows of a card that an entry names: all its refs, and its finishes. `find` says which card that is.
//!
//! Asked in the database, kept in memory until the reference data moves.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use vitrine_catalog::place::set_words;
use vitrine_catalog::set::{CatalogCard, CatalogSet};
use vitrine_catalog::text::hash;
use vitrine_ledger::CardRef;

use super::unpacked;
use crate::core::{AppError, Core};
use crate::store::Store;

/// Cards of sets that are kept in memory.
const KEPT: usize = 60_000;
/// A hash and the place of a set.
const ROW: usize = 10;

/// What is known of a card; nothing when the catalogue does not have it, or cannot tell which one is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Its id in the catalogue.
    pub id: String,
    /// Its set and number, as the catalogue writes them.
    pub place: Option<(String, String)>,
    /// Its names, `namespace:id`, its key among them where it is the only card with it.
    pub refs: Vec<String>,
    /// How it was printed; empty: its sources do not say.
    pub finishes: Vec<String>,
    /// Names of products that are the card in one finish: `(finish, ref)`.
    pub finish_refs: Vec<(String, String)>,
    pub rarity: String,
    /// Several cards have its set and number: these do not name it.
    pub shared: bool,
    /// Names that other cards have too.
    pub unsure: Vec<String>,
    /// Its ids, and its set and number, are of different cards: what it would be if it were each of them.
    pub contradiction: Vec<CardRef>,
}

impl Known {
    pub(super) fn of(game: &str, set: &CatalogSet, card: &CatalogCard) -> Self {
        let key = (!card.id.contains('~')).then(|| format!("{game}:{}", card.id));
        let of_finish = |finish: &vitrine_catalog::set::Finish| {
            let name = finish.name.clone();
            finish.refs.iter().map(move |found| (name.clone(), found.clone())).collect::<Vec<_>>()
        };
        Self {
            id: card.id.clone(),
            place: Some((set.id.clone(), card.number.clone())),
            refs: key.into_iter().chain(card.refs.iter().cloned()).collect(),
            finishes: card.finishes.iter().map(|finish| finish.name.clone()).collect(),
            finish_refs: card.finishes.iter().flat_map(of_finish).collect(),
            rarity: card.rarity.clone(),
            shared: card.id.contains('~'),
            ..Self::default()
        }
    }
}

impl From<Known> for vitrine_prices::Known {
    fn from(known: Known) -> Self {
        let Known { place, refs, finishes, finish_refs, rarity, shared, unsure, contradiction, .. } = known;
        Self { refs, finishes, finish_refs, shared, place, rarity, unsure, contradiction }
    }
}

/// Where each ref of a game is, and each word its sets are found by: hashes, sorted, with the places of their sets.
#[derive(Default)]
pub(super) struct Lookup(Vec<(u64, u16)>);

/// A word every lookup has that is made as it is today: one without is made anew.
const MADE: &str = "made:2";

impl Lookup {
    pub(super) fn add(&mut self, place: usize, set: &CatalogSet) {
        let Ok(place) = u16::try_from(place) else { return };
        for card in &set.cards {
            let of_finishes = card.finishes.iter().flat_map(|finish| &finish.refs);
            self.0.extend(card.refs.iter().chain(of_finishes).map(|found| (hash(found), place)));
        }
        let names = set.names.values().map(String::as_str);
        let words = set_words([&set.id, &set.code, &set.name, &set.series], names);
        self.0.extend(words.iter().map(|word| (hash(word), place)));
        self.0.push((hash(MADE), 0));
    }

    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        self.0.sort_unstable();
        self.0.dedup();
        self.0.iter().flat_map(|(hash, place)| hash.to_le_bytes().into_iter().chain(place.to_le_bytes())).collect()
    }
}

/// The lookup of one game, as it is stored.
pub(super) struct Table {
    keys: Vec<String>,
    rows: Vec<u8>,
}

impl Table {
    fn row(&self, i: usize) -> Option<(u64, u16)> {
        let row = self.rows.get(i * ROW..(i + 1) * ROW)?;
        Some((u64::from_le_bytes(row[..8].try_into().ok()?), u16::from_le_bytes(row[8..].try_into().ok()?)))
    }

    /// Was it made as it is made today?
    pub(super) fn is_current(&self) -> bool {
        self.sets(MADE).next().is_some()
    }

    /// The sets in which a card may have this ref, or that are found by this word.
    pub(super) fn sets<'a>(&'a self, found: &str) -> impl Iterator<Item = &'a str> {
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
    /// Refs that several cards of a set have.
    twice: HashMap<(String, String), Arc<BTreeSet<String>>>,
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
                kept.twice.clear();
                kept.cards = 0;
            }
            kept.sets.insert(name, set.clone());
        });
        Ok(set)
    }

    /// Refs that several cards of a set have.
    pub(super) fn twice_in(&self, game: &str, set: &CatalogSet) -> Arc<BTreeSet<String>> {
        let (version, name) = (self.reference(), (game.to_owned(), set.id.to_lowercase()));
        if let Some(kept) = self.shelf.with(version, |kept| kept.twice.get(&name).cloned()) {
            return kept;
        }
        let mut owner: HashMap<&str, usize> = HashMap::new();
        let mut twice = BTreeSet::new();
        for (at, card) in set.cards.iter().enumerate() {
            for found in card.refs.iter().chain(card.finishes.iter().flat_map(|finish| &finish.refs)) {
                if *owner.entry(found).or_insert(at) != at {
                    twice.insert(found.clone());
                }
            }
        }
        let twice = Arc::new(twice);
        self.shelf.with(version, |kept| kept.twice.insert(name, Arc::clone(&twice)));
        twice
    }

    pub(super) async fn table(&self, game: &str) -> Result<Option<Arc<Table>>, AppError> {
        let version = self.reference();
        if let Some(kept) = self.shelf.with(version, |kept| kept.tables.get(game).cloned()) {
            return Ok(kept);
        }
        let table = table(&*self.store, game).await?.map(Arc::new);
        self.shelf.with(version, |kept| kept.tables.insert(game.to_owned(), table.clone()));
        Ok(table)
    }
}

async fn table(store: &dyn Store, game: &str) -> Result<Option<Table>, AppError> {
    Ok(store.lookup(game).await?.map(|(keys, rows)| Table { keys, rows }))
}

/// The games whose lookup an older version made.
pub(super) async fn outdated(store: &dyn Store) -> Result<Vec<String>, AppError> {
    let mut outdated = Vec::new();
    for game in store.games().await? {
        // One that has no parts was not made here.
        if table(store, &game.game).await?.is_some_and(|table| !table.rows.is_empty() && !table.is_current()) {
            outdated.push(game.game);
        }
    }
    Ok(outdated)
}
