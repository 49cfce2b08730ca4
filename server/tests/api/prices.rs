//! Prices and rates that a person sends as a file, and what the server then says it has.

use std::sync::Arc;

use serde_json::{Value, json};
use vitrine_server::Config;

use crate::browser::{Browser, Card, Reply, read};
use crate::catalog::{corpus, import};
use crate::server::{Server, quick};
use crate::support::Db;

const FILE: &str = "card,finish,date,price,currency\npokemon:base1-4,Holofoil,2026-03-02,20,USD\n";

async fn send(browser: &Browser, query: &str, content: &str) -> Reply {
    let url = format!("{}/api/v1/prices/import{query}", browser.base);
    let request = browser.http.post(url).header("cookie", &browser.cookie).body(content.to_owned());
    read(request.send().await.unwrap()).await
}

async fn prices(browser: &Browser) -> Value {
    browser.get("/api/v1/prices").await.ok()
}

pub(crate) async fn a_file_of_prices_that_is_sent_prices_the_cards_and_is_told_of(db: Db) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    ada.push(Card::new("Charizard").add).await;
    assert_eq!(ada.value_history("2026-03-02").await["value"], json!([0, 0]));
    let before = server.core.store.reference().await.unwrap();
    let done = send(&ada, "?name=plain.csv", FILE).await.ok();
    let said = ["stage", "prices", "series", "changed", "bad"].map(|field| done[field].clone());
    assert_eq!(said, [json!("done"), json!(1), json!(1), json!(1), json!(0)]);
    assert_eq!(server.core.store.reference().await.unwrap(), before + 1, "devices are told");
    assert_eq!(ada.value_history("2026-03-02").await["value"], json!([0, 2_000]));
    assert_eq!(ada.get("/api/v1/prices/import").await.ok(), done, "how it ended can be asked for");
    let source = json!({ "source": "file", "kind": "market", "currency": "USD", "series": 1,
                         "first": "2026-03-02", "last": "2026-03-02" });
    assert_eq!(prices(&ada).await, json!({ "sources": [source], "rates": [] }));
    let again = send(&ada, "?name=plain.csv", FILE).await.ok();
    assert_eq!((&again["stage"], &again["changed"]), (&json!("done"), &json!(0)));
    assert_eq!(server.core.store.reference().await.unwrap(), before + 1, "the same again is nothing new");
}

pub(crate) async fn a_file_of_rates_is_known_by_its_contents(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let rates = "date,base,quote,rate,source\n2026-03-01,EUR,USD,1.1,ecb\n2026-03-03,EUR,USD,1.2,ecb\n";
    let done = send(&ada, "", rates).await.ok();
    assert_eq!((&done["stage"], &done["changed"]), (&json!("done"), &json!(1)));
    let rate = json!({ "source": "ecb", "base": "EUR", "quote": "USD", "first": "2026-03-01", "last": "2026-03-03" });
    assert_eq!(prices(&ada).await["rates"], json!([rate]));
}

pub(crate) async fn a_bad_price_file_changes_nothing_and_says_why(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let before = server.core.store.reference().await.unwrap();
    let bad_row = format!("{FILE}pokemon:base1-5,Holofoil,yesterday,20,USD\n");
    for content in ["", "nothing of the kind", "{\"prices\":", bad_row.as_str()] {
        let failed = send(&ada, "", content).await.ok();
        assert_eq!(failed["stage"], "failed", "{content}");
        assert!(!failed["error"].as_str().unwrap().is_empty(), "{content}");
    }
    let zip = send(&ada, "", "PK\u{3}\u{4} and so on").await.ok();
    assert!(zip["error"].as_str().unwrap().contains("ZIP archive: unpack it"), "{zip}");
    send(&ada, "", &bad_row).await.ok();
    let failed = ada.get("/api/v1/prices/import").await.ok();
    assert_eq!((&failed["bad"], failed["bad_rows"].as_array().unwrap().len()), (&json!(1), 1));
    assert_eq!(prices(&ada).await, json!({ "sources": [], "rates": [] }));
    assert_eq!(server.core.store.reference().await.unwrap(), before);
    let done = send(&ada, "?skip_bad=true", &bad_row).await.ok();
    assert_eq!((&done["stage"], &done["bad"], &done["changed"]), (&json!("done"), &json!(1), &json!(1)));
    assert_eq!(send(&ada, "?date=yesterday", FILE).await.status, 400);
}

