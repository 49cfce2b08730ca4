//! The event stream (docs/engine.md#the-event-stream-says-the-head).

use std::sync::Arc;

use serde_json::json;
use vitrine_app::api::Role;
use vitrine_server::Config;
use vitrine_sync::{AccountId, LedgerId};

use crate::browser::{Browser, Card};
use crate::server::{Server, quick};
use crate::support::Db;

pub(crate) async fn a_stream_says_the_head_on_connect_and_when_it_moves(db: Db) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    ada.push(Card::new("Abra").add).await;
    let mut events = ada.events().await.ok().unwrap();
    for (name, value) in [
        ("content-type", "text/event-stream"),
        ("cache-control", "no-store"),
        ("x-accel-buffering", "no"),
        ("x-vitrine-protocol", "3"),
    ] {
        assert_eq!(events.headers[name], value);
    }
    assert_eq!(events.next().await, Some(("poke".into(), json!({ "epoch": 1, "head": 1 }))));
    let mut phone = ada.device("Ada").await;
    for head in 2..=5 {
        phone.push(Card::new("Kadabra").add).await;
        assert_eq!(events.poke().await, head);
    }
}

pub(crate) async fn a_stream_beats(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let mut events = ada.events().await.ok().unwrap();
    assert_eq!(events.next().await.unwrap().0, "poke");
    for _ in 0..3 {
        assert_eq!(events.next().await, Some(("beat".into(), json!({ "epoch": 1, "head": 0 }))));
    }
}

pub(crate) async fn a_stream_ends_when_its_session_does(db: Db) {
    // No heartbeat helps here: the end comes from the sign-out itself.
    let server = Server::with(Arc::new(db), Config { beat_s: 3_600.0, ..quick() }).await;
    let ada = server.person("Ada").await;
    let phone = ada.device("Ada").await;
    let (mut here, mut there) = (ada.events().await.ok().unwrap(), phone.events().await.ok().unwrap());
    assert_eq!((here.poke().await, there.poke().await), (0, 0));
    ada.post("sign_out", &json!({})).await.ok();
    here.end().await;
    assert_eq!(ada.events().await.err().unwrap().refusal(), (401, "signed_out".into()));
    let mut phone = phone;
    phone.push(Card::new("Abra").add).await;
    assert_eq!(there.poke().await, 1, "the other device's stream lives on");
}

pub(crate) async fn a_stream_ends_when_its_role_is_lost(db: Db) {
    let server = Server::start(db).await;
    let (ada, bob) = (server.person("Ada").await, server.person("Bob").await);
    let (ledger, account) = (LedgerId(ada.ledger.parse().unwrap()), AccountId(bob.account.parse().unwrap()));
    server.core.store.set_role(ledger, account, Some(Role::Viewer)).await.unwrap();
    let viewer = Browser { ledger: ada.ledger.clone(), ..bob };
    let mut events = viewer.events().await.ok().unwrap();
    assert_eq!(events.poke().await, 0);
    server.core.store.set_role(ledger, account, None).await.unwrap();
    events.end().await;
}

pub(crate) async fn open_streams_do_not_hold_up_a_shutdown(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let mut events = ada.events().await.ok().unwrap();
    assert_eq!(events.poke().await, 0);
    server.stop().await;
    events.end().await;
}

pub(crate) async fn streams_are_told_of_nothing_but_their_ledger(db: Db) {
    let server = Server::with(Arc::new(db), Config { beat_s: 3_600.0, ..quick() }).await;
    let (mut ada, mut bob) = (server.person("Ada").await, server.person("Bob").await);
    let mut events = ada.events().await.ok().unwrap();
    assert_eq!(events.poke().await, 0);
    for _ in 0..3 {
        bob.push(Card::new("Bob's").add).await;
    }
    ada.push(Card::new("Ada's").add).await;
    assert_eq!(events.poke().await, 1, "the first thing she hears is her own ledger");
}
