//! Reading what the device keeps: one transaction, one consistent snapshot.

use std::rc::Rc;

use idb::KeyRange;
use js_sys::Array;
use uuid::Uuid;
use vitrine_app::engine::{Identity, Queued, Refusal};
use vitrine_ledger::Domain;
use vitrine_sync::Stamp;
use vitrine_sync::client::{Position, Snapshot};
use wasm_bindgen::JsValue;

use super::meta::{self, BaseHead, CLOCK_OFFSET, Counter, DATABASE_ID, IDENTITY};
use super::{BASE, Failure, META, OUTBOX, Store, TRAY, chunks, number, results};
use crate::idb::{Durability, Fault, after};
use crate::page;

/// How often what was cleared is written again, and how much longer the pause is each time.
const TRIES_CLEARED: i32 = 6;
const PAUSE_MS: i32 = 200;

/// A snapshot, and the rows nobody could read.
pub(crate) struct Reading {
    pub(crate) snapshot: Snapshot<Domain>,
    /// The storage was damaged: what was left of outbox and tray, as text for a file.
    pub(crate) rescued: Option<String>,
}

/// What a reading found.
enum Read {
    Snapshot(Snapshot<Domain>),
    /// The base is another one than the tab has read: all of it is wanted.
    Replaced,
    /// Nobody has made it yet, or it does not say whose it is.
    Unmade,
}

impl Store {
    /// Reads everything, or of the base only what came after `have`. A database that cannot be decoded is repaired and
    /// read again; what it held unsent is in `rescued`.
    pub(crate) async fn read(self: &Rc<Self>, have: Position) -> Result<Reading, Failure> {
        match self.read_once(have).await {
            Ok(snapshot) => Ok(Reading { snapshot, rescued: None }),
            Err(Failure::Unreadable(what)) => {
                crate::say(&format!("the storage is damaged ({what}); rebuilding"));
                let rescued = self.rebuild().await?;
                let snapshot = self.read_once(Position::default()).await?;
                Ok(Reading { snapshot, rescued: Some(rescued) })
            }
            // A lost connection is opened again once; the engine retries on its own after that.
            Err(Failure::Browser(_)) => {
                self.close();
                let snapshot = self.read_once(have).await?;
                Ok(Reading { snapshot, rescued: None })
            }
            Err(Failure::Cleared) => {
                let snapshot = self.read_cleared().await?;
                Ok(Reading { snapshot, rescued: None })
            }
            Err(Failure::LeaseLost) => Err(Failure::LeaseLost),
        }
    }

    /// Writes again what was cleared, and reads it; a browser that clears may not be done with the first.
    async fn read_cleared(self: &Rc<Self>) -> Result<Snapshot<Domain>, Failure> {
        for attempt in 1.. {
            let read = match self.put_back().await {
                Ok(()) => self.read_once(Position::default()).await,
                Err(failure) => Err(failure),
            };
            match read {
                Err(Failure::Cleared | Failure::Browser(Fault::Other(_))) if attempt < TRIES_CLEARED => {
                    self.close();
                    page::sleep(PAUSE_MS * attempt).await;
                }
                done => return done,
            }
        }
        unreachable!("BUG: the loop ends in a return")
    }

    async fn read_once(self: &Rc<Self>, have: Position) -> Result<Snapshot<Domain>, Failure> {
        // What this tab has read before was made before: where it is gone, somebody has cleared it.
        let mut made = self.database_id.get().is_some();
        let mut whole = have == Position::default() || self.generation.get().is_none();
        loop {
            match self.read_as(have, whole).await? {
                Read::Snapshot(snapshot) => return Ok(snapshot),
                Read::Replaced => whole = true,
                Read::Unmade if made => return Err(Failure::Cleared),
                Read::Unmade => {
                    self.make_facts().await?;
                    made = true;
                }
            }
        }
    }

