//! One order of commits, as a server keeps it, and authors who have seen different parts of it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use vitrine_ledger::{Domain, Key, Kind, Mutation, Record, Rejection};
use vitrine_sync::{Author, ClientId, Effect, Lookup, Model, MutationId, Seq, Stamp};

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct World {
    pub(crate) records: BTreeMap<Key, Record>,
    pub(crate) head: u64,
}

impl Lookup<Domain> for World {
    fn get(&self, key: &Key) -> Option<&Record> {
        self.records.get(key)
    }
}

/// Who does something: which device, when by its clock, having seen what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct By {
    pub(crate) client: u128,
    pub(crate) ms: u64,
    pub(crate) saw: u64,
}

pub(crate) fn client(number: u128) -> ClientId {
    ClientId(Uuid::from_u128(number))
}

impl By {
    pub(crate) fn author(self, seq: Seq) -> Author {
        let id = MutationId { client: client(self.client), n: 1 };
        Author { id, stamp: Stamp::at(self.ms), saw: Seq(self.saw), seq }
    }
}

impl World {
    /// Commits; returns what happened.
    pub(crate) fn send(&mut self, by: By, mutation: &Mutation) -> Result<Effect<Domain>, Rejection> {
        let effect = Domain::apply(mutation, self, &by.author(Seq(self.head + 1)))?;
        self.head += 1;
        self.records.extend(effect.patch.iter().cloned());
        Ok(effect)
    }

    /// Commits what must succeed, by somebody who has seen everything.
    pub(crate) fn must(&mut self, mutation: &Mutation) -> Effect<Domain> {
        let by = By { client: 99, ms: self.head, saw: self.head };
        self.send(by, mutation).expect("the mutation is allowed")
    }

    /// Entries and lots as a person sees them: value and life, without versions.
    pub(crate) fn seen(&self) -> BTreeMap<Key, (serde_json::Value, bool)> {
        let cards = self.records.iter().filter(|(key, _)| key.kind != Kind::Conflict);
        cards.map(|(key, record)| (*key, (plain(record), record.alive()))).collect()
    }

    pub(crate) fn open_conflicts(&self) -> Vec<(Uuid, vitrine_ledger::Conflict)> {
        let open = self.records.iter().filter(|(_, record)| record.alive());
        open.filter_map(|(key, record)| Some((key.id, record.as_conflict()?.value.clone()))).collect()
    }
}

/// The value alone; of tags only which there are.
pub(crate) fn plain(record: &Record) -> serde_json::Value {
    match record {
        Record::Entry(stored) => {
            let mut json = serde_json::to_value(&stored.value).unwrap();
            json["tags"] = stored.value.tags.iter().collect::<Vec<_>>().into();
            json["flags"] = stored.value.flags.iter().collect::<Vec<_>>().into();
            json
        }
        Record::Lot(stored) => serde_json::to_value(&stored.value).unwrap(),
        Record::Sale(stored) => serde_json::to_value(&stored.value).unwrap(),
        Record::Conflict(stored) => serde_json::to_value(&stored.value).unwrap(),
        Record::Wish(stored) => serde_json::to_value(&stored.value).unwrap(),
        Record::Portfolio(stored) => serde_json::to_value(&stored.value).unwrap(),
        Record::Location(stored) => serde_json::to_value(&stored.value).unwrap(),
        Record::Settings(stored) => {
            let mut json = serde_json::to_value(&stored.value).unwrap();
            json["substitutes"] = stored.value.substitutes.iter().collect::<Vec<_>>().into();
            json
        }
    }
}

/// Notes what is read.
pub(crate) struct Recording<'a> {
    pub(crate) world: &'a World,
    pub(crate) read: RefCell<BTreeSet<Key>>,
}

impl Lookup<Domain> for Recording<'_> {
    fn get(&self, key: &Key) -> Option<&Record> {
        self.read.borrow_mut().insert(*key);
        self.world.get(key)
    }
}
