//! Defects of a comparable app, and failures of other sync engines, each under its own name: against the real server, and
//! with the engine that runs in browsers where the defect was a client's.

use serde_json::json;
use uuid::Uuid;
use vitrine_app::api::Role;
use vitrine_sync::client::{Nudge, RefusalReason, SyncState};
use vitrine_sync::wire::Refused;

use crate::access;
use crate::browser::{Browser, Card, now_ms};
use crate::client::Client;
use crate::server::Server;
use crate::support::Db;

const HOUR_MS: i64 = 3_600_000;

fn usd(minor: i64) -> serde_json::Value {
    json!({ "cost": { "minor": minor, "currency": "USD" } })
}

/// Two devices of one person who have both seen one card that cost $10.
async fn two_devices(db: Db) -> (Server, Client, Client, Card) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let (mut phone, mut laptop) = (Client::new(&ada), Client::new(&ada.device("Ada").await));
    let card = Card::new("Charizard");
    phone.act_json(&card.add);
    phone.sync().await;
    laptop.sync().await;
    (server, phone, laptop, card)
}

/// 1. The server compared the client's time with a time it had stamped itself while it took the queue.
pub(crate) async fn of_two_edits_made_offline_the_later_stands(db: Db) {
    let (_server, mut phone, mut laptop, card) = two_devices(db).await;
    phone.act_json(&card.edit_lot(&usd(5_000)));
    phone.act_json(&card.edit_lot(&usd(20_000)));
    phone.sync().await;
    laptop.sync().await;
    assert_eq!(laptop.cost(&card.lot_key()), Some(20_000));
}

/// 1 (docs/engine.md#causality-before-clocks): added at $10 and edited to $200, both offline; the server kept $10.
pub(crate) async fn an_edit_of_what_was_added_offline_stands(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let (mut phone, mut laptop) = (Client::new(&ada), Client::new(&ada.device("Ada").await));
    let card = Card::new("Charizard");
    phone.act_json(&card.add);
    // The clock was set back in between.
    phone.clock_off_ms = -HOUR_MS;
    phone.act_json(&card.edit_lot(&usd(20_000)));
    phone.sync().await;
    laptop.sync().await;
    assert_eq!(laptop.cost(&card.lot_key()), Some(20_000));
}

/// 2. A later edit was said to bring a deleted card back, and never did.
pub(crate) async fn a_later_edit_brings_a_deleted_card_back_everywhere(db: Db) {
    let (_server, mut phone, mut laptop, card) = two_devices(db).await;
    phone.act_json(&card.delete());
    laptop.clock_off_ms = 1_000;
    laptop.act_json(&card.edit(&json!({ "finish": "Foil" })));
    phone.sync().await;
    laptop.sync().await;
    phone.sync().await;
    for device in [&phone, &laptop] {
        assert!(device.get(&card.entry_key()).unwrap().alive());
    }
}

/// 5. The queue was copied, sent, and written back without what had been added meanwhile.
pub(crate) async fn an_edit_made_while_others_are_sent_is_sent_too(db: Db) {
    let (_server, mut phone, mut laptop, card) = two_devices(db).await;
    phone.act_json(&card.edit(&json!({ "finish": "Foil" })));
    let answer = phone.send().await.expect("the edit is being sent");
    phone.act_json(&card.edit_lot(&usd(4_200)));
    phone.hear(answer);
    phone.sync().await;
    laptop.sync().await;
    assert_eq!(laptop.cost(&card.lot_key()), Some(4_200));
    assert_eq!(laptop.get(&card.entry_key()).unwrap().as_entry().unwrap().value.finish, "Foil");
    assert_eq!(phone.engine.queue().count(), 0);
}

/// 6. What was fetched was written over the edits made while it was on its way.
pub(crate) async fn an_edit_made_while_a_page_is_fetched_stays_in_sight_and_is_sent(db: Db) {
    let (_server, mut phone, mut laptop, card) = two_devices(db).await;
    laptop.act_json(&card.edit_lot(&usd(9_900)));
    laptop.sync().await;
    phone.nudge(Nudge::SyncNow);
    let page = phone.send().await.expect("a page is being fetched");
    phone.act_json(&card.edit(&json!({ "notes": "a dent, lower left" })));
    phone.hear(page);
    let notes = |device: &Client| device.get(&card.entry_key()).unwrap().as_entry().unwrap().value.notes.clone();
    assert_eq!((notes(&phone).as_str(), phone.cost(&card.lot_key())), ("a dent, lower left", Some(9_900)));
    phone.sync().await;
    laptop.sync().await;
    assert_eq!(notes(&laptop), "a dent, lower left");
}

/// 7. What the server refused left the queue without a word.
pub(crate) async fn a_refused_edit_stays_with_its_reason(db: Db) {
    let (server, ada, bob, card) = access::two(db).await;
    access::give(&server, &ada, &bob, Some(Role::Editor)).await;
    let mut phone = Client::new(&Browser { ledger: ada.ledger.clone(), ..bob.clone() });
    phone.sync().await;
    phone.act_json(&card.edit(&json!({ "finish": "Foil" })));
    access::give(&server, &ada, &bob, Some(Role::Viewer)).await;
    phone.sync().await;
    let kept: Vec<_> = phone.engine.tray().map(|refusal| refusal.why.clone()).collect();
    assert_eq!(kept, [RefusalReason::Refused(Refused::ReadOnly)]);
    assert_eq!(phone.engine.status(now_ms()).state, SyncState::Attention { count: 1 });
    assert_eq!(phone.engine.queue().count(), 0, "and it holds nothing up");
}

