//! What a device stores, as the engine reads it back: where its base stands, its edits, and the tray.

use serde::{Deserialize, Serialize};

use super::Token;
use crate::wire::Refused;
use crate::{Base, ClientId, Epoch, MergeResult, Model, Seq, Stamp};

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
