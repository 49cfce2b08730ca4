//! Entries that the base contains, kept for a server that is restored from a backup
//! (docs/engine.md#a-restored-server-is-repaired-from-its-clients). A row is a run of them, as a JSON list, under
//! \[time on the server's timeline, first number\].

use std::collections::BTreeSet;

use vitrine_app::engine::Queued;
use vitrine_sync::client::{KEPT_MS, to_send_again};
use wasm_bindgen::JsValue;

use super::meta::Counter;
use super::runs::runs;
use super::{Failure, KEPT, OUTBOX, json, number, pair};
use crate::idb::{Transaction, between};

/// Takes entries that the base contains out of the outbox and keeps them aside, run by run.
pub(super) async fn keep(transaction: &Transaction, contained: &[u64], now_ms: u64) -> Result<(), Failure> {
    for (first, last) in runs(contained) {
        let range = between(&number(first), &number(last))?;
        let texts: Vec<String> =
            transaction.all(OUTBOX, Some(range.clone())).await?.iter().filter_map(|row| row.as_string()).collect();
        if !texts.is_empty() {
            transaction.put(KEPT, &pair(now_ms, first), &format!("[{}]", texts.join(",")))?;
            transaction.delete(OUTBOX, range)?;
        }
    }
    Ok(())
}

/// The base was replaced by one that contains this client up to `last_n`: what is kept above returns to the outbox.
pub(super) async fn bring_back(transaction: &Transaction, last_n: u64) -> Result<Vec<Queued>, Failure> {
    let keys = transaction.keys(KEPT).await?;
    let rows = transaction.all(KEPT, None).await?;
    let mut lost = Vec::new();
    for (key, row) in keys.iter().zip(&rows) {
        // A row nobody can read brings nothing back, and must not hold up the rest.
        let run = row.as_string().and_then(|text| serde_json::from_str::<Vec<Queued>>(&text).ok());
        let (above, below): (Vec<_>, Vec<_>) = run.unwrap_or_default().into_iter().partition(|entry| entry.n > last_n);
        if above.is_empty() {
            continue;
        }
        if below.is_empty() {
            transaction.delete(KEPT, key.clone())?;
        } else {
            transaction.put(KEPT, key, &json(&below))?;
        }
        lost.extend(above);
    }
    let next_n = Counter::get_or_make(transaction).await?.next_n;
    let here = transaction.keys(OUTBOX).await?;
    let here: BTreeSet<u64> = here.iter().filter_map(JsValue::as_f64).map(|n| n as u64).collect();
    let again = to_send_again(lost, &here, last_n, next_n);
    for entry in &again {
        transaction.put(OUTBOX, &number(entry.n), &json(entry))?;
    }
    Ok(again)
}

/// The server has what this device was told it has: nothing kept for longer than needed stays.
pub(super) fn forget_old(transaction: &Transaction, now_ms: u64) -> Result<(), Failure> {
    let old = now_ms.saturating_sub(KEPT_MS);
    Ok(transaction.delete(KEPT, between(&pair(0, 0), &pair(old, 0))?)?)
}
