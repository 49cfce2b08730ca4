//! What of the collection concerns a file: the entries its rows made before, and those that are the same copies to its app,
//! because a file of this app would say the same of them.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use vitrine_ledger::{Currency, Entry, Key, LocationKind, Lot, LotKind, NewLot, Record, ids};
use vitrine_sync::LedgerId;

use crate::apps::{App, Column};
use crate::header::Named;
use crate::row::entry::FROM;
use crate::write::{self, Copies};
use crate::{Format, Parsed, Records, list, row};

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
    several: bool,
    /// It is not deleted.
    pub alive: bool,
    /// Its lots that are not deleted, oldest first.
    pub lots: Vec<HereLot>,
    /// It had a lot that is deleted, and that no file brought.
    pub lost_lots: bool,
    /// The ids of lots that are deleted.
    pub dead: Vec<Uuid>,
    /// Copies that went: sold, traded, given away.
    pub gone: i64,
}

impl Here {
    /// Copies that are held.
    pub fn copies(&self) -> i64 {
        self.lots.iter().map(|lot| lot.lot.quantity).sum::<i64>() - self.gone
    }

    /// The id of a lot that makes `copies` of what is here: it follows from all lots there are and were, so that two devices
    /// that know the same make the same lot, and never one that is or was another.
    pub(crate) fn new_lot_id(&self, of: Uuid, copies: i64) -> Uuid {
        let mut ids: Vec<Uuid> = self.lots.iter().map(|lot| lot.id).chain(self.dead.iter().copied()).collect();
        ids.sort_unstable();
        let state: String = ids.iter().map(Uuid::to_string).collect();
        Uuid::new_v5(&of, format!("{copies} of {} {state}", self.gone).as_bytes())
    }

    /// Somebody has changed the number of copies here, other than by importing files.
    pub(crate) fn is_changed(&self) -> bool {
        self.gone > 0 || self.lost_lots || self.lots.iter().any(|lot| lot.changed || lot.lot.kind != LotKind::Import)
    }
}

/// What the collection has that concerns a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Collection {
    /// Entries by their ids: those that the file's rows make, and others that are about the same copies.
    pub entries: BTreeMap<Uuid, Here>,
    /// Wishes that are there, by their ids: false for a deleted one.
    pub wishes: BTreeMap<Uuid, bool>,
    /// Locations by their names.
    pub locations: BTreeMap<String, Uuid>,
    /// Portfolios by their names.
    pub portfolios: BTreeMap<String, Uuid>,
    /// Other entries that are the same copies to the app, by identity: typed by hand, or of another app.
    alike: BTreeMap<Uuid, Vec<Uuid>>,
    places: BTreeMap<Uuid, (String, LocationKind)>,
    portfolio_names: BTreeMap<Uuid, String>,
    /// Entries, not deleted, that an earlier file of the same app brought.
    pub brought: BTreeSet<Uuid>,
}

/// Gathers what of all records concerns a file.
pub fn gather(ledger: LedgerId, parsed: &Parsed, records: &Records<'_>) -> Collection {
    let mut collection = Collection::default();
    records(&mut |key, record| collection.take_name(key, record));
    let derived: BTreeSet<Uuid> = parsed.rows.iter().map(|row| row.entry_id(ledger, parsed.format)).collect();
    let identities: BTreeSet<Uuid> = parsed.rows.iter().map(|row| row.identity).collect();
    let recogniser = Recogniser::new(parsed.format, &collection);
    let mut alike: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    let (mut brought, mut entries) = (BTreeSet::new(), BTreeMap::new());
    records(&mut |key, record| {
        let Record::Entry(stored) = record else { return };
        let here = Here { alive: stored.alive, ..Here::default() };
        if derived.contains(&key.id) {
            entries.insert(key.id, here);
        } else if stored.alive
            && let Some(identity) = recogniser.identity(&stored.value).filter(|of| identities.contains(of))
        {
            alike.entry(identity).or_default().push(key.id);
            entries.insert(key.id, here);
        }
        let from = stored.value.extra.get(FROM);
        if stored.alive && from.is_some_and(|from| from == parsed.format.name()) {
            brought.insert(key.id);
        }
    });
    (collection.alike, collection.brought, collection.entries) = (alike, brought, entries);
    records(&mut |key, record| collection.take(&derived, key, record));
    for (entry, here) in &mut collection.entries {
        // The lots of the first file are numbered; what newer files added is not.
        let first: BTreeSet<Uuid> = (0..here.lots.len()).map(|at| ids::lot_id(*entry, at)).collect();
        here.lots.sort_by_key(|lot| (!first.contains(&lot.id), lot.lot.acquired, lot.id));
    }
    collection
}

