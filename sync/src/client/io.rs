//! Everything that goes into and comes out of the client engine, as data. Both directions serialise, so that a trace
//! recorded in a browser replays anywhere with identical effects (docs/engine.md#the-sync-can-be-watched).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::wire::{
    CheckRequest, CheckResponse, Poke, ProtocolError, PullRequest, PullResponse, PushRequest, PushResponse, Refused,
};
use crate::{AccountId, Base, ClientId, Epoch, LedgerId, MergeResult, Model, Seq, Stamp};

/// Names one edit from the click until it has a number: made by the tab that made the edit.
pub type Token = Uuid;
/// Numbers a write or a request of one engine.
pub type Id = u64;

/// What an engine is made with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Config {
    pub account: AccountId,
    pub ledger: LedgerId,
    /// Seed of jitter and of the tokens this tab makes: different for every tab and every start.
    pub seed: u64,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "", rename_all = "snake_case")]
pub enum Input<M: Model> {
    /// A person did something; `base` is what he saw when the form opened. Refused at intent: no output at all.
    Mutate {
        mutation: M::Mutation,
        base: Base,
    },
    /// A person gives up the refused mutation `token`.
    Discard {
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
        id: Id,
        n: u64,
        stamp: Stamp,
    },
    /// Any other write is durable.
    Stored {
        id: Id,
    },
    /// A [`Write::Page`] is durable, and with it these entries are in the outbox again: they were kept, and the base that
    /// took the place of another does not contain them.
    BroughtBack {
        id: Id,
        entries: Vec<Entry<M>>,
    },
    /// A write was rolled back, or [`Output::Read`] could not be answered (then `id` is 0).
    StoreFailed {
        id: Id,
        error: StoreError,
    },
    Pushed {
        request: Id,
        reply: Reply<PushResponse<M>>,
    },
    Pulled {
        request: Id,
        reply: Reply<PullResponse<M>>,
    },
    Checked {
        request: Id,
        reply: Reply<CheckResponse<M>>,
    },
    /// The event stream is open.
    StreamOpened,
    /// `poke` or `beat`.
    StreamEvent(Poke),
    StreamClosed,
    /// This tab leads from now on; `lease` is already in the storage.
    Lead {
        lease: u64,
    },
    /// The browser took the leadership away.
    Follow,
    /// Another tab says something.
    Heard(Hint),
    /// A timer is due.
    Tick,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nudge {
    SyncNow,
    Online,
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
    Refused { status: u16, error: Option<ProtocolError>, retry_after_ms: Option<u64> },
    /// A response without our protocol header, or one nobody can read: a captive portal, a proxy.
    Foreign { status: u16 },
    /// No response: no network, refused, cut.
    Lost,
}

/// What the storage holds for this account and ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Snapshot<M: Model> {
    pub client: ClientId,
    /// The next number the storage will give.
    pub next_n: u64,
    /// Where the stored base stands; default when nothing was ever pulled.
    pub position: Position,
    /// Every record of the base, or those written after the position that [`Output::Read`] named.
    pub rows: Vec<(M::Key, M::Record)>,
    /// False when `rows` are only the later ones.
    pub whole: bool,
    /// Every stored mutation that is not known to be contained in the base.
    pub outbox: Vec<Entry<M>>,
    pub tray: Vec<Refusal<M>>,
    /// Server time minus local time, as last measured.
    #[serde(rename = "theta_ms")]
    pub clock_offset_ms: i64,
    /// The highest stamp ever given.
    pub last_stamp: Stamp,
}

/// Where a base stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Position {
    pub epoch: Epoch,
    /// The head at which `epoch` began.
    pub epoch_start: Seq,
    pub cursor: Seq,
    /// The highest number of this client that the base contains.
    pub last_n: u64,
    /// How often records were taken out of the base, or put right, without a move of the cursor: whoever read it before
    /// must read all of it.
    #[serde(default, rename = "mended", skip_serializing_if = "is_zero")]
    pub repaired: u64,
    /// When the base was last known to be what the server had, by the local clock; 0: never.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub compared_ms: u64,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Position {
    /// What an author who looks at this base has seen.
    pub fn base(&self) -> Base {
        Base { epoch: self.epoch, cursor: self.cursor }
    }
}

/// One stored mutation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Entry<M: Model> {
    pub n: u64,
    pub token: Token,
    pub stamp: Stamp,
    pub base: Base,
    /// None: the mutation went to the tray undecided, its number is still to be used up
    /// (docs/engine.md#each-mutation-exactly-once).
    pub mutation: Option<M::Mutation>,
    /// Local clock when the edit was made, milliseconds since 1970.
    pub created_ms: u64,
    /// The protocol and schema it was written with (docs/engine.md#versions-are-told-and-old-ones-read).
    pub written_by: (u32, u32),
    /// The server's decision, while the base does not contain it yet.
    pub acked: Option<Acked>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acked {
    /// The epoch `seq` belongs to.
    pub epoch: Epoch,
    pub seq: Seq,
    #[serde(rename = "standing")]
    pub merge_result: Option<MergeResult>,
}

/// A refused mutation in the tray.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Refusal<M: Model> {
    pub token: Token,
    pub n: u64,
    pub mutation: M::Mutation,
    pub created_ms: u64,
    pub refused_ms: u64,
    pub why: RefusalReason<M>,
}

