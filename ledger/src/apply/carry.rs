//! The state of a mutation that is being carried out: records over the view, the way back, the tally.

use std::collections::BTreeMap;

use uuid::Uuid;
use vitrine_sync::{Author, Effect, Lookup, Seq, Version, Versions};

use super::{Tally, Writing, stored};
use crate::{AsRecord, Conflict, ConflictKind, Domain, Key, Mutation, Record, Rejection, Step, Stored};

/// What an edit says about life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    /// An edit of something is a wish that it be there.
    Implied,
    /// Living or dying is what the person asked for.
    Wanted(bool),
    /// Words about something that was booked do not say whether it holds.
    Unsaid,
}

pub(super) struct Carry<'a> {
    view: &'a dyn Lookup<Domain>,
    author: &'a Author,
    patch: BTreeMap<Key, Record>,
    steps: Vec<Step>,
    tally: Tally,
}

impl<'a> Carry<'a> {
    pub(super) fn new(view: &'a dyn Lookup<Domain>, author: &'a Author) -> Self {
        Self { view, author, patch: BTreeMap::new(), steps: Vec::new(), tally: Tally::default() }
    }

    fn get(&self, key: &Key) -> Option<&Record> {
        self.patch.get(key).or_else(|| self.view.get(key))
    }

    pub(super) fn value<R: AsRecord>(&self, id: Uuid) -> Result<R, Rejection> {
        let key = Key { kind: R::KIND, id };
        stored::<R>(self.get(&key), key).map(|stored| stored.value.clone())
    }

    /// Makes a record. One that exists already keeps its values: making it again is only a wish that it live.
    pub(super) fn make<R: Steps>(&mut self, id: Uuid, value: R) -> Result<(), Rejection> {
        let key = Key { kind: R::KIND, id };
        if self.get(&key).is_some() {
            return self.edit::<R>(id, &R::Patch::default(), Life::Wanted(true));
        }
        let record = R::wrap(Stored { value, alive: true, versions: Versions::new(self.author.version()) });
        self.tally.total += 1;
        if self.author.seq != Seq::PROVISIONAL {
            self.tally.made(key);
        }
        self.patch.insert(key, record);
        self.steps.push(R::step(id, R::Patch::default(), Some(false)));
        Ok(())
    }

    /// Takes a record that is not there for one that nobody has written yet, and that lives with its first edit. Making
    /// it would not do: its id is known to everybody, so that two people may make it at once, and neither has seen the
    /// other's values.
    pub(super) fn assume<R: AsRecord>(&mut self, id: Uuid, value: R) {
        let key = Key { kind: R::KIND, id };
        if self.get(&key).is_none() {
            self.patch.insert(key, R::wrap(Stored { value, alive: false, versions: Versions::new(Version::NONE) }));
        }
    }

    /// Merges a patch into a record, and its life.
    pub(super) fn edit<R: Steps>(&mut self, id: Uuid, patch: &R::Patch, life: Life) -> Result<(), Rejection> {
        let key = Key { kind: R::KIND, id };
        let record = self.get(&key);
        let mut stored = stored::<R>(record, key)?.clone();
        let entry = record.map_or(id, |record| record.entry(key));
        let (was, lived) = (stored.value.quantity(), stored.alive);
        let mut writing =
            Writing { key, entry, author: self.author, versions: &mut stored.versions, tally: &mut self.tally };
        let undo = stored.value.merge(patch, &mut writing);
        match life {
            Life::Implied => writing.life(&mut stored.alive, true, false),
            Life::Wanted(alive) => writing.life(&mut stored.alive, alive, R::is_empty(patch)),
            Life::Unsaid => {}
        }
        if lived != stored.alive || !R::is_empty(&undo) {
            self.steps.push(R::step(id, undo, (life != Life::Unsaid).then_some(lived)));
        }
        self.watch_quantity(id, entry, was, stored.value.quantity());
        self.patch.insert(key, R::wrap(stored));
        Ok(())
    }

