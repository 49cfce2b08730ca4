//! Push and pull: exactly once, in order, whatever arrives.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};
use vitrine_server::Config;

use crate::browser::{Browser, Card, now_ms, rows};
use crate::server::{Server, quick};
use crate::support::Db;

async fn start(db: Db) -> (Server, Browser) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    (server, ada)
}

fn add(ada: &Browser, n: u64, name: &str) -> Value {
    ada.item(n, now_ms(), &json!({ "mutation": Card::new(name).add }))
}

pub(crate) async fn a_mutation_sent_twice_is_applied_once(db: Db) {
    let (_server, ada) = start(db).await;
    let push = vec![add(&ada, 1, "Charizard"), add(&ada, 2, "Blastoise")];
    let first = ada.push_items(push.clone()).await.ok();
    let again = ada.push_items(push).await.ok();
    assert_eq!((first["head"].as_u64(), again["head"].as_u64()), (Some(2), Some(2)));
    for (first, again) in first["results"].as_array().unwrap().iter().zip(again["results"].as_array().unwrap()) {
        assert_eq!((&first["outcome"], &first["seq"]), (&again["outcome"], &again["seq"]));
        assert_eq!((&first["duplicate"], &again["duplicate"]), (&Value::Null, &json!(true)));
    }
    let third = ada.push_items(vec![add(&ada, 3, "Venusaur")]).await.ok();
    assert_eq!(third["results"][0]["seq"], 3);
    assert_eq!(ada.page().await["totals"]["cards"], 3);
}

pub(crate) async fn the_same_push_sent_twice_at_once_is_applied_once(db: Db) {
    let (_server, ada) = start(db).await;
    let push: Vec<Value> = (1..=20).map(|n| add(&ada, n, "Mew")).collect();
    let copies: Vec<_> = (0..6).map(|_| ada.push_items(push.clone())).collect();
    let mut applied = 0;
    for reply in futures::future::join_all(copies).await {
        let results = reply.ok()["results"].as_array().unwrap().clone();
        assert_eq!(results.len(), 20);
        applied += results.iter().filter(|result| result.get("duplicate").is_none()).count();
    }
    assert_eq!(applied, 20);
    assert_eq!(ada.page().await["totals"]["cards"], 20);
    assert_eq!(ada.pull_from(0).await.ok()["head"], 20);
}

pub(crate) async fn a_missing_number_is_told_with_the_one_expected(db: Db) {
    let (_server, ada) = start(db).await;
    ada.push_items(vec![add(&ada, 1, "Pikachu")]).await.ok();
    for items in [vec![add(&ada, 3, "x")], vec![add(&ada, 2, "x"), add(&ada, 4, "x")], vec![add(&ada, 0, "x")]] {
        let reply = ada.push_items(items).await;
        assert_eq!(reply.refusal(), (409, "gap".into()));
        assert_eq!(reply.json()["expected"], 2);
    }
    assert_eq!(ada.pull_from(0).await.ok()["last_n"], 1, "nothing was decided");
}

pub(crate) async fn another_mutation_under_the_same_number_is_a_copy(db: Db) {
    let (_server, ada) = start(db).await;
    ada.push_items(vec![add(&ada, 1, "Pikachu")]).await.ok();
    let reply = ada.push_items(vec![add(&ada, 1, "Raichu")]).await;
    assert_eq!((reply.refusal(), &reply.json()["n"]), ((409, "forked".into()), &json!(1)));
    assert_eq!(ada.page().await["totals"]["cards"], 1);
}

pub(crate) async fn an_edit_made_alike_in_a_copied_profile_is_not_a_repeat(db: Db) {
    let (_server, mut ada) = start(db).await;
    let card = Card::new("Mewtwo");
    ada.push(card.add.clone()).await;
    let more = json!({ "mutation": { "adjust": { "entry": card.entry, "lot": card.lot, "by": 1 } } });
    let made = |token: u128| {
        let mut item = ada.item(2, 1_700_000_000_000, &more);
        item["token"] = json!(uuid::Uuid::from_u128(token));
        vec![item]
    };
    assert_eq!(ada.push_items(made(1)).await.ok()["results"][0]["outcome"], json!({ "done": "applied" }));
    assert_eq!(ada.push_items(made(1)).await.ok()["results"][0]["duplicate"], true);
    assert_eq!(
        ada.push_items(made(2)).await.refusal().1,
        "forked",
        "its client goes on under a new id and sends it again"
    );
}

