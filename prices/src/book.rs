//! The records of a ledger, and which lots and sales belong to which entry.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use vitrine_ledger::basis::{paid_on, sold_on};
use vitrine_ledger::{Currency, Date, Entry, Key, Lot, Record, Sale, Settings};

use crate::day::{self, Day};

/// All records, with an index of the parts of every entry.
#[derive(Debug, Clone, Default)]
pub struct Book {
    records: BTreeMap<Key, Record>,
    parts: BTreeMap<Uuid, BTreeSet<Key>>,
    /// Living lots with a known cost, by its currency.
    paid_in: BTreeMap<Currency, i64>,
    /// Living lots and sales by their day.
    dated: BTreeMap<Date, i64>,
}

/// One living entry with its living lots and sales.
#[derive(Debug, Clone)]
pub struct BookEntry<'b> {
    /// The entry.
    pub entry: &'b Entry,
    /// Its living lots.
    pub lots: Vec<(Uuid, &'b Lot)>,
    /// Its sales that are not reversed.
    pub sales: Vec<(Uuid, &'b Sale)>,
}

impl Book {
    /// Every record it was given.
    pub fn records(&self) -> &BTreeMap<Key, Record> {
        &self.records
    }

    /// Forgets every record.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Writes a record over what it was.
    pub fn put(&mut self, key: Key, record: Record) {
        if let Some(old) = self.records.get(&key) {
            let currency = paid(old);
            currency.into_iter().for_each(|currency| *self.paid_in.entry(currency).or_default() -= 1);
            if let Some(count) = dated(old).and_then(|date| self.dated.get_mut(&date)) {
                *count -= 1;
            }
        }
        dated(&record).into_iter().for_each(|date| *self.dated.entry(date).or_default() += 1);
        paid(&record).into_iter().for_each(|currency| *self.paid_in.entry(currency).or_default() += 1);
        if matches!(record, Record::Lot(_) | Record::Sale(_)) {
            self.parts.entry(record.entry(key)).or_default().insert(key);
        }
        self.records.insert(key, record);
    }

    /// The ledger's settings, or the defaults.
    pub fn settings(&self) -> Settings {
        Settings::among(self.records.range(Settings::key()..=Settings::key()))
    }

    /// The currency most lots with a known cost were paid in; of equals the first by name.
    pub fn most_paid(&self) -> Option<Currency> {
        most(&self.paid_in)
    }

    /// Is something dated after a day?
    pub fn is_dated_after(&self, today: Day) -> bool {
        let mut later = self.dated.range(day::date(today)..).rev();
        later.any(|(date, count)| *count > 0 && *date > day::date(today))
    }

    /// A living entry.
    pub fn entry(&self, id: Uuid) -> Option<&Entry> {
        let stored = self.records.get(&Key::entry(id))?.as_entry().filter(|stored| stored.alive)?;
        Some(&stored.value)
    }

    /// An entry with what belongs to it; none when it is not there or was deleted.
    pub fn with_lots(&self, id: Uuid) -> Option<BookEntry<'_>> {
        let entry = self.entry(id)?;
        let parts = self.parts.get(&id).into_iter().flatten();
        let (mut lots, mut sales) = (Vec::new(), Vec::new());
        for (key, record) in parts.filter_map(|key| Some((key, self.records.get(key)?))) {
            match record {
                Record::Lot(stored) if stored.alive => lots.push((key.id, &stored.value)),
                Record::Sale(stored) if stored.alive => sales.push((key.id, &stored.value)),
                _ => {}
            }
        }
        Some(BookEntry { entry, lots, sales })
    }

    /// The living entries.
    pub fn entries(&self) -> impl Iterator<Item = (Uuid, &Entry)> {
        let entries = self.records.range(Key::entry(Uuid::nil())..=Key::entry(Uuid::max()));
        entries.filter_map(|(key, record)| {
            let stored = record.as_entry().filter(|stored| stored.alive)?;
            Some((key.id, &stored.value))
        })
    }

    /// The living wishes, each as an entry of the copy that is looked for.
    pub fn wishes(&self) -> impl Iterator<Item = (Uuid, Entry)> {
        let wishes = self.records.range(Key::wish(Uuid::nil())..=Key::wish(Uuid::max()));
        wishes.filter_map(|(key, record)| Some((key.id, copy(record)?)))
    }

    /// A living wish as an entry of the copy that is looked for.
    pub fn wish(&self, id: Uuid) -> Option<Entry> {
        copy(self.records.get(&Key::wish(id))?)
    }
}

/// The copy a living wish is for.
fn copy(record: &Record) -> Option<Entry> {
    record.as_wish().filter(|stored| stored.alive).map(|stored| stored.value.copy())
}

fn paid(record: &Record) -> Option<Currency> {
    let lot = record.as_lot().filter(|stored| stored.alive)?;
    lot.value.cost.or(lot.value.total).map(|paid| paid.currency)
}

fn dated(record: &Record) -> Option<Date> {
    match record {
        Record::Lot(stored) if stored.alive => stored.value.acquired,
        Record::Sale(stored) if stored.alive => stored.value.date,
        _ => None,
    }
}

/// The currency and the day of what was paid or got for the copies of a record: whoever reckons in another currency needs
/// the rate of that day.
pub fn exchanged(record: &Record) -> Option<(Currency, Date)> {
    match record {
        Record::Lot(stored) if stored.alive => paid_on(&stored.value),
        Record::Sale(stored) if stored.alive => sold_on(&stored.value),
        _ => None,
    }
}

/// The currency with the most; of equals the first by name.
pub(crate) fn most(counts: &BTreeMap<Currency, i64>) -> Option<Currency> {
    let most = counts.values().copied().max().filter(|most| *most > 0)?;
    counts.iter().find(|(_, count)| **count == most).map(|(currency, _)| *currency)
}
