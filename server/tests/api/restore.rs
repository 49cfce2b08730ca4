//! A server that is put back to an earlier state, by the commands an operator would use: what it lost comes back from
//! the devices of its people.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use serde_json::json;

use crate::browser::{Browser, Card};
use crate::client::Client;
use crate::process::binary;
use crate::server::{Server, is_postgres, quick};
use crate::support::{Db, postgres_path, temp_dir};

/// A server with two devices of one person, which have both seen the same card.
struct Household {
    server: Server,
    ada: Browser,
    phone: Client,
    laptop: Client,
    card: Card,
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
        Self { server, ada, phone, laptop, card }
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
    Command::new(binary()).args(arguments).args(["--database-url", &db.url]).output().unwrap()
}

fn postgres_tool(name: &str, arguments: &[&str]) -> Output {
    Command::new(name).env("PATH", postgres_path()).args(arguments).output().unwrap()
}

/// The server runs meanwhile.
pub(crate) fn back_up(db: &Db, file: &Path) {
    let file = file.to_str().unwrap();
    if is_postgres(db) {
        succeed(&postgres_tool("pg_dump", &["--format=custom", "--file", file, &db.url]));
    } else {
        succeed(&vitrine(&["backup", file], db));
    }
}

pub(crate) fn put_back(db: &Db, file: &Path) {
    put_back_with(db, file, true);
}

/// Says what the command said.
pub(crate) fn put_back_with(db: &Db, file: &Path, keep_sessions: bool) -> String {
    let file = file.to_str().unwrap();
    let keep: &[&str] = if keep_sessions { &["--keep-sessions"] } else { &[] };
    let output = if is_postgres(db) {
        let how = ["--clean", "--if-exists", "--single-transaction", "--dbname", &db.url, file];
        succeed(&postgres_tool("pg_restore", &how));
        vitrine(&[&["restored"], keep].concat(), db)
    } else {
        vitrine(&[&["restore", file], keep].concat(), db)
    };
    succeed(&output);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A day's work of two devices is not in the backup; nothing of it is lost, and nothing is there twice.
pub(crate) async fn a_lost_day_comes_back_from_two_clients_once(db: Db) {
    let dir = temp_dir("vitrine-restore");
    let backup = dir.join("backup");
    let mut home = Household::new(db).await;
    back_up(&home.server.db, &backup);

    let (of_phone, of_laptop) = (Card::new("Blastoise"), Card::new("Venusaur"));
    home.phone.act_json(&of_phone.add);
    home.phone.act_json(&home.card.edit_lot(&json!({ "cost": { "minor": 20_000, "currency": "USD" } })));
    home.phone.sync().await;
    home.laptop.act_json(&of_laptop.add);
    home.laptop.act_json(&of_laptop.edit(&json!({ "finish": "Reverse" })));
    home.laptop.sync().await;
    home.phone.sync().await;
    let before = home.cards().await;
    assert_eq!((&before["cards"], &before["cost"]["USD"]), (&json!(3), &json!(22_000)));
    assert_eq!(home.phone.engine.outbox().count() + home.laptop.engine.outbox().count(), 0, "all is acknowledged");

    home = home.restore(&backup).await;
    assert_eq!(home.cards().await["cards"], 1, "the server has forgotten the day");
    for _ in 0..2 {
        home.phone.sync().await;
        home.laptop.sync().await;
    }
    assert_eq!(home.cards().await, before);
    assert_eq!(home.phone.cost(&home.card.lot_key()), Some(20_000));
    for client in [&home.phone, &home.laptop] {
        assert_eq!(client.engine.outbox().count() + client.engine.tray().count(), 0);
        assert!([&of_phone, &of_laptop].iter().all(|card| client.get(&card.lot_key()).is_some()));
    }

    // The same backup once more: what came back is kept like everything else.
    home = home.restore(&backup).await;
    for _ in 0..2 {
        home.laptop.sync().await;
        home.phone.sync().await;
    }
    assert_eq!(home.cards().await, before);
    std::fs::remove_dir_all(dir).unwrap();
}

/// Two devices come back in any order. What edits a card that another device has still to bring is kept, and can be tried
/// again.
pub(crate) async fn an_edit_that_comes_back_before_what_it_edits_waits_in_the_tray(db: Db) {
    let dir = temp_dir("vitrine-restore");
    let backup = dir.join("backup");
    let mut home = Household::new(db).await;
    back_up(&home.server.db, &backup);
    let card = Card::new("Blastoise");
    home.phone.act_json(&card.add);
    home.phone.sync().await;
    home.laptop.sync().await;
    home.laptop.act_json(&card.edit(&json!({ "finish": "Reverse" })));
    home.laptop.sync().await;

    home = home.restore(&backup).await;
    home.laptop.sync().await;
    let refused = home.laptop.engine.tray().next().expect("it is not lost").mutation.clone();
    home.phone.sync().await;
    home.laptop.sync().await;
    home.laptop.act(refused).unwrap();
    home.laptop.sync().await;
    home.phone.sync().await;
    let finish = &home.phone.get(&card.entry_key()).unwrap().as_entry().unwrap().value.finish;
    assert_eq!(finish.to_string(), "Reverse");
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
