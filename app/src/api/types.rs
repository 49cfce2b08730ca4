//! Requests and answers that are not the sync protocol's own.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use uuid::Uuid;
use vitrine_ledger::basis::RatesByDay;
use vitrine_ledger::{Currency, Domain, Key, Totals};
use vitrine_sync::wire::{After, PushResult};
use vitrine_sync::{AccountId, Base, Epoch, LedgerId, Model, Seq};

/// A record of the domain with its key, as it travels.
pub type KeyedRecord = (<Domain as Model>::Key, <Domain as Model>::Record);

/// What a member may do in a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Owner,
    Editor,
    /// Sees everything, changes nothing.
    Viewer,
}

impl Role {
    pub fn may_write(self) -> bool {
        match self {
            Self::Owner | Self::Editor => true,
            Self::Viewer => false,
        }
    }
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub account: AccountId,
    pub name: String,
    /// The ledgers the account is a member of, own ones first.
    pub ledgers: Vec<Membership>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    pub ledger: LedgerId,
    pub name: String,
    pub role: Role,
}

/// A push as it arrives: mutations are read one by one, so that one that cannot be read is named instead of taking the
/// others with it. The same JSON as [`PushRequest`](vitrine_sync::wire::PushRequest).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawPush {
    pub hello: Value,
    pub mutations: Vec<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<After>,
}

/// The answer to a push. The same JSON as [`PushResponse`](vitrine_sync::wire::PushResponse).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RawPushed {
    pub epoch: Epoch,
    pub head: Seq,
    pub last_n: u64,
    pub time_ms: u64,
    pub results: Vec<PushResult<Domain>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<RawPulled>,
}

/// A pull as it arrives. The same JSON as [`PullRequest`](vitrine_sync::wire::PullRequest).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawPull {
    pub hello: Value,
    pub cursor: Seq,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<Seq>,
}

/// A request to compare a base, as it arrives. The same JSON as [`CheckRequest`](vitrine_sync::wire::CheckRequest).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawCheck {
    pub hello: Value,
    pub cursor: Seq,
    #[serde(default)]
    pub buckets: Vec<u8>,
}

/// The answer to a pull, with records as the text they are stored as: the server need not understand what it only
/// passes on. The same JSON as [`PullResponse`](vitrine_sync::wire::PullResponse).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RawPulled {
    pub epoch: Epoch,
    pub epoch_start: Seq,
    pub from: Seq,
    pub to: Seq,
    pub head: Seq,
    pub has_more: bool,
    pub last_n: u64,
    pub time_ms: u64,
    pub floor: Seq,
    pub rows: Vec<(Key, Box<RawValue>)>,
}

/// Asks for what the first screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRequest {
    pub ledger: LedgerId,
    /// Entries wanted; the server gives at most [`PAGE_MAX`].
    pub limit: u32,
    /// This entry is wanted too, wherever it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Uuid>,
}

/// Entries in one [`Page`] at most.
pub const PAGE_MAX: u32 = 200;

/// The first entries by name, each with its lots, and the totals of the whole ledger: enough for the first paint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    pub ledger: LedgerId,
    pub role: Role,
    /// Where the ledger stood.
    pub base: Base,
    /// Living entries in order of their name, then the living lots of these entries; last, the entry that was asked for
    /// if it was not among them, and its lots.
    pub rows: Vec<KeyedRecord>,
    pub totals: Totals,
    /// The currency everything is reckoned in, as far as the records say; none where they do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// Rates to it of the days on which something of `rows` was bought or sold in another one.
    #[serde(default, skip_serializing_if = "RatesByDay::is_empty")]
    pub dated: RatesByDay,
}
