//! What a person may know about the sync: derived from the state machines, never stored (rules 15 and 20).

use serde::{Deserialize, Serialize};

use super::{StoreError, blocked::Blocked};

/// How the leader's network is: what it tells the other tabs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Health {
    /// Local clock, milliseconds since 1970, of the last push tried and the last that succeeded.
    pub push_tried_ms: Option<u64>,
    pub push_ok_ms: Option<u64>,
    pub pull_tried_ms: Option<u64>,
    pub pull_ok_ms: Option<u64>,
    /// Since when no request has been answered by our server; none when the last one was.
    pub unreachable_since_ms: Option<u64>,
    pub problem: Option<Problem>,
    pub blocked: Option<Blocked>,
    pub stream_open: bool,
    pub theta_ms: i64,
}

/// What went wrong last, in a form that `app` has words for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// No answer at all.
    NoAnswer,
    /// No answer within the deadline.
    TooSlow,
    /// Somebody else answered: a captive portal, a proxy.
    NotOurServer { status: u16 },
    /// Our server answered with this status.
    Status { status: u16 },
    /// The browser's storage failed.
    Storage(StoreError),
}

/// The one thing the badge says, most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// The storage has not been read yet.
    Opening,
    /// The browser does not let us store: edits are refused until it does.
    StorageFull,
    /// The session is over; everything is kept.
    SignIn,
    /// This build is too old (or the server is).
    Update,
    /// The membership is gone; everything is kept.
    NoAccess,
    /// Refused mutations wait for a person.
    Attention {
        count: usize,
    },
    /// The server has not answered for a while, and edits wait.
    Stale {
        since_ms: u64,
    },
    /// The server cannot be reached.
    Offline {
        since_ms: u64,
    },
    /// Edits are on their way.
    Syncing {
        count: usize,
    },
    /// The first download is under way.
    Fetching,
    Synced,
}

/// Everything the status panel shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    pub word: Word,
    /// Edits the server has not decided.
    pub queue: usize,
    /// Edits not durable on this device yet.
    pub unsaved: usize,
    /// When the oldest undecided edit was made, local clock.
    pub oldest_ms: Option<u64>,
    pub tray: usize,
    pub leader: bool,
    pub health: Health,
}
