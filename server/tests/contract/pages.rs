//! What is read: pull pages, first rows, whole ledgers.

use std::sync::Arc;

use uuid::Uuid;
use vitrine_server::store::{Numbers, Row, RowKey};
use vitrine_sync::wire::Poke;
use vitrine_sync::{Epoch, LedgerId, Seq};

use crate::{Fixture, account, row};

fn labels(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.label.as_str()).collect()
}

pub(crate) async fn a_page_ends_between_two_mutations(f: Fixture) {
    f.write_one(1).await;
    f.write(&f.who, Numbers { first: 2, last: 2 }, |seq| vec![row(seq, "b"), row(seq, "b"), row(seq, "b")]).await;
    f.write_one(3).await;
    let page = f.store.pull(&f.who, 0, 3).await.unwrap().unwrap();
    assert_eq!((labels(&page.rows), page.has_more), (vec!["card 1"], true));
    let page = f.store.pull(&f.who, 1, 3).await.unwrap().unwrap();
    assert_eq!((labels(&page.rows), page.has_more), (vec!["b", "b", "b"], true));
    let page = f.store.pull(&f.who, 2, 3).await.unwrap().unwrap();
    assert_eq!((labels(&page.rows), page.has_more, page.place.head), (vec!["card 3"], false, 3));
    assert!(f.store.pull(&f.who, 3, 3).await.unwrap().unwrap().rows.is_empty());
}

pub(crate) async fn a_mutation_larger_than_a_page_comes_whole(f: Fixture) {
    let many = |seq| (0..7).map(|_| row(seq, "many")).collect();
    f.write(&f.who, Numbers { first: 1, last: 1 }, many).await;
    f.write_one(2).await;
    let page = f.store.pull(&f.who, 0, 3).await.unwrap().unwrap();
    assert_eq!((page.rows.len(), page.has_more), (7, true));
    let page = f.store.pull(&f.who, 1, 3).await.unwrap().unwrap();
    assert_eq!((page.rows.len(), page.has_more), (1, false));
}

pub(crate) async fn a_record_changed_again_comes_once_at_its_new_place(f: Fixture) {
    let first = row(1, "a");
    f.write(&f.who, Numbers { first: 1, last: 1 }, |_| vec![first.clone()]).await;
    f.write_one(2).await;
    let again = Row { seq: 3, label: "a again".into(), ..first };
    f.write(&f.who, Numbers { first: 3, last: 3 }, |_| vec![again]).await;
    assert_eq!(labels(&f.store.pull(&f.who, 0, 10).await.unwrap().unwrap().rows), ["card 2", "a again"]);
    assert_eq!(labels(&f.store.pull(&f.who, 2, 10).await.unwrap().unwrap().rows), ["a again"]);
}

pub(crate) async fn a_pull_is_one_snapshot(f: Fixture) {
    let f = Arc::new(f);
    let writer = {
        let f = Arc::clone(&f);
        tokio::spawn(async move {
            let pair = [row(0, "left"), row(0, "right")];
            for n in 1..=60 {
                let both = |seq| pair.iter().cloned().map(|row| Row { seq, ..row }).collect();
                f.write(&f.who, Numbers { first: n, last: n }, both).await;
            }
        })
    };
    while !writer.is_finished() {
        let page = f.store.pull(&f.who, 0, 10).await.unwrap().unwrap();
        let seqs: Vec<u64> = page.rows.iter().map(|row| row.seq).collect();
        let head = page.place.head;
        assert!(seqs.iter().all(|seq| *seq == head), "rows {seqs:?} of another moment than the head {head}");
        assert_eq!(page.last_n, head, "and so is the number of the client");
    }
    writer.await.unwrap();
}

pub(crate) async fn ledgers_do_not_see_each_other(f: Fixture) {
    let bob = account(&*f.store, "Bob").await;
    f.write_one(1).await;
    let same_client = vitrine_server::store::Who { client: f.who.client, ..bob };
    f.write(&same_client, Numbers { first: 1, last: 1 }, |seq| vec![row(seq, "bob's")]).await;
    assert_eq!(labels(&f.store.pull(&f.who, 0, 10).await.unwrap().unwrap().rows), ["card 1"]);
    assert_eq!(labels(&f.store.pull(&same_client, 0, 10).await.unwrap().unwrap().rows), ["bob's"]);
    assert_eq!(labels(&f.store.rows_after(bob.ledger, 0).await.unwrap().1), ["bob's"]);
    assert_eq!(labels(&f.store.first_rows(bob.ledger, 5).await.unwrap().1), ["bob's"]);
}

pub(crate) async fn the_first_rows_are_living_entries_by_label_and_their_lots(f: Fixture) {
    let [b, a, z, c] = ["b", "a", "Ⓩ", "c"].map(|label| row(1, label));
    let lot = |parent: &Row, alive| Row {
        key: RowKey { kind: "lot".into(), id: Uuid::now_v7() },
        parent: Some(parent.key.id),
        alive,
        ..row(1, "")
    };
    let gone = Row { alive: false, ..row(1, "aa") };
    let conflict = Row { key: RowKey { kind: "conflict".into(), id: Uuid::now_v7() }, ..row(1, "") };
    let (lot_a, lot_c) = (lot(&a, true), lot(&c, true));
    let rows = vec![b.clone(), a.clone(), z, lot(&b, false), lot_a.clone(), lot_c, gone, c.clone(), conflict];
    f.write(&f.who, Numbers { first: 1, last: 1 }, |_| rows).await;
    let (place, first) = f.store.first_rows(f.who.ledger, 2).await.unwrap();
    assert_eq!(place.head, 1);
    assert_eq!(first, [a, b, lot_a]);
    assert_eq!(labels(&f.store.first_rows(f.who.ledger, 9).await.unwrap().1)[..4], ["a", "b", "c", "Ⓩ"]);
}

pub(crate) async fn rows_after_a_cursor_include_tombstones(f: Fixture) {
    f.write_one(1).await;
    let gone = Row { alive: false, ..row(2, "gone") };
    f.write(&f.who, Numbers { first: 2, last: 2 }, |_| vec![gone.clone()]).await;
    let (place, rows) = f.store.rows_after(f.who.ledger, 0).await.unwrap();
    assert_eq!((place.head, rows.len()), (2, 2));
    assert_eq!(f.store.rows_after(f.who.ledger, 1).await.unwrap().1, [gone]);
}

pub(crate) async fn pokes_say_where_ledgers_stand(f: Fixture) {
    let bob = account(&*f.store, "Bob").await;
    f.write_one(1).await;
    let mut pokes = f.store.pokes(&[f.who.ledger, LedgerId(Uuid::now_v7()), bob.ledger]).await.unwrap();
    pokes.sort_by_key(|(_, poke)| poke.head);
    let poke = |head| Poke { epoch: Epoch(1), head: Seq(head), reference: 0 };
    assert_eq!(pokes, [(bob.ledger, poke(0)), (f.who.ledger, poke(1))]);
    assert!(f.store.pokes(&[]).await.unwrap().is_empty());
}
