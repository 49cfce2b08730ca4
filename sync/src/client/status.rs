//! What a person may know about the sync: derived from the state machines, never stored
//! (docs/engine.md#nothing-waits-without-a-reason, docs/engine.md#the-sync-can-be-watched).

use serde::{Deserialize, Serialize};

use super::pending::PendingId;
use super::role::{ASK_AFTER_MS, Role, STEAL_AFTER_MS};
use super::{Blocked, Engine, Refusal, StoreError};
use crate::Model;

/// How the leader's network is: what it tells the other tabs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Health {
    /// Local clock, milliseconds since 1970, of the last push tried and the last that succeeded.
    pub push_tried_ms: Option<u64>,
    /// When the last push succeeded, local clock, milliseconds since 1970.
    pub push_ok_ms: Option<u64>,
    /// When the last pull was tried, local clock, milliseconds since 1970.
    pub pull_tried_ms: Option<u64>,
    /// When the last pull succeeded, local clock, milliseconds since 1970.
    pub pull_ok_ms: Option<u64>,
    /// Since when no request has been answered by our server; none when the last one was.
    pub unreachable_since_ms: Option<u64>,
    /// What went wrong last.
    pub problem: Option<Problem>,
    /// Since when the problem lasts; none when it is over.
    #[serde(default)]
    pub problem_since_ms: Option<u64>,
    /// When the next try is due.
    #[serde(default)]
    pub next_try_ms: Option<u64>,
    /// What stops all sending.
    pub blocked: Option<Blocked>,
    /// Whether the event stream is open.
    pub stream_open: bool,
    /// Server time minus local time, milliseconds.
    #[serde(rename = "theta_ms")]
    pub clock_offset_ms: i64,
    /// How often the watchdog had to step in.
    #[serde(default)]
    pub restarts: u32,
    /// The last time records of this device were found to differ from the server's, and were put right.
    #[serde(default, rename = "mended")]
    pub repaired: Option<Repaired>,
}

/// Records of this device were not what the server had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repaired {
    /// When they were put right, by the local clock.
    pub at_ms: u64,
    /// How many; none when there were so many that all were fetched anew.
    pub records: Option<usize>,
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
    NotOurServer {
        /// The HTTP status.
        status: u16,
    },
    /// Our server answered with this status.
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// The browser's storage failed.
    Storage(StoreError),
}

/// The one thing the badge says, most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
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
        /// How many.
        count: usize,
    },
    /// The server has not answered for a while, and edits wait.
    Stale {
        /// Since when, local clock, milliseconds since 1970.
        since_ms: u64,
    },
    /// The server cannot be reached.
    Offline {
        /// Since when, local clock, milliseconds since 1970.
        since_ms: u64,
    },
    /// Edits are on their way.
    Syncing {
        /// How many edits.
        count: usize,
    },
    /// The first download is under way.
    Fetching,
    /// The server has everything, and everything of the server's is here.
    Synced,
}

/// What edits wait for that are not with the server yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nothing: they are on their way.
    OnTheWay,
    /// Nothing is sent while this holds.
    Blocked(Blocked),
    /// The last try failed, and there will be another.
    Problem(Problem),
    /// This device's storage, which has been asked and has not answered.
    Disk,
    /// Another tab, which sends for this browser and is silent.
    OtherTab,
}

/// That edits wait, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Since when nothing got through: the oldest was made then, or the last one was taken by the server.
    pub since_ms: u64,
    /// What they wait for.
    pub reason: Reason,
}

/// Everything the status panel shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// The one thing to say.
    pub state: SyncState,
    /// Edits the server has not decided.
    pub queue: usize,
    /// Edits not durable on this device yet.
    pub unsaved: usize,
    /// What the undecided edits are made of, and what was decided since there were none, as
    /// [`Model::things`] counts.
    #[serde(default)]
    pub things: (usize, usize),
    /// When the oldest undecided edit was made, local clock.
    pub oldest_ms: Option<u64>,
    /// None while nothing waits.
    #[serde(default)]
    pub waits: Option<Waiting>,
    /// How many refused edits wait for a person.
    pub tray: usize,
    /// Whether this tab sends.
    pub leader: bool,
    /// How the network is.
    pub health: Health,
    /// When this device's records were last known to be what the server has, local clock; none: not yet.
    #[serde(default)]
    pub compared_ms: Option<u64>,
}

