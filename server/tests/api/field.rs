//! What was reported from the field: by operators, and by those who tried to use a server up. Each test names its report.

use std::io::{Cursor, Read};
use std::process::{Command, Stdio};
use std::sync::Arc;

use futures::StreamExt;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use vitrine_server::Config;
use vitrine_server::config::SignUp;
use vitrine_server::prices::{self, Options};
use vitrine_sync::client::{Nudge, Problem};

use crate::browser::{Browser, Card, PASSWORD, now_ms};
use crate::catalog::{corpus, import, put_sets};
use crate::client::Client;
use crate::process::{Process, binary};
use crate::server::{Server, quick};
use crate::support::{Db, temp_dir};

/// Strangers under made-up names: before, each left some megabytes behind for good.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn field_3_sign_ins_of_strangers_keep_no_memory() {
    let data = temp_dir("vitrine-strangers");
    let server = Process::start(&data, &["--address-burst", "10000"]).await;
    let stranger = Browser::stranger(&server.base);
    let try_names = async |from: usize, to: usize| {
        let tries = (from..to).map(|n| {
            let stranger = stranger.clone();
            async move {
                let name = format!("nobody {n}");
                let reply = stranger.post("sign_in", &json!({ "name": name, "password": PASSWORD })).await;
                assert_eq!(reply.refusal(), (401, "wrong_password".into()));
                let weak = format!("also nobody {n}");
                assert_eq!(stranger.post("sign_up", &json!({ "name": weak, "password": PASSWORD })).await.status, 200);
            }
        });
        futures::stream::iter(tries).buffer_unordered(8).collect::<Vec<_>>().await;
    };
    try_names(0, 10).await;
    let before = server.memory();
    try_names(10, 110).await;
    let grown = server.memory().saturating_sub(before) >> 20;
    drop(server);
    std::fs::remove_dir_all(data).unwrap();
    assert!(grown < 40, "200 password hashes took {grown} MiB that are not given back");
}

/// Before, each dash of an address was a question to the database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn field_4_an_address_is_a_few_questions_to_the_database_however_long_it_is() {
    let data = temp_dir("vitrine-dashes");
    let log = data.join("log");
    let mut command = Command::new(binary());
    command.env("RUST_LOG", "sqlx::query=debug");
    let folder = data.display().to_string();
    let stderr = Stdio::from(std::fs::File::create(&log).unwrap());
    let server = Process::told(&mut command, &["--data-dir", &folder], stderr).await;
    let ada = Browser::sign_up(&server.base, "Ada").await;
    assert_eq!(import(&ada, corpus("rarebox.tar.gz")).await.ok()["stage"], "done");
    let questions = || std::fs::read_to_string(&log).unwrap().matches("catalog_").count();
    let before = questions();
    let dashes =
        ["base1-4".to_owned(), "a-".repeat(20) + "4", "a-".repeat(5_000) + "4", "%00-".repeat(20), "-".repeat(31_000)];
    for card in &dashes {
        for game in ["pokemon", "no-such-game"] {
            // No picture is no error; a NUL is no address (field 13).
            let (picture, chunk) = if card.contains("%00") { (400, 400) } else { (204, 404) };
            assert_eq!(ada.get(&format!("/pictures/{game}/{card}")).await.status, picture, "{card}");
            assert_eq!(ada.get(&format!("/api/v1/catalog/{game}/{card}")).await.status, chunk, "{card}");
        }
    }
    let asked = questions() - before;
    drop(server);
    std::fs::remove_dir_all(data).unwrap();
    assert!((1..=4 * dashes.len()).contains(&asked), "{asked} questions for {} addresses", 4 * dashes.len());
}

