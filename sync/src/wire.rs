//! The wire protocol: what a client and the server say to each other. JSON over HTTP; see `docs/protocol.md`.
//!
//! A change of any type here changes the protocol: the snapshot test in `tests/wire.rs` fails until [`PROTOCOL`] is
//! raised and the history below gets a line.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{AccountId, Base, ClientId, Epoch, LedgerId, MergeResult, Model, Seq, Stamp, Sums};

/// The protocol this build speaks.
///
/// 1: the first.
/// 2: the server collects garbage: pulls and pages say up to where; bases are compared (`check`).
/// 3: the answer to a push can bring what a pull after it would.
pub const PROTOCOL: u32 = 3;
/// The oldest protocol whose pushes are still accepted; kept for a year after its last release
/// (docs/engine.md#versions-are-told-and-old-ones-read).
pub const OLDEST_PROTOCOL: u32 = 1;
/// On every response of the API: a response without it is not from us, whatever its status
/// (docs/engine.md#a-push-decides-by-status).
pub const PROTOCOL_HEADER: &str = "x-vitrine-protocol";

/// At most this many mutations in one push.
pub const PUSH_MAX_MUTATIONS: usize = 100;
/// At most this many bytes of JSON in one push.
pub const PUSH_MAX_BYTES: usize = 256 * 1024;
/// Records a pull page holds at most, unless one commit alone has more.
pub const PULL_PAGE: usize = 5_000;
/// Records the page in the answer to a push holds at most.
pub const PUSH_PAGE: usize = 500;
/// The server keeps this many results per client for repeats.
pub const RESULTS_KEPT: u64 = 1_000;
/// A stamp further in the future than this is moved to the server's now.
pub const STAMP_SLACK_MS: u64 = 60_000;

/// Who speaks, in every request (docs/engine.md#versions-are-told-and-old-ones-read).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handshake {
    /// The version of the protocol: [`PROTOCOL`].
    pub protocol: u32,
    /// The version of the records' and mutations' shapes: [`Model::SCHEMA`](crate::Model::SCHEMA).
    pub schema: u32,
    /// The client's id.
    pub client: ClientId,
    /// Which ledger.
    pub ledger: LedgerId,
    /// The account whose edits these are; the server refuses when it is not the session's
    /// (docs/engine.md#durable-before-sent).
    pub account: AccountId,
    /// The epoch of the client's base; 0 before the first pull.
    pub epoch: Epoch,
}

/// Sends mutations, in order of `n`, without a gap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct PushRequest<M: Model> {
    /// Who asks.
    pub hello: Handshake,
    /// Consecutive numbers of one client.
    pub mutations: Vec<PushItem<M>>,
    /// Where the client's base stands, when the answer shall bring what changed since: then no pull needs to follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<After>,
}

/// Where a base stands, as a pull says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct After {
    /// As in [`PullRequest::cursor`].
    pub cursor: Seq,
    /// As in [`PullRequest::floor`].
    #[serde(default, skip_serializing_if = "Seq::is_zero")]
    pub floor: Seq,
}

/// One mutation of a push.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct PushItem<M: Model> {
    /// Its number under its client, from 1.
    pub n: u64,
    /// What the edit was called from the click on: the same name under the same number is the same edit, sent again or
    /// given up. Two copies of one browser profile can make the same edit under the same number in the same millisecond;
    /// only this tells the second edit from a repeat of the first. A client whose profile cannot be copied may leave it
    /// out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Uuid>,
    /// When it was written, on the server's timeline.
    pub stamp: Stamp,
    /// What the author had seen when the form opened.
    pub base: Base,
    /// The mutation, or a skip.
    pub body: Body<M>,
}

/// What stands at a number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "", rename_all = "lowercase")]
pub enum Body<M: Model> {
    /// What was done.
    Mutation(M::Mutation),
    /// Nothing: the mutation went to the tray because the server could not take it; the number is used up
    /// (docs/engine.md#each-mutation-exactly-once).
    Skip,
}

impl<M: Model> PushItem<M> {
    /// By what the server knows the edit when its number comes again: its name, or all it says when it has none.
    pub fn identity(&self) -> Uuid {
        self.token.unwrap_or_else(|| self.payload_hash())
    }

