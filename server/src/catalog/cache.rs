//! The catalogue in memory: sets and lookups of one version of the reference data, those that were used last.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use vitrine_catalog::set::CatalogSet;
use vitrine_catalog::text::hash;

use super::known::MADE;
use super::unpacked;
use crate::core::{AppError, Core};
use crate::recent::Recent;
use crate::store::Store;

/// Cards of sets that are kept in memory.
const CARDS_KEPT: usize = 60_000;
/// Bytes of lookups that are kept in memory.
const TABLE_BYTES_KEPT: usize = 256 << 20;
/// What is noted of a game that is none, in bytes.
const NONE: usize = 1_000;
/// A hash and the place of a set.
const ROW: usize = 10;

/// The lookup of one game, as it is stored.
pub(super) struct Table {
    keys: Vec<String>,
    known: HashSet<String>,
    rows: Vec<u8>,
}

impl Table {
    fn new(keys: Vec<String>, rows: Vec<u8>) -> Self {
        Self { known: keys.iter().cloned().collect(), keys, rows }
    }

    /// Is there a set with this key?
    pub(super) fn has(&self, key: &str) -> bool {
        self.known.contains(key)
    }

    fn row(&self, i: usize) -> Option<(u64, u16)> {
        let row = self.rows.get(i * ROW..(i + 1) * ROW)?;
        Some((u64::from_le_bytes(row[..8].try_into().ok()?), u16::from_le_bytes(row[8..].try_into().ok()?)))
    }

    /// Was it made as it is made today?
    pub(super) fn is_current(&self) -> bool {
        self.sets(MADE).next().is_some()
    }

    /// The sets in which a card may have this ref, or that are found by this word.
    pub(super) fn sets<'a>(&'a self, found: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let wanted = hash(found);
        let (mut low, mut high) = (0, self.rows.len() / ROW);
        while low < high {
            let middle = low.midpoint(high);
            if self.row(middle).is_some_and(|(hash, _)| hash < wanted) { low = middle + 1 } else { high = middle }
        }
        let rows = (low..).map_while(move |i| self.row(i).filter(|(hash, _)| *hash == wanted));
        rows.filter_map(|(_, place)| self.keys.get(usize::from(place)).map(String::as_str))
    }

    fn bytes(&self) -> usize {
        NONE + self.rows.len() + self.keys.iter().map(|key| 2 * key.len() + 100).sum::<usize>()
    }
}

/// What is kept in memory, of one version of the reference data.
struct Kept {
    version: u64,
    /// Also of games that are none: of each that is asked for there is one question.
    tables: Recent<String, Option<Arc<Table>>>,
    sets: Recent<(String, String), Arc<CatalogSet>>,
    /// Refs that several cards of a set have.
    twice: Recent<(String, String), Arc<BTreeSet<String>>>,
}

impl Kept {
    fn new(version: u64) -> Self {
        Self {
            version,
            tables: Recent::new(TABLE_BYTES_KEPT),
            sets: Recent::new(CARDS_KEPT),
            twice: Recent::new(CARDS_KEPT),
        }
    }
}

/// The cache of the catalogue.
pub(crate) struct CatalogCache(Mutex<Kept>);

impl Default for CatalogCache {
    fn default() -> Self {
        Self(Mutex::new(Kept::new(0)))
    }
}

impl CatalogCache {
    /// What is kept of `version`; nothing when a later one is. What was read while `version` was known is of that version or
    /// of a later one: so what is kept of a version is never older than it says.
    fn with<T>(&self, version: u64, look: impl FnOnce(&mut Kept) -> Option<T>) -> Option<T> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.version < version {
            *kept = Kept::new(version);
        }
        if kept.version == version { look(&mut kept) } else { None }
    }
}

impl Core {
    /// Those sets of a game that are there, by their keys, which are in lower case: with one question for all that are not
    /// in memory.
    ///
    /// # Errors
    /// A failure of the database.
    pub(super) async fn catalog_sets(
        &self,
        game: &str,
        keys: BTreeSet<String>,
    ) -> Result<HashMap<String, Arc<CatalogSet>>, AppError> {
        let version = self.reference();
        let (mut sets, mut missing) = (HashMap::with_capacity(keys.len()), Vec::new());
        for key in keys {
            let name = (game.to_owned(), key);
            match self.catalog.with(version, |kept| kept.sets.get(&name).cloned()) {
                Some(set) => _ = sets.insert(name.1, set),
                None => missing.push(name.1),
            }
        }
        if missing.is_empty() {
            return Ok(sets);
        }
        for (key, body) in self.store.merged_sets(game, &missing).await? {
            let set = Arc::new(unpacked(&body)?);
            self.catalog.with(version, |kept| {
                kept.sets.put((game.to_owned(), key.clone()), Arc::clone(&set), set.cards.len() + 1);
                Some(())
            });
            sets.insert(key, set);
        }
        Ok(sets)
    }

    /// A set of the catalogue; none when there is none with this id.
    ///
    /// # Errors
    /// A failure of the database.
    pub(crate) async fn catalog_set(&self, game: &str, id: &str) -> Result<Option<Arc<CatalogSet>>, AppError> {
        let key = id.to_lowercase();
        let is_there = self.table(game).await?.is_some_and(|table| table.has(&key));
        Ok(if is_there { self.catalog_sets(game, [key].into()).await?.into_values().next() } else { None })
    }

    /// Refs that several cards of a set have.
    pub(super) fn twice_in(&self, game: &str, set: &CatalogSet) -> Arc<BTreeSet<String>> {
        let (version, name) = (self.reference(), (game.to_owned(), set.id.to_lowercase()));
        if let Some(kept) = self.catalog.with(version, |kept| kept.twice.get(&name).cloned()) {
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
        self.catalog.with(version, |kept| {
            kept.twice.put(name, Arc::clone(&twice), twice.len() + 1);
            Some(())
        });
        twice
    }

    /// The lookup of a game; none when there is no such game.
    pub(super) async fn table(&self, game: &str) -> Result<Option<Arc<Table>>, AppError> {
        let version = self.reference();
        if let Some(kept) = self.catalog.with(version, |kept| kept.tables.get(game).cloned()) {
            return Ok(kept);
        }
        let table = table(&*self.store, game).await?.map(Arc::new);
        self.catalog.with(version, |kept| {
            kept.tables.put(game.to_owned(), table.clone(), table.as_ref().map_or(NONE, |table| table.bytes()));
            Some(())
        });
        Ok(table)
    }
}

async fn table(store: &dyn Store, game: &str) -> Result<Option<Table>, AppError> {
    Ok(store.lookup(game).await?.map(|(keys, rows)| Table::new(keys, rows)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_under_an_older_version_is_never_kept_under_a_newer_one() {
        let cache = CatalogCache::default();
        let put = |version, table| {
            cache.with(version, |kept| {
                kept.tables.put("mtg".to_owned(), table, NONE);
                Some(())
            });
        };
        let look = |version| cache.with(version, |kept| kept.tables.get("mtg").cloned()).map(|table| table.is_some());
        put(1, None);
        assert_eq!(look(1), Some(false));
        // Two ask at the same time: one has heard of version 2, the other one not yet.
        assert_eq!(look(2), None);
        put(1, None);
        assert_eq!(look(2), None, "and the old word is not taken for the new one");
        put(2, Some(Arc::new(Table::new(Vec::new(), Vec::new()))));
        assert_eq!((look(2), look(1)), (Some(true), None));
    }
}
