//! What this device has stored, or is storing, and the base does not contain yet; and the tray of refusals.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::tray::Tray;
use super::{Acked, Entry, Id, Problem, Token};
use crate::wire::{Body, PUSH_MAX_BYTES, PUSH_MAX_MUTATIONS, PushItem};
use crate::{Base, Model, Stamp};

/// An edit on its way into the storage.
#[derive(Debug, Clone)]
pub(super) struct Unsaved<M: Model> {
    pub(super) token: Token,
    pub(super) mutation: M::Mutation,
    pub(super) base: Base,
    /// A guess: the storage gives the real one.
    pub(super) stamp: Stamp,
    pub(super) created_ms: u64,
    /// Durable, under a number that makes no sense here before the storage has been read.
    pub(super) saved: bool,
}

/// How a mutation was sent by this tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// How often.
    pub count: u32,
    /// When last, by the local clock.
    pub last_ms: u64,
    /// Why the last time failed, if it did.
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone)]
pub(super) struct Outbox<M: Model> {
    entries: BTreeMap<u64, Entry<M>>,
    /// The numbers of entries without an acknowledgement: with ten thousand in the outbox nothing may walk them all to
    /// count them, or to find the next.
    undecided: BTreeSet<u64>,
    tries: BTreeMap<u64, Tries>,
    /// What the undecided mutations are made of, and what was decided since there were none, as [`Model::things`] counts.
    things: usize,
    things_done: usize,
    /// The records of the last decisions on edits made here, newest last.
    answered: VecDeque<(M::Key, u64)>,
    pub(super) unsaved: BTreeMap<Id, Unsaved<M>>,
    pub(super) tray: Tray<M>,
    /// Every stored number up to this one is known here; another tab may have stored later ones.
    pub(super) known_to: u64,
}

impl<M: Model> Outbox<M> {
    pub(super) fn new() -> Self {
        Self {
            entries: BTreeMap::new(),
            undecided: BTreeSet::new(),
            tries: BTreeMap::new(),
            things: 0,
            things_done: 0,
            answered: VecDeque::new(),
            unsaved: BTreeMap::new(),
            tray: Tray::new(),
            known_to: 0,
        }
    }

    pub(super) fn entries(&self) -> &BTreeMap<u64, Entry<M>> {
        &self.entries
    }

    /// The highest number here; 0 when there is none.
    pub(super) fn last_n(&self) -> u64 {
        self.entries.last_key_value().map_or(0, |(n, _)| *n)
    }

    pub(super) fn insert(&mut self, entry: Entry<M>) {
        let (n, decided) = (entry.n, entry.acked.is_some());
        self.leave(n, false);
        self.entries.insert(n, entry);
        if !decided {
            self.enter(n);
        }
    }

    pub(super) fn remove(&mut self, n: u64) {
        self.leave(n, true);
        self.entries.remove(&n);
        self.tries.remove(&n);
    }

    /// `n` is undecided.
    fn enter(&mut self, n: u64) {
        if self.undecided.insert(n) {
            self.things += self.things_in(n);
        }
    }

    /// `n` is not undecided any more; the last one ends the round.
    fn leave(&mut self, n: u64, decided: bool) {
        if self.undecided.remove(&n) {
            let things = self.things_in(n);
            self.things -= things;
            self.things_done += if decided { things } else { 0 };
        }
        if self.undecided.is_empty() {
            self.things_done = 0;
        }
    }

    fn things_in(&self, n: u64) -> usize {
        self.entries.get(&n).and_then(|entry| entry.mutation.as_ref()).map_or(0, M::things)
    }

    /// What waits, and what was decided since nothing waited.
    pub(super) fn things(&self) -> (usize, usize) {
        (self.things, self.things_done)
    }

    /// What the storage holds takes the place of what was known, which is returned; numbers mean the same as before.
    pub(super) fn replace(&mut self, entries: Vec<Entry<M>>) -> BTreeMap<u64, Entry<M>> {
        let (tries, done) = (std::mem::take(&mut self.tries), self.things_done);
        let old = self.take_all();
        entries.into_iter().for_each(|entry| self.insert(entry));
        self.tries = tries;
        self.things_done = if self.undecided.is_empty() { 0 } else { done };
        self.tries.retain(|n, _| self.entries.contains_key(n));
        old
    }

    /// Everything, to be numbered anew.
    pub(super) fn take_all(&mut self) -> BTreeMap<u64, Entry<M>> {
        self.undecided.clear();
        self.tries.clear();
        (self.things, self.things_done) = (0, 0);
        std::mem::take(&mut self.entries)
    }