/// Before, each set was a question to the database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn issue_14_cards_of_many_sets_are_looked_up_at_once() {
    const SETS: usize = 50;
    let data = temp_dir("vitrine-sets");
    let log = data.join("log");
    let mut command = Command::new(binary());
    command.env("RUST_LOG", "sqlx::query=debug");
    let folder = data.display().to_string();
    let stderr = Stdio::from(std::fs::File::create(&log).unwrap());
    let server = Process::told(&mut command, &["--data-dir", &folder], stderr).await;
    let mut ada = Browser::sign_up(&server.base, "Ada").await;
    let store = vitrine_server::store::open(&data.join("vitrine.sqlite").display().to_string(), false).await.unwrap();
    let sets = (0..SETS).map(|n| (format!("set{n}"), vec![json!({ "id": format!("set{n}-1"), "number": "1" })]));
    put_sets(&*store, sets.collect()).await;
    let rows = (0..SETS).map(|n| format!("mtg:set{n}-1,Holofoil,2026-03-02,5,USD\n")).collect::<String>();
    let file = format!("card,finish,date,price,currency\n{rows}");
    prices::import(&*store, Cursor::new(file.into_bytes()), Options::default()).await.unwrap();
    let holdings = (0..SETS).map(|n| {
        let mut holding = Card::new("Card").add["add"]["holdings"][0].take();
        holding["entry"]["card"] = json!({ "game": "mtg", "set": format!("set{n}"), "number": "1", "name": "Card" });
        holding
    });
    ada.push(json!({ "add": { "holdings": holdings.collect::<Vec<_>>() } })).await;
    let asked = json!({ "request": { "ledger": ada.ledger, "today": "2026-03-05" } });
    let quotes = ada.post("valuation", &asked).await.ok()["quotes"].clone();
    assert!(quotes.as_array().unwrap().iter().all(|quote| quote[1]["price"]["minor"] == 500), "{quotes}");
    let questions = std::fs::read_to_string(&log).unwrap().matches("from catalog_sets").count();
    store.close().await;
    drop(server);
    std::fs::remove_dir_all(data).unwrap();
    assert!((1..SETS / 10).contains(&questions), "{questions} questions for {SETS} sets");
}

/// Whatever an account asks for, others have their turn.
pub(crate) async fn field_4_an_account_makes_so_many_requests_and_others_have_theirs(db: Db) {
    let config = Config { requests_burst: 12.0, requests_per_second: 0.01, ..quick() };
    let server = Server::with(Arc::new(db), config).await;
    let (ada, bob) = (server.person("Ada").await, server.person("Bob").await);
    let paths =
        ["/pictures/pokemon/base1-4", "/api/v1/catalog", "/api/v1/catalog/pokemon/x", "/api/v1/prices", "/about"];
    let mut waits = 0;
    for path in paths.iter().cycle().take(30) {
        let reply = ada.get(path).await;
        waits += usize::from(reply.status == 429);
    }
    assert!((18..30).contains(&waits), "{waits} of 30 were told to wait");
    let refused = ada.get("/api/v1/catalog").await;
    assert_eq!(refused.refusal(), (429, "too_many".into()));
    assert_eq!(bob.get("/api/v1/catalog").await.status, 200, "another has their own");
    let hello = json!({ "request": { "hello": ada.hello(), "cursor": 0 } });
    assert_eq!(ada.post("pull", &hello).await.status, 429, "a device waits and asks again");
}

/// A file that is read up to its middle, and then not before it is said so.
struct Held {
    first: Cursor<Vec<u8>>,
    reached: Option<tokio::sync::oneshot::Sender<()>>,
    go_on: std::sync::mpsc::Receiver<()>,
    rest: Cursor<Vec<u8>>,
}

impl Read for Held {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match Read::read(&mut self.first, buffer)? {
            0 => {
                if let Some(reached) = self.reached.take() {
                    reached.send(()).expect("the test waits for it");
                    let _ = self.go_on.recv();
                }
                Read::read(&mut self.rest, buffer)
            }
            some => Ok(some),
        }
    }
}

/// Before, everybody who wrote on SQLite waited for the whole file: 31 seconds of 503.
pub(crate) async fn field_7_people_go_on_while_a_file_of_prices_is_imported(db: Db) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    for (rest, is_taken) in [("pokemon:base1-4,Holofoil,2026-03-02,20,USD\n", true), ("not a row\n", false)] {
        let ((reached, at_middle), (release, go_on)) = (tokio::sync::oneshot::channel(), std::sync::mpsc::channel());
        let first = "card,finish,date,price,currency\npokemon:base1-4,Holofoil,2026-03-01,10,USD\n";
        let [first, rest] = [first, rest].map(|text| Cursor::new(text.as_bytes().to_vec()));
        let (file, store) = (Held { first, reached: Some(reached), go_on, rest }, Arc::clone(&server.core.store));
        let import = tokio::spawn(async move { prices::import(&*store, file, Options::default()).await });
        at_middle.await.unwrap();
        for n in 0..20 {
            assert_eq!(ada.push(Card::new(&format!("Card {n}")).add).await, json!({ "done": "applied" }));
        }
        let other = server.person(&format!("Bob {is_taken}")).await;
        other.device(&format!("Bob {is_taken}")).await;
        release.send(()).unwrap();
        assert_eq!(import.await.unwrap().is_ok(), is_taken);
    }
}