/// 7. A session that has ended is not a reason to forget edits either.
pub(crate) async fn an_edit_made_after_the_session_ended_waits_for_the_next(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let mut phone = Client::new(&ada);
    phone.sync().await;
    ada.post("sign_out", &json!({})).await;
    let card = Card::new("Charizard");
    phone.act_json(&card.add);
    phone.sync().await;
    assert_eq!((phone.engine.queue().count(), phone.engine.status(now_ms()).state), (1, SyncState::SignIn));
    phone.sign_in(&ada.device("Ada").await).await;
    assert_eq!(phone.engine.queue().count(), 0);
    assert_eq!(ada.device("Ada").await.page().await["totals"]["cards"], 1);
}

/// 9. A finish that stood in no list was silently made another one.
pub(crate) async fn a_finish_no_list_knows_is_kept_as_it_is(db: Db) {
    let (_server, mut phone, mut laptop, card) = two_devices(db).await;
    phone.act_json(&card.edit(&json!({ "finish": "Cracked Ice, stamped \u{2605} 2003" })));
    phone.sync().await;
    laptop.sync().await;
    let finish = &laptop.get(&card.entry_key()).unwrap().as_entry().unwrap().value.finish;
    assert_eq!(finish, "Cracked Ice, stamped \u{2605} 2003");
}

/// 12. The chart knew no sales: it rewrote the past when a card went.
pub(crate) async fn a_sold_card_counts_in_the_chart_until_its_day(db: Db) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    let card = Card::new("Charizard");
    ada.push(card.add.clone()).await;
    let sold =
        json!({ "id": Uuid::now_v7(), "entry": card.entry, "kind": "sell", "quantity": 1, "date": "2026-05-01" });
    ada.push(json!({ "sell": { "sales": [sold] } })).await;
    let view = ada.value_history("2026-05-02").await;
    let costs: Vec<i64> = view["cost"].as_array().unwrap().iter().map(|cost| cost.as_i64().unwrap()).collect();
    assert_eq!(view["first"], "2026-03-01");
    // From the first of March until the last of April, and none on the day it was sold and after.
    assert_eq!(costs, [vec![1_000; 61], vec![0, 0]].concat());
}

/// Fifty refused changes starved a good one for ever (docs/engine.md#each-mutation-exactly-once).
pub(crate) async fn fifty_refused_edits_do_not_hold_up_a_good_one(db: Db) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    let card = Card::new("Charizard");
    ada.push(card.add.clone()).await;
    let nowhere = Card::new("Nobody");
    let foil = json!({ "finish": "Foil" });
    let mut items: Vec<_> =
        (0..50).map(|i| ada.item(ada.n + i, now_ms(), &json!({ "mutation": nowhere.edit(&foil) }))).collect();
    items.push(ada.item(ada.n + 50, now_ms(), &json!({ "mutation": card.edit(&foil) })));
    let results = ada.push_items(items).await.ok();
    assert_eq!(results["results"][50]["outcome"], json!({ "done": "applied" }));
    assert_eq!(results["results"][49]["outcome"]["rejected"]["rule"]["code"], "gone");
}

/// A wrong clock stopped the sync of a well-known app (docs/engine.md#stamps-are-hybrid-logical-clocks).
pub(crate) async fn clocks_that_are_a_year_off_stop_nobody(db: Db) {
    let (_server, mut phone, mut laptop, card) = two_devices(db).await;
    (phone.clock_off_ms, laptop.clock_off_ms) = (365 * 24 * HOUR_MS, -365 * 24 * HOUR_MS);
    phone.act_json(&card.edit_lot(&usd(4_000)));
    phone.sync().await;
    laptop.sync().await;
    // Who has seen a value replaces it, whatever the clock says.
    laptop.act_json(&card.edit_lot(&usd(4_100)));
    laptop.sync().await;
    phone.sync().await;
    for device in [&phone, &laptop] {
        assert_eq!((device.cost(&card.lot_key()), device.engine.queue().count()), (Some(4_100), 0));
    }
}

/// One user's queue was sent as another's (docs/engine.md#durable-before-sent).
pub(crate) async fn the_queue_of_one_person_is_never_sent_as_anothers(db: Db) {
    let server = Server::start(db).await;
    let (ada, bob) = (server.person("Ada").await, server.person("Bob").await);
    let mut phone = Client::new(&ada);
    phone.sync().await;
    phone.act_json(&Card::new("Charizard").add);
    // The browser holds Bob's session now.
    phone.cookie_of(&bob);
    phone.sync().await;
    assert_eq!(phone.engine.queue().count(), 1, "it waits for Ada");
    for person in [&ada, &bob] {
        assert_eq!(person.page().await["totals"]["cards"], 0);
    }
}