    /// A new database gets its client id and its owner.
    async fn make_facts(self: &Rc<Self>) -> Result<(), Failure> {
        let db = self.database().await?;
        let transaction = db.begin(&[META], Durability::Relaxed)?;
        Counter::get_or_make(&transaction).await?;
        if meta::get::<Uuid>(&transaction, DATABASE_ID).await?.is_none() {
            meta::put(&transaction, DATABASE_ID, &crate::random::uuid_v4())?;
        }
        meta::put(&transaction, IDENTITY, &self.identity)?;
        Ok(transaction.commit().await?)
    }

    /// Everything is asked for in one turn, so that no page that was frozen meanwhile holds it open; so how much of the base
    /// is wanted must be guessed before its head is known.
    async fn read_as(self: &Rc<Self>, have: Position, whole: bool) -> Result<Read, Failure> {
        let db = self.database().await?;
        let transaction = db.begin(&[META, OUTBOX, TRAY, BASE], Durability::ReadOnly)?;
        let counter = Counter::ask(&transaction)?;
        let head = BaseHead::ask(&transaction)?;
        let identity = meta::ask::<Identity>(&transaction, IDENTITY)?;
        let database_id = meta::ask::<Uuid>(&transaction, DATABASE_ID)?;
        let clock_offset_ms = meta::ask::<i64>(&transaction, CLOCK_OFFSET)?;
        let outbox = transaction.ask_all(OUTBOX, None)?;
        let tray = transaction.ask_all(TRAY, None)?;
        let chunks = transaction.ask_all(BASE, if whole { None } else { Some(later_than(have)?) })?;
        transaction.seal();

        let (counter, head, identity, database_id) = (counter.await?, head.await?, identity.await?, database_id.await?);
        let (clock_offset_ms, outbox, tray, chunks) =
            (clock_offset_ms.await?, outbox.await?, tray.await?, chunks.await?);
        transaction.commit().await?;
        let (Some(counter), Some(database_id)) = (counter, database_id) else { return Ok(Read::Unmade) };
        match self.database_id.get() {
            Some(known) if known != database_id => return Err(Failure::Cleared),
            None if identity.as_ref() != Some(&self.identity) => return Ok(Read::Unmade),
            // Its owner signs out, where it says another one by now.
            Some(_) | None => {}
        }
        if !whole && !self.continues(&head, have) {
            return Ok(Read::Replaced);
        }

        let outbox: Vec<Queued> = outbox.iter().map(results::entry).collect::<Result<_, _>>()?;
        // The counter is written with every entry; a storage that lost the one and not the other must not give a
        // number twice.
        let used = outbox.last().map_or(0, |entry| entry.n);
        let last_stamp = outbox.iter().map(|entry| entry.stamp).max().unwrap_or(Stamp::MIN);
        let rows = chunks::decode(&chunks)?;
        let tray = refusals(&tray)?;
        self.generation.set(Some(head.generation));
        self.database_id.set(Some(database_id));
        Ok(Read::Snapshot(Snapshot {
            client: counter.client,
            next_n: counter.next_n.max(used + 1),
            position: head.position,
            rows,
            whole,
            outbox,
            tray,
            clock_offset_ms: clock_offset_ms.unwrap_or_default(),
            last_stamp: counter.last_stamp.max(last_stamp),
        }))
    }

    /// Is the stored base what `have` grew into, by adding chunks only?
    fn continues(&self, head: &BaseHead, have: Position) -> bool {
        have != Position::default()
            && self.generation.get() == Some(head.generation)
            && have.epoch == head.position.epoch
            && have.repaired == head.position.repaired
            && have.cursor <= head.position.cursor
    }
}

/// The chunks that came after those of a position.
fn later_than(have: Position) -> Result<KeyRange, Failure> {
    // Chunks are keyed by [cursor, number]: after every chunk of the cursor we have.
    let key = Array::of2(&number(have.cursor.0), &f64::INFINITY.into());
    Ok(after(&key)?)
}

pub(super) fn refusals(rows: &[JsValue]) -> Result<Vec<Refusal>, Failure> {
    rows.iter()
        .map(|row| {
            let text = row.as_string().ok_or(Failure::Unreadable(TRAY))?;
            serde_json::from_str(&text).map_err(|_| Failure::Unreadable(TRAY))
        })
        .collect()
}
