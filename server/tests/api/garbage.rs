//! Garbage is collected, and bases are compared, with the real engine against the real server
//! (docs/engine.md#garbage-goes-and-bases-are-compared).

use std::process::Command;

use serde_json::{Value, json};
use vitrine_app::api::Role;
use vitrine_server::Config;
use vitrine_server::garbage::{Keep, collect};
use vitrine_sync::client::Nudge;
use vitrine_sync::{AccountId, LedgerId};

use crate::browser::{Browser, Card, now_ms, rows};
use crate::client::Client;
use crate::server::{Server, quick};
use crate::support::Db;

/// Whatever was deleted goes now, and nobody is waited for.
const NOW: Keep = Keep { keep_deleted_days: 0, wait_for_devices_days: 0, keep_history_days: None };

async fn collect_now(server: &Server) -> u64 {
    let all = collect(&*server.core.store, &NOW, now_ms(), false).await.unwrap();
    all.iter().map(|(_, collected)| collected.records).sum()
}

/// Two devices of one person that have both seen the same two cards.
async fn household(server: &Server) -> (Browser, [Client; 2], [Card; 2]) {
    let ada = server.person("Ada").await;
    let (mut phone, mut laptop) = (Client::new(&ada), Client::new(&ada.device("Ada").await));
    let cards = [Card::new("Charizard"), Card::new("Blastoise")];
    for card in &cards {
        phone.act_json(&card.add);
    }
    phone.sync().await;
    laptop.sync().await;
    (ada, [phone, laptop], cards)
}

pub(crate) async fn a_device_that_missed_a_deletion_begins_anew_and_keeps_its_edits(db: Db) {
    let server = Server::start(db).await;
    let (ada, [mut phone, mut laptop], [gone, kept]) = household(&server).await;
    laptop.act_json(&kept.edit(&json!({ "notes": "written on the way" })));
    phone.act_json(&gone.delete());
    phone.sync().await;

    let arguments = ["collect", "--dry-run", "--keep-deleted-days=0", "--wait-for-devices-days=0", "--database-url"];
    let tried = Command::new(env!("CARGO_BIN_EXE_vitrine")).args(arguments).arg(&server.db.url).output().unwrap();
    let said = String::from_utf8_lossy(&tried.stdout);
    assert!(said.starts_with("2 deleted records and 0 lines of history would go"), "{tried:?}");
    assert_eq!(collect_now(&server).await, 2, "the card and its lot");
    assert_eq!(collect_now(&server).await, 0);

    laptop.sync().await;
    phone.sync().await;
    for client in [&laptop, &phone] {
        assert_eq!(client.engine.records().count(), 2, "the other card and its lot");
        assert!(client.get(&gone.entry_key()).is_none() && client.get(&gone.lot_key()).is_none());
        let entry = client.get(&kept.entry_key()).unwrap().as_entry().unwrap();
        assert_eq!(entry.value.notes, "written on the way");
        assert_eq!(client.engine.outbox().count() + client.engine.tray().count(), 0);
    }
    let told =
        ada.post("history", &json!({ "request": { "ledger": ada.ledger, "entry": gone.entry, "limit": 9 } })).await;
    assert_eq!(told.ok()["actions"].as_array().unwrap().len(), 2, "the history still tells of it");
}

pub(crate) async fn an_edit_of_what_was_collected_goes_to_the_tray(db: Db) {
    let server = Server::start(db).await;
    let (_, [mut phone, mut laptop], [gone, _]) = household(&server).await;
    phone.act_json(&gone.delete());
    phone.sync().await;
    laptop.act_json(&gone.edit(&json!({ "notes": "too late" })));
    laptop.act_json(&json!({ "adjust": { "entry": gone.entry, "lot": gone.lot, "by": 1 } }));
    collect_now(&server).await;
    laptop.sync().await;
    assert_eq!((laptop.engine.outbox().count(), laptop.engine.tray().count()), (0, 2));
    assert!(laptop.get(&gone.lot_key()).is_none(), "half of a card does not come back");
}

pub(crate) async fn a_pull_that_began_after_a_collection_goes_on_below_the_floor(db: Db) {
    let mut config = quick();
    config.pull_page = 4;
    let server = Server::with(db.into(), config).await;
    let (mut ada, [mut phone, _], [gone, _]) = household(&server).await;
    for name in ["Venusaur", "Mew", "Onix"] {
        ada.push(Card::new(name).add).await;
    }
    phone.act_json(&gone.delete());
    phone.sync().await;
    collect_now(&server).await;
    let whole = ada.pull_from(0).await.ok();
    assert_eq!(
        (whole["has_more"].clone(), rows(&whole).len()),
        (json!(false), 8),
        "an older build gets all in one page"
    );
    let ask = |cursor: &Value, floor: &Value| json!({ "request": { "hello": ada.hello(), "cursor": cursor, "floor": floor } });
    let first = ada.post("pull", &ask(&json!(0), &json!(0))).await.ok();
    assert_eq!((first["has_more"].clone(), rows(&first).len()), (json!(true), 4));
    let second = ada.post("pull", &ask(&first["to"], &first["floor"])).await.ok();
    assert_eq!(rows(&second).len(), 4);
    assert_eq!(ada.post("pull", &ask(&first["to"], &json!(0))).await.refusal(), (410, "resync".into()));
    let mut fresh = Client::new(&ada.device("Ada").await);
    fresh.sync().await;
    assert_eq!(fresh.engine.records().count(), 8);
}

