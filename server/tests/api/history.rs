//! The timeline of a card and of a ledger.

use serde_json::{Value, json};
use vitrine_app::api::Role;
use vitrine_sync::{AccountId, LedgerId};

use crate::browser::{Browser, Card, now_ms};
use crate::server::Server;
use crate::support::Db;

impl Browser {
    async fn history(&self, more: Value) -> Value {
        let mut request = json!({ "ledger": self.ledger, "limit": 50 });
        request.as_object_mut().unwrap().append(&mut more.as_object().cloned().unwrap_or_default());
        self.post("history", &json!({ "request": request })).await.ok()
    }
}

async fn with_card(db: Db) -> (Server, Browser, Card) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    let card = Card::new("Charizard");
    ada.push(card.add.clone()).await;
    ada.pull().await;
    (server, ada, card)
}

fn fields(history: &Value) -> Vec<(String, Value, Value)> {
    let actions = history["actions"].as_array().unwrap().iter();
    let changes = actions.flat_map(|action| action["changes"].as_array().unwrap());
    changes.map(|c| (c["field"].as_str().unwrap().to_owned(), c["from"].clone(), c["to"].clone())).collect()
}

pub(crate) async fn a_card_tells_what_happened_to_it_and_its_lots(db: Db) {
    let (_server, mut ada, card) = with_card(db).await;
    ada.push(Card::new("Blastoise").add).await;
    ada.push(card.edit_lot(&json!({ "cost": { "minor": 2000, "currency": "USD" } }))).await;
    ada.push(card.delete()).await;
    let history = ada.history(json!({ "entry": card.entry })).await;
    let cost = |minor: u32| json!({ "minor": minor, "currency": "USD" });
    let wanted = [
        ("alive", json!(true), json!(false)),
        ("cost", cost(1000), cost(2000)),
        ("alive", Value::Null, json!(true)),
        ("alive", Value::Null, json!(true)),
    ];
    assert_eq!(fields(&history), wanted.map(|(field, from, to)| (field.to_owned(), from, to)));
    let edit = &history["actions"][1];
    assert_eq!((&edit["seq"], &edit["n"], &edit["client"]), (&json!(3), &json!(3), &json!(ada.client)));
    let change = &edit["changes"][0];
    assert_eq!((&change["key"], &change["entry"]), (&json!(card.lot_key()), &json!(card.entry)));
    assert_eq!(history["before"], Value::Null);
}

pub(crate) async fn an_edit_made_offline_says_when_it_was_made_and_when_it_came(db: Db) {
    let (_server, mut ada, card) = with_card(db).await;
    let noon = now_ms() - 3_600_000;
    ada.push_at(noon, card.edit(&json!({ "finish": "foil" }))).await;
    let history = ada.history(json!({ "entry": card.entry, "limit": 1 })).await;
    let action = &history["actions"][0];
    assert_eq!(action["made_ms"], noon);
    assert!(action["received_ms"].as_u64().unwrap() >= noon + 3_600_000);
    let of_noon = ada.history(json!({ "from_ms": noon, "until_ms": noon + 1 })).await;
    assert_eq!(fields(&of_noon).len(), 1);
}

pub(crate) async fn a_value_that_lost_is_told_as_such(db: Db) {
    let (_server, mut ada, card) = with_card(db).await;
    let mut phone = ada.device("Ada").await;
    phone.saw = ada.saw;
    let noon = now_ms() - 3_600_000;
    ada.push_at(noon, card.edit(&json!({ "notes": "stands" }))).await;
    phone.push_at(noon - 1_000, card.edit(&json!({ "notes": "lost" }))).await;
    let history = ada.history(json!({ "client": phone.client })).await;
    let change = &history["actions"][0]["changes"][0];
    assert_eq!((&change["from"], &change["to"], &change["lost"]), (&json!("stands"), &json!("lost"), &json!(true)));
}

pub(crate) async fn a_device_is_known_by_its_browser(db: Db) {
    let (_server, ada, card) = with_card(db).await;
    let mut phone = ada.device("Ada").await;
    phone.saw = ada.saw;
    let item = phone.item(1, now_ms(), &json!({ "mutation": card.delete() }));
    let push = json!({ "request": { "hello": phone.hello(), "mutations": [item] } }).to_string();
    let agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1";
    phone.post_with("push", push, &[("user-agent", agent)]).await.ok();
    let devices = ada.history(json!({})).await["devices"].clone();
    assert_eq!(devices[0], json!({ "client": phone.client, "name": "Safari on iPhone", "account": "Ada" }));
    assert_eq!(devices[1]["client"], ada.client);
}

pub(crate) async fn a_long_history_comes_in_parts(db: Db) {
    let (_server, mut ada, card) = with_card(db).await;
    for i in 0..7 {
        ada.push(card.edit(&json!({ "finish": format!("foil {i}") }))).await;
    }
    let (mut seqs, mut before) = (Vec::new(), Value::Null);
    loop {
        let more = if before.is_null() { json!({ "limit": 3 }) } else { json!({ "limit": 3, "before": before }) };
        let part = ada.history(more).await;
        seqs.extend(part["actions"].as_array().unwrap().iter().map(|action| action["seq"].as_u64().unwrap()));
        before = part["before"].clone();
        if before.is_null() {
            break;
        }
    }
    assert_eq!(seqs, [8, 7, 6, 5, 4, 3, 2, 1]);
}

pub(crate) async fn a_viewer_reads_the_history(db: Db) {
    let (server, ada, card) = with_card(db).await;
    let bob = server.person("Bob").await;
    let (ledger, account) = (ada.ledger.parse().unwrap(), bob.account.parse().unwrap());
    server.core.store.set_role(LedgerId(ledger), AccountId(account), Some(Role::Viewer)).await.unwrap();
    let viewer = Browser { ledger: ada.ledger.clone(), ..bob.clone() };
    assert_eq!(fields(&viewer.history(json!({ "entry": card.entry })).await).len(), 2);
    // The same card's id, asked for in another's own ledger, tells nothing.
    assert_eq!(bob.history(json!({ "entry": card.entry })).await["actions"], json!([]));
}
