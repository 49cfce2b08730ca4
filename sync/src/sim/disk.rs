//! A device's storage: what is durable, and what a loss of power takes back.

use std::collections::BTreeMap;

use super::image::{Done, Image};
use crate::client::{Again, Position, Snapshot, StoreError, Token, Write, put_back};
use crate::mutant::Mutant;
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
    /// Every edit ever stored here, with its stamp: stamps never change, numbers may.
    pub(super) tokens: BTreeMap<Token, Stamp>,
    /// The highest of those stamps since the database was made.
    pub(super) last_stamp: Option<Stamp>,
    /// Which making of the database it is.
    pub(super) making: u64,
    /// Some page has made it: a cleared one waits for that.
    pub(super) made: bool,
    /// When it was last cleared.
    pub(super) cleared_at: u64,
}

#[derive(Debug, Clone)]
enum Logged<M: Model> {
    Write(Write<M>, Option<u64>),
    Again(Box<Again<M>>, Box<Snapshot<M>>),
    Lease,
}

impl<M: Model> Disk<M> {
    pub(super) fn new(client: ClientId) -> Self {
        let image = Image::new(client);
        Self {
            now: image.clone(),
            durable: image,
            unsynced: Vec::new(),
            tokens: BTreeMap::new(),
            last_stamp: None,
            making: 0,
            made: true,
            cleared_at: 0,
        }
    }

    /// All of it is cleared; a page that makes it anew is `client`. Leases are times in the browser: they go on.
    pub(super) fn clear(&mut self, client: ClientId, now: u64) {
        let lease = self.now.lease + 1;
        let mut fresh = Image::new(client);
        fresh.lease = lease;
        (self.now, self.durable) = (fresh.clone(), fresh);
        self.unsynced.clear();
        (self.last_stamp, self.made) = (None, false);
        self.making += 1;
        self.cleared_at = now;
    }

    /// What a tab knows of the database that was cleared is written again, strictly. True where a page has begun anew.
    pub(super) fn put_back(&mut self, memory: &Snapshot<M>, mutant: Option<Mutant>) -> bool {
        let found = self.made.then(|| self.now.found());
        let again = put_back(memory, found.as_ref());
        let anew = again.client != memory.client;
        self.last_stamp = (!again.whole).then_some(self.last_stamp).flatten().max(Some(again.last_stamp));
        self.now.put_back(&again, memory);
        self.unsynced.push(Logged::Again(Box::new(again), Box::new(memory.clone())));
        self.sync(self.unsynced.len(), mutant);
        self.made = true;
        anew
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
            self.tokens.insert(token, stamp);
            self.last_stamp = self.last_stamp.max(Some(stamp));
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
                Logged::Again(again, memory) => self.durable.put_back(&again, &memory),
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

    /// What a reader gets; only the later rows when the reader has the others and `whole` is not asked for.
    pub(super) fn snapshot(&self, have: Position, whole: bool) -> Snapshot<M> {
        self.now.snapshot(have, whole)
    }
}
