//! A disk without room: writes are refused with an answer that makes a device wait and keep what it has, reading goes on,
//! and when there is room again everything arrives, once.

use std::process::Command;

use serde_json::json;
use sqlx::Connection;
use vitrine_server::store::StoreError;

use crate::browser::{Browser, Card, now_ms};
use crate::client::Client;
use crate::process::Process;
use crate::support::{Db, temp_dir};

/// The server's files may not grow beyond this; a limit its owner can lift while it runs.
const BLOCKS: u32 = 1_200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_writes_and_takes_them_when_there_is_room_again() {
    let data = temp_dir("vitrine-full");
    let binary = env!("CARGO_BIN_EXE_vitrine");
    let mut shell = Command::new("bash");
    // Without the trap the system would end the process instead of refusing the write.
    shell.args(["-c", &format!("trap '' XFSZ; ulimit -S -f {BLOCKS}; exec \"$0\" \"$@\""), binary]);
    let folder = data.display().to_string();
    let server = Process::run(&mut shell, &["--data-dir", &folder, "--mutations-burst", "1e9"]).await;
    let ada = Browser::sign_up(&server.base, "Ada").await;
    let long = "x".repeat(2_000);
    let item = |n: u64| {
        let mut add = Card::new("Charizard").add;
        add["add"]["holdings"][0]["entry"]["notes"] = json!(long);
        ada.item(n, now_ms(), &json!({ "mutation": add }))
    };
    let mut n = 1;
    let refused = loop {
        let batch: Vec<_> = (n..n + 20).map(item).collect();
        let reply = ada.push_items(batch.clone()).await;
        if reply.status != 200 {
            break (batch, reply);
        }
        n += 20;
        assert!(n < 20_000, "the limit holds nothing back");
    };
    let (batch, reply) = refused;
    assert_eq!(reply.refusal(), (503, "unavailable".into()), "not 500: no device may take its edit for the culprit");
    assert!(reply.retry_after() >= 1);
    assert!(n > 1, "some were taken before");
    let page = ada.pull_from(0).await.ok();
    assert_eq!(page["last_n"], n - 1, "reading goes on, and shows what was acknowledged and nothing else");

    let pid = server.child.id().to_string();
    assert!(Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited:"]).status().unwrap().success());
    let answer = ada.push_items(batch).await.ok();
    assert_eq!(answer["last_n"], n + 19);
    assert_eq!(ada.page().await["totals"]["cards"], n + 19, "each once");
    drop(server);
    std::fs::remove_dir_all(data).unwrap();
}

/// PostgreSQL's own error, raised where it would be: when a table has to grow, and when a transaction commits.
const NO_ROOM: &str = "create function no_room() returns trigger language plpgsql as \
    $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$";
const FULL: [(&str, &str); 3] = [
    ("records", "create trigger no_room before insert or update on records for each row execute function no_room()"),
    ("history", "create trigger no_room before insert on history for each row execute function no_room()"),
    (
        "results",
        "create constraint trigger no_room after insert on results deferrable initially deferred \
         for each row execute function no_room()",
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_without_room_refuses_writes_and_takes_them_when_there_is_room_again() {
    let db = Db::postgres().await;
    let dir = temp_dir("vitrine-full");
    let log = dir.join("log");
    let mut shell = Command::new("bash");
    shell.args(["-c", &format!("exec \"$0\" \"$@\" >>{} 2>&1", log.display()), env!("CARGO_BIN_EXE_vitrine")]);
    let server = Process::run(&mut shell, &["--database-url", &db.url]).await;
    let mut disk = sqlx::PgConnection::connect(&db.url).await.unwrap();
    sqlx::query(NO_ROOM).execute(&mut disk).await.unwrap();
    let mut ada = Browser::sign_up(&server.base, "Ada").await;
    let mut phone = Client::new(&ada);
    let card = Card::new("Charizard");
    phone.act_json(&card.add);
    phone.sync().await;
    for (head, (table, fill)) in (1..).step_by(2).zip(FULL) {
        sqlx::query(fill).execute(&mut disk).await.unwrap();
        let item = ada.item(ada.n, now_ms(), &json!({ "mutation": Card::new("Mew").add }));
        let before = ada.pull_from(0).await.ok();
        let reply = ada.push_items(vec![item.clone()]).await;
        assert_eq!(reply.refusal(), (503, "unavailable".into()), "{table}: not 500, for which an edit is given up");
        assert_eq!((reply.retry_after(), &reply.json()["retry_after_s"]), (30, &json!(30)));
        let told = std::fs::read_to_string(&log).unwrap();
        assert!(told.contains("THERE IS NO ROOM"), "{table}: its owner is told: {told}");
        phone.act_json(&json!({ "adjust": { "entry": card.entry, "lot": card.lot, "by": 1 } }));
        phone.sync().await;
        assert_eq!((phone.engine.outbox().count(), phone.engine.tray().count()), (1, 0), "{table}: kept, not given up");
        let mut after = ada.pull_from(0).await.ok();
        after["time_ms"] = before["time_ms"].clone();
        assert_eq!(after, before, "{table}: nothing was changed, and reading goes on");

        sqlx::query(&format!("drop trigger no_room on {table}")).execute(&mut disk).await.unwrap();
        assert_eq!(ada.push_items(vec![item]).await.ok()["head"], head + 1, "{table}: no number was used up");
        ada.n += 1;
        phone.sync().await;
        assert_eq!(phone.engine.outbox().count(), 0);
        std::fs::write(&log, "").unwrap();
        assert_eq!(ada.pull_from(0).await.ok()["head"], head + 2, "{table}: each once");
    }
    assert_eq!(ada.page().await["totals"]["cards"], 7, "four of one card, and three others");
    drop(server);
    std::fs::remove_dir_all(dir).unwrap();
}

#[tokio::test]
async fn sqlite_without_a_page_left_is_called_full() {
    let mut db = sqlx::SqliteConnection::connect("sqlite::memory:").await.unwrap();
    sqlx::query("create table t (a text)").execute(&mut db).await.unwrap();
    sqlx::query("pragma max_page_count = 2").execute(&mut db).await.unwrap();
    let refused = sqlx::query("insert into t values (hex(zeroblob(100000)))").execute(&mut db).await.unwrap_err();
    assert!(StoreError::Database(refused).is_full());
    let other = sqlx::query("insert into nowhere values (1)").execute(&mut db).await.unwrap_err();
    assert!(!StoreError::Database(other).is_full());
}
