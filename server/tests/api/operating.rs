//! What an operator does at a terminal, and what must not go wrong there: the real binary, its words, and its files.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::json;

use crate::browser::{Browser, Card};
use crate::pooled;
use crate::process::{Process, binary};
use crate::restore::{back_up, put_back_with};
use crate::server::is_postgres;
use crate::support::{Db, free_port, temp_dir};

fn vitrine(arguments: &[&str]) -> Output {
    Command::new(binary()).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Fails, and says why.
fn refused(arguments: &[&str]) -> String {
    let output = vitrine(arguments);
    assert!(!output.status.success(), "{arguments:?} is refused: {}", said(&output));
    said(&output)
}

#[cfg(unix)]
fn rights(file: &Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(file).unwrap().permissions()) & 0o777
}

/// On both databases: a restore is not declared under a running server, and signs everybody out.
async fn field_11_a_restore_needs_the_servers_stopped_and_signs_everybody_out(db: Db) {
    let dir = temp_dir("vitrine-operating");
    let backup = dir.join("backup");
    let mut server = Process::serve(&["--database-url", &db.url]).await;
    let mut ada = Browser::sign_up(&server.base, "Ada").await;
    ada.push(Card::new("Abra").add).await;
    if is_postgres(&db) {
        // It takes part in the lock as soon as it listens.
        server.listens(&db).await;
    }
    let why = refused(&["restored", "--database-url", &db.url]);
    assert!(why.contains("stop"), "{why}");
    assert_eq!(ada.post("me", &json!({})).await.status, 200, "nothing has changed");
    back_up(&db, &backup);
    server.kill();

    for (keep, status) in [(true, 200), (false, 401)] {
        let told = put_back_with(&db, &backup, keep);
        assert!(told.contains("WARNING: roles are as old as the backup"), "{told}");
        let server = Process::serve(&["--database-url", &db.url]).await;
        ada.base = server.base.clone();
        assert_eq!(ada.post("me", &json!({})).await.status, status, "sessions kept: {keep}");
    }
    std::fs::remove_dir_all(dir).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn field_11_a_restored_sqlite_file() {
    field_11_a_restore_needs_the_servers_stopped_and_signs_everybody_out(Db::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn field_11_a_restored_postgres_database() {
    field_11_a_restore_needs_the_servers_stopped_and_signs_everybody_out(Db::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn field_11_only_serve_makes_a_database() {
    let dir = temp_dir("vitrine-wrong-place");
    let wrong = dir.join("wrong");
    let place = wrong.to_str().unwrap();
    let empty = Db::postgres().await;
    let file = dir.join("prices.csv");
    std::fs::write(&file, "card,finish,date,price,currency\n").unwrap();
    let file = file.to_str().unwrap();
    for words in [
        &["member", "list", "--name", "Ada"] as &[_],
        &["catalog", "list"],
        &["catalog", "import", file],
        &["prices", "list"],
        &["prices", "import", file],
        &["rates", "import", file],
        &["collect", "--dry-run"],
        &["backup", "elsewhere"],
        &["restored"],
    ] {
        let why = refused(&[words, &["--data-dir", place]].concat());
        assert!(why.contains("there is no database") && why.contains("vitrine.sqlite"), "{words:?}: {why}");
        assert!(!wrong.exists(), "{words:?} made something");
        if words[0] != "backup" {
            let why = refused(&[words, &["--database-url", &empty.url]].concat());
            assert!(why.contains("there is no database of Vitrine"), "{words:?}: {why}");
        }
    }
    std::fs::remove_dir_all(dir).unwrap();
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn field_11_nobody_else_reads_the_database_or_its_backups() {
    let dir = temp_dir("vitrine-rights");
    let data = dir.join("data");
    let database = data.join("vitrine.sqlite");
    let logs: Vec<PathBuf> = ["-wal", "-shm"].map(|log| PathBuf::from(format!("{}{log}", database.display()))).into();
    // Whatever is asked for, everybody gets.
    let open = |command: &str| {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("umask 000; exec \"$0\" {command} \"$@\""), &binary()]);
        shell
    };
    let arguments = ["--data-dir", data.to_str().unwrap()];
    let server = Process::run(&mut open(""), &arguments).await;
    Browser::sign_up(&server.base, "Ada").await;
    for file in logs.iter().chain([&database]) {
        assert_eq!(rights(file), 0o600, "{}", file.display());
    }
    assert_eq!(rights(&data), 0o700);
    drop(server);
    let backup = dir.join("backup");
    let backed = open("backup").arg(&backup).args(arguments).output().unwrap();
    assert!(backed.status.success(), "{}", said(&backed));
    assert_eq!(rights(&backup), 0o600);
    // A database of an earlier version is shut as well.
    std::fs::set_permissions(&database, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    let restored = open("restore").arg(&backup).args(arguments).output().unwrap();
    assert!(restored.status.success(), "{}", said(&restored));
    for file in std::fs::read_dir(&data).unwrap().map(|file| file.unwrap().path()).filter(|file| file.is_file()) {
        assert_eq!(rights(&file), 0o600, "{}", file.display());
    }
    std::fs::remove_dir_all(dir).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn field_14_a_second_server_on_one_sqlite_file_is_refused() {
    let data = temp_dir("vitrine-second");
    let mut first = Process::start(&data, &[]).await;
    let addr = format!("127.0.0.1:{}", free_port());
    let why = refused(&["serve", "--addr", &addr, "--data-dir", data.to_str().unwrap()]);
    assert!(why.contains("vitrine.sqlite is in use: another server runs on it"), "{why}");
    assert_eq!(Browser::stranger(&first.base).get("/readyz").await.status, 200);
    // However the first one ends, the next one starts.
    first.kill();
    drop(Process::start(&data, &[]).await);
    std::fs::remove_dir_all(data).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn field_14_a_log_in_a_file_has_no_colours() {
    let dir = temp_dir("vitrine-log");
    let (port, log) = (free_port(), dir.join("log"));
    let mut server = pooled::serve(port, &log, &["--data-dir", dir.to_str().unwrap()]);
    let text = || std::fs::read_to_string(&log).unwrap();
    while !text().contains("listening on") {
        assert!(server.try_wait().unwrap().is_none(), "{}", text());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(!text().contains('\u{1b}'), "{}", text());
    server.kill().unwrap();
    server.wait().unwrap();
    std::fs::remove_dir_all(dir).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn field_14_a_postgres_that_is_away_is_told_with_its_address_and_waited_for() {
    let dir = temp_dir("vitrine-away");
    let (nobody, port, log) = (free_port(), free_port(), dir.join("log"));
    let url = format!("postgres://vitrine:hunter2@127.0.0.1:{nobody}/cards");
    let why = refused(&["member", "list", "--name", "Ada", "--database-url", &url]);
    let address = format!("PostgreSQL at 127.0.0.1:{nobody} (database cards, as vitrine) cannot be reached");
    assert!(why.contains(&address) && !why.contains("hunter2"), "{why}");
    let mut server = pooled::serve(port, &log, &["--database-url", &url]);
    let text = || std::fs::read_to_string(&log).unwrap();
    while !text().contains("trying again") {
        assert!(server.try_wait().unwrap().is_none(), "{}", text());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(text().contains(&address) && !text().contains("hunter2"), "{}", text());
    server.kill().unwrap();
    server.wait().unwrap();
    std::fs::remove_dir_all(dir).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn field_14_the_last_owner_stays_unless_that_is_said() {
    let data = temp_dir("vitrine-owner");
    let server = Process::start(&data, &[]).await;
    let (ada, _bob) = (Browser::sign_up(&server.base, "Ada").await, Browser::sign_up(&server.base, "Bob").await);
    let place = ["--ledger", &ada.ledger, "--data-dir", data.to_str().unwrap()];
    let of = |words: &[&'static str]| [words, &place].concat();
    for words in
        [&["member", "remove", "--name", "Ada"] as &[_], &["member", "add", "--name", "Ada", "--role", "viewer"]]
    {
        let why = refused(&of(words));
        assert!(why.contains("Ada is the only owner") && why.contains("--leave-without-owner"), "{why}");
    }
    let listed = || said(&vitrine(&of(&["member", "list"])));
    assert_eq!(listed(), "Owner Ada\n");
    assert!(vitrine(&of(&["member", "add", "--name", "Bob", "--role", "owner"])).status.success());
    assert!(vitrine(&of(&["member", "remove", "--name", "Ada"])).status.success());
    assert_eq!(listed(), "Owner Bob\n");
    assert!(vitrine(&of(&["member", "remove", "--name", "Bob", "--leave-without-owner"])).status.success());
    assert_eq!(listed(), "");
    drop(server);
    std::fs::remove_dir_all(data).unwrap();
}

/// Who has forgotten the password gets in again by whoever runs the server.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_password_is_replaced_and_its_devices_are_signed_out() {
    let data = temp_dir("vitrine-password");
    let server = Process::start(&data, &[]).await;
    let ada = Browser::sign_up(&server.base, "Ada").await;
    let place = ["--data-dir", data.to_str().unwrap()];
    assert_eq!(said(&vitrine(&[&["user", "list"], &place as &[_]].concat())), "Ada\n");
    let reset = |name: &'static str| [&["user", "reset-password", "--name", name], &place as &[_]].concat();
    assert!(refused(&reset("Bob")).contains("nobody is called Bob"));
    assert_eq!(ada.post("me", &json!({})).await.status, 200);
    let output = vitrine(&reset("ada"));
    assert!(output.status.success(), "{}", said(&output));
    let made = said(&output).lines().next().unwrap().to_owned();
    assert_eq!((made.len(), made.matches('-').count()), (29, 5), "{made}");
    assert_eq!(ada.post("me", &json!({})).await.status, 401);
    let stranger = Browser::stranger(&server.base);
    let signed_in = stranger.post("sign_in", &json!({ "name": "Ada", "password": made })).await;
    assert_eq!(signed_in.status, 200);
    // From standard input; a weak one changes nothing.
    let mut shell = Command::new("sh");
    let command = "printf 'short\\n' | \"$0\" user reset-password --name Ada --password-stdin \"$@\"";
    let weak = shell.args(["-c", command, &binary()]).args(place).output().unwrap();
    assert!(!weak.status.success(), "{}", said(&weak));
    let still = stranger.post("sign_in", &json!({ "name": "Ada", "password": made })).await;
    assert_eq!(still.status, 200);
    drop(server);
    std::fs::remove_dir_all(data).unwrap();
}

/// A ledger leaves as a file while the server runs: whole, and for another app; nothing is written over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_is_written_into_a_file_that_is_not_there_yet() {
    let dir = temp_dir("vitrine-export");
    let data = dir.join("data");
    let server = Process::start(&data, &[]).await;
    let mut ada = Browser::sign_up(&server.base, "Ada").await;
    ada.push(Card::new("Lantern").add).await;
    let place = ["--ledger", &ada.ledger.clone(), "--data-dir", data.to_str().unwrap()].map(str::to_owned);
    let export = |words: &[&str]| {
        let words = words.iter().map(|word| (*word).to_owned());
        Command::new(binary()).arg("export").args(words.chain(place.clone())).output().unwrap()
    };
    let (whole, moxfield) = (dir.join("ada.json"), dir.join("ada.csv"));
    let first = export(&[whole.to_str().unwrap()]);
    assert!(first.status.success() && said(&first).contains("holds 2 records"), "{}", said(&first));
    let backup = vitrine_formats::backup::parse(&std::fs::read(&whole).unwrap()).unwrap();
    assert_eq!(backup.records.len(), 2);
    let second = export(&["--app", "moxfield", moxfield.to_str().unwrap()]);
    assert!(second.status.success(), "{}", said(&second));
    let parsed = vitrine_formats::parse(&std::fs::read(&moxfield).unwrap(), &Default::default()).unwrap();
    assert_eq!((parsed.rows.len(), parsed.cards()), (1, 1));
    #[cfg(unix)]
    assert_eq!(rights(&whole), 0o600);
    let again = export(&[whole.to_str().unwrap()]);
    assert!(!again.status.success() && said(&again).contains("cannot make"), "{}", said(&again));
    let nobody = uuid::Uuid::from_u128(1).to_string();
    let none = refused(&["export", "--ledger", &nobody, "--data-dir", data.to_str().unwrap(), "x.json"]);
    assert!(none.contains("there is no ledger"), "{none}");
    drop(server);
    std::fs::remove_dir_all(dir).unwrap();
}
