//! The outbox goes on under a new client id (docs/engine.md#each-mutation-exactly-once): this profile is a copy of
//! another, or the server has forgotten numbers it once decided.

use std::collections::BTreeMap;

use vitrine_app::engine::Queued;
use vitrine_sync::ClientId;

use super::meta::{BaseHead, Counter};
use super::results::entry;
use super::{Done, Failure, KEPT, META, OUTBOX, check_lease, json, number};
use crate::idb::{Database, Durability};

/// Entry `order[i]` becomes number `i + 1`; entries stored since follow; the next number given is the one after the
/// last. All of them are sent again.
pub(super) async fn store(db: &Database, lease: u64, client: ClientId, order: &[u64]) -> Result<Done, Failure> {
    let transaction = db.begin(&[META, OUTBOX, KEPT], Durability::Strict)?;
    check_lease(&transaction, lease).await?;
    let mut counter = Counter::get_or_make(&transaction).await?;
    let mut head = BaseHead::get(&transaction).await?;
    let mut entries = BTreeMap::new();
    for row in transaction.all(OUTBOX, None).await? {
        let entry = entry(&row)?;
        entries.insert(entry.n, entry);
    }
    transaction.clear(KEPT)?;
    transaction.clear(OUTBOX)?;
    counter.client = client;
    counter.next_n = 1;
    for entry in renumbered(entries, order) {
        transaction.put(OUTBOX, &number(entry.n), &json(&entry))?;
        counter.next_n = entry.n + 1;
    }
    head.position.last_n = 0;
    head.put(&transaction)?;
    counter.put(&transaction)?;
    transaction.commit().await?;
    Ok(Done::Stored)
}

/// The outbox afterwards: the named entries, then those stored since.
fn renumbered(mut old: BTreeMap<u64, Queued>, order: &[u64]) -> Vec<Queued> {
    let named: Vec<Queued> = order.iter().filter_map(|n| old.remove(n)).collect();
    let newest = order.iter().max().copied().unwrap_or(0);
    let later = old.split_off(&(newest + 1));
    let all = named.into_iter().chain(later.into_values()).zip(1..);
    all.map(|(entry, n)| Queued { n, acked: None, ..entry }).collect()
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
            acked: acked.contains(&n).then_some(Acked { epoch: Epoch(1), seq: Seq(n), merge_result: None }),
        };
        numbers.iter().map(|n| (*n, entry(*n))).collect()
    }

    /// Each entry as (its number, the number it had).
    fn moves(entries: &[Queued]) -> Vec<(u64, u64)> {
        entries.iter().map(|entry| (entry.n, entry.created_ms)).collect()
    }

    #[test]
    fn entries_stored_since_the_decision_follow_the_named_ones() {
        let after = renumbered(outbox(&[4, 5, 6, 7], &[]), &[4, 5]);
        assert_eq!(moves(&after), [(1, 4), (2, 5), (3, 6), (4, 7)]);
    }

    #[test]
    fn what_is_sent_again_has_lost_its_acknowledgement() {
        let after = renumbered(outbox(&[4, 5], &[4]), &[4, 5]);
        assert_eq!(moves(&after), [(1, 4), (2, 5)]);
        assert!(after.iter().all(|entry| entry.acked.is_none()));
    }
}
