//! An edit becomes durable: number, stamp and entry in one strict transaction (rules 2 and 11).

use vitrine_app::engine::{Mutation, Queued};
use vitrine_ledger::Domain;
use vitrine_sync::client::Token;
use vitrine_sync::wire::PROTOCOL;
use vitrine_sync::{Base, Model};
use wasm_bindgen::JsValue;

use super::meta::Counter;
use super::{Done, Failure, META, OUTBOX, TRAY, json, number};
use crate::idb::{Database, Durability, Transaction};

/// What a person did, as the engine wants it stored.
pub(super) struct Edit<'a> {
    pub(super) token: Token,
    pub(super) mutation: &'a Mutation,
    pub(super) base: Base,
    pub(super) created_ms: u64,
}

/// Stores the edit under the next number and a stamp later than every other. `again` when an earlier try was aborted:
/// the browser may have kept it nevertheless.
pub(super) async fn store(db: &Database, edit: Edit<'_>, now_ms: u64, again: bool) -> Result<Done, Failure> {
    let transaction = db.begin(&[META, OUTBOX], Durability::Strict)?;
    if again && let Some(entry) = find(&transaction, edit.token).await? {
        return Ok(Done::Saved { n: entry.n, stamp: entry.stamp });
    }
    let mut counter = Counter::get_or_make(&transaction).await?;
    let (n, stamp) = (counter.next_n, counter.last_stamp.next(now_ms));
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
    counter.put(&transaction)?;
    transaction.commit().await?;
    Ok(Done::Saved { n, stamp })
}

async fn find(transaction: &Transaction, token: Token) -> Result<Option<Queued>, Failure> {
    let rows = transaction.all(OUTBOX, None).await?;
    let entries = rows.iter().filter_map(|row| serde_json::from_str::<Queued>(&row.as_string()?).ok());
    Ok(entries.into_iter().find(|entry| entry.token == token))
}

/// Takes a refused mutation out of the tray.
pub(super) async fn discard(db: &Database, token: Token) -> Result<Done, Failure> {
    let transaction = db.begin(&[TRAY], Durability::Relaxed)?;
    transaction.delete(TRAY, JsValue::from(token.to_string()))?;
    transaction.commit().await?;
    Ok(Done::Stored)
}