/// Why a mutation is in the tray.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "", rename_all = "snake_case")]
pub enum RefusalReason<M: Model> {
    /// The server decided so.
    Refused(Refused<M>),
    /// The server cannot take it: it answered with this status each time.
    #[serde(rename = "indigestible")]
    Unprocessable { status: u16 },
}

/// One thing the shell should do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "", rename_all = "snake_case")]
pub enum Output<M: Model> {
    /// Carry out in one transaction, then answer [`Input::Saved`], [`Input::Stored`] or [`Input::StoreFailed`].
    Write {
        id: Id,
        write: Write<M>,
    },
    /// Read the storage in one transaction, then answer [`Input::Loaded`]. `have` is the position whose rows are here.
    Read {
        have: Position,
    },
    /// Send; answer [`Input::Pushed`], [`Input::Pulled`] or [`Input::Checked`]. The engine itself watches the deadline.
    Push {
        request: Id,
        message: PushRequest<M>,
    },
    Pull {
        request: Id,
        message: PullRequest,
    },
    Check {
        request: Id,
        message: CheckRequest,
    },
    /// The answer is no longer awaited.
    Cancel {
        request: Id,
    },
    /// Open the event stream (closing one that is open).
    OpenStream,
    CloseStream,
    /// Tell the other tabs.
    Announce(Hint),
    /// Take the leadership from a tab that does not answer.
    Steal,
    /// These records of the view changed; empty means all of them.
    Changed(Vec<M::Key>),
    /// The edit `token` is durable: show the *saved* mark.
    SavedMark {
        token: Token,
    },
    /// The edit `token` could not be stored and was taken out of the view: reopen the form.
    NotSaved {
        token: Token,
        mutation: M::Mutation,
        error: StoreError,
    },
    /// Derived views made from an older head are out of date.
    Invalidated(Poke),
}

/// One storage transaction. All but `Edit` and `Discard` are the leader's: the driver compares `lease` with the stored
/// one inside the transaction and rolls back when they differ (docs/engine.md#one-tab-leads).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "", rename_all = "snake_case")]
pub enum Write<M: Model> {
    /// Strictly durable. Allocates the next number, and a stamp with [`Stamp::next`] from the last one given and
    /// `now_ms` (the server's timeline); stores an [`Entry`] (docs/engine.md#durable-before-sent).
    Edit { token: Token, mutation: M::Mutation, base: Base, created_ms: u64, now_ms: u64 },
    /// Replaces the refused mutation by nothing.
    Discard { token: Token },
    /// Moves the base to `position`: puts `rows`, after clearing the base when `replace`, and moves `contained` from the
    /// outbox to what is kept, under the time `now_ms`. `unacked` were acknowledged once, but the server no longer has
    /// them: they lose their acknowledgement and are sent again. When a base that was there is replaced, so does what
    /// was kept and is not in the new one ([`to_send_again`](super::to_send_again)). After any other page what was kept
    /// longer than [`KEPT_MS`](super::KEPT_MS) is forgotten: only then is it known that the server still has it.
    /// Strictly durable when it brings something back: it is sent next.
    Page {
        lease: u64,
        replace: bool,
        rows: Vec<(M::Key, M::Record)>,
        position: Position,
        contained: Vec<u64>,
        unacked: Vec<u64>,
        #[serde(rename = "theta_ms")]
        clock_offset_ms: i64,
        /// On the server's timeline, milliseconds since 1970.
        now_ms: u64,
    },
    /// Notes what the server decided: `acked` stay in the outbox, `contained` move to what is kept, `refused` to the tray.
    /// `done` leave the tray: the server had carried them out before it called them unprocessable.
    Results {
        lease: u64,
        acked: Vec<(u64, Acked)>,
        contained: Vec<u64>,
        refused: Vec<Refusal<M>>,
        done: Vec<Token>,
        #[serde(rename = "theta_ms")]
        clock_offset_ms: i64,
        /// As in `Page`.
        now_ms: u64,
    },
    /// Puts the base right where it stands: puts `rows` and takes `gone` out. When there is any, the stored position is
    /// `repaired` once more; `compared_ms`, when given, goes into it.
    #[serde(rename = "mend")]
    Repair { lease: u64, rows: Vec<(M::Key, M::Record)>, gone: Vec<M::Key>, compared_ms: Option<u64> },
    /// Moves one mutation to the tray and leaves a skip under its number.
    Quarantine { lease: u64, refusal: Refusal<M> },
    /// Strictly durable: what goes out under the new id must never be under the old one again, or it would be carried
    /// out twice. Takes a new client id, because this profile is a copy of another one, or because the server has
    /// forgotten numbers it once decided: a number is never used twice under one id
    /// (docs/engine.md#each-mutation-exactly-once). Entry `order[i]` loses its acknowledgement, if it had one, and
    /// becomes number `i + 1`; entries stored since, with larger numbers, follow. Others go, and what is kept under the
    /// old id goes too: it could not be told from a copy's. The stored position's `last_n` becomes 0.
    Fork { lease: u64, client: ClientId, order: Vec<u64> },
}

/// What tabs of one profile tell each other. Hints only: whoever hears one reads the storage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hint {
    /// The outbox, the tray or the base in the storage changed.
    Changed,
    /// Is the leader alive?
    Ping,
    /// The leader is alive, and this is how its network is.
    Alive(super::Health),
    /// Derived views made from an older head are out of date.
    Invalidated(Poke),
    /// A person wants to sync now, in another tab.
    Nudge(Nudge),
}
