//! A database that is away, or is only believed to be there.

use std::sync::Arc;
use std::time::Duration;

use vitrine_server::Config;

use crate::browser::{Browser, Card};
use crate::server::{Server, quick};
use crate::support::Db;
use crate::wire::Wire;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn field_9_a_database_that_says_nothing_is_told_soon_and_the_process_is_alive() {
    let mut db = Db::postgres().await;
    let wire = Wire::to(db.port()).await;
    db.url = db.url_at(wire.port);
    let server = Server::with(Arc::new(db), quick()).await;
    let nobody = Browser::stranger(&server.base);
    assert_eq!(nobody.get("/readyz").await.text, "ok\n");
    wire.cut();
    // Long for a second, and shorter than the time a connection is waited for.
    let patient = reqwest::Client::builder().timeout(Duration::from_secs(6)).build().unwrap();
    let ready = patient.get(format!("{}/readyz", server.base)).send().await.expect("an answer");
    assert_eq!(ready.status(), 503);
    assert!(ready.text().await.unwrap().contains("the database does not answer"));
    let alive = nobody.get("/healthz").await;
    assert_eq!((alive.status, alive.text.as_str()), (200, "ok\n"), "a restart would not help");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn field_10_a_listen_connection_that_everybody_forgot_is_noticed() {
    let db = Arc::new(Db::postgres().await);
    // Without heartbeats: only NOTIFY can tell.
    let config = Config { beat_s: 3_600.0, listen_check_s: 0.3, ..quick() };
    let wire = Wire::to(db.port()).await;
    let first = Server::with(Arc::clone(&db), config.clone()).await;
    let second = Server::listening(Arc::clone(&db), config, Some(db.url_at(wire.port))).await;
    let mut ada = first.person("Ada").await;
    let elsewhere = Browser { base: second.base.clone(), ..ada.clone() };
    let mut events = elsewhere.events().await.ok().unwrap();
    assert_eq!(events.poke().await, 0);
    ada.push(Card::new("Abra").add).await;
    while events.poke().await < 1 {}

    wire.forget();
    ada.push(Card::new("Kadabra").add).await;
    // Made up for once the connection is made anew.
    while events.poke().await < 2 {}
    ada.push(Card::new("Alakazam").add).await;
    while events.poke().await < 3 {}
    let metrics = elsewhere.get("/metrics").await.text;
    assert!(!metrics.contains("vitrine_listen_lost_total 0\n"), "the loss is counted");
    assert!(wire.made() >= 2, "the connection was made anew");
}
