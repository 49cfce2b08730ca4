//! The collection of garbage: what goes, when, and who still waits for it.

use vitrine_server::store::{CollectOptions, Collected, DEVICES_REMEMBERED, Numbers, Result, Row, RowKey, Who};
use vitrine_sync::ClientId;

use crate::history::{change, query, wrote};
use crate::{Fixture, row};

const DAY: u64 = 86_400_000;

/// As the domain would choose, if a record died with its last change.
fn dead(rows: Vec<Row>, floor: u64) -> Result<Vec<RowKey>> {
    Ok(rows.into_iter().filter(|row| !row.alive && row.seq <= floor).map(|row| row.key).collect())
}

/// On day `day` what was deleted two days ago may go, and devices are waited for ten days.
fn on(day: u64) -> CollectOptions {
    CollectOptions {
        now_ms: day * DAY,
        deleted_before_ms: day.saturating_sub(2) * DAY,
        heard_since_ms: day.saturating_sub(10) * DAY,
        history_before_ms: None,
        dry_run: false,
    }
}

async fn collect(f: &Fixture, options: CollectOptions) -> Collected {
    f.store.collect(f.who.ledger, &options, &dead).await.unwrap()
}

/// A record that is made with number 1 and deleted with number 2.
async fn make_and_delete(f: &Fixture) {
    let made = row(1, "a");
    let gone = Row { seq: 2, alive: false, ..made.clone() };
    f.write(&f.who, Numbers { first: 1, last: 1 }, |_| vec![made, row(1, "b")]).await;
    f.write(&f.who, Numbers { first: 2, last: 2 }, |_| vec![gone]).await;
}

pub(crate) async fn what_was_deleted_waits_for_its_time_and_for_every_device(f: Fixture) {
    make_and_delete(&f).await;
    let slow = Who { client: ClientId(uuid::Uuid::now_v7()), ..f.who };
    f.store.note_cursor(&slow, 1, 20 * DAY).await.unwrap();
    assert_eq!(collect(&f, on(20)).await.floor, 0, "deleted today");
    assert_eq!(collect(&f, on(23)).await.floor, 1, "old enough, but a device has not passed it");
    let place = f.store.place(f.who.ledger, f.who.account).await.unwrap().unwrap().1;
    assert_eq!((place.head, place.floor), (2, 1));
    f.store.note_cursor(&slow, 2, 24 * DAY).await.unwrap();
    assert_eq!(collect(&f, on(24)).await, Collected { floor: 2, records: 1, history: 0 });
    let left = f.store.pull(&f.who, 0, 10).await.unwrap().unwrap();
    assert_eq!((left.rows.len(), left.place.floor, left.place.head), (1, 2, 2));
    assert_eq!(collect(&f, on(25)).await, Collected { floor: 2, records: 0, history: 0 }, "there is nothing more");

    let next = Numbers { first: 3, last: 3 };
    f.write(&f.who, next, |seq| vec![Row { alive: false, ..row(seq, "c") }]).await;
    collect(&f, on(26)).await;
    assert_eq!(collect(&f, on(30)).await.floor, 2, "the device was heard of six days ago");
    assert_eq!(collect(&f, on(36)).await.floor, 3, "nobody is waited for longer than ten days");
}

pub(crate) async fn of_too_many_devices_the_one_not_heard_of_for_longest_is_forgotten(f: Fixture) {
    make_and_delete(&f).await;
    collect(&f, on(20)).await;
    let another = || Who { client: ClientId(uuid::Uuid::now_v7()), ..f.who };
    f.store.note_cursor(&another(), 1, 20 * DAY).await.unwrap();
    for device in 1..DEVICES_REMEMBERED {
        f.store.note_cursor(&another(), 2, 20 * DAY + device).await.unwrap();
    }
    assert_eq!(collect(&f, on(23)).await.floor, 1, "the first of all has not passed the deletion");
    f.store.note_cursor(&another(), 2, 21 * DAY).await.unwrap();
    assert_eq!(collect(&f, on(23)).await.floor, 2, "one more, and nobody waits for it");
}

pub(crate) async fn a_collection_that_is_only_tried_changes_nothing(f: Fixture) {
    make_and_delete(&f).await;
    collect(&f, on(20)).await;
    let tried = collect(&f, CollectOptions { dry_run: true, ..on(30) }).await;
    assert_eq!(tried, Collected { floor: 2, records: 1, history: 0 });
    let left = f.store.pull(&f.who, 0, 10).await.unwrap().unwrap();
    assert_eq!((left.rows.len(), left.place.floor), (2, 0));
    assert_eq!(collect(&f, on(30)).await, tried, "and then it does what it said");
}

pub(crate) async fn history_goes_only_when_that_is_asked_for(f: Fixture) {
    for n in 1..=2 {
        wrote(&f, &f.who, n, "", vec![change("entry", uuid::Uuid::now_v7(), "1")]).await;
        collect(&f, on(20 * n)).await;
    }
    collect(&f, on(41)).await;
    let all = query(f.who.ledger);
    assert_eq!(f.store.history(&all).await.unwrap().len(), 2);
    let options = CollectOptions { history_before_ms: Some(20 * DAY), ..on(41) };
    assert_eq!(collect(&f, options).await.history, 1, "the first was there on day 20");
    assert_eq!(f.store.history(&all).await.unwrap().len(), 1);
}
