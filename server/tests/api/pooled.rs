//! Two real server processes on one database behind a real PgBouncer in transaction mode.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use sqlx::{Connection, PgConnection};

use crate::bouncer::Bouncer;
use crate::browser::{Browser, Card};
use crate::process::{Process, binary};
use crate::support::{Db, free_port, temp_dir};

/// Of the database's connections: fewer than clients, so that each statement may find another one.
const SHARED: u32 = 3;

/// Two nodes that are started at the same moment on an empty database.
async fn two_nodes(db: &Db, bouncer: &Bouncer) -> (Process, Process) {
    let url = bouncer.url(db);
    let arguments = ["--database-url", &url, "--pooled", "--listen-url", &db.url];
    tokio::join!(Process::serve(&arguments), Process::serve(&arguments))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn field_1_and_2_two_nodes_live_behind_pgbouncer_in_transaction_mode() {
    let db = Db::postgres().await;
    let bouncer = Bouncer::start(&db, SHARED).await;
    let (first, second) = two_nodes(&db, &bouncer).await;
    let people: Vec<_> = (0..8)
        .map(|i| {
            let (here, there) = (first.base.clone(), second.base.clone());
            tokio::spawn(async move {
                let mut ada = Browser::sign_up(&here, &format!("Ada {i}")).await;
                let elsewhere = Browser { base: there, ..ada.clone() };
                let mut events = elsewhere.events().await.ok().expect("a stream of the other node");
                assert_eq!(events.poke().await, 0);
                for head in 1..=20 {
                    assert_eq!(ada.push(Card::new(&format!("card {head}")).add).await["done"], "applied");
                    while events.poke().await < head {}
                    assert_eq!(elsewhere.pull_from(0).await.ok()["head"], head);
                    assert_eq!(ada.page().await["totals"]["cards"], head);
                }
            })
        })
        .collect();
    for person in people {
        person.await.unwrap();
    }
    for node in [&first, &second] {
        let metrics = Browser::stranger(&node.base).get("/metrics").await.text;
        assert!(metrics.contains("vitrine_refused_total{status=\"500\"} 0\n"), "{metrics}");
        assert!(metrics.contains("vitrine_refused_total{status=\"503\"} 0\n"), "{metrics}");
    }
    nothing_is_left(&db, &bouncer).await;
}

/// No statement has a name in any of the shared connections, and no lock of the migrations stayed behind.
async fn nothing_is_left(db: &Db, bouncer: &Bouncer) {
    let mut held = Vec::new();
    let url = bouncer.url(db);
    for _ in 0..SHARED {
        let mut connection = plain(&url).await;
        sqlx::raw_sql("begin").execute(&mut connection).await.unwrap();
        let names = sqlx::raw_sql("select name from pg_prepared_statements").fetch_all(&mut connection).await.unwrap();
        assert_eq!(names.len(), 0, "statements with names");
        held.push(connection);
    }
    let mut admin = PgConnection::connect(&db.url).await.unwrap();
    let query = "select count(*) from pg_locks where locktype = 'advisory' and mode = 'ExclusiveLock' and database = \
                 (select oid from pg_database where datname = current_database())";
    let locks: i64 = sqlx::query_scalar(query).fetch_one(&mut admin).await.unwrap();
    assert_eq!(locks, 0, "locks that stayed behind");
}

async fn plain(url: &str) -> PgConnection {
    let options: sqlx::postgres::PgConnectOptions = url.parse().unwrap();
    PgConnection::connect_with(&options.extra_float_digits(None)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn field_2_a_node_that_waits_for_anothers_migration_says_so() {
    let db = Db::postgres().await;
    let bouncer = Bouncer::start(&db, 1).await;
    let dir = temp_dir("vitrine-waiting");
    let mut other = PgConnection::connect(&db.url).await.unwrap();
    let mut migration = other.begin().await.unwrap();
    let lock = "select pg_advisory_xact_lock($1)";
    sqlx::query(lock).bind(vitrine_server::store::MIGRATION_LOCK).execute(&mut *migration).await.unwrap();

    let (port, log) = (free_port(), dir.join("log"));
    let url = bouncer.url(&db);
    let mut node = serve(port, &log, &["--database-url", &url, "--pooled", "--listen-url", &db.url]);
    while !std::fs::read_to_string(&log).unwrap().contains("waiting for another node's migration") {
        assert!(node.try_wait().unwrap().is_none(), "{}", std::fs::read_to_string(&log).unwrap());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // It holds nothing meanwhile: the pooler's only connection is free for the other one.
    let answer = sqlx::raw_sql("select 1").fetch_all(&mut plain(&url).await).await.unwrap();
    assert_eq!(answer.len(), 1);
    migration.commit().await.unwrap();
    while reqwest_get(port).await.is_err() {
        assert!(node.try_wait().unwrap().is_none(), "{}", std::fs::read_to_string(&log).unwrap());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    node.kill().unwrap();
    node.wait().unwrap();
    std::fs::remove_dir_all(dir).unwrap();
}

async fn reqwest_get(port: u16) -> reqwest::Result<reqwest::Response> {
    Browser::stranger("").http.get(format!("http://127.0.0.1:{port}/readyz")).send().await
}

/// `vitrine serve` with its log in a file.
pub(crate) fn serve(port: u16, log: &Path, arguments: &[&str]) -> Child {
    let log = std::fs::File::create(log).unwrap();
    Command::new(binary())
        .args(["serve", "--addr", &format!("127.0.0.1:{port}")])
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap()
}