impl Collection {
    fn take_name(&mut self, key: &Key, record: &Record) {
        match record {
            Record::Location(stored) if stored.alive => {
                self.locations.entry(stored.value.name.clone()).or_insert(key.id);
                self.places.insert(key.id, (stored.value.name.clone(), stored.value.kind));
            }
            Record::Portfolio(stored) if stored.alive => {
                self.portfolios.entry(stored.value.name.clone()).or_insert(key.id);
                self.portfolio_names.insert(key.id, stored.value.name.clone());
            }
            _ => {}
        }
    }

    fn take(&mut self, derived: &BTreeSet<Uuid>, key: &Key, record: &Record) {
        match record {
            Record::Lot(stored) => {
                let Some(here) = self.entries.get_mut(&stored.value.entry) else { return };
                if stored.alive {
                    let changed = record.writer("quantity") != record.writer("kind");
                    here.lots.push(HereLot { id: key.id, lot: again(key.id, &stored.value), changed });
                } else {
                    here.lost_lots |= stored.value.kind != LotKind::Import;
                    here.dead.push(key.id);
                }
            }
            Record::Sale(stored) if stored.alive => {
                if let Some(here) = self.entries.get_mut(&stored.value.entry) {
                    here.gone += stored.value.quantity;
                }
            }
            Record::Wish(stored) if derived.contains(&key.id) => drop(self.wishes.insert(key.id, stored.alive)),
            _ => {}
        }
    }

    /// What is here of the copies of an identity: of the entry that the file's rows make, and of others that are the same
    /// copies to this app. None: nothing.
    pub(crate) fn of(&self, entry: Uuid, identity: Uuid) -> Option<(Vec<Uuid>, Here)> {
        let alike = self.alike.get(&identity).into_iter().flatten();
        let ids: Vec<Uuid> =
            self.entries.get_key_value(&entry).map(|(id, _)| id).into_iter().chain(alike).copied().collect();
        let mut all = ids.iter().filter_map(|id| self.entries.get(id));
        let mut here = all.next()?.clone();
        for other in all {
            here.alive |= other.alive;
            here.gone += other.gone;
            here.lost_lots |= other.lost_lots;
            here.dead.extend(other.dead.iter().copied());
            here.several = true;
            here.lots.extend(other.lots.iter().cloned());
        }
        Some((ids, here))
    }
}

/// Recognises entries by what a file of an app would say of them.
struct Recogniser<'a> {
    app: Option<(&'static App, Vec<Column>, Vec<Named>)>,
    names: &'a Collection,
}

impl<'a> Recogniser<'a> {
    fn new(format: Format, names: &'a Collection) -> Self {
        let app = format.app().map(|app| {
            let columns = write::columns(app);
            let named = |(name, column): &(&str, Column)| Named { name: (*name).to_owned(), column: Some(*column) };
            (app, columns.iter().map(|(_, column)| *column).collect(), columns.iter().map(named).collect())
        });
        Self { app, names }
    }

    fn identity(&self, entry: &Entry) -> Option<Uuid> {
        let copies = Copies {
            entry: entry.clone(),
            lot: None,
            quantity: 1,
            place: entry.place.as_ref().and_then(|place| self.names.places.get(&place.location)).cloned(),
            portfolio: entry.portfolio.and_then(|id| self.names.portfolio_names.get(&id)).cloned(),
        };
        let Some((app, columns, named)) = &self.app else {
            return list::read(&write::list(&[copies]))?.rows.first().map(|row| row.identity);
        };
        let value = |column: &Column| write::value(app, *column, &copies, Currency::USD);
        let fields: Vec<String> = columns.iter().map(value).collect();
        row::identity_of(app, named, &fields)
    }
}

/// A lot as it could be made again.
pub(crate) fn again(id: Uuid, lot: &Lot) -> NewLot {
    let Lot { entry: _, quantity, cost, acquired, kind, fees, shipping, tax, rate, source, total } = lot.clone();
    NewLot { id, quantity, cost, acquired, kind, fees, shipping, tax, rate, source, total }
}
