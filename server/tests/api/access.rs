//! Who may see and change what (docs/engine.md#the-scope-is-a-ledger).

use serde_json::json;
use vitrine_app::api::Role;
use vitrine_sync::{AccountId, LedgerId};

use crate::browser::{Browser, Card, now_ms};
use crate::server::Server;
use crate::support::Db;

/// Ada with a card, and Bob who wants to see it.
pub(crate) async fn two(db: Db) -> (Server, Browser, Browser, Card) {
    let server = Server::start(db).await;
    let (mut ada, bob) = (server.person("Ada").await, server.person("Bob").await);
    let card = Card::new("Charizard");
    ada.push(card.add.clone()).await;
    (server, ada, bob, card)
}

pub(crate) async fn give(server: &Server, ada: &Browser, bob: &Browser, role: Option<Role>) {
    let (ledger, account) = (ada.ledger.parse().unwrap(), bob.account.parse().unwrap());
    server.core.store.set_role(LedgerId(ledger), AccountId(account), role).await.unwrap();
}

/// Every way of asking about a ledger, with its refusal.
async fn refusals(asks: &Browser) -> Vec<(u16, String)> {
    let mut seen = vec![
        asks.push_items(vec![asks.item(1, now_ms(), &json!("skip"))]).await.refusal(),
        asks.pull_from(0).await.refusal(),
        asks.post("page", &json!({ "request": { "ledger": asks.ledger, "limit": 5 } })).await.refusal(),
        asks.post("value_history", &json!({ "request": { "ledger": asks.ledger, "today": "2026-03-05" } }))
            .await
            .refusal(),
        asks.post("history", &json!({ "request": { "ledger": asks.ledger, "limit": 5 } })).await.refusal(),
    ];
    match asks.events().await {
        Ok(_) => seen.push((200, "open".into())),
        Err(reply) => seen.push(reply.refusal()),
    }
    seen
}

pub(crate) async fn without_a_session_nothing_is_answered(db: Db) {
    let (server, ada, ..) = two(db).await;
    let nobody = Browser { cookie: String::new(), ..ada.clone() };
    let forged =
        Browser { cookie: format!("{}={}", ada.cookie.split('=').next().unwrap(), "ab".repeat(32)), ..ada.clone() };
    for asks in [nobody, forged] {
        for refusal in refusals(&asks).await {
            assert_eq!(refusal, (401, "signed_out".into()));
        }
        assert_eq!(asks.post("me", &json!({})).await.refusal(), (401, "signed_out".into()));
    }
    drop(server);
}

pub(crate) async fn a_collection_is_private(db: Db) {
    let (_server, ada, bob, _) = two(db).await;
    let curious = Browser { ledger: ada.ledger.clone(), ..bob };
    for refusal in refusals(&curious).await {
        assert_eq!(refusal, (403, "no_ledger".into()));
    }
}

pub(crate) async fn a_foreign_ledger_and_a_missing_one_answer_the_same(db: Db) {
    let (_server, ada, bob, _) = two(db).await;
    let foreign = Browser { ledger: ada.ledger.clone(), ..bob.clone() };
    let missing = Browser { ledger: uuid::Uuid::now_v7().to_string(), ..bob };
    let (a, b) = (foreign.pull_from(0).await, missing.pull_from(0).await);
    assert_eq!((a.status, a.text), (b.status, b.text));
    assert_eq!(refusals(&foreign).await, refusals(&missing).await);
}

pub(crate) async fn a_viewer_reads_and_his_edits_are_refused_one_by_one(db: Db) {
    let (server, ada, bob, card) = two(db).await;
    give(&server, &ada, &bob, Some(Role::Viewer)).await;
    let mut viewer = Browser { ledger: ada.ledger.clone(), ..bob };
    assert_eq!(viewer.page().await["totals"]["cards"], 1);
    assert_eq!(viewer.page().await["role"], "viewer");
    assert!(viewer.events().await.is_ok());
    for _ in 0..2 {
        let outcome = viewer.push(card.edit(&json!({ "finish": "mine now" }))).await;
        assert_eq!(outcome, json!({ "rejected": "readonly" }));
    }
    let page = viewer.pull_from(0).await.ok();
    assert_eq!(page["last_n"], 2, "decided and numbered: the phone does not try for ever");
    assert!(!page.to_string().contains("mine now"));
}

pub(crate) async fn an_editor_writes(db: Db) {
    let (server, ada, bob, card) = two(db).await;
    give(&server, &ada, &bob, Some(Role::Editor)).await;
    let mut editor = Browser { ledger: ada.ledger.clone(), ..bob };
    editor.pull().await;
    assert_eq!(editor.push(card.edit(&json!({ "finish": "foil" }))).await, json!({ "done": "applied" }));
    assert_eq!(ada.record(&card.entry_key()).await["entry"]["is"]["finish"], "foil");
    let me = editor.post("me", &json!({})).await.ok();
    let roles: Vec<_> = me["ledgers"].as_array().unwrap().iter().map(|l| l["role"].clone()).collect();
    assert_eq!(roles, ["owner", "editor"]);
}

pub(crate) async fn a_lost_role_is_lost_at_once(db: Db) {
    let (server, ada, bob, _) = two(db).await;
    give(&server, &ada, &bob, Some(Role::Editor)).await;
    let mut editor = Browser { ledger: ada.ledger.clone(), ..bob.clone() };
    editor.push(Card::new("Blastoise").add).await;
    give(&server, &ada, &bob, None).await;
    for refusal in refusals(&editor).await {
        assert_eq!(refusal, (403, "no_ledger".into()));
    }
}

pub(crate) async fn edits_of_another_account_are_not_taken(db: Db) {
    let (_server, ada, bob, _) = two(db).await;
    // Bob signed in on Ada's browser; her outbox is still there.
    let mixed = Browser { cookie: bob.cookie, n: 2, ..ada };
    let push = mixed.push_items(vec![mixed.item(2, now_ms(), &json!("skip"))]).await;
    assert_eq!(push.refusal(), (403, "wrong_account".into()));
    assert_eq!(mixed.pull_from(0).await.refusal(), (403, "wrong_account".into()));
}

pub(crate) async fn a_client_of_another_account_is_a_copy(db: Db) {
    let (server, ada, bob, _) = two(db).await;
    give(&server, &ada, &bob, Some(Role::Editor)).await;
    let copy = Browser { ledger: ada.ledger.clone(), client: ada.client.clone(), ..bob };
    let reply = copy.push_items(vec![copy.item(2, now_ms(), &json!("skip"))]).await;
    assert_eq!(reply.refusal(), (409, "forked".into()));
}

pub(crate) async fn someone_elses_record_id_opens_nothing(db: Db) {
    let (_server, ada, mut bob, card) = two(db).await;
    // In Bob's own ledger the id is unknown, whoever else has it.
    let outcome = bob.push(card.edit(&json!({ "finish": "stolen" }))).await;
    assert_eq!(outcome["rejected"]["rule"]["code"], "gone");
    bob.push(card.add.clone()).await;
    bob.pull().await;
    bob.push(card.delete()).await;
    assert_eq!(ada.page().await["totals"]["cards"], 1, "the same id in two ledgers is two records");
}
