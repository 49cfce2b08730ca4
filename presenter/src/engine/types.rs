//! What the handle speaks of: the domain's types under short names, and the few that only a screen needs.

use serde::{Deserialize, Serialize};
use vitrine_ledger::Domain;
use vitrine_sync::client::{Entry, Health, Problem, Status, StoreError, SyncState, Token, Tries};
use vitrine_sync::{AccountId, LedgerId, Model};

pub type Key = <Domain as Model>::Key;
pub type Record = <Domain as Model>::Record;
pub type Mutation = <Domain as Model>::Mutation;
pub type Rejection = <Domain as Model>::Rejection;
/// A stored mutation the server has not decided.
pub type Queued = Entry<Domain>;

/// The same, and how this tab has tried to send it.
#[derive(Debug, Clone, PartialEq)]
pub struct InQueue {
    pub entry: Queued,
    pub tries: Option<Tries>,
}

/// A refused mutation.
pub type Refusal = vitrine_sync::client::Refusal<Domain>;

/// An edit that the view already shows: its token, and the mutation that takes it back.
pub type Made = vitrine_sync::client::Made<Domain>;

/// How far the local view is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phase {
    /// The browser part has not started, as on the server.
    #[default]
    Waiting,
    /// Nobody has signed in on this device.
    Nobody,
    /// The storage is being read: show the server's first rows, or that it is opening.
    Opening,
    /// The screen shows the records of this device.
    Ready,
    /// This browser does not let us store anything (a private window, or no secure address).
    NoStorage,
}

/// Whose data this device holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub account: AccountId,
    pub ledger: LedgerId,
    /// The name the person signed up with.
    pub name: String,
}

/// Why an edit was not taken.
#[derive(Debug, Clone, PartialEq)]
pub enum MutateError {
    /// The domain's rules; the form says why.
    Refused(Rejection),
    /// The storage has not been read yet, or nobody is signed in.
    NotReady,
    /// The browser refuses to store.
    StorageFull,
}

/// An edit that was shown and could not be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct NotSaved {
    pub token: Token,
    pub mutation: Mutation,
    pub error: StoreError,
}

/// How a record stands to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RecordState {
    /// As the server has it.
    #[default]
    Synced,
    /// Shown, not yet durable on this device.
    Saving,
    /// Durable here since then, and on its way.
    Saved { since_ms: u64 },
    /// An edit of it was refused then; the reason is in the tray.
    Refused { at_ms: u64 },
}

/// The way of one record to the server and back (docs/engine.md#the-sync-can-be-watched). Times are the device's clock,
/// milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RecordStatus {
    /// Edits of it that the server has not decided, and when the oldest was made.
    pub waiting: usize,
    pub since_ms: Option<u64>,
    /// How often the oldest was sent by this tab, when any was last sent, and why that failed.
    pub tries: u32,
    pub tried_ms: Option<u64>,
    pub problem: Option<Problem>,
    /// When the server last decided an edit made here.
    pub answered_ms: Option<u64>,
    /// When what others did was last fetched.
    pub pulled_ms: Option<u64>,
}

/// A derived view kept on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cached {
    /// What was asked for; a slot may have the answer to another question.
    pub what: String,
    /// When it was fetched, the device's clock.
    pub made_ms: u64,
    /// The server's answer, with what it was made from.
    pub text: String,
}

/// What this site takes of the browser's storage, and may take, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    pub used: u64,
    pub quota: u64,
}

/// What the browser promises about the storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Storage {
    /// May the browser throw the data away when the disk is full? None: not asked yet (asked after the first edit).
    pub persistent: Option<bool>,
    /// So many edits of this device were thrown away by the browser before they were sent.
    pub evicted: u64,
    /// The storage could not be read and was rebuilt from the server; its unsent edits were offered as a file.
    pub rebuilt: bool,
    /// All of it was cleared while this page was open, and what the page knew was written again; so many edits of that had
    /// not been sent.
    pub cleared: Option<u64>,
    /// A newer version of the app, in another tab, has changed the storage: this page cannot write to it any more.
    pub newer: bool,
}

/// How a sign-out treats edits that were not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignOut {
    /// Signs nobody out while edits are unsent, and answers how many there are.
    KeepUnsynced,
    /// Throw them away: the person was asked and said so.
    DiscardUnsynced,
}

/// Why nobody was signed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignOutError {
    /// So many edits are only on this device: sync, export or discard.
    Unsynced(usize),
    /// The server did not answer; the session cannot be ended without it.
    NoAnswer,
}

/// The status before anything is known.
pub fn nothing_known() -> Status {
    Status {
        state: SyncState::Opening,
        queue: 0,
        unsaved: 0,
        things: (0, 0),
        oldest_ms: None,
        waits: None,
        tray: 0,
        leader: false,
        health: Health::default(),
        compared_ms: None,
    }
}
