//! The devices that are signed in: seen, named and signed out by their owner and by nobody else.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;
use vitrine_server::Config;

use crate::browser::{Browser, Card, PASSWORD, text};
use crate::server::{Server, quick};
use crate::support::Db;

const PHONE: &str =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1";

impl Browser {
    async fn signed_in(&self) -> Vec<Value> {
        self.post("signed_in", &json!({})).await.ok()["devices"].as_array().unwrap().clone()
    }

    /// The id of the session this browser has.
    async fn session_id(&self) -> String {
        let devices = self.signed_in().await;
        text(&devices.iter().find(|device| device["here"] == json!(true)).expect("it is among them")["id"])
    }

    async fn sign_out_device(&self, id: &str) -> (u16, String) {
        let reply = self.post("sign_out_device", &json!({ "id": id })).await;
        if reply.status == 200 { (200, String::new()) } else { reply.refusal() }
    }
}

pub(crate) async fn every_device_is_listed_by_its_browser_and_the_asking_one_is_marked(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let body = json!({ "name": "Ada", "password": PASSWORD }).to_string();
    ada.post_with("sign_in", body, &[("user-agent", PHONE)]).await.ok();
    let devices = ada.signed_in().await;
    assert_eq!(devices.len(), 2);
    let phone = devices.iter().find(|device| device["here"] == json!(false)).unwrap();
    assert_eq!((&phone["browser"], &phone["name"]), (&json!("Safari on iPhone"), &json!("")));
    assert_eq!(devices.iter().filter(|device| device["here"] == json!(true)).count(), 1);
    assert!(phone["since_ms"].as_u64().unwrap() <= phone["seen_ms"].as_u64().unwrap());
    let told = ada.post("signed_in", &json!({})).await.text;
    let token = ada.cookie.split('=').nth(1).unwrap();
    assert!(!told.contains(token) && !told.contains("token"), "nothing that signs in leaves the server");
}

pub(crate) async fn a_device_that_is_signed_out_hears_and_sends_nothing_more(db: Db) {
    // No heartbeat helps here: the end comes from the other device.
    let server = Server::with(Arc::new(db), Config { beat_s: 3_600.0, ..quick() }).await;
    let (ada, card) = (server.person("Ada").await, Card::new("Abra"));
    let mut phone = ada.device("Ada").await;
    let (mut here, mut there) = (ada.events().await.ok().unwrap(), phone.events().await.ok().unwrap());
    assert_eq!((here.poke().await, there.poke().await), (0, 0));
    assert_eq!(ada.sign_out_device(&phone.session_id().await).await, (200, String::new()));
    there.end().await;
    let edit = phone.item(1, crate::browser::now_ms(), &json!({ "mutation": card.add }));
    assert_eq!(phone.push_items(vec![edit.clone()]).await.refusal(), (401, "signed_out".into()));
    assert_eq!(phone.post("signed_in", &json!({})).await.refusal(), (401, "signed_out".into()));
    // Signed in again, the same client sends what it kept.
    let again = ada.device("Ada").await;
    phone.cookie = again.cookie.clone();
    phone.push_items(vec![edit]).await.ok();
    assert_eq!(here.poke().await, 1, "the other device's stream lives on");
}

pub(crate) async fn all_other_devices_are_signed_out_at_once(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let others = [ada.device("Ada").await, ada.device("Ada").await];
    assert_eq!(ada.post("sign_out_others", &json!({})).await.ok(), json!(2));
    for other in others {
        assert_eq!(other.post("me", &json!({})).await.status, 401);
    }
    assert_eq!(ada.signed_in().await.len(), 1);
    assert_eq!(ada.post("sign_out_others", &json!({})).await.ok(), json!(0), "twice is fine");
}

pub(crate) async fn the_history_knows_a_device_by_the_name_it_was_given(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let mut phone = ada.device("Ada").await;
    phone.push(Card::new("Abra").add).await;
    let id = phone.session_id().await;
    let called = async || {
        let request = json!({ "request": { "ledger": ada.ledger, "limit": 10 } });
        text(&ada.post("history", &request).await.ok()["devices"][0]["name"])
    };
    assert_eq!(called().await, "");
    ada.post("name_device", &json!({ "id": id, "name": "  Kitchen tablet " })).await.ok();
    assert_eq!(called().await, "Kitchen tablet");
    ada.sign_out_device(&id).await;
    assert_eq!(called().await, "Kitchen tablet", "its edits are still its own");
    let too_long = json!({ "id": ada.session_id().await, "name": "x".repeat(41) });
    assert_eq!(ada.post("name_device", &too_long).await.refusal(), (400, "bad_name".into()));
}

pub(crate) async fn nobody_sees_names_or_ends_another_accounts_device(db: Db) {
    let server = Server::start(db).await;
    let (ada, bob) = (server.person("Ada").await, server.person("Bob").await);
    let id = ada.session_id().await;
    assert!(bob.signed_in().await.iter().all(|device| device["id"] != json!(id)));
    let refused = (404, String::from("no_session"));
    assert_eq!(bob.sign_out_device(&id).await, refused);
    assert_eq!(bob.sign_out_device(&Uuid::now_v7().to_string()).await, refused, "one that never was answers the same");
    let named = bob.post("name_device", &json!({ "id": id, "name": "Bob's" })).await;
    assert_eq!(named.refusal(), refused);
    bob.post("sign_out_others", &json!({})).await.ok();
    assert_eq!(ada.signed_in().await[0]["name"], "");
    let stranger = Browser::stranger(&server.base);
    for function in ["signed_in", "sign_out_others"] {
        assert_eq!(stranger.post(function, &json!({})).await.refusal(), (401, "signed_out".into()));
    }
}

/// An old session, as far as the database tells.
async fn forget_that_it_was_used(server: &Server) {
    use sqlx::Connection;
    let query = "update sessions set seen_ms = 5";
    if crate::server::is_postgres(&server.db) {
        let mut c = sqlx::PgConnection::connect(&server.db.url).await.unwrap();
        sqlx::query(query).execute(&mut c).await.unwrap();
    } else {
        let mut c = sqlx::SqliteConnection::connect(&server.db.url).await.unwrap();
        sqlx::query(query).execute(&mut c).await.unwrap();
    }
}

pub(crate) async fn a_device_is_seen_when_it_asks_and_when_it_listens(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    forget_that_it_was_used(&server).await;
    // No request waits until it is written down.
    let asked = async { while ada.signed_in().await[0]["seen_ms"] == 5 {} };
    tokio::time::timeout(Duration::from_secs(15), asked).await.expect("who asks is seen");
    let phone = ada.device("Ada").await;
    let id = phone.session_id().await;
    let mut events = phone.events().await.ok().unwrap();
    events.poke().await;
    forget_that_it_was_used(&server).await;
    let seen = async || {
        let devices = ada.signed_in().await;
        devices.iter().find(|device| device["id"] == json!(id)).unwrap()["seen_ms"].as_u64().unwrap()
    };
    // A beat later at most.
    let heard = async {
        while seen().await == 5 {
            assert!(events.next().await.is_some());
        }
    };
    tokio::time::timeout(Duration::from_secs(15), heard).await.expect("who listens is seen");
}
