//! The handle's records: what the screen shows and what a person changes. Nothing here is reactive: track
//! [`Engine::revision`] or [`Engine::pulse`] first.

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::Entry;
use vitrine_sync::Base;

use super::{Changed, Engine, Key, Made, MutateError, Mutation, Record, RecordState, RecordStatus};

impl Engine {
    /// The keys that changed after `revision` was shown.
    pub fn changed_since(&self, revision: u64) -> Changed {
        self.feed.changes.with_value(|changes| changes.since(revision))
    }

    /// Looks at one record of the view, tombstones too.
    pub fn with_record<T>(&self, key: &Key, look: impl FnOnce(&Record) -> T) -> Option<T> {
        let mut look = Some(look);
        let mut found = None;
        self.records()?.with_record(key, &mut |record| {
            if let Some(look) = look.take() {
                found = Some(look(record));
            }
        });
        found
    }

    /// Looks at an entry of the view, also at a deleted one.
    pub fn with_entry(&self, id: Uuid, look: &mut dyn FnMut(&Entry)) {
        self.with_record(&Key::entry(id), |record| record.as_entry().map(|stored| look(&stored.value)));
    }

    /// Looks at every record of the view, in order of their keys, tombstones too.
    pub fn for_each(&self, mut look: impl FnMut(&Key, &Record)) {
        if let Some(port) = self.records() {
            port.for_each(&mut look);
        }
    }

    /// How the record stands to the server.
    pub fn record_state(&self, key: &Key) -> RecordState {
        self.records().map_or(RecordState::Synced, |port| port.state(key))
    }

    /// How the record got, or gets, to the server.
    pub fn record_status(&self, key: &Key) -> RecordStatus {
        self.records().map(|port| port.status(key)).unwrap_or_default()
    }

    /// What the screen shows now, as a base for an edit. Take it when the form *opens*
    /// (docs/engine.md#the-base-is-frozen-when-the-form-opens).
    pub fn base(&self) -> Base {
        self.records().map(|port| port.base()).unwrap_or_default()
    }

    /// Does what a person did. `base` is what they saw when the form opened; none means what the screen shows now. The
    /// view is already right when this returns; [`Made::inverse`](vitrine_sync::client::Made) takes it back.
    ///
    /// # Errors
    /// Why it is not allowed; nothing was changed.
    pub fn mutate(&self, mutation: Mutation, base: Option<Base>) -> Result<Made, MutateError> {
        let made = self.mutate_all(vec![mutation], base)?;
        Ok(made.into_iter().next().expect("BUG: every part is made"))
    }

    /// Does what a person did in one action, of which every part is a mutation: all of them are checked before any is
    /// made, and they are shown in one turn and stored in one transaction. So all happen, or none; the server decides on
    /// each of them. Parts should touch different records: each is checked against what is there before the first.
    ///
    /// # Errors
    /// Why one of them is not allowed; nothing was changed.
    pub fn mutate_all(&self, parts: Vec<Mutation>, base: Option<Base>) -> Result<Vec<Made>, MutateError> {
        self.records().ok_or(MutateError::NotReady)?.mutate_all(parts, base)
    }
}