pub(crate) async fn what_differs_on_a_device_is_found_put_right_and_told(db: Db) {
    let server = Server::start(db).await;
    let (_, [mut phone, mut laptop], [card, other]) = household(&server).await;
    let (older, right) = (phone.get(&card.entry_key()).cloned(), 4);
    laptop.act_json(&card.edit(&json!({ "notes": "newer" })));
    laptop.sync().await;
    phone.sync().await;
    let foreign = Card::new("Nobody's");
    phone.corrupt(&card.entry_key(), older.clone());
    phone.corrupt(&other.lot_key(), None);
    phone.corrupt(&foreign.entry_key(), older);
    phone.sync().await;
    assert_eq!(phone.engine.records().count(), right, "wrong, and nobody knows");
    assert!(phone.get(&other.lot_key()).is_none());

    phone.nudge(Nudge::Check);
    phone.sync().await;
    assert_eq!(phone.engine.records().count(), right);
    assert!(phone.get(&foreign.entry_key()).is_none());
    for key in [card.entry_key(), card.lot_key(), other.entry_key(), other.lot_key()] {
        laptop.sync().await;
        assert_eq!(phone.get(&key), laptop.get(&key));
    }
    let repaired = phone.engine.status(now_ms()).health.repaired.unwrap();
    assert_eq!(repaired.records, Some(3));
}

pub(crate) async fn a_device_that_is_right_is_told_so_and_one_that_is_behind_not_now(db: Db) {
    let server = Server::start(db).await;
    let (mut ada, [mut phone, _], _) = household(&server).await;
    let before = phone.engine.position();
    phone.nudge(Nudge::Check);
    phone.sync().await;
    let after = phone.engine.position();
    assert_eq!((after.repaired, phone.engine.status(now_ms()).health.repaired), (0, None));
    assert!(after.compared_ms >= before.compared_ms);
    let mut hello = ada.hello();
    hello["epoch"] = json!(1);
    let ask =
        |cursor: u64, buckets: &[u8]| json!({ "request": { "hello": hello, "cursor": cursor, "buckets": buckets } });
    let answer = ada.post("check", &ask(2, &[])).await.ok();
    assert_eq!(answer["sums"].as_str().unwrap().len(), 256 * 16);
    assert_eq!(rows(&answer).len(), 0);
    let all: Vec<u8> = (0..=255).collect();
    assert_eq!(rows(&ada.post("check", &ask(2, &all)).await.ok()).len(), 4);
    ada.push(Card::new("Mew").add).await;
    let answer = ada.post("check", &ask(2, &all)).await.ok();
    assert_eq!((answer["sums"].clone(), answer["head"].clone(), rows(&answer).len()), (Value::Null, json!(3), 0));
}

pub(crate) async fn a_ledger_is_summed_up_only_so_often_and_a_device_tries_later(db: Db) {
    let config = Config { checks_burst: 2.0, checks_per_minute: 0.01, ..quick() };
    let server = Server::with(db.into(), config).await;
    let (mut ada, [mut phone, mut laptop], _) = household(&server).await;
    let mut viewer = server.person("Bob").await;
    let (of, account) = (LedgerId(ada.ledger.parse().unwrap()), AccountId(viewer.account.parse().unwrap()));
    server.core.store.set_role(of, account, Some(Role::Viewer)).await.unwrap();
    viewer.ledger.clone_from(&ada.ledger);
    let check = async |who: &Browser, head: u64, buckets: &[u8]| {
        let mut hello = who.hello();
        hello["epoch"] = json!(1);
        who.post("check", &json!({ "request": { "hello": hello, "cursor": head, "buckets": buckets } })).await
    };
    let sums = check(&ada, 2, &[]).await.ok()["sums"].clone();
    check(&ada, 2, &[7]).await.ok();
    assert_eq!(check(&ada, 2, &[]).await.ok()["sums"], sums, "what is known already costs nothing");
    let refused = check(&ada, 2, &[7]).await;
    assert_eq!(refused.refusal(), (429, "too_many".into()));
    assert!(refused.retry_after() > 60);
    check(&viewer, 2, &[7]).await.ok();

    ada.push(Card::new("Mew").add).await;
    phone.sync().await;
    laptop.sync().await;
    assert_eq!(check(&ada, 3, &[]).await.refusal(), (429, "too_many".into()), "a new head would be summed anew");
    let before = phone.engine.position();
    phone.nudge(Nudge::Check);
    phone.sync().await;
    assert_eq!(phone.engine.position(), before, "it was not compared");
    assert!(!phone.asks(), "and does not ask again at once");
    laptop.act_json(&Card::new("Onix").add);
    laptop.sync().await;
    phone.sync().await;
    assert_eq!(phone.engine.records().count(), 8, "everything else goes on");
}

pub(crate) async fn the_bases_of_others_cannot_be_compared(db: Db) {
    let server = Server::start(db).await;
    let (ada, _, _) = household(&server).await;
    let bob = server.person("Bob").await;
    let mut hello = bob.hello();
    (hello["ledger"], hello["epoch"]) = (json!(ada.ledger), json!(1));
    let all: Vec<u8> = (0..=255).collect();
    let body = json!({ "request": { "hello": hello, "cursor": 2, "buckets": all } });
    assert_eq!(bob.post("check", &body).await.refusal(), (403, "no_ledger".into()));
    assert_eq!(Browser::stranger(&server.base).post("check", &body).await.refusal(), (401, "signed_out".into()));
}
