//! What of the collection concerns a file.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use vitrine_ledger::{Key, Lot, LotKind, NewLot, Record, ids};

use crate::Format;
use crate::row::entry::FROM;

/// A lot that is here, alive, of an entry a file is about.
#[derive(Debug, Clone, PartialEq)]
pub struct HereLot {
    /// Its id.
    pub id: Uuid,
    /// What it is now, as it could be made.
    pub lot: NewLot,
    /// Its number of copies was changed after it was made.
    pub changed: bool,
}

/// What is here of an entry a file is about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Here {
    known: bool,
    /// It is not deleted.
    pub alive: bool,
    /// Its lots that are not deleted, oldest first.
    pub lots: Vec<HereLot>,
    /// It had a lot that is deleted, and that no file brought.
    pub lost_lots: bool,
    /// Copies that went: sold, traded, given away.
    pub gone: i64,
}

impl Here {
    /// Copies that are held.
    pub fn copies(&self) -> i64 {
        self.lots.iter().map(|lot| lot.lot.quantity).sum::<i64>() - self.gone
    }

    /// Somebody has changed the number of copies here, other than by importing files.
    pub(crate) fn is_changed(&self) -> bool {
        self.gone > 0 || self.lost_lots || self.lots.iter().any(|lot| lot.changed || lot.lot.kind != LotKind::Import)
    }
}

/// What the collection has that concerns a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Collection {
    /// Entries by their ids: those of [`entries`], and those that files of the same app brought before.
    pub entries: BTreeMap<Uuid, Here>,
    /// Wishes that are there, by their ids: false for a deleted one.
    pub wishes: BTreeMap<Uuid, bool>,
    /// Locations by their names.
    pub locations: BTreeMap<String, Uuid>,
    /// Portfolios by their names.
    pub portfolios: BTreeMap<String, Uuid>,
    /// Entries, not deleted, that an earlier file of the same app brought.
    pub brought: BTreeSet<Uuid>,
}

/// Gathers a [`Collection`] from all records, one after the other.
#[derive(Debug)]
pub struct Gathering<'a> {
    format: Format,
    entries: &'a BTreeSet<Uuid>,
    collection: Collection,
}

impl<'a> Gathering<'a> {
    /// Of `entries` (see [`crate::plan::entries`]) everything is gathered, of the others what they are called and whether a
    /// file of `format` brought them.
    pub fn new(format: Format, entries: &'a BTreeSet<Uuid>) -> Self {
        Self { format, entries, collection: Collection::default() }
    }

    /// Takes what concerns the file of one record.
    pub fn take(&mut self, key: &Key, record: &Record) {
        let (entries, collection) = (self.entries, &mut self.collection);
        match record {
            Record::Entry(stored) => {
                if entries.contains(&key.id) {
                    let here = collection.entries.entry(key.id).or_default();
                    (here.known, here.alive) = (true, stored.alive);
                }
                let brought = stored.value.extra.get(FROM).is_some_and(|from| from == self.format.name());
                if stored.alive && brought {
                    collection.brought.insert(key.id);
                }
            }
            Record::Lot(stored) if entries.contains(&stored.value.entry) => {
                let here = collection.entries.entry(stored.value.entry).or_default();
                if stored.alive {
                    let changed = record.writer("quantity") != record.writer("kind");
                    here.lots.push(HereLot { id: key.id, lot: again(key.id, &stored.value), changed });
                } else {
                    here.lost_lots |= stored.value.kind != LotKind::Import;
                }
            }
            Record::Sale(stored) if stored.alive && entries.contains(&stored.value.entry) => {
                collection.entries.entry(stored.value.entry).or_default().gone += stored.value.quantity;
            }
            Record::Wish(stored) if entries.contains(&key.id) => drop(collection.wishes.insert(key.id, stored.alive)),
            Record::Location(stored) if stored.alive => {
                collection.locations.entry(stored.value.name.clone()).or_insert(key.id);
            }
            Record::Portfolio(stored) if stored.alive => {
                collection.portfolios.entry(stored.value.name.clone()).or_insert(key.id);
            }
            Record::Lot(_)
            | Record::Sale(_)
            | Record::Wish(_)
            | Record::Location(_)
            | Record::Portfolio(_)
            | Record::Settings(_)
            | Record::Conflict(_) => {}
        }
    }

    /// What was gathered.
    pub fn finish(self) -> Collection {
        let mut collection = self.collection;
        for (entry, here) in &mut collection.entries {
            // The lots of the first file are numbered; what newer files added is not.
            let first: BTreeSet<Uuid> = (0..here.lots.len()).map(|at| ids::lot_id(*entry, at)).collect();
            here.lots.sort_by_key(|lot| (!first.contains(&lot.id), lot.lot.acquired, lot.id));
        }
        // A lot or a sale may come before its entry, which alone says whether it is there.
        collection.entries.retain(|_, here| here.known);
        collection
    }
}

/// A lot as it could be made again.
pub(crate) fn again(id: Uuid, lot: &Lot) -> NewLot {
    let Lot { entry: _, quantity, cost, acquired, kind, fees, shipping, tax, rate, source, total } = lot.clone();
    NewLot { id, quantity, cost, acquired, kind, fees, shipping, tax, rate, source, total }
}
