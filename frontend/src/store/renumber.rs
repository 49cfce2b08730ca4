//! The outbox takes new numbers: under a new client id when this profile is a copy of another (rule 2), or because the
//! server's counter is behind what it acknowledged.

use std::collections::BTreeMap;

use vitrine_sync::ClientId;

use super::meta::Counter;
use super::verdicts::entry;
use super::{Done, Failure, KEPT, META, OUTBOX, check_lease, json, number};
use crate::idb::{Database, Durability};

/// Entry `order[i]` becomes number `first + i`; the next number given is the one after the last.
pub(super) async fn store(
    db: &Database,
    lease: u64,
    client: Option<ClientId>,
    first: u64,
    order: &[u64],
) -> Result<Done, Failure> {
    let transaction = db.begin(&[META, OUTBOX, KEPT], Durability::Strict)?;
    check_lease(&transaction, lease).await?;
    let mut counter = Counter::get_or_make(&transaction).await?;
    let mut entries = BTreeMap::new();
    for row in transaction.all(OUTBOX, None).await?.iter() {
        let entry = entry(&row)?;
        entries.insert(entry.n, entry);
    }
    transaction.clear(OUTBOX)?;
    let mut next = first;
    for old in order {
        if let Some(mut entry) = entries.remove(old) {
            entry.n = next;
            transaction.put(OUTBOX, &number(next), &json(&entry))?;
        }
        next += 1;
    }
    counter.next_n = next;
    if let Some(client) = client {
        counter.client = client;
        // What the old id had sent belongs to the profile this one was copied from.
        transaction.clear(KEPT)?;
    }
    counter.put(&transaction)?;
    transaction.commit().await?;
    Ok(Done::Stored)
}