/// Storage that was cleared under open tabs: the edit is written again where another page has begun anew.
pub(crate) async fn an_edit_is_carried_out_once_under_whichever_number_it_comes(db: Db) {
    let (server, mut ada) = start(db).await;
    let card = Card::new("Mewtwo");
    ada.push(card.add.clone()).await;
    let more = json!({ "mutation": { "adjust": { "entry": card.entry, "lot": card.lot, "by": 1 } } });
    let named = |ada: &Browser, n: u64, token: u128, body: &Value| {
        let mut item = ada.item(n, now_ms(), body);
        item["token"] = json!(uuid::Uuid::from_u128(token));
        item
    };
    let first = ada.push_items(vec![named(&ada, 2, 1, &more)]).await.ok();
    let before = ada.client.clone();
    ada.client = uuid::Uuid::now_v7().to_string();
    let again = ada.push_items(vec![named(&ada, 1, 1, &more), named(&ada, 2, 2, &more)]).await.ok();
    assert_eq!(again["results"][0]["duplicate"], true);
    assert_eq!(again["results"][0]["seq"], first["results"][0]["seq"]);
    assert_eq!(again["results"][0]["outcome"], json!({ "done": "applied" }));
    assert_eq!(again["results"][1]["duplicate"], Value::Null, "another edit is another edit");
    // The other way round: what comes late under the old number was carried out under the new one.
    let late = std::mem::replace(&mut ada.client, before);
    let reply = ada.push_items(vec![named(&ada, 3, 2, &more), named(&ada, 4, 2, &json!("skip"))]).await.ok();
    assert_eq!(reply["results"][0]["duplicate"], true);
    assert_eq!(reply["results"][1]["outcome"], json!({ "done": "applied" }), "and is not given up");
    assert_eq!(ada.page().await["totals"]["cards"], 3);
    drop((server, late));
}

pub(crate) async fn a_refused_mutation_does_not_block_what_follows(db: Db) {
    let (_server, mut ada) = start(db).await;
    let nowhere = Card::new("never added");
    for _ in 0..50 {
        let outcome = ada.push(nowhere.edit(&json!({ "finish": "foil" }))).await;
        assert_eq!(outcome["rejected"]["rule"]["code"], "gone");
    }
    assert_eq!(ada.push(Card::new("Good").add).await, json!({ "done": "applied" }));
    assert_eq!(ada.pull_from(0).await.ok()["last_n"], 51);
}

pub(crate) async fn a_skip_uses_its_number_up(db: Db) {
    let (_server, ada) = start(db).await;
    let reply = ada.push_items(vec![ada.item(1, now_ms(), &json!("skip")), add(&ada, 2, "Eevee")]).await.ok();
    assert_eq!(reply["results"][0]["outcome"], "skipped");
    assert_eq!(reply["results"][1]["outcome"], json!({ "done": "applied" }));
}

pub(crate) async fn a_mutation_that_cannot_be_read_is_named_and_nothing_is_written(db: Db) {
    let (_server, ada) = start(db).await;
    let unknown = ada.item(2, now_ms(), &json!({ "mutation": { "fly": { "to": "moon" } } }));
    let bad_stamp = json!({ "n": 2, "stamp": "yesterday", "base": { "epoch": 0, "cursor": 0 }, "body": "skip" });
    for bad in [unknown, bad_stamp, json!({ "n": 2 })] {
        let reply = ada.push_items(vec![add(&ada, 1, "Abra"), bad, add(&ada, 3, "Kadabra")]).await;
        assert_eq!((reply.refusal(), &reply.json()["n"]), ((400, "malformed".into()), &json!(2)));
    }
    let page = ada.pull_from(0).await.ok();
    assert_eq!((&page["head"], &page["last_n"]), (&json!(0), &json!(0)));
    for body in ["{\"request\":", "[]", "{}", "{\"request\":{\"hello\":5,\"mutations\":[]}}", "\u{0}"] {
        assert_eq!(ada.post_with("push", body.to_owned(), &[]).await.refusal(), (400, "malformed".into()), "{body}");
        assert_eq!(ada.post_with("pull", body.to_owned(), &[]).await.refusal(), (400, "malformed".into()), "{body}");
    }
}