pub(crate) async fn prices_are_for_those_who_are_signed_in_and_imports_for_those_who_may(db: Db) {
    let db = Arc::new(db);
    let far = Config { public_url: Some("http://cards.example".into()), ..quick() };
    let server = Server::with(Arc::clone(&db), far.clone()).await;
    let nobody = Browser::stranger(&server.base);
    for path in ["/api/v1/prices", "/api/v1/prices/import"] {
        assert_eq!(nobody.get(path).await.refusal(), (401, "signed_out".into()), "{path}");
    }
    assert_eq!(send(&nobody, "", FILE).await.status, 401);
    let ada = server.person("Ada").await;
    assert_eq!(send(&ada, "", FILE).await.status, 403);
    assert_eq!(prices(&ada).await["sources"], json!([]));
    server.stop().await;
    let server = Server::with(db, Config { allow_import: true, ..far }).await;
    let ada = Browser { base: server.base.clone(), ..ada };
    assert_eq!(send(&ada, "", FILE).await.ok()["stage"], "done");
}

pub(crate) async fn what_graded_copies_are_quoted_at_comes_with_a_raw_card(db: Db) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    let card = Card::new("Charizard");
    ada.push(card.add.clone()).await;
    let file = "card,finish,grade,date,price,currency\npokemon:base1-4,Holofoil,,2026-03-02,20,USD\n\
                pokemon:base1-4,Holofoil,PSA 10,2026-03-02,120,USD\npokemon:base1-4,normal,PSA 9,2026-03-02,50,USD\n";
    assert_eq!(send(&ada, "", file).await.ok()["stage"], "done");
    let asked = json!({ "request": { "ledger": ada.ledger, "entry": card.entry, "today": "2026-03-05" } });
    let graded = ada.post("card_history", &asked).await.ok()["graded"].clone();
    let usd = |minor: i64| json!({ "minor": minor, "currency": "USD" });
    let quote = json!({ "price": usd(12_000), "date": "2026-03-02", "source": "file", "kind": "market" });
    assert_eq!(graded, json!([{ "grade": "PSA_10", "quote": quote, "more": usd(10_000) }]));
    ada.push(card.edit(&json!({ "grade": { "company": "PSA", "value": "10" } }))).await;
    assert_eq!(ada.post("card_history", &asked).await.ok()["graded"], Value::Null, "it is graded already");
}

pub(crate) async fn a_rarity_has_the_price_that_names_it_and_never_that_of_another(db: Db) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    assert_eq!(import(&ada, corpus("rarebox-rarities.json")).await.ok()["stage"], "done");
    let file = r#"{"stamp":"2026-03-02T08:00:00Z","source":"shop","prices":{"TST1-EN001":9,"test-tin-EN001":8,
        "test-tin|TST1-EN001":7,"test-tin|TST1-EN001|secret-rare":20,"TST1-EN002":1}}"#;
    assert_eq!(send(&ada, "?game=yugioh", file).await.ok()["prices"], 5);
    let cards = [
        ("EN001", "Secret Rare", "", Some(2_000)),
        ("EN001", "", "test-tin-en1~secret-rare", Some(2_000)),
        ("EN001", "Collector's Rare", "", None),
        ("EN001", "", "", None),
        ("EN002", "Common", "", Some(100)),
    ];
    for (number, rarity, id, minor) in cards {
        let mut card = Card::new("Paper Dragon");
        let copy = &mut card.add["add"]["holdings"][0]["entry"];
        copy["card"] = json!({ "game": "yugioh", "set": "test-tin", "number": number, "name": "Paper Dragon" });
        copy["finish"] = json!("normal");
        copy["card"]["rarity"] = json!(rarity);
        if !id.is_empty() {
            copy["card"]["ids"] = json!({ "catalog": id });
        }
        ada.push(card.add.clone()).await;
        let asked = json!({ "request": { "ledger": ada.ledger, "entry": card.entry, "today": "2026-03-05" } });
        let quote = ada.post("card_history", &asked).await.ok()["quotes"][0]["price"]["minor"].as_i64();
        assert_eq!(quote, minor, "{number} {rarity} {id}");
    }
}
