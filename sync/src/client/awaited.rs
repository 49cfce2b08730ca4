//! What is on its way into the storage, and becomes true of the memory once it is durable.

use super::{Acked, Position, Refusal, Token};
use crate::{ClientId, Model, Seq};

/// A write in flight, with what becomes of the memory once it is durable.
#[derive(Debug, Clone)]
pub(super) enum Awaited<M: Model> {
    Discard(Token),
    Page(Page<M>),
    Results(Results<M>),
    Repair(Repair<M>),
    Quarantine(Refusal<M>),
    /// The entries named by `order` take numbers from 1 under a new client id.
    Fork {
        client: ClientId,
        order: Vec<u64>,
    },
}

/// A complete set of pages on its way through the storage into memory.
#[derive(Debug, Clone)]
pub(super) struct Page<M: Model> {
    pub(super) replace: bool,
    pub(super) rows: Vec<(M::Key, M::Record)>,
    pub(super) position: Position,
    pub(super) floor: Seq,
    pub(super) contained: Vec<u64>,
    pub(super) unacked: Vec<u64>,
}

impl<M: Model> Page<M> {
    /// The numbers that leave the outbox with it.
    pub(super) fn contained(&self) -> &[u64] {
        &self.contained
    }
}

/// What the server decided, on its way through the storage into memory.
#[derive(Debug, Clone)]
pub(super) struct Results<M: Model> {
    pub(super) acked: Vec<(u64, Acked)>,
    pub(super) contained: Vec<u64>,
    pub(super) refused: Vec<Refusal<M>>,
    pub(super) done: Vec<Token>,
}

impl<M: Model> Results<M> {
    pub(super) fn is_empty(&self) -> bool {
        self.acked.is_empty() && self.contained.is_empty() && self.refused.is_empty() && self.done.is_empty()
    }

    pub(super) fn numbers(&self) -> impl Iterator<Item = u64> {
        let acked = self.acked.iter().map(|(n, _)| *n);
        acked.chain(self.contained.iter().copied()).chain(self.refused.iter().map(|refusal| refusal.n))
    }
}

/// What is put right, on its way through the storage into memory.
#[derive(Debug, Clone)]
pub(super) struct Repair<M: Model> {
    pub(super) rows: Vec<(M::Key, M::Record)>,
    pub(super) gone: Vec<M::Key>,
    pub(super) compared_ms: Option<u64>,
    /// Up to where the base is free of garbage then.
    pub(super) floor: Seq,
    /// What differed though it should not have.
    pub(super) found: usize,
}
