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

/// What the storage holds for this account and ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Snapshot<M: Model> {
    /// The client's id.
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
    /// The refused mutations.
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
    /// The epoch of `cursor`.
    pub epoch: Epoch,
    /// The head at which `epoch` began.
    pub epoch_start: Seq,
    /// The highest sequence number the base contains.
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
    /// Its number under its client, from 1.
    pub n: u64,
    /// Names the edit from the click on.
    pub token: Token,
    /// When it was written, on the server's timeline.
    pub stamp: Stamp,
    /// What the author had seen when the form opened.
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

/// What the server decided of a stored mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acked {
    /// The epoch `seq` belongs to.
    pub epoch: Epoch,
    /// The place the mutation was given.
    pub seq: Seq,
    /// How it fared against concurrent ones; none when it was skipped or its result is forgotten.
    #[serde(rename = "standing")]
    pub merge_result: Option<MergeResult>,
}

/// A refused mutation in the tray.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Refusal<M: Model> {
    /// Names the edit from the click on.
    pub token: Token,
    /// Its number under its client, from 1.
    pub n: u64,
    /// What was done.
    pub mutation: M::Mutation,
    /// Local clock when the edit was made, milliseconds since 1970.
    pub created_ms: u64,
    /// Local clock when it was refused, milliseconds since 1970.
    pub refused_ms: u64,
    /// Why it was refused.
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
    Unprocessable {
        /// The HTTP status.
        status: u16,
    },
}

/// One thing the shell should do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "", rename_all = "snake_case")]
pub enum Output<M: Model> {
    /// Carry out in one transaction, then answer [`Input::Saved`], [`Input::Stored`] or [`Input::StoreFailed`].
    Write {
        /// The id to answer with.
        id: Id,
        /// What to write.
        write: Write<M>,
    },
    /// Read the storage in one transaction, then answer [`Input::Loaded`]. `have` is the position whose rows are here.
    Read {
        /// The position whose rows are known already.
        have: Position,
    },
    /// Send; answer [`Input::Pushed`], [`Input::Pulled`] or [`Input::Checked`]. The engine itself watches the deadline.
    Push {
        /// The id of the request this is about.
        request: Id,
        /// The body to send.
        message: PushRequest<M>,
    },
    /// As [`Output::Push`], for changes.
    Pull {
        /// The id of the request this is about.
        request: Id,
        /// The body to send.
        message: PullRequest,
    },
    /// As [`Output::Push`], for a comparison.
    Check {
        /// The id of the request this is about.
        request: Id,
        /// The body to send.
        message: CheckRequest,
    },
    /// The answer is no longer awaited.
    Cancel {
        /// The id of the request this is about.
        request: Id,
    },
    /// Open the event stream (closing one that is open).
    OpenStream,
    /// Close the event stream.
    CloseStream,
    /// Tell the other tabs.
    Announce(Hint),
    /// Take the leadership from a tab that does not answer.
    Steal,
    /// These records of the view changed; empty means all of them.
    Changed(Vec<M::Key>),
    /// The edit `token` is durable: show the *saved* mark.
    SavedMark {
        /// Names the edit.
        token: Token,
    },
    /// The edit `token` could not be stored and was taken out of the view: reopen the form.
    NotSaved {
        /// Names the edit.
        token: Token,
        /// What was done, for the form.
        mutation: M::Mutation,
        /// Why.
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
    Edit {
        /// Names the edit from the click on.
        token: Token,
        /// What was done.
        mutation: M::Mutation,
        /// What the author had seen when the form opened.
        base: Base,
        /// Local clock when the edit was made, milliseconds since 1970.
        created_ms: u64,
        /// Now on the server's timeline, milliseconds since 1970.
        now_ms: u64,
    },
    /// Replaces the refused mutation by nothing.
    Discard {
        /// Names the refused mutation.
        token: Token,
    },
    /// Moves the base to `position`: puts `rows`, after clearing the base when `replace`, and moves `contained` from the
    /// outbox to what is kept, under the time `now_ms`. `unacked` were acknowledged once, but the server no longer has
    /// them: they lose their acknowledgement and are sent again. When a base that was there is replaced, so does what
    /// was kept and is not in the new one ([`to_send_again`](super::to_send_again)). After any other page what was kept
    /// longer than [`KEPT_MS`](super::KEPT_MS) is forgotten: only then is it known that the server still has it.
    /// Strictly durable when it brings something back: it is sent next.
    Page {
        /// The lease the leader holds.
        lease: u64,
        /// Clears the base first.
        replace: bool,
        /// Records that changed, or all of them.
        rows: Vec<(M::Key, M::Record)>,
        /// Where the base stands afterwards.
        position: Position,
        /// Numbers that the base contains.
        contained: Vec<u64>,
        /// Numbers whose acknowledgement the server no longer knows.
        unacked: Vec<u64>,
        /// Server time minus local time, milliseconds.
        #[serde(rename = "theta_ms")]
        clock_offset_ms: i64,
        /// On the server's timeline, milliseconds since 1970.
        now_ms: u64,
    },
    /// Notes what the server decided: `acked` stay in the outbox, `contained` move to what is kept, `refused` to the tray.
    /// `done` leave the tray: the server had carried them out before it called them unprocessable.
    Results {
        /// The lease the leader holds.
        lease: u64,
        /// Numbers with what the server decided of them.
        acked: Vec<(u64, Acked)>,
        /// Numbers that the base contains.
        contained: Vec<u64>,
        /// What goes to the tray.
        refused: Vec<Refusal<M>>,
        /// Refused edits that were carried out after all.
        done: Vec<Token>,
        /// Server time minus local time, milliseconds.
        #[serde(rename = "theta_ms")]
        clock_offset_ms: i64,
        /// As in `Page`.
        now_ms: u64,
    },
    /// Puts the base right where it stands: puts `rows` and takes `gone` out. When there is any, the stored position is
    /// `repaired` once more; `compared_ms`, when given, goes into it.
    #[serde(rename = "mend")]
    Repair {
        /// The lease the leader holds.
        lease: u64,
        /// Records that take the place of what is stored.
        rows: Vec<(M::Key, M::Record)>,
        /// Keys of records that leave the base.
        gone: Vec<M::Key>,
        /// When the base was compared, local clock, milliseconds since 1970.
        compared_ms: Option<u64>,
    },
    /// Moves one mutation to the tray and leaves a skip under its number.
    Quarantine {
        /// The lease the leader holds.
        lease: u64,
        /// The refused mutation.
        refusal: Refusal<M>,
    },
    /// Strictly durable: what goes out under the new id must never be under the old one again, or it would be carried
    /// out twice. Takes a new client id, because this profile is a copy of another one, or because the server has
    /// forgotten numbers it once decided: a number is never used twice under one id
    /// (docs/engine.md#each-mutation-exactly-once). Entry `order[i]` loses its acknowledgement, if it had one, and
    /// becomes number `i + 1`; entries stored since, with larger numbers, follow. Others go, and what is kept under the
    /// old id goes too: it could not be told from a copy's. The stored position's `last_n` becomes 0.
    Fork {
        /// The lease the leader holds.
        lease: u64,
        /// The new client id.
        client: ClientId,
        /// The old numbers in the order of the new ones.
        order: Vec<u64>,
    },
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
