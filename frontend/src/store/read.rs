//! Reading what the device keeps: one transaction, one consistent snapshot.

use std::rc::Rc;

use js_sys::Array;
use vitrine_app::engine::{Queued, Refusal};
use vitrine_ledger::Domain;
use vitrine_sync::Stamp;
use vitrine_sync::client::{Position, Snapshot};
use wasm_bindgen::JsValue;

use super::meta::{self, BaseHead, Counter, IDENTITY, THETA};
use super::{BASE, Failure, META, OUTBOX, Store, TRAY, chunks, number, verdicts};
use crate::idb::{Durability, Transaction, after};

/// A snapshot, and the rows nobody could read.
pub(crate) struct Reading {
    pub(crate) snapshot: Snapshot<Domain>,
    /// The storage was damaged: what was left of outbox and tray, as text for a file.
    pub(crate) rescued: Option<String>,
}

impl Store {
    /// Reads everything, or of the base only what came after `have`. A database that cannot be decoded is repaired and
    /// read again; what it held unsent is in `rescued`.
    pub(crate) async fn read(self: &Rc<Self>, have: Position) -> Result<Reading, Failure> {
        match self.read_once(have).await {
            Ok(snapshot) => Ok(Reading { snapshot, rescued: None }),
            Err(Failure::Unreadable(what)) => {
                crate::say(&format!("the storage is damaged ({what}); rebuilding"));
                let rescued = self.repair().await?;
                let snapshot = self.read_once(Position::default()).await?;
                Ok(Reading { snapshot, rescued: Some(rescued) })
            }
            // A lost connection is opened again once; the engine retries on its own after that.
            Err(Failure::Browser(_)) => {
                self.close();
                let snapshot = self.read_once(have).await?;
                Ok(Reading { snapshot, rescued: None })
            }
            Err(Failure::LeaseLost) => Err(Failure::LeaseLost),
        }
    }

    async fn read_once(self: &Rc<Self>, have: Position) -> Result<Snapshot<Domain>, Failure> {
        let db = self.database().await?;
        // A new database gets its client id and its owner here, so this transaction can write.
        let transaction = db.begin(&[META, OUTBOX, TRAY, BASE], Durability::Relaxed)?;
        let counter = Counter::get_or_make(&transaction).await?;
        let head = BaseHead::get(&transaction).await?;
        // Only when it is news: a disk without room can still be read.
        if meta::get(&transaction, IDENTITY).await?.as_ref() != Some(&self.identity) {
            meta::put(&transaction, IDENTITY, &self.identity)?;
        }
        let theta_ms: Option<i64> = meta::get(&transaction, THETA).await?;
        let outbox = transaction.all(OUTBOX, None).await?;
        let tray = transaction.all(TRAY, None).await?;
        let whole = !self.continues(&head, have);
        let chunks = later_chunks(&transaction, &head, have, whole).await?;
        transaction.commit().await?;

        let outbox: Vec<Queued> = outbox.iter().map(verdicts::entry).collect::<Result<_, _>>()?;
        // The counter is written with every entry; a storage that lost the one and not the other must not give a
        // number twice.
        let used = outbox.last().map_or(0, |entry| entry.n);
        let last_stamp = outbox.iter().map(|entry| entry.stamp).max().unwrap_or(Stamp::MIN);
        let rows = chunks::decode(&chunks)?;
        let tray = refusals(&tray)?;
        self.generation.set(Some(head.generation));
        Ok(Snapshot {
            client: counter.client,
            next_n: counter.next_n.max(used + 1),
            position: head.position,
            rows,
            whole,
            outbox,
            tray,
            theta_ms: theta_ms.unwrap_or_default(),
            last_stamp: counter.last_stamp.max(last_stamp),
        })
    }

    /// Is the stored base what `have` grew into, by adding chunks only?
    fn continues(&self, head: &BaseHead, have: Position) -> bool {
        have != Position::default()
            && self.generation.get() == Some(head.generation)
            && have.epoch == head.position.epoch
            && have.mended == head.position.mended
            && have.cursor <= head.position.cursor
    }
}

async fn later_chunks(
    transaction: &Transaction,
    head: &BaseHead,
    have: Position,
    whole: bool,
) -> Result<Vec<JsValue>, Failure> {
    if whole {
        return Ok(transaction.all(BASE, None).await?);
    }
    if head.position.cursor == have.cursor {
        return Ok(Vec::new());
    }
    // Chunks are keyed by [cursor, number]: after every chunk of the cursor we have.
    let key = Array::of2(&number(have.cursor.0), &f64::INFINITY.into());
    Ok(transaction.all(BASE, Some(after(&key)?)).await?)
}

fn refusals(rows: &[JsValue]) -> Result<Vec<Refusal>, Failure> {
    rows.iter()
        .map(|row| {
            let text = row.as_string().ok_or(Failure::Unreadable(TRAY))?;
            serde_json::from_str(&text).map_err(|_| Failure::Unreadable(TRAY))
        })
        .collect()
}
