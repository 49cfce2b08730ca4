//! The timeline of a ledger, or of one card, as it travels.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;
use vitrine_ledger::{Key, Kind};
use vitrine_sync::{ClientId, LedgerId, Seq};

/// Actions in one [`History`] at most.
pub const HISTORY_MAX: u32 = 200;

/// Asks for what happened. Absent fields ask for everything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HistoryRequest {
    pub ledger: LedgerId,
    /// Only what happened to this entry and to what belongs to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientId>,
    /// Made at this time or later, and before that one: milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<u64>,
    /// Where the answer before ended: the next page begins there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Seq>,
    /// Actions wanted; the server gives at most [`HISTORY_MAX`].
    pub limit: u32,
}

/// What happened, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct History {
    pub actions: Vec<Action>,
    /// Where to go on; none at the beginning of everything.
    pub before: Option<Seq>,
    /// Every device that ever changed something in the ledger, the one that did last first.
    pub devices: Vec<Device>,
}

/// One mutation, with what it did of what was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Action {
    pub seq: Seq,
    /// Which device, and its number for it.
    pub client: ClientId,
    pub n: u64,
    /// When a person did it and when the server heard of it: milliseconds since 1970, the server's clock.
    pub made_ms: u64,
    pub received_ms: u64,
    /// The first changes.
    pub changes: Vec<Changed>,
    /// How many there are in all.
    pub count: u64,
}

/// One value that was written, or that lost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    pub key: Key,
    /// The entry the record belongs to, or is.
    pub entry: Uuid,
    /// The field's name in the conflict rules; `alive` for being there: `null` to `true` when it was made.
    pub field: String,
    pub from: Value,
    pub to: Value,
    /// `to` lost against `from`, a concurrent write that was later.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lost: bool,
}

/// A client as a person knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Device {
    pub client: ClientId,
    /// What its browser calls itself; empty when that is not known.
    pub name: String,
    /// The name of the account that uses it.
    pub account: String,
}