/// The dot beside a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordState {
    /// On its way into this device's storage.
    Saving,
    /// Safe on this device; the server has not decided yet. Since when, local clock.
    Saved {
        /// Since when, local clock, milliseconds since 1970.
        since_ms: u64,
    },
    /// A mutation of it was refused and waits in the tray. Since when, local clock.
    Refused {
        /// Since when, local clock, milliseconds since 1970.
        since_ms: u64,
    },
    /// The server has it.
    Synced,
}

/// The way of one record to the server and back. All times by the local clock, milliseconds since 1970.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordStatus<'a, M: Model> {
    /// Where it is.
    pub state: RecordState,
    /// Edits of it, safe on this device, that the server has not decided.
    pub waiting: usize,
    /// When the oldest of them was made.
    pub waits_since_ms: Option<u64>,
    /// How often the oldest was sent by this tab, and when any of them was last sent.
    pub tries: u32,
    /// When any of them was last sent.
    pub tried_ms: Option<u64>,
    /// Why the last request failed, while something waits.
    pub problem: Option<Problem>,
    /// When the server last decided an edit of it made here; forgotten after a thousand others, and with the tab.
    pub answered_ms: Option<u64>,
    /// What others did to it is here as of this pull: a pull fetches whatever changed.
    pub pulled_ms: Option<u64>,
    /// The last refusal of one of its edits, until a person has dealt with it.
    pub refused: Option<&'a Refusal<M>>,
}

/// No answer for this long, with edits waiting, is worth saying louder than "offline".
const STALE_AFTER_MS: u64 = 10 * 60_000;

impl<M: Model> Engine<M> {
    /// Everything the status panel shows, as of now.
    pub fn status(&self, now_ms: u64) -> Status {
        let queue = self.outbox.undecided().len();
        let unsaved = self.outbox.unsaved.len();
        let oldest = self.outbox.undecided().next().map(|entry| entry.created_ms);
        let oldest_ms = oldest.or_else(|| self.outbox.unsaved.values().next().map(|unsaved| unsaved.created_ms));
        let health = self.health();
        let waits = oldest_ms.map(|oldest| Waiting {
            since_ms: health.push_ok_ms.map_or(oldest, |ok| ok.max(oldest)),
            reason: self.reason(&health, now_ms),
        });
        let state = self.state(&health, queue + unsaved, waits, now_ms);
        let leader = matches!(self.role, Role::Leader { .. });
        let things = self.outbox.things();
        let compared_ms = Some(self.view.position.compared_ms).filter(|ms| *ms > 0);
        let tray = self.outbox.tray.len();
        Status { state, queue, unsaved, things, oldest_ms, waits, tray, leader, health, compared_ms }
    }

    /// The dot beside the record `key`.
    pub fn record_state(&self, key: &M::Key) -> RecordState {
        // The last edit decides, however many wait: unsaved ones come after stored ones, undecided after decided ones.
        for pending_id in self.view.pending_of(key).rev() {
            match pending_id {
                PendingId::Unsaved(_) => return RecordState::Saving,
                PendingId::Stored(n) => match self.outbox.entries().get(&n) {
                    Some(entry) if entry.acked.is_none() => return RecordState::Saved { since_ms: entry.created_ms },
                    Some(_) | None => {}
                },
            }
        }
        let refused = self.outbox.tray.last_of(key);
        refused.map_or(RecordState::Synced, |refusal| RecordState::Refused { since_ms: refusal.refused_ms })
    }

