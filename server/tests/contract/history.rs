//! The history, as it is read back.

use uuid::Uuid;
use vitrine_server::store::{DeviceRow, HistoryLine, HistoryQuery, HistoryRow, Numbers, RowKey, Who};
use vitrine_sync::{ClientId, LedgerId, Stamp};

use crate::{Fixture, account, writes};

const CARD: Uuid = Uuid::from_u128(1);

pub(crate) fn query(ledger: LedgerId) -> HistoryQuery {
    HistoryQuery { ledger, entry: None, kind: None, client: None, stamps: None, before: None, limit: 100, values: 100 }
}

pub(crate) fn change(kind: &str, entry: Uuid, to: &str) -> HistoryRow {
    HistoryRow {
        seq: 0,
        ord: 0,
        stamp: Stamp::at(1_000).to_string(),
        n: 0,
        key: RowKey { kind: kind.into(), id: if kind == "entry" { entry } else { Uuid::now_v7() } },
        entry,
        field: "notes".into(),
        from: "null".into(),
        to: to.into(),
        lost: false,
    }
}

/// Writes one mutation that made these changes.
pub(crate) async fn wrote(f: &Fixture, who: &Who, n: u64, device: &str, changes: Vec<HistoryRow>) -> u64 {
    let tx = f.store.begin_push(who.ledger, 1).await.unwrap();
    let seq = tx.place().head;
    let mut wanted = writes(who, Numbers { first: n, last: n }, seq, Vec::new());
    wanted.device = device.into();
    wanted.now_ms = 5_000 + n;
    wanted.history = (0..).zip(changes).map(|(ord, row)| HistoryRow { seq, ord, n, ..row }).collect();
    tx.commit(&wanted).await.unwrap();
    seq
}

async fn read(f: &Fixture, query: &HistoryQuery) -> Vec<HistoryLine> {
    f.store.history(query).await.unwrap()
}

fn told(lines: &[HistoryLine]) -> Vec<&str> {
    lines.iter().map(|line| line.row.to.as_str()).collect()
}

pub(crate) async fn a_value_is_told_as_it_was_written(f: Fixture) {
    let lost = HistoryRow {
        stamp: Stamp::at(900).to_string(),
        from: "\"'a' \\\"b\\\" \\u0000\"".into(),
        lost: true,
        ..change("lot", CARD, "{\"minor\":1250,\"currency\":\"USD\"}")
    };
    let seq = wrote(&f, &f.who, 1, "Chrome on Linux", vec![lost.clone()]).await;
    let row = HistoryRow { seq, n: 1, ..lost };
    let line = HistoryLine { row, client: f.who.client, received_ms: 5_001, values: 1 };
    assert_eq!(read(&f, &query(f.who.ledger)).await, [line]);
}

pub(crate) async fn the_history_is_told_backwards_in_whole_mutations(f: Fixture) {
    for n in 1..=4 {
        let two = vec![change("entry", CARD, &format!("{n}a")), change("lot", CARD, &format!("{n}b"))];
        wrote(&f, &f.who, n, "", two).await;
    }
    let page = HistoryQuery { limit: 2, ..query(f.who.ledger) };
    let first = read(&f, &page).await;
    assert_eq!(told(&first), ["4a", "4b", "3a", "3b"]);
    let last = first.last().map(|line| line.row.seq);
    let second = read(&f, &HistoryQuery { before: last, ..page }).await;
    assert_eq!(told(&second), ["2a", "2b", "1a", "1b"]);
}

pub(crate) async fn a_large_mutation_is_told_in_part_with_its_size(f: Fixture) {
    let many = (0..30).map(|i| change("entry", Uuid::from_u128(i), &i.to_string())).collect();
    wrote(&f, &f.who, 1, "", many).await;
    wrote(&f, &f.who, 2, "", vec![change("entry", CARD, "last")]).await;
    let lines = read(&f, &HistoryQuery { values: 3, ..query(f.who.ledger) }).await;
    assert_eq!(told(&lines), ["last", "0", "1", "2"]);
    assert_eq!(lines.iter().map(|line| line.values).collect::<Vec<_>>(), [1, 30, 30, 30]);
    let of_one = read(&f, &HistoryQuery { entry: Some(Uuid::from_u128(7)), values: 3, ..query(f.who.ledger) }).await;
    assert_eq!((told(&of_one), of_one[0].values), (vec!["7"], 1), "of a card, only what happened to it");
}

pub(crate) async fn a_card_has_the_history_of_its_lots_and_of_no_other_card(f: Fixture) {
    let other = Uuid::from_u128(2);
    wrote(&f, &f.who, 1, "", vec![change("entry", CARD, "mine"), change("entry", other, "other")]).await;
    wrote(&f, &f.who, 2, "", vec![change("lot", CARD, "lot"), change("conflict", CARD, "conflict")]).await;
    let of_card = HistoryQuery { entry: Some(CARD), ..query(f.who.ledger) };
    assert_eq!(told(&read(&f, &of_card).await), ["lot", "conflict", "mine"]);
    let lots = HistoryQuery { kind: Some("lot".into()), ..of_card };
    assert_eq!(told(&read(&f, &lots).await), ["lot"]);
}

pub(crate) async fn the_history_of_a_device_or_a_day_can_be_asked_for(f: Fixture) {
    let phone = Who { client: ClientId(Uuid::now_v7()), ..f.who };
    let at = |ms, to: &str| HistoryRow { stamp: Stamp::at(ms).to_string(), ..change("entry", CARD, to) };
    wrote(&f, &f.who, 1, "Chrome on Linux", vec![at(1_000, "laptop")]).await;
    wrote(&f, &phone, 1, "Safari on iPhone", vec![at(2_000, "phone")]).await;
    wrote(&f, &f.who, 2, "Chrome on Linux", vec![at(3_000, "late")]).await;
    let of_phone = HistoryQuery { client: Some(phone.client), ..query(f.who.ledger) };
    assert_eq!(told(&read(&f, &of_phone).await), ["phone"]);
    let stamps = |from, until| Some((Stamp::at(from).to_string(), Stamp::at(until).to_string()));
    let between = |from, until| HistoryQuery { stamps: stamps(from, until), ..query(f.who.ledger) };
    assert_eq!(told(&read(&f, &between(1_000, 3_000)).await), ["phone", "laptop"], "the first is in, the second out");
    assert_eq!(told(&read(&f, &between(2_000, 9_000)).await), ["late", "phone"]);
    let row = |client, device: &str| DeviceRow { client, device: device.into(), account: "Ada".into() };
    let devices = f.store.devices(f.who.ledger).await.unwrap();
    assert_eq!(devices, [row(f.who.client, "Chrome on Linux"), row(phone.client, "Safari on iPhone")]);
}

pub(crate) async fn a_ledger_has_the_history_of_no_other(f: Fixture) {
    let bob = account(&*f.store, "Bob").await;
    wrote(&f, &f.who, 1, "", vec![change("entry", CARD, "ada's")]).await;
    let same_client = Who { client: f.who.client, ..bob };
    wrote(&f, &same_client, 1, "", vec![change("entry", CARD, "bob's")]).await;
    assert_eq!(told(&read(&f, &query(f.who.ledger)).await), ["ada's"]);
    let of_card = HistoryQuery { entry: Some(CARD), ..query(bob.ledger) };
    assert_eq!(told(&read(&f, &of_card).await), ["bob's"]);
    assert_eq!(f.store.devices(bob.ledger).await.unwrap().len(), 1);
}
