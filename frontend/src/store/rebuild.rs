//! A damaged database: what was not sent is handed out as text first, then the database is put right and the base is
//! fetched anew. Nothing that can still be read is thrown away.

use std::rc::Rc;

use js_sys::Date;
use vitrine_app::engine::Queued;
use vitrine_ledger::Domain;
use vitrine_sync::wire::PROTOCOL;
use vitrine_sync::{Base, ClientId, Model, Stamp};
use wasm_bindgen::JsValue;

use super::meta::{self, BaseHead, CLOCK_OFFSET, Counter, LEASE};
use super::{BASE, Failure, KEPT, META, OUTBOX, STORES, Store, TRAY, json, number, results};
use crate::idb::{Durability, Transaction};

impl Store {
    /// Repairs the database in one transaction and returns outbox and tray as they were found, as a JSON text.
    pub(super) async fn rebuild(self: &Rc<Self>) -> Result<String, Failure> {
        let db = self.database().await?;
        let transaction = db.begin(&STORES, Durability::Strict)?;
        let outbox = transaction.all(OUTBOX, None).await?;
        let numbers = transaction.keys(OUTBOX).await?;
        let tray = transaction.all(TRAY, None).await?;
        let rescued = format!("{{\"outbox\":{},\"tray\":{}}}", raw_list(&outbox), raw_list(&tray));

        let counter = Counter::get_or_make(&transaction).await.ok();
        let generation = BaseHead::get(&transaction).await.map_or(0, |head| head.generation) + 1;
        transaction.clear(BASE)?;
        BaseHead { generation, ..BaseHead::default() }.put(&transaction)?;
        drop_unreadable_refusals(&transaction, &tray).await?;
        repair_lease(&transaction).await?;
        transaction.delete(META, JsValue::from(CLOCK_OFFSET))?;
        match counter {
            Some(counter) => {
                skip_unreadable_entries(&transaction, &outbox, &numbers)?;
                counter.put(&transaction)?;
            }
            // Nobody knows whose numbers these were: the readable entries start again under a new id.
            None => start_again(&transaction, &outbox)?,
        }
        transaction.commit().await?;
        self.generation.set(None);
        Ok(rescued)
    }
}

/// A lease must never be given twice; the clock is beyond every number that counting from 1 has reached.
async fn repair_lease(transaction: &Transaction) -> Result<(), Failure> {
    if meta::get::<u64>(transaction, LEASE).await.is_err() {
        meta::put(transaction, LEASE, &(Date::now() as u64))?;
    }
    Ok(())
}

/// The number of an entry that cannot be read is used up by a skip.
fn skip_unreadable_entries(transaction: &Transaction, outbox: &[JsValue], numbers: &[JsValue]) -> Result<(), Failure> {
    for (row, key) in outbox.iter().zip(numbers.iter()) {
        let n = key.as_f64().unwrap_or_default() as u64;
        if results::entry(row).is_err() {
            transaction.put(OUTBOX, key, &json(&skip(n)))?;
        }
    }
    Ok(())
}

fn start_again(transaction: &Transaction, outbox: &[JsValue]) -> Result<(), Failure> {
    transaction.clear(OUTBOX)?;
    transaction.clear(KEPT)?;
    let mut counter = Counter { client: ClientId(crate::random::uuid_v4()), next_n: 1, last_stamp: Stamp::MIN };
    for mut entry in outbox.iter().filter_map(|row| results::entry(row).ok()) {
        entry.n = counter.next_n;
        entry.acked = None;
        counter.next_n += 1;
        counter.last_stamp = counter.last_stamp.max(entry.stamp);
        transaction.put(OUTBOX, &number(entry.n), &json(&entry))?;
    }
    counter.put(transaction)
}

async fn drop_unreadable_refusals(transaction: &Transaction, tray: &[JsValue]) -> Result<(), Failure> {
    let tokens = transaction.keys(TRAY).await?;
    for (row, token) in tray.iter().zip(tokens.iter()) {
        let readable =
            row.as_string().is_some_and(|text| serde_json::from_str::<vitrine_app::engine::Refusal>(&text).is_ok());
        if !readable {
            transaction.delete(TRAY, token.clone())?;
        }
    }
    Ok(())
}

fn skip(n: u64) -> Queued {
    Queued {
        n,
        token: crate::random::uuid_v4(),
        stamp: Stamp::MIN,
        base: Base::default(),
        mutation: None,
        created_ms: 0,
        written_by: (PROTOCOL, Domain::SCHEMA),
        acked: None,
    }
}

/// Rows as a JSON list: those that are JSON as they are, anything else as a string.
fn raw_list(rows: &[JsValue]) -> String {
    let texts: Vec<String> = rows.iter().map(raw).collect();
    format!("[{}]", texts.join(","))
}

fn raw(row: &JsValue) -> String {
    let text = row.as_string().unwrap_or_else(|| format!("{row:?}"));
    if serde_json::from_str::<serde_json::Value>(&text).is_ok() { text } else { json(&text) }
}