pub(crate) async fn a_version_that_is_too_old_or_too_new_is_told(db: Db) {
    let (_server, ada) = start(db).await;
    for (field, value, code) in
        [("protocol", 0, "too_old"), ("protocol", 9, "too_new"), ("schema", 0, "too_old"), ("schema", 9, "too_new")]
    {
        let mut hello = ada.hello();
        hello[field] = json!(value);
        // A handshake of another version may look quite different.
        hello.as_object_mut().unwrap().remove("epoch");
        let push = ada.post("push", &json!({ "request": { "hello": hello, "mutations": [{ "strange": 1 }] } })).await;
        let pull = ada.post("pull", &json!({ "request": { "hello": hello, "cursor": 0 } })).await;
        assert_eq!((push.refusal(), pull.refusal()), ((426, code.into()), (426, code.into())));
    }
}

pub(crate) async fn a_push_that_is_too_large_is_refused_whole(db: Db) {
    let (_server, ada) = start(db).await;
    let many: Vec<Value> = (1..=101).map(|n| ada.item(n, now_ms(), &json!("skip"))).collect();
    assert_eq!(ada.push_items(many).await.refusal(), (413, "too_large".into()));
    let long = add(&ada, 1, &"x".repeat(2 * 1024 * 1024));
    assert_eq!(ada.push_items(vec![long]).await.refusal(), (413, "too_large".into()));
    let page = format!("{{\"request\":{{\"pad\":\"{}\"}}}}", "x".repeat(100_000));
    assert_eq!(ada.post_with("page", page, &[]).await.refusal(), (413, "too_large".into()));
    assert_eq!(ada.pull_from(0).await.ok()["last_n"], 0);
}

pub(crate) async fn a_stamp_from_the_future_is_moved_to_now(db: Db) {
    let (_server, mut ada) = start(db).await;
    let card = Card::new("Time Traveller");
    let in_a_year = now_ms() + 365 * 24 * 3_600_000;
    assert_eq!(ada.push_at(in_a_year, card.add.clone()).await, json!({ "done": "applied" }));
    let stamp = ada.record(&card.entry_key()).await["entry"]["at"]["v"][1].as_str().unwrap().to_owned();
    let ms = u64::from_str_radix(&stamp, 16).unwrap() >> 20;
    assert!(ms <= now_ms(), "not later than the server's clock");
    // Somebody with a right clock is not locked out for a year.
    let mut other = ada.device("Ada").await;
    other.saw = 0;
    let at = now_ms() + 1_000;
    assert_ne!(other.push_at(at, card.edit(&json!({ "finish": "here" }))).await, json!({ "done": "superseded" }));
}

pub(crate) async fn a_cursor_of_another_time_must_resync(db: Db) {
    let (server, ada) = start(db).await;
    ada.push_items(vec![add(&ada, 1, "Mewtwo")]).await.ok();
    assert_eq!(ada.pull_from(5).await.refusal(), (410, "resync".into()), "beyond the head: a restored database");
    server.core.store.begin_epoch().await.unwrap();
    let mut hello = ada.hello();
    hello["epoch"] = json!(1);
    let pull = |cursor: u64| json!({ "request": { "hello": hello, "cursor": cursor } });
    let reply = ada.post("pull", &pull(1)).await;
    let epoch = reply.json()["epoch"].clone();
    assert_eq!((reply.refusal(), epoch == json!(1)), ((410, "resync".into()), false));
    let page = ada.post("pull", &pull(0)).await.ok();
    assert_eq!((&page["epoch"], &page["epoch_start"], &page["head"]), (&epoch, &json!(1), &json!(1)));
}

pub(crate) async fn a_push_from_before_a_restore_is_not_decided(db: Db) {
    let (server, ada) = start(db).await;
    ada.push_items(vec![add(&ada, 1, "Mewtwo")]).await.ok();
    server.core.store.begin_epoch().await.unwrap();
    for epoch in [0, 1] {
        let mut hello = ada.hello();
        hello["epoch"] = json!(epoch);
        let push = json!({ "request": { "hello": hello, "mutations": [add(&ada, 2, "Mew")] } });
        assert_eq!(ada.post("push", &push).await.refusal(), (410, "resync".into()));
    }
    let page = ada.pull_from(0).await.ok();
    assert_eq!((&page["head"], &page["last_n"]), (&json!(1), &json!(1)));
}