    /// The mutation went to the tray, its number is still to be used up.
    pub(super) fn empty(&mut self, n: u64) {
        let things = self.things_in(n);
        if let Some(entry) = self.entries.get_mut(&n) {
            entry.mutation = None;
        }
        if self.undecided.contains(&n) {
            self.things -= things;
        }
    }

    /// Stored mutations whose fate is not known here, oldest first.
    pub(super) fn undecided(&self) -> impl ExactSizeIterator<Item = &Entry<M>> {
        self.undecided.iter().map(|n| &self.entries[n])
    }

    /// Notes that these mutations go out.
    pub(super) fn sent(&mut self, numbers: impl Iterator<Item = u64>, now_ms: u64) {
        for n in numbers {
            let count = self.tries.get(&n).map_or(0, |tries| tries.count).saturating_add(1);
            self.tries.insert(n, Tries { count, last_ms: now_ms, problem: None });
        }
    }

    /// Notes why those that went out at `sent_ms` did not get through.
    pub(super) fn failed(&mut self, sent_ms: u64, problem: Problem) {
        for tries in self.tries.values_mut().filter(|tries| tries.last_ms == sent_ms) {
            tries.problem = Some(problem);
        }
    }

    pub(super) fn tries(&self, n: u64) -> Option<Tries> {
        self.tries.get(&n).copied()
    }

    /// When the server last decided an edit of this record, as far as it is remembered.
    pub(super) fn answered_ms(&self, key: &M::Key) -> Option<u64> {
        self.answered.iter().rev().find(|(answered, _)| answered == key).map(|(_, ms)| *ms)
    }

    /// Notes that the server has decided number `n`.
    pub(super) fn answered(&mut self, n: u64, now_ms: u64) {
        let Some(mutation) = self.entries.get(&n).and_then(|entry| entry.mutation.as_ref()) else { return };
        self.answered.extend(M::touches(mutation).into_iter().take(ANSWERS_KEPT).map(|key| (key, now_ms)));
        let surplus = self.answered.len().saturating_sub(ANSWERS_KEPT);
        self.answered.drain(..surplus);
    }

    /// The next push: consecutive numbers from the first one whose result is neither known nor `being_stored`, at most
    /// `limit` of them.
    pub(super) fn batch(&self, being_stored: &BTreeSet<u64>, limit: usize) -> Vec<PushItem<M>> {
        let mut waiting = self.undecided.iter().filter(|n| !being_stored.contains(n));
        let Some(first) = waiting.next().copied() else { return Vec::new() };
        let mut bytes = 0;
        let mut items = Vec::new();
        for (entry, n) in self.entries.range(first..).map(|(_, entry)| entry).zip(first..) {
            if entry.n != n || n > self.known_to || items.len() >= limit.min(PUSH_MAX_MUTATIONS) {
                break;
            }
            let body = entry.mutation.clone().map_or(Body::Skip, Body::Mutation);
            bytes += body_bytes(&body);
            if bytes > PUSH_MAX_BYTES - ENVELOPE_BYTES && !items.is_empty() {
                break;
            }
            items.push(PushItem { n, token: Some(entry.token), stamp: entry.stamp, base: entry.base, body });
        }
        items
    }

    /// Acknowledged numbers that a base containing `last_n` contains: they can go.
    pub(super) fn contained_in(&self, last_n: u64) -> Vec<u64> {
        self.entries.range(..=last_n).filter(|(_, entry)| entry.acked.is_some()).map(|(n, _)| *n).collect()
    }

    pub(super) fn acknowledge(&mut self, n: u64, acked: Acked) {
        self.leave(n, true);
        if let Some(entry) = self.entries.get_mut(&n) {
            entry.acked = Some(acked);
        }
    }

    /// The server has forgotten what it decided: the mutation is sent again.
    pub(super) fn unacknowledge(&mut self, n: u64) {
        if let Some(entry) = self.entries.get_mut(&n) {
            entry.acked = None;
            self.enter(n);
        }
    }
}

/// Records whose last decision is remembered.
const ANSWERS_KEPT: usize = 1_000;
/// Room for the handshake and the fields around the mutations.
const ENVELOPE_BYTES: usize = 16 * 1024;

fn body_bytes<M: Model>(body: &Body<M>) -> usize {
    let mut counter = Counter(0);
    serde_json::to_writer(&mut counter, body).expect("BUG: mutations serialise");
    counter.0 + 160
}

/// Counts what would be written.
struct Counter(usize);

impl std::io::Write for Counter {
    fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
        self.0 += buf.len();
        Ok(buf.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
