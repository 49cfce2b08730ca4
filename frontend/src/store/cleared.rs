//! A database that was cleared under open pages: by the person in the browser's settings, by another program, by a
//! browser that needs room. What a tab still knows is written again, under the same client and the same numbers: the
//! server has them, or has them not, and nothing is carried out twice.

use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::Date;
use uuid::Uuid;
use vitrine_app::engine::Queued;
use vitrine_ledger::Domain;
use vitrine_sync::client::{Snapshot, Token};

use super::chunks::{self, CHUNK};
use super::meta::{self, BaseHead, CLOCK_OFFSET, Counter, DATABASE_ID, IDENTITY, LEASE};
use super::{BASE, Event, Failure, META, OUTBOX, Store, TRAY, json, number, results};
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
        let Some(memory) = self.memory.get().and_then(|memory| memory()) else {
            // Nothing was known: it is a new database.
            self.database_id.set(None);
            return Ok(());
        };
        let unsent = memory.outbox.iter().filter(|entry| entry.acked.is_none() && entry.mutation.is_some()).count();
        let texts: Vec<String> = memory.rows.chunks(CHUNK).map(|rows| json(&rows)).collect();
        let db = self.database().await?;
        let transaction = db.begin(&[META, OUTBOX, TRAY, BASE], Durability::Strict)?;
        let (counter, head) = (Counter::ask(&transaction)?, BaseHead::ask(&transaction)?);
        let (database_id, outbox) = (meta::ask::<Uuid>(&transaction, DATABASE_ID)?, transaction.ask_all(OUTBOX, None)?);
        let (counter, head, database_id, outbox) = (counter.await?, head.await?, database_id.await?, outbox.await?);
        let there = outbox.iter().map(|row| results::entry(row).map(|entry| (entry.n, entry.token)));
        let there: BTreeMap<u64, Token> = there.collect::<Result<_, _>>()?;
        let database_id = database_id.unwrap_or_else(crate::random::uuid_v4);
        match counter {
            Some(counter) if counter.client == memory.client => {
                add_missing(&transaction, counter, head, &there, &memory)?;
            }
            // A page that was loaded just now took it for a new one, and people have worked there.
            Some(counter) if !there.is_empty() => append(&transaction, counter, &memory)?,
            Some(_) | None => write_all(&transaction, head, &memory, &texts)?,
        }
        meta::put(&transaction, DATABASE_ID, &database_id)?;
        meta::put(&transaction, IDENTITY, &self.identity)?;
        // Whoever leads learns from it that the base is another one; no number that was given before is given again.
        let lease = meta::get::<u64>(&transaction, LEASE).await?.unwrap_or_default();
        meta::put(&transaction, LEASE, &(Date::now() as u64).max(lease + 1))?;
        transaction.commit().await?;
        self.generation.set(None);
        self.database_id.set(Some(database_id));
        (self.events)(Event::PutBack { unsent });
        Ok(())
    }
}

fn write_all(
    transaction: &Transaction,
    head: BaseHead,
    memory: &Snapshot<Domain>,
    texts: &[String],
) -> Result<(), Failure> {
    transaction.clear(BASE)?;
    let rows = memory.rows.len() as u64;
    let mut head = BaseHead { position: memory.position, generation: head.generation + 1, rows, ..BaseHead::default() };
    chunks::append(transaction, &mut head, texts)?;
    head.put(transaction)?;
    meta::put(transaction, CLOCK_OFFSET, &memory.clock_offset_ms)?;
    let counter = Counter { client: memory.client, next_n: memory.next_n, last_stamp: memory.last_stamp };
    counter.put(transaction)?;
    memory.outbox.iter().try_for_each(|entry| put(transaction, entry))?;
    put_refusals(transaction, memory)
}

/// Another tab was first: what it did not know is added.
fn add_missing(
    transaction: &Transaction,
    mut counter: Counter,
    head: BaseHead,
    there: &BTreeMap<u64, Token>,
    memory: &Snapshot<Domain>,
) -> Result<(), Failure> {
    counter.next_n = counter.next_n.max(memory.next_n);
    counter.last_stamp = counter.last_stamp.max(memory.last_stamp);
    for entry in memory.outbox.iter().filter(|entry| entry.n > head.position.last_n) {
        match there.get(&entry.n) {
            None => put(transaction, entry)?,
            Some(token) if *token == entry.token => {}
            // The number was given again meanwhile, by a tab that did not know of this edit; so nobody has sent it.
            Some(_) => {
                put(transaction, &Queued { n: counter.next_n, acked: None, ..entry.clone() })?;
                counter.next_n += 1;
            }
        }
    }
    counter.put(transaction)?;
    put_refusals(transaction, memory)
}

/// The edits the server has not decided, as far as is known here, follow those of the other client.
fn append(transaction: &Transaction, mut counter: Counter, memory: &Snapshot<Domain>) -> Result<(), Failure> {
    for entry in memory.outbox.iter().filter(|entry| entry.acked.is_none() && entry.mutation.is_some()) {
        put(transaction, &Queued { n: counter.next_n, ..entry.clone() })?;
        counter.next_n += 1;
        counter.last_stamp = counter.last_stamp.max(entry.stamp);
    }
    counter.put(transaction)?;
    put_refusals(transaction, memory)
}

fn put_refusals(transaction: &Transaction, memory: &Snapshot<Domain>) -> Result<(), Failure> {
    for refusal in &memory.tray {
        transaction.put(TRAY, &refusal.token.to_string().into(), &json(refusal))?;
    }
    Ok(())
}

fn put(transaction: &Transaction, entry: &Queued) -> Result<(), Failure> {
    Ok(transaction.put(OUTBOX, &number(entry.n), &json(entry))?)
}
