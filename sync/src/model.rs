//! What the engine asks of a domain.

use std::fmt::Debug;

use serde::{Serialize, de::DeserializeOwned};

use crate::{Author, Seq, Version};

/// A domain the engine can synchronise. All functions are pure and deterministic: the client runs them to predict, the
/// server to decide, the simulator a million times.
pub trait Model: Debug + Clone + PartialEq + Sized + 'static {
    /// Finds a record. Keys are made on the client (docs/engine.md#ids-are-made-on-the-client).
    type Key: Debug + Copy + Ord + Serialize + DeserializeOwned + Send + Sync + 'static;
    /// A record with the versions of its fields; a deleted one is a tombstone.
    type Record: Debug + Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static;
    /// One action of a person.
    type Mutation: Debug + Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static;
    /// Why an action is not allowed: a closed set.
    type Rejection: Debug + Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static;

    /// The version of the records' and mutations' shapes (docs/engine.md#versions-are-told-and-old-ones-read).
    const SCHEMA: u32;

    /// Every record the mutation may read or write, so that a database can load them before a synchronous `apply`.
    fn touches(mutation: &Self::Mutation) -> Vec<Self::Key>;

    /// How many things a person would count in it, for a progress in their words.
    fn things(_: &Self::Mutation) -> usize {
        1
    }

    /// May a person do this now? Runs once, at intent (docs/engine.md#check-once-apply-always).
    ///
    /// # Errors
    /// The reason, for the form the person is looking at.
    fn check(mutation: &Self::Mutation, view: &dyn Lookup<Self>) -> Result<(), Self::Rejection>;

    /// Carries the mutation out on whatever state merging has produced. A refusal changes nothing.
    ///
    /// # Errors
    /// Only what no merge can repair: a record that was purged, or never was.
    fn apply(
        mutation: &Self::Mutation,
        view: &dyn Lookup<Self>,
        author: &Author,
    ) -> Result<Effect<Self>, Self::Rejection>;

    /// Which of all `records`, given in the order of their keys, are garbage once nothing below `floor` is waited for any
    /// more. The server deletes them, and every client that hears of the floor does the same. Said by the records alone,
    /// and so that nothing becomes garbage under the same floor later: whatever changes afterwards is above it.
    fn garbage<'a>(
        _records: &mut dyn Iterator<Item = (&'a Self::Key, &'a Self::Record)>,
        _floor: Seq,
    ) -> Vec<Self::Key> {
        Vec::new()
    }
}

/// Reads records while a mutation is checked or applied.
pub trait Lookup<M: Model> {
    /// The record, tombstones too.
    fn get(&self, key: &M::Key) -> Option<&M::Record>;
}

/// What a mutation does.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect<M: Model> {
    /// The records after the mutation; only those that changed.
    pub patch: Vec<(M::Key, M::Record)>,
    /// A new mutation that takes this one back, if anything changed.
    pub inverse: Option<M::Mutation>,
    /// Field by field what happened, for the history (docs/engine.md#no-saved-value-disappears). Empty when the author
    /// only predicts ([`Seq::PROVISIONAL`](crate::Seq::PROVISIONAL)): only the server writes history.
    pub changes: Vec<Change<M>>,
    /// How it went, on the whole.
    pub merge_result: MergeResult,
}

/// How a mutation that was carried out fared against concurrent ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MergeResult {
    /// Nothing was concurrent.
    Applied,
    /// Something was concurrent; at least part of the mutation took effect.
    Merged,
    /// Everything it wanted to write had a later concurrent writer. The values are kept in history or a conflict.
    Superseded,
}

/// One value that was written, or would have been.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
#[serde(bound = "")]
pub struct Change<M: Model> {
    /// The record.
    pub key: M::Key,
    /// The field's name in the table of rules; `alive` for life itself.
    pub field: String,
    /// The value before, as JSON; `null` when there was none.
    pub from: serde_json::Value,
    /// The value written, or the value that lost, as JSON.
    pub to: serde_json::Value,
    /// The last writer of the field before.
    pub before: Version,
    /// True when `to` lost against a later concurrent write and stands only here (and perhaps in a conflict).
    pub lost: bool,
}
