//! What the disk answers. Durable before sent, and what the server says counts once it is stored: memory is never ahead
//! of the disk except for edits on their way into it.
//!
//! The shell answers in the order of its transactions, so a snapshot is never older than a write answered before it.

mod reading;

use std::collections::{BTreeMap, BTreeSet};

use super::awaited::Awaited;
use super::pending::PendingId;
use super::{Blocked, Engine, Entry, Hint, Id, Output, Problem, Role, StoreError, Token};
use crate::wire::PROTOCOL;
use crate::{Model, Stamp};

/// How long after a refused write the storage is tried again.
const RETRY_MS: u64 = 60_000;

/// What the engine awaits from the disk.
#[derive(Debug, Clone)]
pub(super) struct Storage<M: Model> {
    open: bool,
    reading: bool,
    /// Something changed that the reading under way may not show.
    read_again: bool,
    /// When the last reading was asked for.
    read_mono_ms: u64,
    /// Each with the lease it was asked for under.
    pub(super) writes: BTreeMap<Id, (u64, Awaited<M>)>,
}

impl<M: Model> Storage<M> {
    pub(super) fn new() -> Self {
        Self { open: false, reading: false, read_again: false, read_mono_ms: 0, writes: BTreeMap::new() }
    }

    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// A reading is under way, which may not show what was written since it began.
    pub(super) fn is_reading(&self) -> bool {
        self.reading
    }

    /// When the reading under way was asked for.
    pub(super) fn reading_since_mono_ms(&self) -> Option<u64> {
        self.reading.then_some(self.read_mono_ms)
    }

    /// The storage holds something that has not been read.
    pub(super) fn owes_reading(&self) -> bool {
        self.reading || self.read_again
    }
}

impl<M: Model> Engine<M> {
    pub(super) fn handle_saved(&mut self, id: Id, n: u64, stamp: Stamp) {
        self.storage_works();
        self.last_stamp = self.last_stamp.max(stamp);
        // Another tab has renumbered the outbox: this number is not the one it seems.
        let foreign = self.outbox.entries().contains_key(&n) || n <= self.view.position.last_n;
        if let Some(unsaved) = self.outbox.unsaved.get_mut(&id).filter(|_| foreign) {
            unsaved.saved = true;
            let token = unsaved.token;
            self.emit(Output::SavedMark { token });
            self.emit(Output::Announce(Hint::Changed));
            self.ask_leader();
            return self.read_storage();
        }
        if n > self.outbox.known_to + 1 {
            self.storage.read_again = true;
        } else {
            self.outbox.known_to = self.outbox.known_to.max(n);
        }
        // When the storage was read after the write, the entry is here already.
        let in_order = self.is_next(id, n);
        if let Some(unsaved) = self.outbox.unsaved.remove(&id) {
            let (from, to) = (PendingId::Unsaved(id), PendingId::Stored(n));
            // Nearly always the storage gave the stamp that was foreseen: then nothing changes but the place, however
            // many edits of the same record wait.
            let touches = M::touches(&unsaved.mutation);
            let foreseen = in_order && unsaved.stamp == stamp && self.view.wrote_only(from, &touches);
            let entry = Entry {
                n,
                token: unsaved.token,
                stamp,
                base: unsaved.base,
                mutation: Some(unsaved.mutation),
                created_ms: unsaved.created_ms,
                written_by: (PROTOCOL, M::SCHEMA),
                acked: None,
            };
            self.emit(Output::SavedMark { token: entry.token });
            self.outbox.insert(entry);
            if foreseen {
                self.view.rename(from, to);
            } else {
                let changed = self.view.refold(BTreeSet::new(), &[from], &[to], &self.outbox, self.client);
                self.emit_changed(changed);
            }
        }
        self.emit(Output::Announce(Hint::Changed));
        self.ask_leader();
    }

