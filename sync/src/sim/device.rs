//! Devices, their profiles (one database and one lock per account) and their tabs.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::clock::LocalClock;
use super::disk::Disk;
use crate::client::{Engine, Id, Input, Position, Token, Write};
use crate::{AccountId, Base, Model};

pub(super) type TabNo = u32;
pub(super) type DeviceNo = usize;

/// A browser on a machine.
#[derive(Debug)]
pub(super) struct Device<M: Model> {
    pub(super) clock: LocalClock,
    /// Whose cookie the browser sends.
    pub(super) session: Option<AccountId>,
    /// Who sits in front of it.
    pub(super) account: AccountId,
    pub(super) link: Link,
    pub(super) quota: bool,
    /// Something on the way swallows event streams.
    pub(super) no_stream: bool,
    /// The build a tab that opens now gets.
    pub(super) build: u32,
    pub(super) profiles: BTreeMap<AccountId, Profile<M>>,
}

/// How the device's network is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    Up,
    Down,
    Portal,
    /// Packets vanish.
    Hole,
}

/// What the tabs of one account on one device share.
#[derive(Debug)]
pub(super) struct Profile<M: Model> {
    pub(super) disk: Disk<M>,
    /// Transactions in the order they were asked for; the storage runs them one after the other.
    pub(super) transactions: VecDeque<Transaction<M>>,
    /// When the last transaction in the queue runs, and when its answer is delivered.
    pub(super) runs_at: u64,
    pub(super) answers_at: u64,
    /// When a page that was frozen without a word last held up the queue.
    pub(super) held_up_at: u64,
    pub(super) lock: Option<TabNo>,
    pub(super) waiting: VecDeque<TabNo>,
    /// Two devices speak under one name until one of them finds out: till then a screen can be wrong, but nothing lost.
    pub(super) cloned: bool,
    /// Stored records have been corrupted: until a comparison has found them the base is wrong.
    pub(super) corrupted: bool,
    /// They once had: a loss of power may take the repair back.
    pub(super) was_corrupted: bool,
    /// What was cleared is here again. An edit may wait that the base contains under another number, or have the number of
    /// another one: till the server has said so a screen can be wrong, but nothing is lost.
    pub(super) put_back: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Transaction<M: Model> {
    pub(super) tab: TabNo,
    pub(super) job: Job<M>,
    pub(super) asked_at: u64,
}

#[derive(Debug, Clone)]
pub(super) enum Job<M: Model> {
    /// `promised`: a number chosen outside of the transaction, by an unsafe driver.
    Write {
        id: Id,
        write: Write<M>,
        promised: Option<u64>,
    },
    Read {
        have: Position,
    },
    /// The lock was granted: raise the lease, then tell the tab that it leads.
    TakeLead,
}

#[derive(Debug)]
pub(super) struct Tab<M: Model> {
    pub(super) device: DeviceNo,
    pub(super) account: AccountId,
    pub(super) build: u32,
    pub(super) engine: Engine<M>,
    pub(super) frozen: bool,
    /// Frozen, and told so before.
    pub(super) rests: bool,
    /// Until when a transaction that it had open as it was frozen stays open.
    pub(super) holds_until: u64,
    /// What it took back from the storage when it was frozen, to be asked for again.
    pub(super) held: Vec<Job<M>>,
    /// What the tab has not heard yet, because it is frozen or has just thawed.
    pub(super) inbox: VecDeque<Input<M>>,
    pub(super) wake_at: Option<u64>,
    pub(super) requests: BTreeSet<Id>,
    pub(super) writes: u32,
    pub(super) reads: u32,
    /// The event stream the tab holds, by number.
    pub(super) stream: Option<u64>,
    pub(super) form: Option<(M::Mutation, Base)>,
    pub(super) undo: Option<M::Mutation>,
    /// Edits made here whose fate is not sealed: what this tab must show.
    pub(super) mine: Vec<Token>,
    /// Which making of the database it has read.
    pub(super) making: Option<u64>,
    /// When it last sent a request, or could begin to.
    pub(super) last_sent: u64,
    /// When it hears that it was robbed of the lock: a later grant is told after that.
    pub(super) follows_at: u64,
    /// Timers since a time: many within a second are a loop.
    pub(super) ticks: (u64, u32),
}

impl<M: Model> Profile<M> {
    pub(super) fn new(disk: Disk<M>) -> Self {
        Self {
            disk,
            transactions: VecDeque::new(),
            runs_at: 0,
            answers_at: 0,
            held_up_at: 0,
            lock: None,
            waiting: VecDeque::new(),
            cloned: false,
            corrupted: false,
            was_corrupted: false,
            put_back: false,
        }
    }
}

/// What the simulator knows of one edit.
#[derive(Debug, Clone)]
pub(super) struct Edit<M: Model> {
    pub(super) account: AccountId,
    pub(super) mutation: M::Mutation,
    pub(super) base: Base,
    pub(super) fate: Fate,
    pub(super) poison: Option<Poison>,
}

/// What became of an edit, as far as nobody may forget it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Not durable: a crash may take it.
    Unsaved,
    /// Durable: it must be found at the end.
    Stored,
    /// The person was told that it is not saved.
    NotSaved,
    /// The person gave the refused edit up.
    Discarded,
    /// The browser threw the storage away with the edit in it.
    Evicted,
}

/// A mutation the server cannot take, and how it says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Poison {
    Named,
    Unnamed,
    Error,
    Large,
}
