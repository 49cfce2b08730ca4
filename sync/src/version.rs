//! The last writer of every field of a record.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{ClientId, Seq, Stamp};

/// Who wrote a field last: its place in the ledger's order, the author's stamp and the author
/// (docs/engine.md#causality-before-clocks).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "(Seq, Stamp, ClientId)", into = "(Seq, Stamp, ClientId)")]
pub struct Version {
    /// The place of the mutation that wrote it.
    pub seq: Seq,
    /// The stamp it was written with.
    pub stamp: Stamp,
    /// Who wrote it.
    pub client: ClientId,
}

impl Version {
    /// Older than every write: the version of a field nobody wrote.
    pub const NONE: Self = Self { seq: Seq::ZERO, stamp: Stamp::MIN, client: ClientId(Uuid::nil()) };
}

impl From<(Seq, Stamp, ClientId)> for Version {
    fn from((seq, stamp, client): (Seq, Stamp, ClientId)) -> Self {
        Self { seq, stamp, client }
    }
}

impl From<Version> for (Seq, Stamp, ClientId) {
    fn from(version: Version) -> Self {
        (version.seq, version.stamp, version.client)
    }
}

/// The versions of all fields of one record. Most fields are never touched after the record was made, so only the
/// exceptions are listed: a record costs one version, not one a field.
///
/// Fields are numbered by their place in the record's table of rules; numbers are never reused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// The version of every field that is not listed in `later`.
    #[serde(rename = "v")]
    made: Version,
    /// Sorted by field number.
    #[serde(rename = "w", default, skip_serializing_if = "Vec::is_empty")]
    later: Vec<(u8, Version)>,
}

impl Versions {
    /// Every field was written by `made`.
    pub fn new(made: Version) -> Self {
        Self { made, later: Vec::new() }
    }

    /// The last writer of field number `field`.
    pub fn of(&self, field: u8) -> Version {
        match self.later.binary_search_by_key(&field, |(f, _)| *f) {
            Ok(i) => self.later[i].1,
            Err(_) => self.made,
        }
    }

    /// Notes `version` as the last writer of field number `field`.
    pub fn set(&mut self, field: u8, version: Version) {
        match self.later.binary_search_by_key(&field, |(f, _)| *f) {
            Ok(i) => self.later[i].1 = version,
            Err(_) if version == self.made => {}
            Err(i) => self.later.insert(i, (field, version)),
        }
    }

    /// The write that made the record.
    pub fn made(&self) -> Version {
        self.made
    }
}