    /// What the edit is called wherever it comes from; none for the filler of a hole, and for edits of clients that gave
    /// no names.
    pub fn name(&self) -> Option<Uuid> {
        self.token.filter(|token| !token.is_nil())
    }

    /// Is this what was decided under its number, by its [`identity`](Self::identity)? Another edit there means a copied
    /// browser profile.
    pub fn is(&self, decided: Uuid) -> bool {
        // Before edits were known by their names the hash was remembered for all of them.
        self.token == Some(decided) || self.payload_hash() == decided
    }

    /// Nothing but the use of a number whose edit nobody has any more.
    pub fn fills_a_hole(&self) -> bool {
        self.body == Body::Skip && self.token == Some(Uuid::nil())
    }

    fn payload_hash(&self) -> Uuid {
        let json = serde_json::to_vec(self).expect("BUG: wire types serialise");
        Uuid::new_v5(&Uuid::NAMESPACE_OID, &json)
    }
}
/// The answer to a push.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct PushResponse<M: Model> {
    /// The epoch the numbers belong to.
    pub epoch: Epoch,
    /// The highest sequence number the server has given in this ledger.
    pub head: Seq,
    /// The highest number of this client the server has decided.
    pub last_n: u64,
    /// The server's clock when it answered, in milliseconds since 1970.
    pub time_ms: u64,
    /// One for every mutation of the request, in its order.
    pub results: Vec<PushResult<M>>,
    /// What changed after [`PushRequest::after`], read when the mutations were decided. Left out when it was not asked for,
    /// does not fit into one page, or cannot be told: then a pull tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PullResponse<M>>,
}

/// What was decided of one mutation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct PushResult<M: Model> {
    /// Its number under its client, from 1.
    pub n: u64,
    /// Where the mutation stands in the ledger's order.
    pub seq: Seq,
    /// What was decided.
    pub outcome: Outcome<M>,
    /// The server had decided this number, or this edit under another number, before; `seq` and `outcome` are of then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub duplicate: bool,
}

/// What the server decided about one mutation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "", rename_all = "lowercase")]
pub enum Outcome<M: Model> {
    /// Carried out.
    Done(MergeResult),
    /// Refused; the client keeps it in the tray.
    Rejected(Refused<M>),
    /// The number was used up by a skip.
    Skipped,
    /// Decided so long ago that the result is no longer kept; it was not lost.
    Forgotten,
}

/// Why the server refused one mutation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "", rename_all = "lowercase")]
pub enum Refused<M: Model> {
    /// The domain's rules.
    Rule(M::Rejection),
    /// The member may only look.
    ReadOnly,
}

/// Why the server did not decide a push, or answer a pull, at all. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ProtocolError {
    /// 401: no session, or one that is over.
    #[error("sign in first")]
    SignedOut,
    /// 403: the push is of another account than the session.
    #[error("the edits belong to another account")]
    WrongAccount,
    /// Missing and forbidden answer the same.
    #[error("no such ledger")]
    NoLedger,
    /// 409: numbers are missing.
    #[error("number {expected} is expected next")]
    Gap {
        /// The next number the server expects of this client.
        expected: u64,
    },
    /// 409: the number was used for another mutation; the profile was copied.
    #[error("number {n} is already another mutation: this browser profile is a copy")]
    Forked {
        /// The number.
        n: u64,
    },
    /// The client must fetch its base again and keeps its outbox.
    #[error("the ledger is in epoch {}", epoch.0)]
    Resync {
        /// The present epoch.
        epoch: Epoch,
    },
    /// 426: the client must be updated.
    #[error("protocol {OLDEST_PROTOCOL} or later is needed: update Vitrine")]
    TooOld,
    /// 426: the server must be updated.
    #[error("this server speaks protocol {PROTOCOL}: it must be updated first")]
    TooNew,
    /// `n` names the first mutation that could not be read, when the batch itself could.
    #[error("the request cannot be read: {message}")]
    Malformed {
        /// The number of the mutation at fault, where one can be named.
        n: Option<u64>,
        /// What could not be read, for a log.
        message: String,
    },
    /// 413: send fewer.
    #[error("the request is too large")]
    TooLarge,
    /// 429: too many requests.
    #[error("too many edits at once: try again in {retry_after_s} s")]
    TooMany {
        /// How long to wait, in seconds.
        retry_after_s: u64,
    },
    /// 503: the server cannot do it now.
    #[error("the server cannot answer now: try again in {retry_after_s} s")]
    Unavailable {
        /// How long to wait, in seconds.
        retry_after_s: u64,
    },
}

