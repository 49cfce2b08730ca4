//! The log of a ledger: pushes, their numbers and their order.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;
use vitrine_server::store::{HistoryRow, Numbers, Place, Row, RowKey, StoreError, Who};
use vitrine_sync::{ClientId, Epoch, LedgerId, Seq};

use crate::{ALL, Fixture, account, result, row, writes};

const FIRST: Numbers = Numbers { first: 1, last: 1 };

pub(crate) async fn a_push_is_written_whole(f: Fixture) {
    let mut tx = f.store.begin_push(f.who.ledger, 2).await.unwrap();
    assert_eq!(tx.place(), Place { epoch: 1, epoch_start: 0, head: 2, floor: 0 });
    let before = tx.client_state(&f.who, ALL).await.unwrap().unwrap();
    assert_eq!((before.client_of, before.last_n, before.results.len()), (None, 0, 0));
    let rows = vec![row(1, "a"), row(2, "b")];
    let mut wanted = writes(&f.who, Numbers { first: 1, last: 2 }, 2, rows.clone());
    wanted.history.push(HistoryRow {
        seq: 1,
        ord: 0,
        stamp: "0000000000000001".into(),
        n: 1,
        key: rows[0].key.clone(),
        entry: rows[0].key.id,
        field: "notes".into(),
        from: "null".into(),
        to: "\"x\"".into(),
        lost: false,
    });
    tx.commit(&wanted).await.unwrap();
    let after = f.store.client_state(&f.who, ALL).await.unwrap().unwrap();
    assert_eq!((after.client_of, after.last_n, after.place.head), (Some(f.who.account), 2, 2));
    assert_eq!(after.results, [result(1, 1), result(2, 2)]);
    let pulled = f.store.pull(&f.who, 0, 10).await.unwrap().unwrap();
    assert_eq!((pulled.last_n, pulled.place.head, pulled.has_more), (2, 2, false));
    assert_eq!(pulled.rows, rows);
}

pub(crate) async fn a_push_that_is_dropped_leaves_nothing(f: Fixture) {
    let tx = f.store.begin_push(f.who.ledger, 5).await.unwrap();
    assert_eq!(tx.place().head, 5);
    drop(tx);
    assert_eq!(f.write_one(1).await, 1, "its numbers were not used");
    let missing = f.store.begin_push(LedgerId(Uuid::now_v7()), 1).await;
    assert!(matches!(missing.err(), Some(StoreError::Missing)));
}

pub(crate) async fn sequence_order_is_commit_order(f: Fixture) {
    let f = Arc::new(f);
    let mut tasks = Vec::new();
    for _ in 0..8 {
        let f = Arc::clone(&f);
        tasks.push(tokio::spawn(async move {
            let who = Who { client: ClientId(Uuid::now_v7()), ..f.who };
            let mut seen = Vec::new();
            for n in 1..=5 {
                seen.push(f.write(&who, Numbers { first: n, last: n }, |seq| vec![row(seq, "x")]).await);
                // Whoever has committed finds every smaller number there already.
                let rows = f.store.pull(&f.who, 0, 1_000).await.unwrap().unwrap().rows;
                let seqs: BTreeSet<u64> = rows.iter().map(|row| row.seq).collect();
                let head = *seqs.last().unwrap();
                assert_eq!(seqs, (1..=head).collect::<BTreeSet<u64>>(), "no gap below the head");
            }
            seen
        }));
    }
    let mut all = BTreeSet::new();
    for task in tasks {
        let seen = task.await.unwrap();
        assert!(seen.is_sorted());
        all.extend(seen);
    }
    assert_eq!(all, (1..=40).collect());
}

pub(crate) async fn a_commit_held_open_is_not_passed_over(f: Fixture) {
    let f = Arc::new(f);
    let held = f.store.begin_push(f.who.ledger, 1).await.unwrap();
    let seq = held.place().head;
    let other = {
        let f = Arc::clone(&f);
        let who = Who { client: ClientId(Uuid::now_v7()), ..f.who };
        tokio::spawn(async move { f.write(&who, FIRST, |seq| vec![row(seq, "later")]).await })
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    let cursor = f.store.pull(&f.who, 0, 10).await.unwrap().unwrap().place.head;
    assert_eq!(cursor, 0, "nothing is visible while the first is open");
    held.commit(&writes(&f.who, FIRST, seq, vec![row(seq, "earlier")])).await.unwrap();
    assert_eq!(other.await.unwrap(), 2);
    let rows = f.store.pull(&f.who, cursor, 10).await.unwrap().unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.label.as_str()).collect::<Vec<_>>(), ["earlier", "later"]);
}

pub(crate) async fn numbers_are_kept_for_ever_and_results_for_a_while(f: Fixture) {
    for first in (1..=1_100).step_by(100) {
        f.write(&f.who, Numbers { first, last: first + 99 }, |_| Vec::new()).await;
    }
    let client_state = f.store.client_state(&f.who, ALL).await.unwrap().unwrap();
    assert_eq!((client_state.last_n, client_state.results.len()), (1_100, 1_000));
    assert_eq!(client_state.results.iter().map(|r| r.n).min(), Some(101));
    let some = f.store.client_state(&f.who, Numbers { first: 500, last: 502 }).await.unwrap().unwrap();
    assert_eq!(some.results.iter().map(|r| r.n).collect::<BTreeSet<_>>(), BTreeSet::from([500, 501, 502]));
}

