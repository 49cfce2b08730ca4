//! A database that was cleared under open pages: by the person in the browser's settings, by another program, by a
//! browser that needs room. What a tab still knows is written again; which of it, under which numbers, the engine decides
//! ([`put_back`]).

use std::collections::BTreeSet;
use std::rc::Rc;

use js_sys::Date;
use uuid::Uuid;
use vitrine_app::engine::{Queued, Refusal};
use vitrine_ledger::Domain;
use vitrine_sync::client::{Again, Found, Snapshot, put_back};

use super::chunks::{self, CHUNK};
use super::meta::{self, BaseHead, CLOCK_OFFSET, Counter, DATABASE_ID, IDENTITY, LEASE};
use super::read::refusals;
use super::{BASE, Event, Failure, KEPT, META, OUTBOX, Store, TRAY, json, number, results};
use crate::idb::{Durability, Transaction};
use crate::page;

impl Store {
    /// Writes again what this tab knows. Several tabs may do it one after the other: the first writes all, the others what
    /// only they know.
    pub(super) async fn put_back(self: &Rc<Self>) -> Result<(), Failure> {
        // After a sign-out nothing is left, and nothing comes back.
        if page::is_signed_out() {
            return Err(Failure::Cleared);
        }
        let Some(remember) = self.memory.get() else {
            self.database_id.set(None);
            return Ok(());
        };
        let db = self.database().await?;
        let transaction = db.begin(&[META, OUTBOX, KEPT, TRAY, BASE], Durability::Strict)?;
        let (counter, head) = (Counter::ask(&transaction)?, BaseHead::ask(&transaction)?);
        let database_id = meta::ask::<Uuid>(&transaction, DATABASE_ID)?;
        let outbox = transaction.ask_all(OUTBOX, None)?;
        let (kept, tray) = (transaction.ask_all(KEPT, None)?, transaction.ask_all(TRAY, None)?);
        let (counter, head, database_id) = (counter.await?, head.await?, database_id.await?);
        let (outbox, kept, tray) = (outbox.await?, kept.await?, tray.await?);
        // Only now: whatever the database of before has answered, this tab has heard.
        let Some(memory) = remember() else {
            // Nothing was known: it is a new database.
            self.database_id.set(None);
            return Ok(());
        };
        let found = match counter {
            Some(counter) => Some(Found {
                client: counter.client,
                next_n: counter.next_n,
                last_stamp: counter.last_stamp,
                last_n: head.position.last_n,
                outbox: outbox.iter().map(results::entry).collect::<Result<_, _>>()?,
                tray: refusals(&tray)?.into_iter().map(|refusal: Refusal| refusal.token).collect(),
                kept: kept
                    .iter()
                    .map(|row| Ok(results::entry(row)?.token))
                    .collect::<Result<BTreeSet<_>, Failure>>()?,
            }),
            None => None,
        };
        let again = put_back(&memory, found.as_ref());
        let database_id = database_id.unwrap_or_else(crate::random::uuid_v4);
        write(&transaction, head, &memory, &again)?;
        meta::put(&transaction, DATABASE_ID, &database_id)?;
        meta::put(&transaction, IDENTITY, &self.identity)?;
        // Whoever leads learns from it that the base is another one; no number that was given before is given again.
        let lease = meta::get::<u64>(&transaction, LEASE).await?.unwrap_or_default();
        meta::put(&transaction, LEASE, &(Date::now() as u64).max(lease + 1))?;
        transaction.commit().await?;
        self.generation.set(None);
        self.database_id.set(Some(database_id));
        let unsent = memory.outbox.iter().filter(|entry| entry.acked.is_none() && entry.mutation.is_some()).count();
        (self.events)(Event::PutBack { unsent });
        Ok(())
    }
}

fn write(
    transaction: &Transaction,
    head: BaseHead,
    memory: &Snapshot<Domain>,
    again: &Again<Domain>,
) -> Result<(), Failure> {
    if again.whole {
        transaction.clear(BASE)?;
        transaction.clear(KEPT)?;
        let (generation, rows) = (head.generation + 1, memory.rows.len() as u64);
        let mut head = BaseHead { position: memory.position, generation, rows, ..BaseHead::default() };
        let texts: Vec<String> = memory.rows.chunks(CHUNK).map(|rows| json(&rows)).collect();
        chunks::append(transaction, &mut head, &texts)?;
        head.put(transaction)?;
        meta::put(transaction, CLOCK_OFFSET, &memory.clock_offset_ms)?;
    }
    Counter { client: again.client, next_n: again.next_n, last_stamp: again.last_stamp }.put(transaction)?;
    for entry in &again.entries {
        put(transaction, entry)?;
    }
    for refusal in &again.refusals {
        transaction.put(TRAY, &refusal.token.to_string().into(), &json(refusal))?;
    }
    Ok(())
}

fn put(transaction: &Transaction, entry: &Queued) -> Result<(), Failure> {
    Ok(transaction.put(OUTBOX, &number(entry.n), &json(entry))?)
}
