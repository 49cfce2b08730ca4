//! The base: a log of chunks of records instead of a row for each, because 50,000 rows take seconds to write and 50
//! chunks a fraction of one (docs/engine.md#cost-grows-with-the-change). Later chunks override earlier ones; now and
//! then the log is written anew.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use vitrine_app::engine::{Key, Record};
use vitrine_sync::client::Position;
use wasm_bindgen::JsValue;

use super::meta::{self, BaseHead, CLOCK_OFFSET, LEASE};
use super::{BASE, Done, Failure, KEPT, META, OUTBOX, Store, check_lease, json, kept, pair, results};
use crate::idb::{Database, Durability, Transaction};

/// Records in one chunk.
pub(super) const CHUNK: usize = 1_000;
/// A base of more chunks than this, beyond those its size needs, is worth writing anew.
const SPARE_CHUNKS: u64 = 64;

/// What a page of a pull does to the base.
pub(super) struct Page<'a> {
    pub(super) replace: bool,
    pub(super) rows: &'a [(Key, Record)],
    pub(super) position: Position,
    pub(super) clock_offset_ms: i64,
    /// On the server's timeline, milliseconds since 1970.
    pub(super) now_ms: u64,
}

/// Page, cursor and what it contains of the outbox, in one transaction (docs/engine.md#the-view-is-base-and-pending).
pub(super) async fn store(
    db: &Database,
    lease: u64,
    page: Page<'_>,
    contained: &[u64],
    unacked: &[u64],
) -> Result<Done, Failure> {
    // Everything is computed before the transaction begins: nothing but the storage is waited for inside it.
    let chunks: Vec<String> = page.rows.chunks(CHUNK).map(|rows| json(&rows)).collect();
    // What a base brings back is sent next, and must not be forgotten again: the server's refusal of it would find nobody.
    let durability = if page.replace { Durability::Strict } else { Durability::Relaxed };
    let transaction = db.begin(&[META, BASE, OUTBOX, KEPT], durability)?;
    check_lease(&transaction, lease).await?;
    let mut head = BaseHead::get(&transaction).await?;
    let replaces = page.replace && head.position != Position::default();
    if page.replace {
        transaction.clear(BASE)?;
        head = BaseHead { generation: head.generation + 1, ..BaseHead::default() };
    }
    head.position = page.position;
    head.rows += page.rows.len() as u64;
    append(&transaction, &mut head, &chunks)?;
    head.put(&transaction)?;
    meta::put(&transaction, CLOCK_OFFSET, &page.clock_offset_ms)?;
    results::forget_acknowledgements(&transaction, unacked).await?;
    kept::keep(&transaction, contained, page.now_ms).await?;
    let again = if replaces {
        kept::bring_back(&transaction, page.position.last_n).await?
    } else {
        kept::forget_old(&transaction, page.now_ms)?;
        Vec::new()
    };
    transaction.commit().await?;
    Ok(if again.is_empty() { Done::Stored } else { Done::BroughtBack(again) })
}

/// Puts chunks behind those that are there.
pub(super) fn append(transaction: &Transaction, head: &mut BaseHead, chunks: &[String]) -> Result<(), Failure> {
    for chunk in chunks {
        transaction.put(BASE, &pair(head.position.cursor.0, head.next_chunk), chunk)?;
        head.next_chunk += 1;
        head.chunks += 1;
    }
    Ok(())
}

/// The records of chunks, in the order in which they override one another.
pub(super) fn decode(chunks: &[JsValue]) -> Result<Vec<(Key, Record)>, Failure> {
    let mut rows = Vec::new();
    for chunk in chunks.iter() {
        let text = chunk.as_string().ok_or(Failure::Unreadable(BASE))?;
        let mut chunk: Vec<(Key, Record)> = serde_json::from_str(&text).map_err(|_| Failure::Unreadable(BASE))?;
        rows.append(&mut chunk);
    }
    Ok(rows)
}

