//! A conflict: something a merge could not do justice to, kept until a person settles it. It is a record like any other:
//! settled on one device, gone on all.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vitrine_sync::{ClientId, Stamp};

use crate::Key;
use crate::rules::record;
use crate::values;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConflictKind {
    /// Two people wrote a guarded field at once; the earlier value lost and stands in `lost`.
    Overwritten,
    /// More copies were taken than were there; `kept` is the quantity below zero.
    Negative,
}

record! {
    /// A value that lost, or a quantity below zero. Dead once settled.
    Conflict, ConflictPatch {
        immutable {
            1 kind: ConflictKind, ("What happened", "kind of conflict"), values::any, "what happened: overwritten or negative";
            2 of: Key, ("Record", "record"), values::any, "the record it concerns";
            3 entry: Uuid, ("Card", "card"), values::any, "the entry the record belongs to, or is";
            4 field: String, ("Field", "field"), values::any, "the field it concerns";
            5 lost: serde_json::Value, ("What lost", "value that lost"), values::any, "the value that lost";
            6 kept: serde_json::Value, ("What won", "value that won"), values::any, "the value that won";
            7 stamp: Stamp, ("When", "time"), values::any, "when the losing value was written";
            8 client: ClientId, ("Device", "device"), values::any, "which device wrote the losing value";
        }
        changing {}
    }
}

impl Conflict {
    /// The id of the conflict about a value that lost. It follows from what lost, so that a device that predicts the
    /// conflict and the server that decides it mean the same record, and so that it can be written without being read.
    pub(crate) fn id_of_loser(of: Key, field: &str, stamp: Stamp, client: ClientId, lost: &serde_json::Value) -> Uuid {
        Uuid::new_v5(&of.id, format!("{} {field} {stamp} {client} {lost}", of.kind).as_bytes())
    }

    /// The id of the conflict about a lot's quantity: one for a lot, opened and closed as the quantity crosses zero.
    pub fn id_of_quantity(lot: Uuid) -> Uuid {
        Uuid::new_v5(&lot, b"quantity below zero")
    }
}
