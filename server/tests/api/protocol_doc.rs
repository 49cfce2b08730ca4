//! Runs the examples of `docs/protocol.md`, as a person with `curl` would.
//!
//! A block begins with `METHOD /path`, then the body, if any; the block after it, beginning with a status, is the
//! answer that is expected: its fields must be there with these values, `"…"` stands for any value. `$account`,
//! `$ledger` and `$time` are replaced; the cookie of the last sign-up or sign-in is sent along.

use serde_json::Value;

use crate::browser::{Browser, Reply, cookie, now_ms, text};
use crate::server::Server;
use crate::support::Db;

const DOCUMENT: &str = include_str!("../../../docs/protocol.md");

pub(crate) async fn the_examples_of_the_document_run(db: Db) {
    let server = Server::start(db).await;
    let mut curl = Browser::stranger(&server.base);
    let mut last: Option<Reply> = None;
    let (mut sent, mut checked) = (0, 0);
    for block in blocks() {
        let (first, rest) = block.split_once('\n').unwrap_or((&block, ""));
        match first.split_once(' ') {
            Some(("POST", path)) => {
                let stamp = format!("{:016x}", now_ms() << 20);
                let body = rest.replace("$account", &curl.account).replace("$ledger", &curl.ledger);
                let body = body.replace("$time", &stamp);
                let reply = curl.post_with(path.trim_start_matches("/api/v1/"), body, &[]).await;
                if let Some(cookie) = cookie(&reply.headers) {
                    curl.cookie = cookie;
                }
                if path.ends_with("/sign_up") {
                    curl.account = text(&reply.json()["account"]);
                    curl.ledger = text(&reply.json()["ledgers"][0]["ledger"]);
                }
                last = Some(reply);
                sent += 1;
            }
            Some(("GET", path)) => {
                last = Some(curl.get(path).await);
                sent += 1;
            }
            Some((status, _)) => {
                let reply = last.take().expect("an answer follows a request");
                assert_eq!(reply.status.to_string(), status, "{}\nfor\n{block}", reply.text);
                let wanted: Value = serde_json::from_str(rest).unwrap_or_else(|e| panic!("{e} in\n{block}"));
                matches(&wanted, &reply.json(), &block);
                checked += 1;
            }
            None => panic!("neither a request nor an answer:\n{block}"),
        }
    }
    assert!(sent >= 8 && checked == sent, "{sent} requests, {checked} answers");
}

/// The fenced blocks marked `http`.
fn blocks() -> Vec<String> {
    let mut parts = DOCUMENT.split("```http\n");
    parts.next();
    parts.map(|part| part.split("\n```").next().unwrap_or_default().to_owned()).collect()
}

fn matches(wanted: &Value, found: &Value, block: &str) {
    match (wanted, found) {
        (Value::String(any), _) if any == "…" => {}
        (Value::Object(wanted), Value::Object(found)) => {
            for (key, value) in wanted {
                let found = found.get(key).unwrap_or_else(|| panic!("no {key} in {found:?}\nfor\n{block}"));
                matches(value, found, block);
            }
            for key in found.keys() {
                assert!(wanted.contains_key(key), "the document does not tell of {key}\nfor\n{block}");
            }
        }
        (Value::Array(wanted), Value::Array(found)) if wanted.len() == found.len() => {
            wanted.iter().zip(found).for_each(|(wanted, found)| matches(wanted, found, block));
        }
        _ => assert_eq!(wanted, found, "for\n{block}"),
    }
}
