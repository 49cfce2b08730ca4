//! The outbox takes new numbers: under a new client id when this profile is a copy of another (rule 2), or because the
//! server's counter is behind what it acknowledged.

use std::collections::BTreeMap;

use vitrine_app::engine::Queued;
use vitrine_sync::ClientId;

use super::meta::{BaseHead, Counter};
use super::verdicts::entry;
use super::{Done, Failure, KEPT, META, OUTBOX, check_lease, json, number};
use crate::idb::{Database, Durability};

/// Entry `order[i]` becomes number `first + i`; entries stored since follow; the next number given is the one after the
/// last. All of them are sent again.
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
    let mut head = BaseHead::get(&transaction).await?;
    let mut entries = BTreeMap::new();
    for row in transaction.all(OUTBOX, None).await?.iter() {
        let entry = entry(&row)?;
        entries.insert(entry.n, entry);
    }
    if let Some(client) = client {
        counter.client = client;
        // What the server decided for the old id stays there.
        entries.retain(|_, entry| entry.acked.is_none());
        transaction.clear(KEPT)?;
    }
    transaction.clear(OUTBOX)?;
    counter.next_n = first;
    for entry in renumbered(entries, first, order) {
        transaction.put(OUTBOX, &number(entry.n), &json(&entry))?;
        counter.next_n = counter.next_n.max(entry.n + 1);
    }
    head.position.last_n = first - 1;
    head.put(&transaction)?;
    counter.put(&transaction)?;
    transaction.commit().await?;
    Ok(Done::Stored)
}

/// The outbox afterwards: numbers before `first` as they were, then the named entries, then those stored since.
fn renumbered(mut old: BTreeMap<u64, Queued>, first: u64, order: &[u64]) -> Vec<Queued> {
    let named: Vec<Queued> = order.iter().filter_map(|n| old.remove(n)).collect();
    let newest = order.iter().max().copied().unwrap_or(0);
    let later = old.split_off(&(newest + 1));
    let moved = named.into_iter().chain(later.into_values()).zip(first..);
    let settled = old.into_values().filter(|entry| entry.n < first);
    settled.chain(moved.map(|(entry, n)| Queued { n, acked: None, ..entry })).collect()
}

#[cfg(test)]
mod tests {
    use vitrine_sync::client::Acked;
    use vitrine_sync::{Base, Epoch, Seq, Stamp};

    use super::*;

    fn outbox(numbers: &[u64], acked: &[u64]) -> BTreeMap<u64, Queued> {
        let entry = |n: u64| Queued {
            n,
            token: uuid::Uuid::from_u128(u128::from(n)),
            stamp: Stamp::at(n),
            base: Base::default(),
            mutation: None,
            created_ms: n,
            written_by: (1, 1),
            acked: acked.contains(&n).then_some(Acked { epoch: Epoch(1), seq: Seq(n), standing: None }),
        };
        numbers.iter().map(|n| (*n, entry(*n))).collect()
    }

    /// Each entry as (its number, the number it had).
    fn moves(entries: &[Queued]) -> Vec<(u64, u64)> {
        entries.iter().map(|entry| (entry.n, entry.created_ms)).collect()
    }

    #[test]
    fn entries_stored_since_the_decision_follow_the_named_ones() {
        let after = renumbered(outbox(&[4, 5, 6, 7], &[]), 2, &[4, 5]);
        assert_eq!(moves(&after), [(2, 4), (3, 5), (4, 6), (5, 7)]);
    }

    #[test]
    fn what_is_sent_again_has_lost_its_acknowledgement_and_what_is_settled_keeps_it() {
        let after = renumbered(outbox(&[1, 4, 5], &[1, 4]), 2, &[4, 5]);
        assert_eq!(moves(&after), [(1, 1), (2, 4), (3, 5)]);
        assert!(after[0].acked.is_some() && after[1].acked.is_none());
    }
}
