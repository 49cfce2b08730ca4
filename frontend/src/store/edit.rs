//! Edits become durable: numbers, stamps and entries in one strict transaction
//! (docs/engine.md#each-mutation-exactly-once, docs/engine.md#durable-before-sent). What was one action of a person is
//! stored as a whole or not at all.

use std::collections::BTreeMap;

use vitrine_app::engine::{Mutation, Queued};
use vitrine_ledger::Domain;
use vitrine_sync::client::{Token, Write};
use vitrine_sync::wire::PROTOCOL;
use vitrine_sync::{Base, Model};
use wasm_bindgen::JsValue;

use super::meta::Counter;
use super::undo::UndoChanges;
use super::{Done, Failure, META, OUTBOX, TRAY, UNDO, json, number};
use crate::idb::{Database, Durability, Transaction};

/// What a person did, as the engine wants it stored.
pub(super) struct Edit<'a> {
    token: Token,
    mutation: &'a Mutation,
    base: Base,
    created_ms: u64,
    now_ms: u64,
}

impl<'a> Edit<'a> {
    /// None for any other write.
    pub(super) fn of(write: &'a Write<Domain>) -> Option<Self> {
        match write {
            Write::Edit { token, mutation, base, created_ms, now_ms } => {
                Some(Self { token: *token, mutation, base: *base, created_ms: *created_ms, now_ms: *now_ms })
            }
            _ => None,
        }
    }
}

/// Stores the edits under the next numbers and stamps later than every other. `again` when an earlier try was aborted:
/// the browser may have kept them nevertheless.
/// `undo` is what becomes of the undo entries with them: the same transaction, so that an edit costs one.
pub(super) async fn store(
    db: &Database,
    edits: &[Edit<'_>],
    undo: &[UndoChanges],
    again: bool,
) -> Result<Vec<Done>, Failure> {
    let stores: &[&str] = if undo.is_empty() { &[META, OUTBOX] } else { &[META, OUTBOX, UNDO] };
    let transaction = db.begin(stores, Durability::Strict)?;
    undo.iter().try_for_each(|changes| changes.put(&transaction))?;
    if again && let Some(kept) = find(&transaction, edits).await? {
        transaction.commit().await?;
        return Ok(kept);
    }
    let mut counter = Counter::get(&transaction).await?;
    let mut done = Vec::with_capacity(edits.len());
    for edit in edits {
        let (n, stamp) = (counter.next_n, counter.last_stamp.next(edit.now_ms));
        counter.next_n += 1;
        counter.last_stamp = stamp;
        let entry = Queued {
            n,
            token: edit.token,
            stamp,
            base: edit.base,
            mutation: Some(edit.mutation.clone()),
            created_ms: edit.created_ms,
            written_by: (PROTOCOL, Domain::SCHEMA),
            acked: None,
        };
        transaction.put(OUTBOX, &number(n), &json(&entry))?;
        done.push(Done::Saved { n, stamp });
    }
    counter.put(&transaction)?;
    transaction.commit().await?;
    Ok(done)
}

/// The edits as they stand in the outbox; none unless all of them do.
async fn find(transaction: &Transaction, edits: &[Edit<'_>]) -> Result<Option<Vec<Done>>, Failure> {
    let rows = transaction.all(OUTBOX, None).await?;
    let entries = rows.iter().filter_map(|row| serde_json::from_str::<Queued>(&row.as_string()?).ok());
    let kept: BTreeMap<Token, Done> =
        entries.map(|entry| (entry.token, Done::Saved { n: entry.n, stamp: entry.stamp })).collect();
    Ok(edits.iter().map(|edit| kept.get(&edit.token).cloned()).collect())
}

/// Takes a refused mutation out of the tray.
pub(super) async fn discard(db: &Database, token: Token) -> Result<Done, Failure> {
    let transaction = db.begin(&[TRAY], Durability::Relaxed)?;
    transaction.delete(TRAY, JsValue::from(token.to_string()))?;
    transaction.commit().await?;
    Ok(Done::Stored)
}
