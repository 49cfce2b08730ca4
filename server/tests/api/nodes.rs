//! Several server processes on one PostgreSQL database.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use sqlx::Connection;
use vitrine_server::Config;

use crate::browser::{Browser, Card};
use crate::server::{Server, quick};
use crate::support::Db;

/// Without heartbeats: only NOTIFY can tell.
fn silent() -> Config {
    Config { beat_s: 3_600.0, ..quick() }
}

async fn two_nodes() -> (Server, Server) {
    let db = Arc::new(Db::postgres().await);
    let first = Server::with(Arc::clone(&db), silent()).await;
    let second = Server::with(db, silent()).await;
    for node in [&first, &second] {
        listening(node, 2).await;
    }
    (first, second)
}

/// Waits until `count` connections listen on the node's database.
async fn listening(node: &Server, count: i64) -> Vec<i32> {
    let mut admin = sqlx::PgConnection::connect(&node.db.url).await.unwrap();
    loop {
        let pids: Vec<i32> = sqlx::query_scalar(
            "select pid from pg_stat_activity where datname = current_database() and query ilike 'listen%'",
        )
        .fetch_all(&mut admin)
        .await
        .unwrap();
        if pids.len() as i64 == count {
            return pids;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_signed_out_on_one_node_hears_nothing_more_from_the_other() {
    let (first, second) = two_nodes().await;
    let ada = first.person("Ada").await;
    let phone = ada.device("Ada").await;
    let elsewhere = Browser { base: second.base.clone(), ..phone };
    let mut events = elsewhere.events().await.ok().unwrap();
    assert_eq!(events.poke().await, 0);
    assert_eq!(ada.post("sign_out_others", &json!({})).await.ok(), json!(1));
    events.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_on_one_database_poke_each_others_clients() {
    let (first, second) = two_nodes().await;
    let mut ada = first.person("Ada").await;
    // A session of one node is one of the other.
    let elsewhere = Browser { base: second.base.clone(), ..ada.clone() };
    let mut events = elsewhere.events().await.ok().unwrap();
    assert_eq!(events.poke().await, 0);
    for head in 1..=3 {
        ada.push(Card::new("Abra").add).await;
        assert_eq!(events.poke().await, head);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listen_connection_that_was_lost_and_regained_pokes_every_ledger() {
    let (first, second) = two_nodes().await;
    let mut ada = first.person("Ada").await;
    let elsewhere = Browser { base: second.base.clone(), ..ada.clone() };
    let mut events = elsewhere.events().await.ok().unwrap();
    assert_eq!(events.poke().await, 0);
    let mut admin = sqlx::PgConnection::connect(&first.db.url).await.unwrap();
    for pid in listening(&first, 2).await {
        sqlx::query("select pg_terminate_backend($1)").bind(pid).execute(&mut admin).await.unwrap();
    }
    // Said while nobody listens, or just afterwards: either way it is heard.
    ada.push(Card::new("Abra").add).await;
    while events.poke().await != 1 {}
    listening(&first, 2).await;
    ada.push(Card::new("Kadabra").add).await;
    while events.poke().await != 2 {}
    let metrics = elsewhere.get("/metrics").await.text;
    assert!(!metrics.contains("vitrine_listen_lost_total 0\n"), "the loss was noticed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_held_for_six_seconds_is_not_passed_over() {
    let db = Arc::new(Db::postgres().await);
    let server = Server::with(db, quick()).await;
    let ada = server.person("Ada").await;
    let mut holder = sqlx::PgConnection::connect(&server.db.url).await.unwrap();
    let mut held = holder.begin().await.unwrap();
    let ledger: uuid::Uuid = ada.ledger.parse().unwrap();
    // A push of another process that has its number and does not commit yet.
    let seq: i64 = sqlx::query_scalar("update ledgers set head = head + 1 where id = $1 returning head")
        .bind(ledger)
        .fetch_one(&mut *held)
        .await
        .unwrap();
    let pushes: Vec<_> = (0..4)
        .map(|i| {
            let mut device = Browser { client: uuid::Uuid::now_v7().to_string(), ..ada.clone() };
            tokio::spawn(async move { device.push(Card::new(&format!("card {i}")).add).await })
        })
        .collect();
    let mut cursor = 0;
    let mut seen = Vec::new();
    let pull = async |cursor: &mut u64, seen: &mut Vec<String>| {
        let page = ada.pull_from(*cursor).await.ok();
        *cursor = page["to"].as_u64().unwrap();
        seen.extend(crate::browser::rows(&page).into_iter().map(|(key, _)| key));
    };
    let end = tokio::time::Instant::now() + Duration::from_secs(6);
    while tokio::time::Instant::now() < end {
        pull(&mut cursor, &mut seen).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let id = uuid::Uuid::now_v7();
    sqlx::query(
        "insert into records (ledger, kind, id, seq, alive, label, body) select $1, 'entry', $2, $3, true, 'held', \
         '{\"entry\":{\"is\":{\"card\":{\"game\":\"x\",\"name\":\"held\"},\"finish\":\"\",\"language\":\"\"},\
         \"at\":{\"v\":[1,\"0000000000000001\",\"00000000-0000-0000-0000-000000000001\"]}}}'",
    )
    .bind(ledger)
    .bind(id)
    .bind(seq)
    .execute(&mut *held)
    .await
    .unwrap();
    held.commit().await.unwrap();
    for push in pushes {
        assert_eq!(push.await.unwrap(), json!({ "done": "applied" }));
    }
    pull(&mut cursor, &mut seen).await;
    assert_eq!(cursor, 5);
    assert!(seen.contains(&format!("entry:{id}")), "the slow commit was passed over");
    assert_eq!(seen.len(), 9, "each of the others once: {seen:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_that_is_held_leaves_the_connections_to_others() {
    let server = Server::with(Arc::new(Db::postgres().await), quick()).await;
    let (ada, mut bob) = (server.person("Ada").await, server.person("Bob").await);
    let mut holder = sqlx::PgConnection::connect(&server.db.url).await.unwrap();
    let mut held = holder.begin().await.unwrap();
    let ledger: uuid::Uuid = ada.ledger.parse().unwrap();
    sqlx::query("select 1 from ledgers where id = $1 for update").bind(ledger).execute(&mut *held).await.unwrap();
    let pushes: Vec<_> = (0..60)
        .map(|_| {
            let device = Browser { client: uuid::Uuid::now_v7().to_string(), ..ada.clone() };
            let item = device.item(1, crate::browser::now_ms(), &json!({ "mutation": Card::new("Abra").add }));
            tokio::spawn(async move { device.push_items(vec![item]).await.status })
        })
        .collect();
    for _ in 0..20 {
        assert_eq!(bob.push(Card::new("Bob's").add).await, json!({ "done": "applied" }));
    }
    let waiting =
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    let waiting: i64 = sqlx::query_scalar(waiting).fetch_one(&mut *held).await.unwrap();
    assert!(waiting <= 1, "one waits in the database, for all of them: {waiting}");
    held.rollback().await.unwrap();
    for push in pushes {
        assert!(matches!(push.await.unwrap(), 200 | 503));
    }
}
