//! What this device has stored, or is storing, and the base does not contain yet; and the tray of refusals.

use std::collections::{BTreeMap, BTreeSet};

use super::{Acked, Entry, Id, Refusal, Token};
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

/// A place in the order in which pending mutations fold into the view: stored ones by number, then unsaved ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    Stored(u64),
    Unsaved(Id),
}

#[derive(Debug, Clone)]
pub(super) struct Outbox<M: Model> {
    pub(super) entries: BTreeMap<u64, Entry<M>>,
    pub(super) unsaved: BTreeMap<Id, Unsaved<M>>,
    pub(super) tray: BTreeMap<Token, Refusal<M>>,
    /// Every stored number up to this one is known here; another tab may have stored later ones.
    pub(super) known_to: u64,
}

impl<M: Model> Outbox<M> {
    pub(super) fn new() -> Self {
        Self { entries: BTreeMap::new(), unsaved: BTreeMap::new(), tray: BTreeMap::new(), known_to: 0 }
    }

    /// Stored mutations whose fate is not known here, oldest first.
    pub(super) fn undecided(&self) -> impl Iterator<Item = &Entry<M>> {
        self.entries.values().filter(|entry| entry.acked.is_none())
    }

    /// The next push: consecutive numbers from the first one whose result is neither known nor `settling`, at most
    /// `limit` of them.
    pub(super) fn batch(&self, settling: &BTreeSet<u64>, limit: usize) -> Vec<PushItem<M>> {
        let mut waiting = self.undecided().map(|entry| entry.n).filter(|n| !settling.contains(n));
        let Some(first) = waiting.next() else { return Vec::new() };
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
            items.push(PushItem { n, stamp: entry.stamp, base: entry.base, body });
        }
        items
    }

    /// Acknowledged numbers that a base containing `last_n` contains: they can go.
    pub(super) fn contained_in(&self, last_n: u64) -> Vec<u64> {
        self.entries.range(..=last_n).filter(|(_, entry)| entry.acked.is_some()).map(|(n, _)| *n).collect()
    }

    pub(super) fn acknowledge(&mut self, n: u64, acked: Acked) {
        if let Some(entry) = self.entries.get_mut(&n) {
            entry.acked = Some(acked);
        }
    }
}

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
