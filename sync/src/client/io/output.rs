//! What the engine wants done: transactions of the storage, requests, and words to the other tabs and the screens.

use serde::{Deserialize, Serialize};

use super::{Acked, Id, Nudge, Position, Refusal, StoreError, Token};
use crate::wire::{CheckRequest, Poke, PullRequest, PushRequest};
use crate::{Base, ClientId, Model};

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
    /// was kept and is not in the new one ([`to_send_again`](super::super::to_send_again)). After any other page what was kept
    /// longer than [`KEPT_MS`](super::super::KEPT_MS) is forgotten: only then is it known that the server still has it.
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
    Alive(super::super::Health),
    /// Derived views made from an older head are out of date.
    Invalidated(Poke),
    /// A person wants to sync now, in another tab.
    Nudge(Nudge),
}