async fn send_prices(browser: &Browser, headers: &[(&str, &str)]) -> crate::browser::Reply {
    let file = "card,finish,date,price,currency\npokemon:base1-4,Holofoil,2026-03-02,20,USD\n";
    browser.post_with("prices/import", file.into(), headers).await
}

/// A byte now and then: before, nobody else could import as long as it pleased.
pub(crate) async fn field_7_a_slow_upload_keeps_nobody_from_importing(db: Db) {
    let config = Config { upload_grace_s: 3, ..quick() };
    let server = Server::with(Arc::new(db), config).await;
    let ada = server.person("Ada").await;
    let mut paths = vec!["catalog", "prices"];
    while let Some(path) = paths.pop() {
        let address = server.base.strip_prefix("http://").unwrap();
        let (mut answer, mut slow) = tokio::net::TcpStream::connect(address).await.unwrap().into_split();
        let head = format!(
            "POST /api/v1/{path}/import HTTP/1.1\r\nhost: {address}\r\ncookie: {}\r\ncontent-length: 100000\r\n\r\n",
            ada.cookie
        );
        slow.write_all(head.as_bytes()).await.unwrap();
        let drops = tokio::spawn(async move {
            while slow.write_all(b"{").await.is_ok() {
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        });
        assert_eq!(send_prices(&ada, &[]).await.ok()["stage"], "done", "{path}");
        assert_eq!(import(&ada, corpus("scryfall.json")).await.ok()["stage"], "done", "{path}");
        let mut told = Vec::new();
        // It ends with the connection, in whatever pieces it comes.
        let _ = answer.read_to_end(&mut told).await;
        let told = String::from_utf8_lossy(&told);
        drops.abort();
        if told.contains("another import is under way") {
            // The others were quicker than its first line: nobody was kept from anything, and nothing was tried.
            paths.push(path);
            continue;
        }
        assert!(told.contains("the file came too slowly"), "{path}: {told}");
    }
}

/// As large as a device may make it in one edit.
fn large() -> Value {
    let mut holdings = Vec::new();
    for n in 0..30 {
        let mut card = Card::new(&format!("Card {n}")).add;
        let mut holding = card["add"]["holdings"][0].take();
        holding["entry"]["notes"] = json!("n".repeat(4_500));
        holdings.push(holding);
    }
    json!({ "add": { "holdings": holdings } })
}

pub(crate) async fn field_6_a_full_collection_takes_no_more_and_its_edits_wait(db: Db) {
    let db = Arc::new(db);
    let server = Server::with(Arc::clone(&db), Config { ledger_mb: 1, ..quick() }).await;
    let mut ada = server.person("Ada").await;
    let first = Card::new("Charizard");
    ada.push(first.add.clone()).await;
    let mut taken = 0;
    let (refused, item) = loop {
        let item = ada.item(ada.n, now_ms(), &json!({ "mutation": large() }));
        let reply = ada.push_items(vec![item.clone()]).await;
        if reply.status != 200 {
            break (reply, item);
        }
        ada.n += 1;
        taken += 1;
        assert!(taken < 20, "there is no end");
    };
    assert!(taken >= 2, "{taken}");
    assert_eq!(refused.refusal(), (507, "ledger_full".into()));
    assert!(refused.headers.contains_key("retry-after"), "a device waits, and does not look for the edit at fault");
    // A device, with the real engine.
    let mut phone = Client::new(&ada);
    phone.sync().await;
    phone.act_json(&large());
    for _ in 0..8 {
        phone.nudge(Nudge::SyncNow);
        phone.sync().await;
    }
    let status = phone.engine.status(now_ms());
    assert_eq!((status.queue, status.tray, status.health.problem), (1, 0, Some(Problem::Status { status: 507 })));
    assert_eq!(ada.page().await["totals"]["cards"], 1 + taken * 30, "reading goes on");
    // What only deletes is taken.
    let delete = ada.item(ada.n, now_ms(), &json!({ "mutation": first.delete() }));
    assert_eq!(ada.push_items(vec![delete]).await.ok()["results"][0]["outcome"], json!({ "done": "applied" }));
    ada.n += 1;
    server.stop().await;
    let server = Server::with(db, Config { ledger_mb: 3, ..quick() }).await;
    ada.base = server.base.clone();
    let again = json!({ "n": ada.n, "stamp": item["stamp"], "base": item["base"], "body": item["body"] });
    assert_eq!(ada.push_items(vec![again]).await.ok()["results"][0]["outcome"], json!({ "done": "applied" }));
}

pub(crate) async fn field_6_edits_are_counted_in_bytes_too(db: Db) {
    let config = Config { push_mb_burst: 0.4, push_mb_per_second: 0.000_1, ..quick() };
    let server = Server::with(Arc::new(db), config).await;
    let (ada, mut bob) = (server.person("Ada").await, server.person("Bob").await);
    let mut statuses = Vec::new();
    for n in 1..=8 {
        let item = ada.item(n, now_ms(), &json!({ "mutation": large() }));
        statuses.push(ada.push_items(vec![item]).await.status);
    }
    let taken = statuses.iter().filter(|status| **status == 200).count();
    assert!((2..=4).contains(&taken) && statuses[taken..].iter().all(|status| *status == 429), "{statuses:?}");
    bob.push(large()).await;
}

pub(crate) async fn field_6_sign_up_can_be_closed(db: Db) {
    let db = Arc::new(db);
    let server = Server::start_on(&db).await;
    let ada = server.person("Ada").await;
    let open = Browser::stranger(&server.base).get("/sign-up").await.text;
    assert!(open.contains("Create account") && !open.contains("vitrine-sign-up"), "{open}");
    server.stop().await;
    let server = Server::with(db, Config { sign_up: SignUp::Closed, ..quick() }).await;
    let stranger = Browser::stranger(&server.base);
    let reply = stranger.post("sign_up", &json!({ "name": "Eve", "password": PASSWORD })).await;
    assert_eq!(reply.refusal(), (403, "sign_up_closed".into()));
    for (path, words) in [("/", "Ask the host"), ("/sign-up", "Ask the host"), ("/sign-in", "Ask the host")] {
        let html = stranger.get(path).await.text;
        assert!(html.contains(words) && html.contains("name=\"vitrine-sign-up\""), "{path} says what to do: {html}");
        assert!(!html.contains("href=\"/sign-up\"") && !html.contains("Create account"), "{path} offers no form");
    }
    assert!(stranger.get("/sign-in").await.text.contains("type=\"password\""), "whoever has an account signs in");
    Browser { base: server.base.clone(), ..ada }.device("Ada").await;
}

/// README's command, with a proxy on the same machine that nobody told of.
pub(crate) async fn field_8_what_comes_through_a_proxy_may_not_import(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    for headers in [
        &[("x-forwarded-for", "203.0.113.7")] as &[_],
        &[("x-real-ip", "127.0.0.1")],
        &[("forwarded", "for=203.0.113.7")],
        &[("via", "1.1 proxy")],
        &[("origin", "https://cards.example.org"), ("sec-fetch-site", "same-origin")],
        &[("referer", "https://cards.example.org/settings")],
    ] {
        assert_eq!(send_prices(&ada, headers).await.status, 403, "{headers:?}");
        let listed = ada.http.get(format!("{}/api/v1/catalog", ada.base)).header("cookie", &ada.cookie);
        let listed = headers.iter().fold(listed, |request, (name, value)| request.header(*name, *value));
        let listed: Value = listed.send().await.unwrap().json().await.unwrap();
        assert_eq!(listed["may_import"], false, "{headers:?}");
    }
    assert_eq!(send_prices(&ada, &[]).await.ok()["stage"], "done", "whoever sits at the machine may");
}

/// A page of somebody's whose name leads to this machine.
pub(crate) async fn field_8_a_name_nobody_gave_this_server_is_refused(db: Db) {
    let db = Arc::new(db);
    let ask = async |server: &Server, host: &str, path: &str| {
        let http = Browser::stranger(&server.base).http;
        http.get(format!("{}{path}", server.base)).header("host", host).send().await.unwrap().status().as_u16()
    };
    let server = Server::start_on(&db).await;
    for path in ["/", "/sign-up", "/shell", "/api/v1/catalog", "/sw.js", "/build.json"] {
        assert_eq!(ask(&server, "evil.example:3210", path).await, 421, "{path}");
        assert_ne!(ask(&server, "localhost:3210", path).await, 421, "{path}");
    }
    assert_eq!(ask(&server, "vitrine:3210", "/healthz").await, 200, "who watches it may call it anything");
    let body = json!({ "name": "Eve", "password": PASSWORD }).to_string();
    let forged = Browser::stranger(&server.base).post_with("sign_up", body, &[("host", "evil.example")]).await;
    assert_eq!(forged.status, 421);
    server.stop().await;
    let named = Config {
        public_url: Some("https://cards.example.org".into()),
        allowed_hosts: vec!["nas.local".into()],
        ..quick()
    };
    let server = Server::with(db, named).await;
    for (host, status) in [("cards.example.org", 200), ("nas.local:3210", 200), ("evil.example", 421)] {
        assert_eq!(ask(&server, host, "/shell").await, status, "{host}");
    }
}
