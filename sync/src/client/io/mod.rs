//! Everything that goes into and comes out of the client engine, as data. Both directions serialise, so that a trace
//! recorded in a browser replays anywhere with identical effects (docs/engine.md#the-sync-can-be-watched).

mod output;
mod stored;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use output::{Hint, Output, Write};
pub use stored::{Acked, Entry, Position, Refusal, RefusalReason, Snapshot};

use crate::wire::{CheckResponse, Poke, ProtocolError, PullResponse, PushResponse};
use crate::{AccountId, Base, LedgerId, Model, Stamp};

/// Names one edit from the click until it has a number: made by the tab that made the edit.
pub type Token = Uuid;
/// Numbers a write or a request of one engine.
pub type Id = u64;

/// What an engine is made with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// Whose edits this engine keeps.
    pub account: AccountId,
    /// The ledger it keeps.
    pub ledger: LedgerId,
    /// Seed of jitter and of the tokens this tab makes: different for every tab and every start.
    pub seed: u64,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "", rename_all = "snake_case")]
pub enum Input<M: Model> {
    /// A person did something; `base` is what they saw when the form opened. Refused at intent: no output at all.
    Mutate {
        /// What was done.
        mutation: M::Mutation,
        /// What the author had seen when the form opened.
        base: Base,
    },
    /// A person gives up the refused mutation `token`.
    Discard {
        /// Names the refused mutation.
        token: Token,
    },
    /// A person wants to sync now, the browser says `online`, or the tab became visible: try at once.
    Nudge(Nudge),
    /// The tab went out of sight.
    Hidden,
    /// The page is about to be frozen or left, perhaps for ever: another tab leads from now on, and nothing is begun.
    #[serde(rename = "rest")]
    Suspend,
    /// The answer to [`Output::Read`]. The storage's answers come in the order of its transactions: an older reading
    /// after a newer [`Input::Saved`] would hide the edit.
    Loaded(Snapshot<M>),
    /// A [`Write::Edit`] is durable under this number and stamp.
    Saved {
        /// The id of the write.
        id: Id,
        /// The number the storage has given.
        n: u64,
        /// The stamp the storage has given.
        stamp: Stamp,
    },
    /// Any other write is durable.
    Stored {
        /// The id of the write.
        id: Id,
    },
    /// A [`Write::Page`] is durable, and with it these entries are in the outbox again: they were kept, and the base that
    /// took the place of another does not contain them.
    BroughtBack {
        /// The id of the write.
        id: Id,
        /// The entries, in order of their numbers.
        entries: Vec<Entry<M>>,
    },
    /// A write was rolled back, or [`Output::Read`] could not be answered (then `id` is 0).
    StoreFailed {
        /// The id of the write; 0 for a reading.
        id: Id,
        /// Why.
        error: StoreError,
    },
    /// A push has ended.
    Pushed {
        /// The id of the request this is about.
        request: Id,
        /// How it ended.
        reply: Reply<PushResponse<M>>,
    },
    /// A pull has ended.
    Pulled {
        /// The id of the request this is about.
        request: Id,
        /// How it ended.
        reply: Reply<PullResponse<M>>,
    },
    /// A comparison has ended.
    Checked {
        /// The id of the request this is about.
        request: Id,
        /// How it ended.
        reply: Reply<CheckResponse<M>>,
    },
    /// The event stream is open.
    StreamOpened,
    /// `poke` or `beat`.
    StreamEvent(Poke),
    /// The event stream is closed, or could not be opened.
    StreamClosed,
    /// This tab leads from now on; `lease` is already in the storage.
    Lead {
        /// The lease of this tab.
        lease: u64,
    },
    /// The browser took the leadership away.
    Follow,
    /// Another tab says something.
    Heard(Hint),
    /// A timer is due.
    Tick,
}

/// Why to try at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nudge {
    /// A person asked for it.
    SyncNow,
    /// The browser says that there is a network.
    Online,
    /// The tab came in sight.
    Visible,
    /// The person has signed in again.
    SignedIn,
    /// A person wants this device's records compared with the server's.
    Check,
}

/// Why a write was rolled back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreError {
    /// The browser gives no more room.
    Quota,
    /// The transaction was aborted for another reason.
    Aborted,
    /// A newer version of the app has changed the storage; this one can no longer write to it.
    Newer,
    /// Another tab leads now: the lease in the storage is not ours.
    LeaseLost,
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply<T> {
    /// Status 200 with our protocol header and a body we understand.
    Ok(T),
    /// Any other status with our protocol header.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The body, where it could be read.
        error: Option<ProtocolError>,
        /// How long the server asks to wait, in milliseconds.
        retry_after_ms: Option<u64>,
    },
    /// A response without our protocol header, or one nobody can read: a captive portal, a proxy.
    Foreign {
        /// The HTTP status.
        status: u16,
    },
    /// No response: no network, refused, cut.
    Lost,
}
