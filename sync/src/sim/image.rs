//! The contents of a database, and what each transaction does to them: the contract of [`Write`], as the browser's
//! driver must keep it too.

use std::collections::{BTreeMap, BTreeSet};

use crate::client::{
    Acked, Again, Entry, Found, KEPT_MS, Position, Refusal, Snapshot, StoreError, Token, Write, to_send_again,
};
use crate::mutant::Mutant;
use crate::wire::PROTOCOL;
use crate::{ClientId, Epoch, Model, Seq, Stamp};

/// What a transaction did.
#[derive(Debug, Clone, PartialEq)]
pub enum Done<M: Model> {
    /// An edit was stored.
    Saved {
        /// Names the edit from the click on.
        token: Token,
        /// The number the storage has given.
        n: u64,
        /// The stamp the storage has given.
        stamp: Stamp,
    },
    /// Any other write was stored.
    Stored,
    /// And these entries are in the outbox again.
    BroughtBack(Vec<Entry<M>>),
}

/// A database of one account and ledger on one device.
#[derive(Debug, Clone)]
pub struct Image<M: Model> {
    pub(super) client: ClientId,
    pub(super) next_n: u64,
    pub(super) lease: u64,
    pub(super) position: Position,
    /// Every record of the base, with the cursor of the page that brought it.
    pub(super) rows: BTreeMap<M::Key, (Seq, M::Record)>,
    /// The page that last replaced the base: whoever is behind it must read everything.
    replaced: (Epoch, Seq),
    pub(super) outbox: BTreeMap<u64, Entry<M>>,
    /// What the base contains, by number, with the time since when.
    pub(super) kept: BTreeMap<u64, (u64, Entry<M>)>,
    pub(super) tray: BTreeMap<Token, Refusal<M>>,
    clock_offset_ms: i64,
    last_stamp: Stamp,
}

impl<M: Model> Image<M> {
    /// An empty database.
    pub fn new(client: ClientId) -> Self {
        Self {
            client,
            next_n: 1,
            lease: 0,
            position: Position::default(),
            rows: BTreeMap::new(),
            replaced: (Epoch::default(), Seq::ZERO),
            outbox: BTreeMap::new(),
            kept: BTreeMap::new(),
            tray: BTreeMap::new(),
            clock_offset_ms: 0,
            last_stamp: Stamp::MIN,
        }
    }

    /// The right of the next leader.
    pub fn raise_lease(&mut self) -> u64 {
        self.lease += 1;
        self.lease
    }

    /// What a reader gets who has the base as of `have`; all of it when `whole`.
    pub fn snapshot(&self, have: Position, whole: bool) -> Snapshot<M> {
        let whole = whole
            || have.epoch != self.position.epoch
            || have.cursor > self.position.cursor
            || have.repaired != self.position.repaired
            || (have.epoch, have.cursor) < self.replaced;
        let later = self.rows.iter().filter(|(_, (at, _))| whole || *at > have.cursor);
        Snapshot {
            client: self.client,
            next_n: self.next_n,
            position: self.position,
            rows: later.map(|(key, (_, record))| (*key, record.clone())).collect(),
            whole,
            outbox: self.outbox.values().cloned().collect(),
            tray: self.tray.values().cloned().collect(),
            clock_offset_ms: self.clock_offset_ms,
            last_stamp: self.last_stamp,
        }
    }

    /// The edits in the outbox, and those kept for a server that is restored.
    pub(super) fn held(&self) -> impl Iterator<Item = Token> {
        let kept = self.kept.values().map(|(_, entry)| entry);
        self.outbox.values().chain(kept).filter(|entry| entry.mutation.is_some()).map(|entry| entry.token)
    }

    /// What a tab finds that has something to put back.
    pub(super) fn found(&self) -> Found<M> {
        Found {
            client: self.client,
            next_n: self.next_n,
            last_stamp: self.last_stamp,
            last_n: self.position.last_n,
            outbox: self.outbox.values().cloned().collect(),
            tray: self.tray.keys().copied().collect(),
            kept: self.kept.values().map(|(_, entry)| entry.token).collect(),
        }
    }

