//! What somebody can do who wants to see what is not theirs, or to use the server up. Every promise of `docs/security.md`
//! that is not tested elsewhere is tested here.

use std::process::Command;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use vitrine_server::Config;

use crate::access::two;
use crate::browser::{Browser, Card, PASSWORD, Reply, cookie, now_ms};
use crate::process::{Process, binary};
use crate::server::{Server, quick};
use crate::support::{Db, temp_dir};

/// Every function that names a ledger, asked about `ledger` and a card of it.
fn questions(asks: &Browser, ledger: &str, entry: &str) -> Vec<(&'static str, Value)> {
    let here = Browser { ledger: ledger.to_owned(), ..asks.clone() };
    let (day, before) = ("2026-03-02", "2026-03-01");
    vec![
        (
            "push",
            json!({ "request": { "hello": here.hello(), "mutations": [here.item(1, now_ms(), &json!("skip"))] } }),
        ),
        ("pull", json!({ "request": { "hello": here.hello(), "cursor": 0 } })),
        ("page", json!({ "request": { "ledger": ledger, "limit": 5 } })),
        ("page", json!({ "request": { "ledger": ledger, "limit": 5, "entry": entry } })),
        ("history", json!({ "request": { "ledger": ledger, "limit": 5 } })),
        ("history", json!({ "request": { "ledger": ledger, "entry": entry, "limit": 5 } })),
        ("valuation", json!({ "request": { "ledger": ledger, "today": day } })),
        ("value_history", json!({ "request": { "ledger": ledger, "portfolio": null, "today": day } })),
        ("card_history", json!({ "request": { "ledger": ledger, "entry": entry, "today": day } })),
        ("unpriced", json!({ "request": { "ledger": ledger, "today": day } })),
        ("explain", json!({ "request": { "ledger": ledger, "portfolio": null, "before": before, "after": day } })),
    ]
}

pub(crate) async fn who_knows_every_id_of_another_learns_nothing(db: Db) {
    let (_server, ada, bob, card) = two(db).await;
    let nowhere = uuid::Uuid::now_v7().to_string();
    let nothing = uuid::Uuid::now_v7().to_string();
    let foreign = questions(&bob, &ada.ledger, &card.entry);
    let missing = questions(&bob, &nowhere, &nothing);
    for ((function, about_hers), (_, about_nothing)) in foreign.iter().zip(&missing) {
        let (hers, none) = (bob.post(function, about_hers).await, bob.post(function, about_nothing).await);
        assert_eq!(hers.refusal(), (403, "no_ledger".into()), "{function}");
        assert_eq!((hers.status, &hers.text), (none.status, &none.text), "{function} tells whether there is one");
        for id in [&ada.ledger, &ada.account, &card.entry, &card.lot] {
            assert!(!hers.text.contains(id.as_str()), "{function}");
        }
    }
    let events = async |ledger: &str| {
        let here = Browser { ledger: ledger.to_owned(), ..bob.clone() };
        let refused = here.events().await.err().expect("no stream");
        (refused.status, refused.text)
    };
    assert_eq!(events(&ada.ledger).await, events(&nowhere).await);
    // And in Bob's own ledger her card is one that never was.
    let own = questions(&bob, &bob.ledger, &card.entry);
    let empty = questions(&bob, &bob.ledger, &nothing);
    for ((function, hers), (_, none)) in own.iter().zip(&empty).filter(|((name, _), _)| *name == "card_history") {
        let (hers, none) = (bob.post(function, hers).await, bob.post(function, none).await);
        let but_for_names = |reply: &Reply| {
            let mut said = reply.ok();
            for name in ["entry", "time_ms"] {
                said.as_object_mut().unwrap().remove(name).expect("it says so");
            }
            said
        };
        assert_eq!(but_for_names(&hers), but_for_names(&none));
    }
}

pub(crate) async fn a_session_somebody_else_chose_is_never_taken(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let name = ada.cookie.split('=').next().unwrap();
    let chosen = format!("{name}={}", "ab".repeat(32));
    let victim = Browser { cookie: chosen.clone(), ..Browser::stranger(&server.base) };
    let reply = victim.post("sign_in", &json!({ "name": "Ada", "password": PASSWORD })).await;
    let given = cookie(&reply.headers).expect("a session of its own");
    assert_ne!(given, chosen);
    assert_eq!(victim.post("me", &json!({})).await.status, 401, "the chosen one opens nothing");
    let again = Browser { cookie: given.clone(), ..victim.clone() };
    let reply = again.post("sign_in", &json!({ "name": "Ada", "password": PASSWORD })).await;
    assert_ne!(cookie(&reply.headers), Some(given), "each sign-in begins a session of its own");
}