pub(crate) async fn what_was_decided_is_found_by_the_name_of_the_edit(f: Fixture) {
    f.write_one(1).await;
    f.write_one(2).await;
    let other = account(&*f.store, "Grace").await;
    f.write(&other, FIRST, |seq| vec![row(seq, "hers")]).await;
    let mut tx = f.store.begin_push(f.who.ledger, 1).await.unwrap();
    let found = tx.named(&[result(2, 2).hash, result(7, 7).hash]).await.unwrap();
    assert_eq!(found, [result(2, 2)], "whoever sends it; and nothing of another ledger");
    assert_eq!(tx.named(&[]).await.unwrap(), []);
}

pub(crate) async fn a_record_is_loaded_as_it_was_left(f: Fixture) {
    let made = row(1, "a");
    let key = made.key.clone();
    f.write(&f.who, FIRST, |_| vec![made.clone()]).await;
    let gone = Row { seq: 2, alive: false, parent: Some(Uuid::from_u128(9)), body: "{\"gone\":1}".into(), ..made };
    f.write(&f.who, Numbers { first: 2, last: 2 }, |_| vec![gone.clone()]).await;
    let other = RowKey { kind: "lot".into(), id: key.id };
    let mut tx = f.store.begin_push(f.who.ledger, 1).await.unwrap();
    assert_eq!(tx.load(&[key, other]).await.unwrap(), [gone], "the tombstone; not the other kind of the same id");
    assert!(tx.load(&[]).await.unwrap().is_empty());
}

pub(crate) async fn any_text_survives(f: Fixture) {
    let body = "{\"notes\":\"\\u0000 'quoted' \\\"twice\\\" \\\\ Flabébé \\n $1 ?1 🂡\",\"n\":12345678901234567890}";
    let odd = Row { body: body.into(), label: "Flabébé '$1 🂡".into(), ..row(1, "") };
    let outcome = "{\"rejected\":{\"rule\":\"O'Brien \\\"x\\\"\"}}";
    let tx = f.store.begin_push(f.who.ledger, 1).await.unwrap();
    let mut wanted = writes(&f.who, FIRST, 1, vec![odd.clone()]);
    wanted.results[0].outcome = outcome.into();
    tx.commit(&wanted).await.unwrap();
    assert_eq!(f.store.pull(&f.who, 0, 10).await.unwrap().unwrap().rows, [odd]);
    assert_eq!(f.store.client_state(&f.who, ALL).await.unwrap().unwrap().results[0].outcome, outcome);
}

pub(crate) async fn a_large_push_is_one_transaction(f: Fixture) {
    let rows: Vec<Row> = (0..5_000).map(|i| row(1, &format!("card {i}"))).collect();
    f.write(&f.who, FIRST, |_| rows.clone()).await;
    let keys: Vec<RowKey> = rows.iter().map(|row| row.key.clone()).collect();
    let mut tx = f.store.begin_push(f.who.ledger, 1).await.unwrap();
    assert_eq!(tx.load(&keys).await.unwrap().len(), 5_000);
}

pub(crate) async fn a_client_belongs_to_one_account(f: Fixture) {
    f.write_one(1).await;
    let bob = account(&*f.store, "Bob").await;
    f.store.set_role(f.who.ledger, bob.account, Some(vitrine_app::api::Role::Editor)).await.unwrap();
    let borrowed = Who { account: bob.account, ..f.who };
    let client_state = f.store.client_state(&borrowed, ALL).await.unwrap().unwrap();
    assert_eq!(client_state.client_of, Some(f.who.account), "the server can tell that it is not Bob's");
    assert_eq!(f.store.pull(&borrowed, 0, 10).await.unwrap().unwrap().last_n, 0);
}

pub(crate) async fn a_new_epoch_begins_at_the_head(f: Fixture) {
    f.write_one(1).await;
    f.write_one(2).await;
    assert_eq!(f.store.begin_epoch().await.unwrap(), 1);
    let (_, place) = f.store.place(f.who.ledger, f.who.account).await.unwrap().unwrap();
    assert_eq!((place.epoch_start, place.head), (2, 2));
    assert!(place.epoch > 1_000_000_000, "a clock's number: restoring the same backup again gives another");
    assert_eq!(f.write_one(3).await, 3);
}

pub(crate) async fn every_epoch_is_remembered_with_its_beginning(f: Fixture) {
    let epochs = async || {
        let tx = f.store.begin_push(f.who.ledger, 1).await.unwrap();
        (tx.epochs().iter().collect::<Vec<_>>(), tx.place().epoch)
    };
    assert_eq!(epochs().await, (vec![(Epoch(1), Seq(0))], 1));
    f.write_one(1).await;
    f.store.begin_epoch().await.unwrap();
    let (_, second) = epochs().await;
    f.write_one(2).await;
    f.store.begin_epoch().await.unwrap();
    let (all, third) = epochs().await;
    assert_eq!(all, [(Epoch(1), Seq(0)), (Epoch(second), Seq(1)), (Epoch(third), Seq(2))]);
    assert!(third > second);
}