impl Store {
    /// Writes the base anew without what was overridden, when that is worth it. For the leader, in a quiet moment.
    pub(crate) async fn compact(self: &std::rc::Rc<Self>, lease: u64) -> Result<bool, Failure> {
        let db = self.database().await?;
        let reading = db.begin(&[META, BASE], Durability::ReadOnly)?;
        let before = BaseHead::get(&reading).await?;
        if before.chunks <= SPARE_CHUNKS + before.rows / CHUNK as u64 {
            return Ok(false);
        }
        let old = reading.all(BASE, None).await?;
        reading.commit().await?;
        // The long part, while the storage is everybody's.
        let (texts, rows) = merged(&old, &[], &[])?;
        let transaction = db.begin(&[META, BASE], Durability::Relaxed)?;
        let (stored, head) = (meta::ask::<u64>(&transaction, LEASE)?, BaseHead::ask(&transaction)?);
        let (stored, mut head) = (stored.await?, head.await?);
        if stored != Some(lease) || head != before {
            return Ok(false);
        }
        replace(&transaction, &mut head, &texts, rows)?;
        head.put(&transaction)?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// Puts `rows` and takes `gone` out of the base where it stands (docs/engine.md#garbage-goes-and-bases-are-compared).
/// Rare enough to write the log anew.
pub(super) async fn repair(
    db: &Database,
    lease: u64,
    rows: &[(Key, Record)],
    gone: &[Key],
    compared_ms: Option<u64>,
) -> Result<Done, Failure> {
    let fresh: Vec<(Key, Box<RawValue>)> = rows.iter().map(|(key, record)| (*key, raw(record))).collect();
    let transaction = db.begin(&[META, BASE], Durability::Relaxed)?;
    check_lease(&transaction, lease).await?;
    let mut head = BaseHead::get(&transaction).await?;
    if !rows.is_empty() || !gone.is_empty() {
        rewrite(&transaction, &mut head, &fresh, gone).await?;
        head.position.repaired += 1;
    }
    head.position.compared_ms = compared_ms.unwrap_or(head.position.compared_ms);
    head.put(&transaction)?;
    transaction.commit().await?;
    Ok(Done::Stored)
}

fn raw(record: &Record) -> Box<RawValue> {
    RawValue::from_string(json(record)).expect("BUG: our own JSON is JSON")
}

/// Writes the log anew, without what was overridden and what is `gone`, with `fresh` on top.
async fn rewrite(
    transaction: &Transaction,
    head: &mut BaseHead,
    fresh: &[(Key, Box<RawValue>)],
    gone: &[Key],
) -> Result<(), Failure> {
    let old = transaction.all(BASE, None).await?;
    let (texts, rows) = merged(&old, fresh, gone)?;
    replace(transaction, head, &texts, rows)
}

/// The chunks of the log without what was overridden and what is `gone`, with `fresh` on top, and how many records.
fn merged(old: &[JsValue], fresh: &[(Key, Box<RawValue>)], gone: &[Key]) -> Result<(Vec<String>, u64), Failure> {
    // Records are carried over as text: only their keys are looked at.
    let texts: Vec<String> = old.iter().filter_map(|chunk| chunk.as_string()).collect();
    let mut rows: BTreeMap<Key, &RawValue> = BTreeMap::new();
    for text in &texts {
        let chunk: Vec<(Key, &RawValue)> = serde_json::from_str(text).map_err(|_| Failure::Unreadable(BASE))?;
        rows.extend(chunk);
    }
    for key in gone {
        rows.remove(key);
    }
    rows.extend(fresh.iter().map(|(key, record)| (*key, &**record)));
    let rows: Vec<(Key, &RawValue)> = rows.into_iter().collect();
    Ok((rows.chunks(CHUNK).map(|rows| json(&rows)).collect(), rows.len() as u64))
}

/// The log is these chunks from now on.
fn replace(transaction: &Transaction, head: &mut BaseHead, chunks: &[String], rows: u64) -> Result<(), Failure> {
    transaction.clear(BASE)?;
    (head.rows, head.chunks) = (rows, 0);
    append(transaction, head, chunks)
}
