//! The judge's own idea of a collection: fields as JSON by name, with who wrote them. It knows the merge rules from the
//! design, not from the table of rules.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use uuid::Uuid;
use vitrine_sync::sim::LogEntry;
use vitrine_sync::{ClientId, Seq, Stamp};

use crate::{Domain, Key, Kind};

type Decided<'a> = LogEntry<'a, Domain>;

/// Who wrote something last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Writer {
    seq: Seq,
    stamp: Stamp,
    client: ClientId,
}

/// How a write stands to the last one: docs/engine.md#causality-before-clocks in three lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Concurrency {
    Sequential,
    Later,
    Earlier,
}

impl Writer {
    fn of(decided: &Decided<'_>) -> Self {
        Self { seq: decided.seq, stamp: decided.stamp, client: decided.client() }
    }

    /// Who has written after `last`, as later writers meet them: what they had seen cannot be later than what they wrote.
    fn after(last: &Self, decided: &Decided<'_>) -> Self {
        let writer = Self::of(decided);
        let seen = last.meets(decided) == Concurrency::Sequential;
        if seen && writer.stamp <= last.stamp { Self { stamp: last.stamp.next(0), ..writer } } else { writer }
    }

    fn meets(&self, decided: &Decided<'_>) -> Concurrency {
        let seen = self.seq <= decided.saw || self.client == decided.client();
        match (seen, (decided.stamp, decided.client()) > (self.stamp, self.client)) {
            (true, _) => Concurrency::Sequential,
            (false, true) => Concurrency::Later,
            (false, false) => Concurrency::Earlier,
        }
    }
}

/// One record, in the judge's words.
#[derive(Debug, Clone)]
pub(super) struct Thing {
    made: Writer,
    pub(super) alive: bool,
    life: Writer,
    /// Plain values by field; a value nobody gave is null.
    pub(super) fields: BTreeMap<String, Value>,
    writers: BTreeMap<String, Writer>,
    pub(super) quantity: i64,
    /// The additions that hold each tag up, by field and tag.
    tags: BTreeMap<(String, String), Vec<Writer>>,
    pub(super) entry: Option<Uuid>,
}

/// A value that lost and must be kept to be settled.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Loss {
    pub(super) of: Key,
    pub(super) field: String,
    pub(super) lost: Value,
}

/// Something that was written, as the history must tell it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Told {
    pub(super) seq: Seq,
    pub(super) key: Key,
    pub(super) field: String,
    pub(super) from: Value,
    pub(super) to: Value,
    pub(super) lost: bool,
}

/// The whole collection.
#[derive(Debug, Default)]
pub(super) struct Collection {
    pub(super) things: BTreeMap<Key, Thing>,
    pub(super) losses: Vec<Loss>,
    pub(super) told: Vec<Told>,
    /// Lots whose count was ever below zero.
    pub(super) below_zero: BTreeSet<Key>,
}

/// Fields whose losing values are kept.
const GUARDED: [&str; 10] = ["grade", "notes", "price", "cost", "total", "acquired", "fees", "shipping", "tax", "rate"];

impl Collection {
    pub(super) fn make(
        &mut self,
        decided: &Decided<'_>,
        key: Key,
        entry: Option<Uuid>,
        mut fields: BTreeMap<String, Value>,
    ) {
        let writer = Writer::of(decided);
        let quantity = take_count(key, &mut fields);
        fields.retain(|_, value| !is_nothing(value));
        let thing = Thing {
            made: writer,
            alive: true,
            life: writer,
            fields,
            writers: BTreeMap::new(),
            quantity,
            tags: BTreeMap::new(),
            entry,
        };
        self.things.insert(key, thing);
    }

    /// A wish that the thing be there, or not.
    pub(super) fn live(&mut self, decided: &Decided<'_>, key: Key, alive: bool) {
        let Some(thing) = self.things.get_mut(&key) else { return };
        if thing.life.meets(decided) != Concurrency::Earlier {
            (thing.alive, thing.life) = (alive, Writer::after(&thing.life, decided));
        }
    }

    pub(super) fn count(&mut self, key: Key, by: i64) {
        let Some(thing) = self.things.get_mut(&key) else { return };
        thing.quantity += by;
        if thing.quantity < 0 {
            self.below_zero.insert(key);
        }
    }

    pub(super) fn write(&mut self, decided: &Decided<'_>, key: Key, field: &str, value: &Value) {
        let Some(thing) = self.things.get_mut(&key) else { return };
        let value = if is_nothing(value) { Value::Null } else { value.clone() };
        let old = thing.fields.get(field).cloned().unwrap_or(Value::Null);
        let differs = old != value;
        // Whoever names a thing has seen what it was made with.
        let order = thing.writers.get(field).map_or(Concurrency::Sequential, |writer| writer.meets(decided));
        let keep = differs && GUARDED.contains(&field) && order != Concurrency::Sequential;
        if keep {
            let lost = if order == Concurrency::Later { old.clone() } else { value.clone() };
            self.losses.push(Loss { of: key, field: field.to_owned(), lost });
        }
        if differs {
            let lost = order == Concurrency::Earlier;
            let (field, from, to) = (field.to_owned(), old, value.clone());
            self.told.push(Told { seq: decided.seq, key, field, from, to, lost });
        }
        if order != Concurrency::Earlier {
            thing.fields.insert(field.to_owned(), value);
            let writer = thing.writers.get(field).map_or(Writer::of(decided), |last| Writer::after(last, decided));
            thing.writers.insert(field.to_owned(), writer);
        }
    }

    /// An addition wins over a removal that had not seen it.
    pub(super) fn tag(&mut self, decided: &Decided<'_>, key: Key, field: &str, add: &[String], remove: &[String]) {
        let Some(thing) = self.things.get_mut(&key) else { return };
        for tag in add {
            thing.tags.entry((field.to_owned(), tag.clone())).or_default().push(Writer::of(decided));
        }
        for tag in remove.iter().filter(|tag| !add.contains(tag)) {
            let named = (field.to_owned(), tag.clone());
            let Some(holds) = thing.tags.get_mut(&named) else { continue };
            holds.retain(|writer| writer.meets(decided) != Concurrency::Sequential);
            if holds.is_empty() {
                thing.tags.remove(&named);
            }
        }
    }
}

impl Thing {
    pub(super) fn tags<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.tags.keys().filter(move |(of, _)| of == field).map(|(_, tag)| tag.as_str())
    }

    pub(super) fn made_at(&self) -> Seq {
        self.made.seq
    }
}

/// How many copies there are changes by differences; how many are wanted is a value like any other.
pub(super) fn is_counted(key: Key) -> bool {
    key.kind != Kind::Wish
}

/// Takes the count out of the fields of a record that has one.
pub(super) fn take_count(key: Key, fields: &mut BTreeMap<String, Value>) -> i64 {
    let count = if is_counted(key) { fields.remove("quantity") } else { None };
    count.and_then(|count| count.as_i64()).unwrap_or(0)
}

/// An empty text and no value are stored the same.
fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some("")
}