/// Pushes one mutation as a client that has pulled since the last restore.
async fn push_now(who: &Browser, item: Value) -> Value {
    let mut hello = who.hello();
    hello["epoch"] = who.pull_from(0).await.ok()["epoch"].clone();
    let push = json!({ "request": { "hello": hello, "mutations": [item] } });
    who.post("push", &push).await.ok()["results"][0]["outcome"].clone()
}

pub(crate) async fn a_mutation_from_before_two_restores_has_seen_what_the_first_one_left(db: Db) {
    let (server, mut ada) = start(db).await;
    let card = Card::new("Mewtwo");
    let moved = |to: &str| json!({ "mutation": card.edit(&json!({ "finish": to })) });
    ada.push(card.add.clone()).await;
    server.core.store.begin_epoch().await.unwrap();
    let other = ada.device("Ada").await;
    assert_eq!(push_now(&other, other.item(1, now_ms(), &moved("theirs"))).await, json!({ "done": "applied" }));
    server.core.store.begin_epoch().await.unwrap();
    // The second commit she saw was not the one that stands there now; her edit is older than that.
    ada.saw = 2;
    let item = ada.item(2, now_ms() - 60_000, &moved("mine"));
    assert_eq!(push_now(&ada, item).await, json!({ "done": "superseded" }));
}

pub(crate) async fn a_pull_comes_in_pages(db: Db) {
    let server = Server::with(Arc::new(db), Config { pull_page: 5, ..quick() }).await;
    let ada = server.person("Ada").await;
    // Two records each: the page ends between two mutations, so it holds four.
    ada.push_items((1..=7).map(|n| add(&ada, n, "Unown")).collect()).await.ok();
    let (mut cursor, mut seen, mut pages) = (0, BTreeSet::new(), 0);
    loop {
        let page = ada.pull_from(cursor).await.ok();
        assert_eq!(page["from"], cursor);
        assert_eq!(page["last_n"], 7);
        seen.extend(rows(&page).into_iter().map(|(key, _)| key));
        cursor = page["to"].as_u64().unwrap();
        pages += 1;
        if page["has_more"] == false {
            break;
        }
    }
    assert_eq!((cursor, seen.len(), pages), (7, 14, 4));
}

pub(crate) async fn more_edits_than_the_limit_wait(db: Db) {
    let config = Config { mutations_burst: 10.0, mutations_per_second: 1.0, ..quick() };
    let server = Server::with(Arc::new(db), config).await;
    let (ada, bob) = (server.person("Ada").await, server.person("Bob").await);
    ada.push_items((1..=8).map(|n| add(&ada, n, "x")).collect()).await.ok();
    let reply = ada.push_items((9..=16).map(|n| add(&ada, n, "x")).collect()).await;
    assert_eq!(reply.refusal(), (429, "too_many".into()));
    assert_eq!(Some(reply.retry_after()), reply.json()["retry_after_s"].as_u64());
    assert!((1..=8).contains(&reply.retry_after()));
    assert_eq!(ada.pull_from(0).await.ok()["last_n"], 8, "nothing of it was decided");
    bob.push_items((1..=8).map(|n| add(&bob, n, "x")).collect()).await.ok();
}

pub(crate) async fn many_clients_push_at_once_and_nothing_is_lost(db: Db) {
    let (_server, ada) = start(db).await;
    let devices = (0..8).map(|_| {
        let mut device = Browser { client: uuid::Uuid::now_v7().to_string(), ..ada.clone() };
        async move {
            let mut cursor = 0;
            for i in 0..10 {
                assert_eq!(device.push(Card::new(&format!("card {i}")).add).await, json!({ "done": "applied" }));
                let page = device.pull_from(cursor).await.ok();
                cursor = page["to"].as_u64().unwrap();
            }
            cursor
        }
    });
    let cursors = futures::future::join_all(devices).await;
    assert_eq!(cursors.into_iter().max(), Some(80));
    assert_eq!(ada.page().await["totals"]["cards"], 80);
}