    /// Writes again what a tab knows.
    pub(super) fn put_back(&mut self, again: &Again<M>, memory: &Snapshot<M>) {
        if again.whole {
            let rows = memory.rows.iter().map(|(key, record)| (*key, (memory.position.cursor, record.clone())));
            self.rows = rows.collect();
            (self.position, self.clock_offset_ms) = (memory.position, memory.clock_offset_ms);
            self.replaced = (memory.position.epoch, memory.position.cursor);
            self.kept.clear();
        }
        (self.client, self.next_n, self.last_stamp) = (again.client, again.next_n, again.last_stamp);
        self.outbox.extend(again.entries.iter().map(|entry| (entry.n, entry.clone())));
        self.tray.extend(again.refusals.iter().map(|refusal| (refusal.token, refusal.clone())));
        self.lease += 1;
    }

    /// A stored record of the base is another one from now on, or lost: the disk was corrupted.
    pub fn corrupt(&mut self, key: M::Key, record: Option<M::Record>) {
        let at = self.position.cursor;
        match record {
            Some(record) => drop(self.rows.insert(key, (at, record))),
            None => drop(self.rows.remove(&key)),
        }
    }

    /// One transaction, all or nothing.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`]: another tab leads.
    pub fn transact(&mut self, write: &Write<M>) -> Result<Done<M>, StoreError> {
        self.commit(write, None, None)
    }

    pub(super) fn commit(
        &mut self,
        write: &Write<M>,
        promised: Option<u64>,
        mutant: Option<Mutant>,
    ) -> Result<Done<M>, StoreError> {
        match write {
            Write::Edit { token, mutation, base, created_ms, now_ms } => {
                let stamp = match mutant {
                    Some(Mutant::StampGoesBack) => Stamp::at(*now_ms).max(Stamp::MIN.next(*now_ms)),
                    _ => self.last_stamp.next(*now_ms),
                };
                return Ok(self.save(promised, stamp, |n| Entry {
                    n,
                    token: *token,
                    stamp,
                    base: *base,
                    mutation: Some(mutation.clone()),
                    created_ms: *created_ms,
                    written_by: (PROTOCOL, M::SCHEMA),
                    acked: None,
                }));
            }
            Write::Discard { token } => {
                self.tray.remove(token);
            }
            Write::Page { lease, replace, rows, position, contained, unacked, clock_offset_ms, now_ms } => {
                self.check_lease(*lease, mutant)?;
                let replaces = *replace && self.position != Position::default();
                if *replace {
                    self.rows.clear();
                    self.replaced = (position.epoch, position.cursor);
                }
                let rows = rows.iter().map(|(key, record)| (*key, (position.cursor, record.clone())));
                self.rows.extend(rows);
                self.position = *position;
                self.keep(contained, *now_ms, mutant);
                unacked.iter().for_each(|n| self.acknowledge(*n, None));
                self.clock_offset_ms = *clock_offset_ms;
                if replaces {
                    let again = self.bring_back(mutant);
                    return Ok(if again.is_empty() { Done::Stored } else { Done::BroughtBack(again) });
                }
                self.kept.retain(|_, (since_ms, _)| *since_ms + KEPT_MS > *now_ms);
            }
            Write::Results { lease, acked, contained, refused, done, clock_offset_ms, now_ms } => {
                self.check_lease(*lease, mutant)?;
                acked.iter().for_each(|(n, acked)| self.acknowledge(*n, Some(*acked)));
                self.keep(contained, *now_ms, mutant);
                for refusal in refused {
                    self.outbox.remove(&refusal.n);
                    self.tray.insert(refusal.token, refusal.clone());
                }
                self.tray.retain(|token, _| !done.contains(token));
                self.clock_offset_ms = *clock_offset_ms;
            }
            Write::Repair { lease, rows, gone, compared_ms } => {
                self.check_lease(*lease, mutant)?;
                self.repair(rows, gone, *compared_ms);
            }
            Write::Quarantine { lease, refusal } => {
                self.check_lease(*lease, mutant)?;
                if let Some(entry) = self.outbox.get_mut(&refusal.n) {
                    entry.mutation = None;
                }
                self.tray.insert(refusal.token, refusal.clone());
            }
            Write::Fork { lease, client, order } => {
                self.check_lease(*lease, mutant)?;
                self.client = *client;
                self.renumber(order);
            }
        }
        Ok(Done::Stored)
    }

