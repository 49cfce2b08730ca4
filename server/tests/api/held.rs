//! A commit that takes ten seconds, while two hundred devices write and look: none passes it over, and none loses an edit
//! for it.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use sqlx::{Connection, Executor};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vitrine_server::Config;

use crate::browser::{Browser, Card, now_ms, rows};
use crate::server::{Server, is_postgres, quick};
use crate::support::Db;

const DEVICES: usize = 200;
/// Cards each of them adds.
const CARDS: u64 = 2;
const HELD: Duration = Duration::from_secs(10);

/// What is held back.
const BODY: &str = "{\"entry\":{\"is\":{\"card\":{\"game\":\"x\",\"name\":\"held\"},\"finish\":\"\",\"language\":\"\"},\
                    \"at\":{\"v\":[1,\"0000000000000001\",\"00000000-0000-0000-0000-000000000001\"]}}}";

/// Takes the next number as a push of another process does, commits it ten seconds later, and has the devices live
/// meanwhile. The value is the key of what was held back, and what each device was shown. The two drivers have types of
/// their own for the same statements.
macro_rules! hold_with {
    ($connection:ty, $url:expr, $ledger:expr, $ada:expr, $released:expr) => {{
        let mut holder = <$connection>::connect(&$url).await.unwrap();
        holder.execute("begin").await.unwrap();
        let seq: i64 = sqlx::query_scalar("update ledgers set head = head + 1 where id = $1 returning head")
            .bind($ledger)
            .fetch_one(&mut holder)
            .await
            .unwrap();
        let devices: Vec<_> = (0..DEVICES).map(|_| tokio::spawn(live($ada.clone(), $released.clone()))).collect();
        tokio::time::sleep(HELD).await;
        let id = Uuid::now_v7();
        sqlx::query(&format!(
            "insert into records (ledger, kind, id, seq, alive, label, body) \
             values ($1, 'entry', $2, $3, $4, 'held', '{BODY}')"
        ))
        .bind($ledger)
        .bind(id)
        .bind(seq)
        .bind(true)
        .execute(&mut holder)
        .await
        .unwrap();
        holder.execute("commit").await.unwrap();
        $released.cancel();
        let mut shown = Vec::new();
        for device in devices {
            shown.push(device.await.unwrap());
        }
        (format!("entry:{id}"), shown)
    }};
}

pub(crate) async fn a_commit_held_for_ten_seconds_is_passed_over_by_none_of_two_hundred(db: Db) {
    let server = Server::with(Arc::new(db), Config { mutations_burst: 1e9, ..quick() }).await;
    let ada = server.person("Ada").await;
    let ledger: Uuid = ada.ledger.parse().unwrap();
    let released = CancellationToken::new();
    let (held, devices) = if is_postgres(&server.db) {
        hold_with!(sqlx::PgConnection, server.db.url, ledger, ada, released)
    } else {
        hold_with!(sqlx::SqliteConnection, server.db.url, ledger, ada, released)
    };
    let page = ada.pull_from(0).await.ok();
    assert_eq!(page["head"], 1 + CARDS * DEVICES as u64, "each card has a place of its own");
    let mut all = Vec::new();
    look(&ada, &mut 0, &mut all).await;
    assert!(all.contains(&held));
    all.sort();
    for (device, mut cursor, mut seen) in devices {
        look(&device, &mut cursor, &mut seen).await;
        seen.sort();
        assert!(seen == all, "a cursor passed something over, or came back: {} and {}", seen.len(), all.len());
    }
}

/// A device that adds its cards and looks after each attempt; answers how far it is and what
/// it was shown, in order.
async fn live(ada: Browser, released: CancellationToken) -> (Browser, u64, Vec<String>) {
    let device = Browser { client: Uuid::now_v7().to_string(), ..ada };
    let (mut cursor, mut seen) = (0, Vec::new());
    for n in 1..=CARDS {
        let item = device.item(n, now_ms(), &json!({ "mutation": Card::new("Abra").add }));
        loop {
            look(&device, &mut cursor, &mut seen).await;
            let reply = device.push_items(vec![item.clone()]).await;
            if reply.status == 200 {
                assert_eq!(reply.json()["results"][0]["outcome"], json!({ "done": "applied" }));
                break;
            }
            assert_eq!(reply.refusal(), (503, "unavailable".into()), "it waits, and nobody is told anything worse");
        }
    }
    released.cancelled().await;
    (device, cursor, seen)
}

/// Follows the ledger to its head. Somebody who only looks is never made to wait.
async fn look(device: &Browser, cursor: &mut u64, seen: &mut Vec<String>) {
    loop {
        let page = device.pull_from(*cursor).await.ok();
        seen.extend(rows(&page).into_iter().map(|(key, _)| key));
        *cursor = page["to"].as_u64().unwrap();
        if *cursor == page["head"].as_u64().unwrap() {
            return;
        }
    }
}
