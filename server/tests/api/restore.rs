//! A server that is put back to an earlier state, by the commands an operator would use: what it lost comes back from
//! the devices of its people.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use crate::browser::{Browser, Card};
use crate::client::Client;
use crate::server::{Server, is_postgres, quick};
use crate::support::{Db, postgres_path, temp_dir};

/// A server with two devices of one person, which have both seen the same card.
struct Household {
    server: Server,
    ada: Browser,
    phone: Client,
    laptop: Client,
}

impl Household {
    async fn new(db: Db) -> Self {
        let server = Server::start(db).await;
        let ada = server.person("Ada").await;
        let (mut phone, mut laptop) = (Client::new(&ada), Client::new(&ada.device("Ada").await));
        let card = Card::new("Charizard");
        phone.act_json(&card.add);
        phone.sync().await;
        laptop.sync().await;
        Self { server, ada, phone, laptop }
    }

    /// The server stops, is put back to the backup, and starts again.
    async fn restore(mut self, backup: &Path) -> Self {
        let db = Arc::clone(&self.server.db);
        self.server.stop().await;
        put_back(&db, backup);
        self.server = Server::with(db, quick()).await;
        for client in [&mut self.phone, &mut self.laptop] {
            client.moved_to(&self.server.base);
        }
        self.ada.base = self.server.base.clone();
        self
    }

    async fn cards(&self) -> serde_json::Value {
        self.ada.page().await["totals"].clone()
    }
}

fn succeed(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn vitrine(arguments: &[&str], db: &Db) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vitrine")).args(arguments).args(["--database-url", &db.url]).output().unwrap()
}

fn postgres_tool(name: &str, arguments: &[&str]) -> Output {
    Command::new(name).env("PATH", postgres_path()).args(arguments).output().unwrap()
}

/// The server runs meanwhile.
fn back_up(db: &Db, file: &Path) {
    let file = file.to_str().unwrap();
    if is_postgres(db) {
        succeed(&postgres_tool("pg_dump", &["--format=custom", "--file", file, &db.url]));
    } else {
        succeed(&vitrine(&["backup", file], db));
    }
}

fn put_back(db: &Db, file: &Path) {
    let file = file.to_str().unwrap();
    if is_postgres(db) {
        let how = ["--clean", "--if-exists", "--single-transaction", "--dbname", &db.url, file];
        succeed(&postgres_tool("pg_restore", &how));
        succeed(&vitrine(&["restored"], db));
    } else {
        succeed(&vitrine(&["restore", file], db));
    }
}

/// What the server had is as the backup has it; what it had not is on the devices, and arrives once.
pub(crate) async fn a_restored_server_gets_what_was_not_sent_once(db: Db) {
    let dir = temp_dir("vitrine-restore");
    let backup = dir.join("backup");
    let mut home = Household::new(db).await;
    back_up(&home.server.db, &backup);
    let (sent, waiting) = (Card::new("Blastoise"), Card::new("Venusaur"));
    home.phone.act_json(&sent.add);
    home.phone.sync().await;
    home.laptop.act_json(&waiting.add);

    home = home.restore(&backup).await;
    assert_eq!(home.cards().await["cards"], 1, "the server has forgotten the day");
    for _ in 0..2 {
        home.laptop.sync().await;
        home.phone.sync().await;
    }
    assert_eq!(home.cards().await["cards"], 2);
    for client in [&home.phone, &home.laptop] {
        assert!(client.get(&waiting.lot_key()).is_some());
        assert_eq!(client.engine.outbox().count() + client.engine.tray().count(), 0);
    }
    std::fs::remove_dir_all(dir).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_not_put_under_a_running_server() {
    let dir = temp_dir("vitrine-restore");
    let home = Household::new(Db::sqlite()).await;
    let backup = dir.join("backup");
    back_up(&home.server.db, &backup);
    assert!(!vitrine(&["backup", backup.to_str().unwrap()], &home.server.db).status.success(), "it overwrites nothing");
    let refused = vitrine(&["restore", backup.to_str().unwrap()], &home.server.db);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("stop the server first"), "{refused:?}");
    assert_eq!(home.cards().await["cards"], 1, "the server goes on");
    std::fs::remove_dir_all(dir).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_damaged_or_not_ours_is_not_restored() {
    let dir = temp_dir("vitrine-restore");
    let db = Db::sqlite();
    drop(db.store().await);
    let file = dir.join("backup");
    let refused = |text: &[u8]| {
        std::fs::write(&file, text).unwrap();
        let output = vitrine(&["restore", file.to_str().unwrap()], &db);
        assert!(!output.status.success());
        assert!(db.url.strip_prefix("sqlite:").is_some_and(|path| Path::new(path).exists()), "the old one stands");
    };
    refused(b"not a database");
    refused(b"");
    let good = dir.join("good");
    back_up(&db, &good);
    let mut bytes = std::fs::read(&good).unwrap();
    let half = bytes.len() / 2;
    bytes[half..].fill(0x5a);
    refused(&bytes);
    // The database itself may be damaged: that is what a backup is for.
    std::fs::write(db.url.strip_prefix("sqlite:").unwrap(), &bytes[half..]).unwrap();
    succeed(&vitrine(&["restore", good.to_str().unwrap()], &db));
    db.store().await.close().await;
    std::fs::remove_dir_all(dir).unwrap();
}