impl ProtocolError {
    /// The HTTP status a client decides by (docs/engine.md#a-push-decides-by-status).
    pub fn status(&self) -> u16 {
        match self {
            Self::SignedOut => 401,
            Self::WrongAccount | Self::NoLedger => 403,
            Self::Gap { .. } | Self::Forked { .. } => 409,
            Self::Resync { .. } => 410,
            Self::TooOld | Self::TooNew => 426,
            Self::Malformed { .. } => 400,
            Self::TooLarge => 413,
            Self::TooMany { .. } => 429,
            Self::Unavailable { .. } => 503,
        }
    }

    /// Seconds for the `Retry-After` header.
    pub fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::TooMany { retry_after_s } | Self::Unavailable { retry_after_s } => Some(*retry_after_s),
            Self::SignedOut
            | Self::WrongAccount
            | Self::NoLedger
            | Self::Gap { .. }
            | Self::Forked { .. }
            | Self::Resync { .. }
            | Self::TooOld
            | Self::TooNew
            | Self::Malformed { .. }
            | Self::TooLarge => None,
        }
    }
}

/// Asks for every record changed after `cursor`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullRequest {
    /// Who asks.
    pub hello: Handshake,
    /// 0: from the beginning.
    pub cursor: Seq,
    /// The floor of what the cursor continues (see [`PullResponse::floor`]): whoever knows the present one may be below it.
    /// A client that leaves it out gets everything up to the floor in one page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<Seq>,
}

/// One page of changes, read in one snapshot (docs/engine.md#sequence-order-is-commit-order). It ends between two
/// mutations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct PullResponse<M: Model> {
    /// The epoch the numbers belong to.
    pub epoch: Epoch,
    /// The head at which `epoch` began.
    pub epoch_start: Seq,
    /// The cursor the page starts from; a page that does not start at the client's is dropped
    /// (docs/engine.md#a-page-moves-the-cursor).
    pub from: Seq,
    /// The cursor after this page.
    pub to: Seq,
    /// The highest sequence number the server has given in this ledger.
    pub head: Seq,
    /// There is another page.
    pub has_more: bool,
    /// The highest number of this client contained in the snapshot: what the base now includes.
    pub last_n: u64,
    /// The server's clock, milliseconds since 1970.
    pub time_ms: u64,
    /// What [`Model::garbage`] names at this floor the server no longer has: whoever has pulled up to the head forgets it
    /// too. A cursor below the floor cannot be continued by somebody who does not know the floor.
    #[serde(default, skip_serializing_if = "Seq::is_zero")]
    pub floor: Seq,
    /// Changed records, tombstones too, in order of their last change.
    pub rows: Vec<(M::Key, M::Record)>,
}

/// Asks whether a base is what the server has (docs/engine.md#garbage-goes-and-bases-are-compared). Only a base that
/// stands at the head can be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckRequest {
    /// Who asks.
    pub hello: Handshake,
    /// The highest sequence number that is contained.
    pub cursor: Seq,
    /// The buckets whose records are wanted; none: the sums alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buckets: Vec<u8>,
}

/// What the server has, in one snapshot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct CheckResponse<M: Model> {
    /// The epoch the numbers belong to.
    pub epoch: Epoch,
    /// The highest sequence number the server has given in this ledger.
    pub head: Seq,
    /// Deletions up to here may be gone from the server.
    pub floor: Seq,
    /// The server's clock, milliseconds since 1970.
    pub time_ms: u64,
    /// The sums of all buckets; none when the head is not where the client asked, so that nothing can be compared now.
    pub sums: Option<Sums>,
    /// Every record of the buckets that were asked for, tombstones too.
    pub rows: Vec<(M::Key, M::Record)>,
}

/// "The head is now here": the data of the SSE events `poke` and `beat`
/// (docs/engine.md#the-event-stream-says-the-head).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poke {
    /// The epoch the numbers belong to.
    pub epoch: Epoch,
    /// The highest sequence number the server has given in this ledger.
    pub head: Seq,
    /// The version of what derived views are made from besides the log; it only grows. Zero: there is nothing else.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub reference: u64,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}
