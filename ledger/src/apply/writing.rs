//! Merging one record: each rule once. `Writing` knows the record's versions and notes what happened.

use serde::Serialize;
use serde_json::Value;
use vitrine_sync::{Author, Change, Order, Seq, Version, Versions};

use super::Tally;
use crate::rules::{Field, FieldWriter, LIFE};
use crate::{Conflict, ConflictKind, Domain, Key, Tags, TagsChange};

/// One record while a patch is merged into it.
#[derive(Debug)]
pub(super) struct Writing<'a, 't> {
    pub(super) key: Key,
    /// The entry the record belongs to, or is.
    pub(super) entry: uuid::Uuid,
    pub(super) author: &'a Author,
    pub(super) versions: &'a mut Versions,
    pub(super) tally: &'t mut Tally,
}

impl Writing<'_, '_> {
    /// Life is a register that every mutation writes; `intended` when living or dying is what the person asked for.
    pub(super) fn life(&mut self, alive: &mut bool, wanted: bool, intended: bool) {
        let before = self.versions.of(LIFE.number);
        let order = self.author.against(&before);
        let was = *alive;
        let differs = was != wanted;
        if order != Order::ConcurrentLoses {
            *alive = wanted;
            self.versions.set(LIFE.number, self.author.version_over(&before));
        }
        if intended || (differs && order != Order::After) {
            self.tally.count(order, differs);
        }
        if differs {
            self.note(&LIFE, json(&was), json(&wanted), before, order == Order::ConcurrentLoses);
        }
    }

    fn write<T>(&mut self, field: &Field, value: &mut T, change: &T, guarded: bool) -> Option<T>
    where
        T: Clone + PartialEq + Serialize,
    {
        let before = self.versions.of(field.number);
        let order = self.order(&before);
        let differs = value != change;
        self.tally.count(order, differs);
        if differs {
            let (old, new) = (json(value), json(change));
            match order {
                Order::ConcurrentWins if guarded => self.keep(field, &old, &new, before),
                Order::ConcurrentLoses if guarded => self.keep(field, &new, &old, self.author.version()),
                Order::After | Order::ConcurrentWins | Order::ConcurrentLoses => {}
            }
            self.note(field, old, new, before, order == Order::ConcurrentLoses);
        }
        if order == Order::ConcurrentLoses {
            return None;
        }
        self.versions.set(field.number, self.version(&before));
        differs.then(|| std::mem::replace(value, change.clone()))
    }

    /// Whoever can address a record has seen it made (its id is made with it, or follows from the very values): the
    /// values of its making are never concurrent to anything.
    fn order(&self, last: &Version) -> Order {
        if *last == self.versions.made() { Order::After } else { self.author.against(last) }
    }

    /// What the write leaves in the place of `last`. Nothing is concurrent to the making, so nothing need be later.
    fn version(&self, last: &Version) -> Version {
        if *last == self.versions.made() { self.author.version() } else { self.author.version_over(last) }
    }

    /// Keeps what lost as a conflict.
    fn keep(&mut self, field: &Field, lost: &Value, kept: &Value, loser: Version) {
        let id = Conflict::id_of_loser(self.key, field.name, loser.stamp, loser.client, lost);
        let conflict = Conflict {
            kind: ConflictKind::Overwritten,
            of: self.key,
            entry: self.entry,
            field: field.name.to_owned(),
            lost: lost.clone(),
            kept: kept.clone(),
            stamp: loser.stamp,
            client: loser.client,
        };
        self.tally.conflicts.push((id, conflict, true));
    }

    fn note(&mut self, field: &Field, from: Value, to: Value, before: Version, lost: bool) {
        if self.author.seq != Seq::PROVISIONAL {
            let change: Change<Domain> = Change { key: self.key, field: field.name.to_owned(), from, to, before, lost };
            self.tally.changes.push(change);
        }
    }
}

impl FieldWriter for Writing<'_, '_> {
    fn register<T>(&mut self, field: &Field, value: &mut T, change: &T) -> Option<T>
    where
        T: Clone + PartialEq + Serialize,
    {
        self.write(field, value, change, false)
    }

    fn guarded<T>(&mut self, field: &Field, value: &mut T, change: &T) -> Option<T>
    where
        T: Clone + PartialEq + Serialize,
    {
        self.write(field, value, change, true)
    }

    fn counter(&mut self, field: &Field, value: &mut i64, change: &i64) -> Option<i64> {
        let before = self.versions.of(field.number);
        let was = *value;
        *value = value.saturating_add(*change);
        self.versions.set(field.number, self.version(&before));
        self.tally.total += 1;
        self.note(field, json(&was), json(value), before, false);
        (*value != was).then(|| was - *value)
    }

    fn set(&mut self, field: &Field, value: &mut Tags, change: &TagsChange) -> Option<TagsChange> {
        let was = value.clone();
        let mut outvoted = false;
        for tag in &change.add {
            value.add(tag, self.author);
        }
        for tag in change.remove.iter().filter(|tag| !change.add.contains(tag)) {
            outvoted |= !value.remove(tag, self.author);
        }
        self.tally.total += 1;
        self.tally.concurrent += usize::from(outvoted);
        let undo = value.change_to(&was);
        self.tally.lost += usize::from(outvoted && undo.is_empty());
        let (from, to): (Vec<&str>, Vec<&str>) = (was.iter().collect(), value.iter().collect());
        self.note(field, json(&from), json(&to), self.versions.made(), false);
        (!undo.is_empty()).then_some(undo)
    }
}

fn json<T: Serialize + ?Sized>(value: &T) -> Value {
    serde_json::to_value(value).expect("BUG: the values of fields serialise")
}
