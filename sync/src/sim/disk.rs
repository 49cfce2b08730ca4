//! A device's storage: what is durable, and what a loss of power takes back.

use std::collections::BTreeMap;

use super::image::Image;
use super::mutant::Mutant;
use crate::client::{Entry, Position, Snapshot, StoreError, Token, Write};
use crate::{ClientId, Model, Stamp};

/// One database: of one account and ledger on one device.
#[derive(Debug, Clone)]
pub(super) struct Disk<M: Model> {
    /// What every reader sees.
    pub(super) now: Image<M>,
    /// What survives a loss of power …
    durable: Image<M>,
    /// … with these transactions missing: a loss takes a suffix of them.
    unsynced: Vec<Logged<M>>,
    /// Every edit ever stored here, by its stamp: stamps never change, numbers may.
    pub(super) tokens: BTreeMap<Stamp, Token>,
}

#[derive(Debug, Clone)]
enum Logged<M: Model> {
    Write(Write<M>, Option<u64>),
    Lease,
}

/// What a transaction did.
#[derive(Debug, Clone, PartialEq)]
pub enum Done<M: Model> {
    Saved {
        token: Token,
        n: u64,
        stamp: Stamp,
    },
    Stored,
    /// And these entries are in the outbox again.
    BroughtBack(Vec<Entry<M>>),
}

impl<M: Model> Disk<M> {
    pub(super) fn new(client: ClientId) -> Self {
        let image = Image::new(client);
        Self { now: image.clone(), durable: image, unsynced: Vec::new(), tokens: BTreeMap::new() }
    }

    /// The next leader's right, stored before the tab learns that it leads.
    pub(super) fn raise_lease(&mut self) -> u64 {
        self.unsynced.push(Logged::Lease);
        self.now.raise_lease()
    }

    /// One transaction. Edits, new identities and what is brought back are strict: durable when this returns, with
    /// everything before them.
    /// `promised` is the number an unsafe driver chose outside of the transaction.
    pub(super) fn transact(
        &mut self,
        write: &Write<M>,
        promised: Option<u64>,
        mutant: Option<Mutant>,
    ) -> Result<Done<M>, StoreError> {
        let done = self.now.commit(write, promised, mutant)?;
        if let Done::Saved { token, stamp, .. } = done {
            self.tokens.insert(stamp, token);
        }
        self.unsynced.push(Logged::Write(write.clone(), promised));
        let sends = matches!(write, Write::Edit { .. } | Write::Fork { .. }) || matches!(done, Done::BroughtBack(_));
        let strict = sends && mutant != Some(Mutant::PushBeforeStored);
        if strict {
            self.sync(self.unsynced.len(), mutant);
        } else if let (Write::Page { position, .. }, Some(Mutant::CursorApartFromPage)) = (write, mutant) {
            self.durable.position = *position;
        }
        Ok(done)
    }

    /// The operating system gets round to it.
    pub(super) fn sync_some(&mut self, count: usize, mutant: Option<Mutant>) {
        self.sync(count.min(self.unsynced.len()), mutant);
    }

    pub(super) fn unsynced(&self) -> usize {
        self.unsynced.len()
    }

    fn sync(&mut self, count: usize, mutant: Option<Mutant>) {
        for logged in self.unsynced.drain(..count) {
            match logged {
                Logged::Lease => {
                    self.durable.raise_lease();
                }
                Logged::Write(write, promised) => {
                    let again = self.durable.commit(&write, promised, mutant);
                    debug_assert!(again.is_ok() || mutant.is_some(), "BUG: a transaction replays as it ran");
                }
            }
        }
    }

    /// A stored record of the base is an older one from now on, or lost.
    pub(super) fn corrupt(&mut self, key: M::Key, older: Option<&M::Record>, mutant: Option<Mutant>) {
        self.sync(self.unsynced.len(), mutant);
        for image in [&mut self.now, &mut self.durable] {
            image.corrupt(key, older.cloned());
        }
    }

    /// The power goes: the last `lost` unsynced transactions never happened.
    pub(super) fn lose_power(&mut self, lost: usize, mutant: Option<Mutant>) {
        self.sync(self.unsynced.len().saturating_sub(lost), mutant);
        self.unsynced.clear();
        self.now = self.durable.clone();
    }

    /// What a reader gets; only the later rows when he has the others and `whole` is not asked for.
    pub(super) fn snapshot(&self, have: Position, whole: bool) -> Snapshot<M> {
        self.now.snapshot(have, whole)
    }
}