pub(crate) async fn no_other_site_does_anything_in_a_persons_name(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let mut functions: Vec<_> = questions(&ada, &ada.ledger, &ada.client).into_iter().map(|(name, _)| name).collect();
    functions.extend(["sign_up", "sign_in", "sign_out", "me", "signed_in", "name_device", "sign_out_device"]);
    functions.extend(["sign_out_others", "change_password", "catalog/import", "prices/import"]);
    let from = [
        [("sec-fetch-site", "cross-site"), ("content-type", "application/json")],
        [("sec-fetch-site", "same-site"), ("content-type", "text/plain")],
        [("origin", "https://evil.example"), ("content-type", "application/x-www-form-urlencoded")],
        [("origin", "null"), ("content-type", "multipart/form-data")],
    ];
    for function in functions {
        for headers in &from {
            let reply = ada.post_with(function, "{}".into(), headers).await;
            assert_eq!(reply.refusal(), (403, "cross_site".into()), "{function} {headers:?}");
        }
    }
    assert_eq!(ada.post("me", &json!({})).await.status, 200, "she is still signed in");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_leave_files_for_the_database() {
    let data = temp_dir("vitrine-files");
    let mut shell = Command::new("bash");
    shell.args(["-c", "ulimit -n 200; exec \"$0\" \"$@\"", &binary()]);
    let server = Process::run(&mut shell, &["--data-dir", &data.display().to_string()]).await;
    let mut ada = Browser::sign_up(&server.base, "Ada").await;
    let mut held = Vec::new();
    for subnet in 2..12 {
        for _ in 0..30 {
            held.push(connect(&format!("127.0.0.{subnet}"), &server.base).await);
        }
    }
    // She has a connection, and it works as ever.
    ada.push(Card::new("Mew").add).await;
    assert_eq!(ada.page().await["totals"]["cards"], 1);
    let metrics = ada.get("/metrics").await.text;
    assert!(!metrics.contains("vitrine_turned_away_total 0\n"), "{metrics}");
    drop((held, server));
    std::fs::remove_dir_all(data).unwrap();
}

pub(crate) async fn what_a_stranger_pushes_is_not_kept(db: Db) {
    let server = Server::start(db).await;
    let stranger = Browser::stranger(&server.base);
    for body in ["x".repeat(1_000_000), "{".to_owned(), String::new()] {
        assert_eq!(stranger.post_with("push", body, &[]).await.refusal(), (401, "signed_out".into()), "unread");
    }
}

pub(crate) async fn deep_nesting_is_refused_and_nothing_falls(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    for open in ["[", "{\"request\":"] {
        let reply = ada.post_with("push", open.repeat(60_000), &[]).await;
        assert_eq!(reply.refusal(), (400, "malformed".into()));
    }
    assert_eq!(ada.post("me", &json!({})).await.status, 200);
}

pub(crate) async fn a_head_that_never_ends_is_not_waited_for(db: Db) {
    let server = Server::with(Arc::new(db), Config { head_timeout_s: 1, ..quick() }).await;
    for said in ["", "POST /api/v1/push HTTP/1.1\r\nhost: localhost\r\ncookie: a"] {
        let mut wire = TcpStream::connect(server.base.trim_start_matches("http://")).await.unwrap();
        wire.write_all(said.as_bytes()).await.unwrap();
        // The server closes: there is an end to read to.
        let _ = wire.read_to_end(&mut Vec::new()).await;
    }
    assert_eq!(Browser::stranger(&server.base).get("/healthz").await.status, 200);
}

pub(crate) async fn a_body_that_never_ends_is_not_waited_for(db: Db) {
    let server = Server::with(Arc::new(db), Config { request_timeout_s: 1, ..quick() }).await;
    let mut wire = TcpStream::connect(server.base.trim_start_matches("http://")).await.unwrap();
    let head = "POST /api/v1/sign_in HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    wire.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = wire.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("\"unavailable\""), "{answer}");
}