    /// Stores an edit under the number it was promised, or the next one.
    fn save(&mut self, promised: Option<u64>, stamp: Stamp, entry: impl FnOnce(u64) -> Entry<M>) -> Done<M> {
        let n = promised.unwrap_or(self.next_n);
        self.next_n = self.next_n.max(n + 1);
        self.last_stamp = stamp;
        let entry = entry(n);
        let token = entry.token;
        self.outbox.insert(n, entry);
        Done::Saved { token, n, stamp }
    }

    fn acknowledge(&mut self, n: u64, acked: Option<Acked>) {
        if let Some(entry) = self.outbox.get_mut(&n) {
            entry.acked = acked;
        }
    }

    fn repair(&mut self, rows: &[(M::Key, M::Record)], gone: &[M::Key], compared_ms: Option<u64>) {
        for key in gone {
            self.rows.remove(key);
        }
        let cursor = self.position.cursor;
        self.rows.extend(rows.iter().map(|(key, record)| (*key, (cursor, record.clone()))));
        self.position.repaired += u64::from(!rows.is_empty() || !gone.is_empty());
        self.position.compared_ms = compared_ms.unwrap_or(self.position.compared_ms);
    }

    fn check_lease(&self, lease: u64, mutant: Option<Mutant>) -> Result<(), StoreError> {
        let holds = lease == self.lease || mutant == Some(Mutant::FollowerWrites);
        if holds { Ok(()) } else { Err(StoreError::LeaseLost) }
    }

    fn keep(&mut self, contained: &[u64], now_ms: u64, mutant: Option<Mutant>) {
        for n in contained {
            if let Some(entry) = self.outbox.remove(n).filter(|_| mutant != Some(Mutant::NothingKept)) {
                self.kept.insert(*n, (now_ms, entry));
            }
        }
    }

    /// What was kept and is not in the base that took the place of another returns to the outbox.
    fn bring_back(&mut self, mutant: Option<Mutant>) -> Vec<Entry<M>> {
        let last_n = self.position.last_n;
        let lost = self.kept.split_off(&(last_n + 1)).into_values().map(|(_, entry)| entry);
        let lost = lost.filter(|_| mutant != Some(Mutant::KeptNotSentAgain));
        let here: BTreeSet<u64> = self.outbox.keys().copied().collect();
        let again = to_send_again(lost, &here, last_n, self.next_n);
        self.outbox.extend(again.iter().map(|entry| (entry.n, entry.clone())));
        again
    }

    /// The entries named by `order` take numbers from 1 on and are to be sent again; those that another tab stored since
    /// the leader decided follow them.
    fn renumber(&mut self, order: &[u64]) {
        self.kept.clear();
        let mut old = std::mem::take(&mut self.outbox);
        let named: Vec<Entry<M>> = order.iter().filter_map(|n| old.remove(n)).collect();
        let newest = order.iter().max().copied().unwrap_or(0);
        let later = old.split_off(&(newest + 1));
        self.next_n = 1;
        for (entry, n) in named.into_iter().chain(later.into_values()).zip(1..) {
            self.outbox.insert(n, Entry { n, acked: None, ..entry });
            self.next_n = n + 1;
        }
        self.position.last_n = 0;
    }
}
