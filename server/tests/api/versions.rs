//! Devices of other times: a phone from a drawer, and one that was updated before the server.

use std::path::Path;

use serde_json::{Value, json};
use vitrine_sync::client::{Blocked, Input, Nudge, Reply};
use vitrine_sync::wire::ProtocolError;

use crate::browser::Card;
use crate::client::Client;
use crate::server::Server;
use crate::support::Db;

/// What a device with the first schema had in its outbox; see `ledger/tests/laws/stored.rs`.
fn outbox_of_the_first_schema() -> Vec<Value> {
    let file = "../ledger/tests/fixtures/stored/1/outbox.jsonl";
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let item = |line: &str| {
        let entry: Value = serde_json::from_str(line).unwrap();
        let body = entry.get("mutation").filter(|mutation| !mutation.is_null());
        let body = body.map_or(json!("skip"), |mutation| json!({ "mutation": mutation }));
        json!({ "n": entry["n"], "token": entry["token"], "stamp": entry["stamp"], "base": entry["base"], "body": body })
    };
    text.lines().map(item).collect()
}

/// Edits of a card that is there arrive; what cannot be carried out any more is answered with its reason, for the tray.
pub(crate) async fn a_full_outbox_from_years_ago_is_decided_to_the_last_edit(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let outbox = outbox_of_the_first_schema();
    let mut done = 0;
    for batch in outbox.chunks(100) {
        let answer = ada.push_items(batch.to_vec()).await.ok();
        let results = answer["results"].as_array().unwrap();
        assert_eq!(results.len(), batch.len());
        for (result, item) in results.iter().zip(batch) {
            assert_eq!(result["n"], item["n"]);
            let outcome = &result["outcome"];
            let decided = outcome["done"].is_string() || !outcome["rejected"].is_null() || *outcome == "skipped";
            assert!(decided, "{result}");
            done += usize::from(outcome["done"].is_string());
        }
    }
    assert!(done > outbox.len() / 10, "{done} of {}", outbox.len());
    let page = ada.pull_from(0).await.ok();
    assert_eq!((&page["last_n"], &page["head"]), (&json!(outbox.len()), &json!(outbox.len())));
}

/// The page was updated from another node, and this server is of yesterday.
pub(crate) async fn a_client_that_is_newer_than_the_server_waits_with_its_edits(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let mut phone = Client::new(&ada);
    phone.sync().await;
    let mut hello = ada.hello();
    hello["protocol"] = json!(vitrine_sync::wire::PROTOCOL + 1);
    let refusal = ada.post("pull", &json!({ "request": { "hello": hello, "cursor": 0 } })).await.refusal();
    assert_eq!(refusal, (426, "too_new".into()));

    let card = Card::new("Mew");
    phone.act_json(&card.add);
    // The answer that such a server gives to this push.
    let answer = phone.send().await.unwrap();
    let Input::Pushed { request, .. } = answer else { panic!("it pushes") };
    let reply = Reply::Refused { status: 426, error: Some(ProtocolError::TooNew), retry_after_ms: None };
    phone.hear(Input::Pushed { request, reply });
    let status = phone.engine.status(crate::browser::now_ms());
    assert_eq!(status.health.blocked, Some(Blocked::Version));
    assert_eq!((status.queue, status.tray), (1, 0));
    assert!(phone.get(&card.entry_key()).is_some());
    // The server is updated; the edit is sent once more and was decided once.
    phone.nudge(Nudge::SyncNow);
    phone.sync().await;
    assert_eq!(phone.engine.outbox().count(), 0);
    assert_eq!(ada.page().await["totals"]["cards"], 1);
}