    pub(super) fn sale_belongs(&self, sale: Uuid, entry: Uuid) -> Result<(), Rejection> {
        let value = self.value::<crate::Sale>(sale)?;
        if value.entry == entry { Ok(()) } else { Err(Rejection::WrongEntry { key: Key::sale(sale) }) }
    }

    pub(super) fn lot_belongs(&self, lot: Uuid, entry: Uuid) -> Result<(), Rejection> {
        let value = self.value::<crate::Lot>(lot)?;
        if value.entry == entry { Ok(()) } else { Err(Rejection::WrongEntry { key: Key::lot(lot) }) }
    }

    /// A quantity below zero opens the lot's conflict, one that is no longer below closes it. Both write it blindly.
    fn watch_quantity(&mut self, lot: Uuid, entry: Uuid, was: i64, is: i64) {
        if was == is || (was >= 0 && is >= 0) {
            return;
        }
        let conflict = Conflict {
            kind: ConflictKind::Negative,
            of: Key::lot(lot),
            entry,
            field: "quantity".to_owned(),
            lost: serde_json::Value::Null,
            kept: is.into(),
            stamp: self.author.stamp,
            client: self.author.id.client,
        };
        self.tally.conflicts.push((Conflict::id_of_quantity(lot), conflict, is < 0));
    }

    pub(super) fn finish(mut self) -> Effect<Domain> {
        let merge_result = self.tally.merge_result();
        for (id, value, alive) in self.tally.conflicts {
            let versions = Versions::new(self.author.version());
            self.patch.insert(Key::conflict(id), Record::Conflict(Stored { value, alive, versions }));
        }
        // Taken back in the opposite order.
        self.steps.reverse();
        let inverse = (!self.steps.is_empty()).then_some(Mutation::Revert { steps: self.steps });
        Effect { patch: self.patch.into_iter().collect(), inverse, changes: self.tally.changes, merge_result }
    }
}

/// What a record contributes to the way back.
pub(super) trait Steps: AsRecord {
    /// `alive`: the life it had, where the mutation said anything about it; edits of all but sales do.
    fn step(id: Uuid, patch: Self::Patch, alive: Option<bool>) -> Step;
    /// The quantity of a lot; 0 for anything else.
    fn quantity(&self) -> i64 {
        0
    }
}

impl Steps for crate::Entry {
    fn step(id: Uuid, patch: Self::Patch, alive: Option<bool>) -> Step {
        Step::Entry { id, patch, alive: alive.unwrap_or(true) }
    }
}

impl Steps for crate::Lot {
    fn step(id: Uuid, patch: Self::Patch, alive: Option<bool>) -> Step {
        Step::Lot { id, patch, alive: alive.unwrap_or(true) }
    }

    fn quantity(&self) -> i64 {
        self.quantity
    }
}

impl Steps for crate::Sale {
    fn step(id: Uuid, patch: Self::Patch, alive: Option<bool>) -> Step {
        Step::Sale { id, patch, alive }
    }
}

impl Steps for crate::Portfolio {
    fn step(id: Uuid, patch: Self::Patch, alive: Option<bool>) -> Step {
        Step::Portfolio { id, patch, alive: alive.unwrap_or(true) }
    }
}

impl Steps for crate::Location {
    fn step(id: Uuid, patch: Self::Patch, alive: Option<bool>) -> Step {
        Step::Location { id, patch, alive: alive.unwrap_or(true) }
    }
}

impl Steps for crate::Wish {
    fn step(id: Uuid, patch: Self::Patch, alive: Option<bool>) -> Step {
        Step::Wish { id, patch, alive: alive.unwrap_or(true) }
    }
}

impl Steps for crate::Settings {
    fn step(_: Uuid, patch: Self::Patch, alive: Option<bool>) -> Step {
        Step::Settings { patch, alive: alive.unwrap_or(true) }
    }
}

impl Steps for Conflict {
    fn step(id: Uuid, _: Self::Patch, alive: Option<bool>) -> Step {
        Step::Conflict { id, alive: alive.unwrap_or(true) }
    }
}
