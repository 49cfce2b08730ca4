//! Reading the storage: when, and what a snapshot of it means for what is shown.

use std::collections::{BTreeMap, BTreeSet};

use super::super::pending::PendingId;
use super::super::{Blocked, Engine, Entry, Output, Position, Role, Snapshot, Token};
use crate::Model;

/// How often a tab that leads, or is looked at, reads the storage without a hint: hints get lost, and a tab may die
/// between storing an edit and saying so.
const LOOK_MS: u64 = 20_000;

impl<M: Model> Engine<M> {
    /// When the storage is read without a hint.
    pub(in crate::client) fn look_due_mono_ms(&self) -> Option<u64> {
        let looks = match self.role {
            Role::Leader { .. } | Role::Follower { visible: true, .. } => true,
            Role::Taking { .. } | Role::Follower { visible: false, .. } => false,
        };
        let looks = looks && self.blocked != Some(Blocked::Storage);
        (looks && self.storage.open && !self.storage.reading).then_some(self.storage.read_mono_ms + LOOK_MS)
    }

    /// Reads what other tabs wrote; while a reading is under way, another one follows it.
    pub(in crate::client) fn read_storage(&mut self) {
        self.storage.read_again = true;
        self.maybe_read();
    }

    pub(in crate::client) fn maybe_read(&mut self) {
        let retry_later = self.blocked == Some(Blocked::Storage) && self.clock.mono_ms < self.storage_retry_mono_ms;
        if self.storage.read_again && !self.storage.reading && !retry_later {
            self.storage.read_again = false;
            self.storage.reading = true;
            self.storage.read_mono_ms = self.clock.mono_ms;
            let have = if self.storage.open { self.view.position } else { Position::default() };
            self.emit(Output::Read { have });
        }
    }

    pub(in crate::client) fn handle_loaded(&mut self, snapshot: Snapshot<M>) {
        self.storage.reading = false;
        let first = !self.storage.open;
        let everything = first || snapshot.whole || snapshot.client != self.client;
        let epochs = |position: Position| (position.epoch, position.epoch_start);
        let (before, mut dirty) = (epochs(self.view.position), BTreeSet::new());
        let moves = !everything && epochs(snapshot.position) != before;
        let pending_before: BTreeSet<M::Key> = if moves { self.view.folded_keys().collect() } else { BTreeSet::new() };

        if self.client != snapshot.client {
            // The numbers mean something else.
            self.outbox.take_all();
        }
        self.client = snapshot.client;
        self.last_stamp = self.last_stamp.max(snapshot.last_stamp);
        if first {
            self.clock.clock_offset_ms = snapshot.clock_offset_ms;
        }
        // Only the leader writes the base, and what it has in memory is what it stored. When the storage says otherwise,
        // another tab has taken the lead and the news of it is still on its way.
        if matches!(self.role, Role::Leader { .. }) && snapshot.position != self.view.position {
            self.step_down();
        }
        if !matches!(self.role, Role::Leader { .. }) {
            if snapshot.whole {
                self.view.base.clear();
            }
            dirty.extend(snapshot.rows.iter().map(|(key, _)| *key));
            self.view.base.extend(snapshot.rows);
            if !first && snapshot.position.compared_ms > self.view.position.compared_ms {
                self.checks.done();
            }
            self.view.position = snapshot.position;
        }
        self.outbox.known_to = snapshot.next_n.saturating_sub(1);
        let old = self.outbox.replace(snapshot.outbox);
        self.outbox.tray.replace(snapshot.tray);
        self.forget_unsaved_that_are_stored();
        // Every other tab looks every twenty seconds, and nearly always finds what it knows: what it costs follows from
        // what is new, not from how much waits (docs/engine.md#cost-grows-with-the-change).
        let changed = if everything {
            self.view.refold_all(&self.outbox, self.client);
            BTreeSet::new()
        } else if epochs(self.view.position) != before {
            self.view.refold_all(&self.outbox, self.client);
            dirty.into_iter().chain(pending_before).chain(self.view.folded_keys()).collect()
        } else {
            self.follow_outbox(&old, dirty)
        };
        self.storage.open = true;
        if self.blocked == Some(Blocked::Storage) {
            self.blocked = None;
        }

        if everything {
            self.emit(Output::Changed(Vec::new()));
        } else {
            self.emit_changed(changed);
        }
        // What a write that was never answered has acknowledged, and a page has brought since.
        self.let_go();
        self.finish_taking();
    }

    /// Folds what `old`, the outbox before, did not have, and unfolds what is gone. Returns every record that may have
    /// changed, or whose mark may have.
    fn follow_outbox(&mut self, old: &BTreeMap<u64, Entry<M>>, dirty: BTreeSet<M::Key>) -> BTreeSet<M::Key> {
        let wanted: BTreeSet<PendingId> = self.view.pending_to_fold(&self.outbox).collect();
        let folded: BTreeSet<PendingId> = self.view.folded().collect();
        let means_other = |pending_id: &&PendingId| match pending_id {
            PendingId::Stored(n) => {
                old.get(n).zip(self.outbox.entries().get(n)).is_none_or(|(old, new)| !same_edit(old, new))
            }
            PendingId::Unsaved(_) => false,
        };
        let other: Vec<PendingId> = wanted.intersection(&folded).filter(means_other).copied().collect();
        let gone: Vec<PendingId> = folded.difference(&wanted).chain(&other).copied().collect();
        let come: Vec<PendingId> = wanted.difference(&folded).chain(&other).copied().collect();
        let decided = |entry: &&Entry<M>| old.get(&entry.n).is_some_and(|old| old.acked != entry.acked);
        let decided: Vec<PendingId> =
            self.outbox.entries().values().filter(decided).map(|entry| PendingId::Stored(entry.n)).collect();
        let mut changed = self.view.refold(dirty, &gone, &come, &self.outbox, self.client);
        changed.extend(decided.into_iter().flat_map(|pending_id| self.view.keys_of(pending_id)).copied());
        changed
    }

    fn forget_unsaved_that_are_stored(&mut self) {
        let stored: BTreeSet<Token> = self.outbox.entries().values().map(|entry| entry.token).collect();
        // What is saved and not in the outbox any more, the base contains.
        self.outbox.unsaved.retain(|_, unsaved| !unsaved.saved && !stored.contains(&unsaved.token));
    }
}

/// Does the entry fold as it did before?
fn same_edit<M: Model>(old: &Entry<M>, new: &Entry<M>) -> bool {
    old.token == new.token && old.stamp == new.stamp && old.base == new.base && old.mutation == new.mutation
}