    /// Is the edit of write `id` the first of those on their way, and `n` after every number known here?
    fn is_next(&self, id: Id, n: u64) -> bool {
        let first = self.outbox.unsaved.first_key_value().is_some_and(|(first, _)| *first == id);
        let last = self.outbox.entries().last_key_value().is_none_or(|(last, _)| *last < n);
        first && last
    }

    /// A write is durable; `again` is what it brought back into the outbox.
    pub(super) fn handle_stored(&mut self, id: Id, again: Vec<Entry<M>>) {
        self.storage_works();
        let Some((asked_under, awaited)) = self.storage.writes.remove(&id) else {
            // Given up, and done after all: perhaps later than what has been read since.
            return match self.may_send() {
                Some(lease) => self.begin_again(lease),
                None => self.read_storage(),
            };
        };
        let leads = self.role == Role::Leader { lease: asked_under };
        match awaited {
            Awaited::Discard(token) => {
                self.outbox.tray.remove(&token);
                // Its records lose their mark.
                self.emit(Output::Changed(Vec::new()));
            }
            // Stored, but this tab no longer leads: the memory follows the disk like any other tab's.
            _ if !leads => self.storage.read_again = true,
            _ if self.is_out_of_order(id, asked_under) => {
                self.note("an earlier write was never answered: begins again");
                self.begin_again(asked_under);
            }
            Awaited::Page(page) => self.apply_page(page, again),
            Awaited::Results(results) => self.apply_results(results),
            Awaited::Repair(repair) => self.apply_repair(repair),
            Awaited::Quarantine(refusal) => self.apply_quarantine(refusal),
            Awaited::Fork { client, order } => self.apply_fork(client, &order),
        }
        self.emit(Output::Announce(Hint::Changed));
    }

    pub(super) fn handle_store_failed(&mut self, id: Id, error: StoreError) {
        self.note_problem(Problem::Storage(error));
        if let Some(unsaved) = self.outbox.unsaved.remove(&id) {
            let changed = self.view.refold(BTreeSet::new(), &[PendingId::Unsaved(id)], &[], &self.outbox, self.client);
            self.emit_changed(changed);
            self.emit(Output::NotSaved { token: unsaved.token, mutation: unsaved.mutation, error });
            return;
        }
        let reading_failed = id == 0 && self.storage.reading;
        if reading_failed {
            self.storage.reading = false;
            self.storage.read_again = true;
            // Whichever reading this was, the next one begins after the lease was taken.
            if let Role::Taking { read, .. } = &mut self.role {
                *read = true;
            }
        }
        match (self.storage.writes.remove(&id), error) {
            (None, _) if !reading_failed => {}
            (Some((_, Awaited::Discard(_))), _) => {}
            // Of a lease before the present one: this tab has read the storage, or will, since.
            (Some((lease, _)), StoreError::LeaseLost) if self.role != (Role::Leader { lease }) => {}
            (Some(_), StoreError::LeaseLost) => self.handle_follow(),
            (Some(_) | None, StoreError::Quota | StoreError::Aborted | StoreError::Newer | StoreError::LeaseLost) => {
                self.blocked = Some(Blocked::Storage);
                self.storage_retry_mono_ms = self.clock.mono_ms + RETRY_MS;
                self.push.stop();
                self.pull.stop();
            }
        }
    }

    /// A trouble with the storage is over.
    fn storage_works(&mut self) {
        if let Some(Problem::Storage(_)) = self.health.problem {
            self.health.problem_since_ms = None;
        }
    }

    /// A storage that refused writes is tried again.
    pub(super) fn retry_storage(&mut self) {
        if self.blocked == Some(Blocked::Storage) {
            self.blocked = None;
            self.pull.want = true;
        }
    }

    pub(super) fn discard(&mut self, token: Token) {
        if self.outbox.tray.contains(&token) {
            let id = self.take_id();
            self.storage.writes.insert(id, (0, Awaited::Discard(token)));
            self.emit(Output::Write { id, write: super::Write::Discard { token } });
        }
    }
}
