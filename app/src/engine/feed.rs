//! What the driver tells the screens: signals, written by the driver only.

use std::collections::BTreeSet;

use leptos::prelude::*;
use vitrine_sync::client::{Status, Token};
use vitrine_sync::wire::Poke;

use super::Changes;
use super::{Identity, Key, NotSaved, Phase, Storage, nothing_known};

/// The writing side of the handle.
#[derive(Clone, Copy)]
pub struct Feed {
    pub(super) phase: RwSignal<Phase>,
    pub(super) identity: RwSignal<Option<Identity>>,
    pub(super) status: RwSignal<Status>,
    pub(super) revision: RwSignal<u64>,
    pub(super) pulse: RwSignal<u64>,
    pub(super) changes: StoredValue<Changes>,
    pub(super) invalidated: RwSignal<Option<Poke>>,
    pub(super) not_saved: RwSignal<Vec<NotSaved>>,
    pub(super) saved: RwSignal<BTreeSet<Token>>,
    pub(super) storage: RwSignal<Storage>,
    pub(super) update_ready: RwSignal<bool>,
}

impl Feed {
    pub(super) fn new() -> Self {
        Self {
            phase: RwSignal::new(Phase::Waiting),
            identity: RwSignal::new(None),
            status: RwSignal::new(nothing_known()),
            revision: RwSignal::new(0),
            pulse: RwSignal::new(0),
            changes: StoredValue::new(Changes::default()),
            invalidated: RwSignal::new(None),
            not_saved: RwSignal::new(Vec::new()),
            saved: RwSignal::new(BTreeSet::new()),
            storage: RwSignal::new(Storage::default()),
            update_ready: RwSignal::new(false),
        }
    }

    /// How far the local view is.
    pub fn phase(&self, phase: Phase) {
        if self.phase.get_untracked() != phase {
            self.phase.set(phase);
        }
    }

    /// Whose data this is; the marks of the one before are forgotten.
    pub fn identity(&self, identity: Option<Identity>) {
        if self.identity.with_untracked(|known| *known != identity) {
            self.saved.set(BTreeSet::new());
            self.not_saved.set(Vec::new());
            self.invalidated.set(None);
            self.identity.set(identity);
        }
    }

    /// The engine took a step: `status` is what it says now, and marks, queue or tray may have changed.
    pub fn step(&self, status: Status) {
        if self.status.with_untracked(|known| *known != status) {
            self.status.set(status);
        }
        self.pulse.update(|pulse| *pulse += 1);
    }

    /// These records of the view changed; empty means all of them.
    pub fn changed(&self, keys: Vec<Key>) {
        if let Some(revision) = self.changes.try_update_value(|changes| changes.note(keys)) {
            self.revision.set(revision);
        }
    }

    /// Derived views made from an older head are out of date.
    pub fn invalidated(&self, poke: Poke) {
        self.invalidated.set(Some(poke));
    }

    /// The edit is durable.
    pub fn saved(&self, token: Token) {
        self.saved.update(|saved| {
            saved.insert(token);
        });
    }

    /// The edit could not be stored.
    pub fn not_saved(&self, edit: NotSaved) {
        self.not_saved.update(|list| list.push(edit));
    }

    /// What is known of the storage.
    pub fn storage(&self, change: impl FnOnce(&mut Storage)) {
        self.storage.update(change);
    }

    /// A new version waits.
    pub fn update_ready(&self) {
        self.update_ready.set(true);
    }
}
