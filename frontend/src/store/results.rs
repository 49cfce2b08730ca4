//! What the server decided about entries of the outbox: acknowledged, contained in the base, refused, unprocessable.

use vitrine_app::engine::{Queued, Refusal};
use vitrine_sync::client::{Acked, Token};
use wasm_bindgen::JsValue;

use super::meta::{self, CLOCK_OFFSET};
use super::runs::runs;
use super::{Done, Failure, KEPT, META, OUTBOX, TRAY, check_lease, json, kept, number};
use crate::idb::{Database, Durability, Transaction, between};

/// What becomes of entries and refusals.
pub(super) struct Results<'a> {
    pub(super) acked: &'a [(u64, Acked)],
    pub(super) contained: &'a [u64],
    pub(super) refused: &'a [Refusal],
    pub(super) done: &'a [Token],
}

/// Acknowledged entries stay, contained ones leave, refused ones move to the tray; what was done after all leaves it.
pub(super) async fn store(
    db: &Database,
    lease: u64,
    results: Results<'_>,
    clock_offset_ms: i64,
    now_ms: u64,
) -> Result<Done, Failure> {
    let transaction = db.begin(&[META, OUTBOX, KEPT, TRAY], Durability::Relaxed)?;
    check_lease(&transaction, lease).await?;
    let Results { acked, contained, refused, done } = results;
    meta::put(&transaction, CLOCK_OFFSET, &clock_offset_ms)?;
    let numbers: Vec<u64> = acked.iter().map(|(n, _)| *n).collect();
    for mut entry in entries(&transaction, &numbers).await? {
        entry.acked = acked.iter().find(|(n, _)| *n == entry.n).map(|(_, acked)| *acked);
        transaction.put(OUTBOX, &number(entry.n), &json(&entry))?;
    }
    for refusal in refused {
        transaction.put(TRAY, &refusal.token.to_string().into(), &json(refusal))?;
        transaction.delete(OUTBOX, number(refusal.n))?;
    }
    for token in done {
        transaction.delete(TRAY, JsValue::from(token.to_string()))?;
    }
    kept::keep(&transaction, contained, now_ms).await?;
    transaction.commit().await?;
    Ok(Done::Stored)
}

/// Moves one mutation to the tray and leaves a skip under its number.
pub(super) async fn quarantine(db: &Database, lease: u64, refusal: &Refusal) -> Result<Done, Failure> {
    let transaction = db.begin(&[META, OUTBOX, TRAY], Durability::Relaxed)?;
    check_lease(&transaction, lease).await?;
    for mut entry in entries(&transaction, &[refusal.n]).await? {
        entry.mutation = None;
        transaction.put(OUTBOX, &number(entry.n), &json(&entry))?;
    }
    transaction.put(TRAY, &refusal.token.to_string().into(), &json(refusal))?;
    transaction.commit().await?;
    Ok(Done::Stored)
}

/// The server no longer has what it acknowledged: these entries are to be sent again.
pub(super) async fn forget_acknowledgements(transaction: &Transaction, unacked: &[u64]) -> Result<(), Failure> {
    for mut entry in entries(transaction, unacked).await? {
        entry.acked = None;
        transaction.put(OUTBOX, &number(entry.n), &json(&entry))?;
    }
    Ok(())
}

/// The entries of the outbox with these numbers.
async fn entries(transaction: &Transaction, numbers: &[u64]) -> Result<Vec<Queued>, Failure> {
    let mut found = Vec::with_capacity(numbers.len());
    for (first, last) in runs(numbers) {
        let range = between(&number(first), &number(last))?;
        for row in transaction.all(OUTBOX, Some(range)).await? {
            found.push(entry(&row)?);
        }
    }
    Ok(found)
}

/// One row of the outbox.
pub(super) fn entry(row: &JsValue) -> Result<Queued, Failure> {
    let text = row.as_string().ok_or(Failure::Unreadable(OUTBOX))?;
    serde_json::from_str(&text).map_err(|_| Failure::Unreadable(OUTBOX))
}
