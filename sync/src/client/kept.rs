//! What a device keeps of mutations the base contains: a server that is restored from a backup gets them back from its
//! clients (docs/engine.md#a-restored-server-is-repaired-from-its-clients).
//!
//! A base that is fetched from the beginning tells with its `last_n` how much of this client the server has. What is kept
//! above that number is sent again under its old number, so that a server which does have it answers with what it
//! decided then. Numbers that nobody kept (refused edits, and whatever is older than [`KEPT_MS`]) are used up by skips.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::Entry;
use crate::wire::PROTOCOL;
use crate::{Base, Model, Stamp};

/// How long a mutation is kept after the base contains it.
pub const KEPT_MS: u64 = 7 * 24 * 60 * 60 * 1_000;
/// More numbers than this are not worth skipping one by one: the outbox goes on under a new client id instead.
const HOLES_MAX: usize = 1_000;

/// The entries that return to the outbox when a base that contains this client up to `last_n` replaces another: of those
/// `kept`, and skips for numbers below `next_n` that are neither among them nor in the outbox, whose numbers are `here`.
pub fn to_send_again<M: Model>(
    kept: impl IntoIterator<Item = Entry<M>>,
    here: &BTreeSet<u64>,
    last_n: u64,
    next_n: u64,
) -> Vec<Entry<M>> {
    let lost = kept.into_iter().filter(|entry| entry.n > last_n && !here.contains(&entry.n));
    let mut again: Vec<Entry<M>> = lost.map(|entry| Entry { acked: None, ..entry }).collect();
    let known: BTreeSet<u64> = again.iter().map(|entry| entry.n).chain(here.iter().copied()).collect();
    let holes = (last_n + 1..next_n).filter(|n| !known.contains(n)).take(HOLES_MAX + 1);
    let holes: Vec<Entry<M>> = holes.map(skip).collect();
    if holes.len() <= HOLES_MAX {
        again.extend(holes);
    }
    again
}

/// Uses up a number whose mutation is not here. The same for everybody and every time: a repeat is a repeat.
fn skip<M: Model>(n: u64) -> Entry<M> {
    Entry {
        n,
        token: Uuid::nil(),
        stamp: Stamp::MIN,
        base: Base::default(),
        mutation: None,
        created_ms: 0,
        written_by: (PROTOCOL, M::SCHEMA),
        acked: None,
    }
}