    /// What there is to know of the record `key`: since when it waits, when it was tried, how it ended.
    pub fn record_status(&self, key: &M::Key) -> RecordStatus<'_, M> {
        let health = self.health();
        let stored = self.view.pending_of(key).filter_map(|pending_id| match pending_id {
            PendingId::Stored(n) => self.outbox.entries().get(&n),
            PendingId::Unsaved(_) => None,
        });
        let waiting: Vec<_> = stored.filter(|entry| entry.acked.is_none()).collect();
        let waits_since_ms = waiting.first().map(|entry| entry.created_ms);
        let tries = |entry: &&super::Entry<M>| self.outbox.tries(entry.n);
        // A tab that does not send knows of the leader's last push only.
        let told = health.push_tried_ms.filter(|ms| waits_since_ms.is_some_and(|since| since <= *ms));
        let follows = matches!(self.role, Role::Follower { .. });
        let tried_ms = waiting.iter().filter_map(tries).map(|tries| tries.last_ms).max();
        RecordStatus {
            state: self.record_state(key),
            waiting: waiting.len(),
            waits_since_ms,
            tries: waiting.first().and_then(tries).map_or(0, |tries| tries.count),
            tried_ms: tried_ms.or(told.filter(|_| follows)),
            problem: health.problem.filter(|_| !waiting.is_empty()),
            answered_ms: self.outbox.answered_ms(key),
            pulled_ms: health.pull_ok_ms,
            refused: self.outbox.tray.last_of(key),
        }
    }

    /// A leader's own health, or what the leader last told.
    pub(super) fn health(&self) -> Health {
        match self.role {
            Role::Follower { .. } => self.health.clone(),
            Role::Taking { .. } | Role::Leader { .. } => Health {
                blocked: self.blocked,
                stream_open: self.stream.is_open(),
                clock_offset_ms: self.clock.clock_offset_ms,
                next_try_ms: self.next_try_ms(),
                ..self.health.clone()
            },
        }
    }

    fn reason(&self, health: &Health, now_ms: u64) -> Reason {
        let silent = |heard_mono_ms| self.clock.mono_ms > heard_mono_ms + ASK_AFTER_MS + STEAL_AFTER_MS;
        match (health.blocked, health.problem.filter(|_| health.problem_since_ms.is_some()), self.role) {
            (Some(blocked), _, _) => Reason::Blocked(blocked),
            (None, _, Role::Follower { heard_mono_ms, .. }) if silent(heard_mono_ms) => Reason::OtherTab,
            (None, Some(problem), _) => Reason::Problem(problem),
            (None, None, _) if self.storage_is_slow(now_ms) => Reason::Disk,
            (None, None, Role::Taking { .. } | Role::Leader { .. } | Role::Follower { .. }) => Reason::OnTheWay,
        }
    }

    fn state(&self, health: &Health, waiting: usize, waits: Option<Waiting>, now_ms: u64) -> SyncState {
        if !self.storage.is_open() {
            return SyncState::Opening;
        }
        match health.blocked {
            // A page of an older version: what helps is to load it anew.
            Some(Blocked::Storage) if self.health.problem == Some(Problem::Storage(StoreError::Newer)) => {
                return SyncState::Update;
            }
            Some(Blocked::Storage) => return SyncState::StorageFull,
            Some(Blocked::SignedOut) => return SyncState::SignIn,
            Some(Blocked::Version) => return SyncState::Update,
            Some(Blocked::NoAccess) => return SyncState::NoAccess,
            None => {}
        }
        if let count @ 1.. = self.outbox.tray.len() {
            return SyncState::Attention { count };
        }
        if let Some(Waiting { since_ms, .. }) = waits.filter(|w| w.since_ms.saturating_add(STALE_AFTER_MS) < now_ms) {
            return SyncState::Stale { since_ms };
        }
        if let Some(since_ms) = health.unreachable_since_ms {
            return SyncState::Offline { since_ms };
        }
        if waiting > 0 {
            return SyncState::Syncing { count: waiting };
        }
        if self.view.position.epoch.0 == 0 { SyncState::Fetching } else { SyncState::Synced }
    }
}