pub(crate) async fn connections_are_counted_and_a_closed_one_makes_room(db: Db) {
    let server = Server::with(Arc::new(db), Config { connections: 4, ..quick() }).await;
    let held = [from("127.0.0.2", &server).await, from("127.0.0.2", &server).await];
    let more = [from("127.0.0.3", &server).await, from("127.0.0.3", &server).await];
    is_closed(from("127.0.0.4", &server).await).await;
    drop((held, more));
    let nobody = Browser::stranger(&server.base);
    while nobody.http.get(format!("{}/healthz", server.base)).send().await.is_err() {
        tokio::task::yield_now().await;
    }
    let metrics = nobody.get("/metrics").await.text;
    assert!(!metrics.contains("vitrine_turned_away_total 0\n"), "{metrics}");
}

pub(crate) async fn one_address_leaves_connections_for_others(db: Db) {
    let server = Server::with(Arc::new(db), Config { connections: 4, ..quick() }).await;
    let _held = [from("127.0.0.2", &server).await, from("127.0.0.2", &server).await];
    is_closed(from("127.0.0.2", &server).await).await;
    assert_eq!(Browser::stranger(&server.base).get("/healthz").await.status, 200, "another address gets in");
}

/// A connection to the server from an address of this machine.
async fn from(address: &str, server: &Server) -> TcpStream {
    connect(address, &server.base).await
}

async fn connect(address: &str, base: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(format!("{address}:0").parse().unwrap()).unwrap();
    socket.connect(base.trim_start_matches("http://").parse().unwrap()).await.unwrap()
}

/// The server has closed it and said nothing.
async fn is_closed(mut wire: TcpStream) {
    let mut said = Vec::new();
    let _ = wire.read_to_end(&mut said).await;
    assert!(said.is_empty());
}

pub(crate) async fn streams_leave_connections_for_those_who_push(db: Db) {
    let server = Server::with(Arc::new(db), Config { connections: 8, behind_proxy: true, ..quick() }).await;
    let ada = server.person("Ada").await;
    let mut open = Vec::new();
    for _ in 0..6 {
        open.push(ada.events().await.ok().unwrap());
    }
    let refused = ada.events().await.err().unwrap();
    assert_eq!(refused.refusal(), (503, "unavailable".into()));
    assert!(refused.retry_after() >= 1);
    assert_eq!(ada.pull_from(0).await.status, 200);
}

pub(crate) async fn an_account_has_so_many_streams_and_others_have_theirs(db: Db) {
    let server = Server::with(Arc::new(db), Config { streams_per_account: 2, ..quick() }).await;
    let (ada, bob) = (server.person("Ada").await, server.person("Bob").await);
    let (first, _second) = (ada.events().await.ok().unwrap(), ada.events().await.ok().unwrap());
    let third = ada.events().await.err().unwrap();
    assert_eq!(third.refusal(), (429, "too_many".into()));
    assert!(third.retry_after() >= 1);
    assert!(bob.events().await.is_ok());
    drop(first);
    while ada.events().await.is_err() {
        tokio::task::yield_now().await;
    }
}

pub(crate) async fn streams_asked_for_in_vain_leave_nothing_behind(db: Db) {
    let server = Server::start(db).await;
    let bob = server.person("Bob").await;
    for _ in 0..20 {
        let nowhere = Browser { ledger: uuid::Uuid::now_v7().to_string(), ..bob.clone() };
        assert_eq!(nowhere.events().await.err().unwrap().refusal(), (403, "no_ledger".into()));
    }
    assert_eq!(server.core.hub.rooms(), 0);
    drop(bob.events().await.ok().unwrap());
    while server.core.hub.rooms() > 0 {
        tokio::task::yield_now().await;
    }
}

pub(crate) async fn ten_thousand_guesses_get_no_further_than_the_first_few(db: Db) {
    let server = Server::with(Arc::new(db), Config { address_burst: 100.0, ..quick() }).await;
    server.person("Ada").await;
    let stranger = Browser::stranger(&server.base);
    let mut refused = 0;
    for guess in 0..10_000 {
        let body = json!({ "name": format!("Ada {}", guess % 500), "password": format!("guess number {guess}") });
        match stranger.post("sign_in", &body).await.status {
            401 => {}
            429 => refused += 1,
            other => panic!("{other}"),
        }
    }
    // A hundred at once, and some that came back while the others were refused.
    assert!(refused > 9_000, "{refused}");
    let metrics = stranger.get("/metrics").await.text;
    assert!(!metrics.contains("vitrine_refused_total{status=\"429\"} 0\n"), "it can be seen: {metrics}");
}
