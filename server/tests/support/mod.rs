//! Databases for tests: a SQLite file each, and a database each in one private PostgreSQL cluster per test binary.

#![allow(dead_code, reason = "each test binary uses its part")]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{Connection, PgConnection};
use tokio::sync::OnceCell;
use uuid::Uuid;
use vitrine_server::store::{self, Store};

/// A database of one test; a SQLite file goes with it.
pub(crate) struct Db {
    pub(crate) url: String,
    dir: Option<PathBuf>,
}

impl Db {
    pub(crate) fn sqlite() -> Self {
        let dir = temp_dir("vitrine-test");
        Self { url: format!("sqlite:{}", dir.join("vitrine.sqlite").display()), dir: Some(dir) }
    }

    /// A database in the cluster. No PostgreSQL on this machine is a failure, not a reason to skip.
    pub(crate) async fn postgres() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let port = cluster().await;
        let name = format!("t{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let mut admin = PgConnection::connect(&url(port, "postgres")).await.expect("the cluster takes connections");
        sqlx::query(&format!("create database {name}")).execute(&mut admin).await.expect("a database can be made");
        admin.close().await.expect("closed");
        Self { url: url(port, &name), dir: None }
    }

    /// PostgreSQL's port.
    pub(crate) fn port(&self) -> u16 {
        self.at().0
    }

    /// The same database at another port: of a pooler, or of a wire.
    pub(crate) fn url_at(&self, port: u16) -> String {
        url(port, self.at().1)
    }

    fn at(&self) -> (u16, &str) {
        let at = self.url.strip_prefix("postgres://postgres@127.0.0.1:").and_then(|rest| rest.split_once('/'));
        let (port, name) = at.expect("a database of the cluster");
        (port.parse().expect("a port"), name)
    }

    pub(crate) async fn store(&self) -> Arc<dyn Store> {
        store::open(&self.url, false).await.expect("the database opens")
    }
}

impl Drop for Db {
    fn drop(&mut self) {
        if let Some(dir) = &self.dir {
            let _ = std::fs::remove_dir_all(dir);
        }
    }
}

pub(crate) fn temp_dir(name: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("{name}-{}", Uuid::now_v7().simple()));
    std::fs::create_dir_all(&dir).expect("a temporary folder can be made");
    dir
}

fn url(port: u16, database: &str) -> String {
    format!("postgres://postgres@127.0.0.1:{port}/{database}")
}

/// The port of this binary's cluster. It ends, and its folder goes, when this process does: its shell waits for the end
/// of our pipe.
async fn cluster() -> u16 {
    static PORT: OnceCell<u16> = OnceCell::const_new();
    *PORT.get_or_init(|| async { tokio::task::spawn_blocking(start_cluster).await.expect("the cluster starts") }).await
}

#[expect(clippy::zombie_processes, reason = "it lives as long as this process, whose end it waits for")]
fn start_cluster() -> u16 {
    let port = free_port();
    let dir = std::env::temp_dir().join(format!("vitrine-pg-{}", Uuid::now_v7().simple()));
    let dir_text = dir.display();
    let script = format!(
        "set -e; mkdir -m 700 {dir_text}; cd {dir_text}; \
         initdb -D {dir_text}/data -U postgres --auth=trust -E UTF8 --locale=C >initdb.log 2>&1 || {{ cat initdb.log >&2; exit 1; }}; \
         postgres -D {dir_text}/data -p {port} -k {dir_text} -c listen_addresses=127.0.0.1 -c fsync=off \
         -c max_connections=300 >postgres.log 2>&1 & pid=$!; \
         until pg_isready -q -h 127.0.0.1 -p {port}; do kill -0 $pid || {{ cat postgres.log >&2; exit 1; }}; sleep 0.1; done; \
         echo ready; cat >/dev/null; kill -QUIT $pid; wait $pid || true; cd /; rm -rf {dir_text}"
    );
    // PostgreSQL does not run as root.
    let mut command = if is_root() {
        let mut command = Command::new("su");
        command.args(["-s", "/bin/sh", "postgres", "-c", &script]);
        command
    } else {
        let mut command = Command::new("sh");
        command.args(["-c", &script]);
        command
    };
    let mut child = command
        .env("PATH", postgres_path())
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a shell runs");
    let mut line = String::new();
    let out = child.stdout.take().expect("its output is ours");
    BufReader::new(out).read_line(&mut line).expect("the shell speaks");
    assert_eq!(line.trim(), "ready", "PostgreSQL (initdb, postgres, pg_isready) must be installed for these tests");
    // The pipe stays open until this process ends.
    std::mem::forget(child.stdin.take());
    port
}

/// Where Debian keeps the server's programs, besides the path.
pub(crate) fn postgres_path() -> String {
    let mut path = std::env::var("PATH").unwrap_or_default();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut bins: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin")).collect();
    bins.sort();
    for bin in bins.iter().rev() {
        path = format!("{path}:{}", bin.display());
    }
    path
}

pub(crate) fn is_root() -> bool {
    std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(Path::new("/proc/self")).expect("Linux")) == 0
}

pub(crate) fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("it has an address").port()
}
