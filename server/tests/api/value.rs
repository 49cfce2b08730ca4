//! What a collection is worth, over HTTP: prices come from files, views follow edits and imports.

use serde_json::{Value, json};
use vitrine_server::prices::{Options, import, import_rates};

use crate::browser::{Browser, Card};
use crate::catalog::put_set;
use crate::server::{Server, quick};
use crate::support::Db;

const TODAY: &str = "2026-03-05";

async fn prices(server: &Server, rows: &str) -> u64 {
    let text = format!("card,finish,date,price,currency\n{rows}");
    let done = import(&*server.core.store, std::io::Cursor::new(text.into_bytes()), Options::default()).await.unwrap();
    done.reference
}

async fn ask(browser: &Browser, function: &str, request: Value) -> Value {
    let mut request = request;
    request["ledger"] = json!(browser.ledger);
    browser.post(function, &json!({ "request": request })).await.ok()
}

async fn valuation(browser: &Browser, have: Value) -> Value {
    ask(browser, "valuation", json!({ "today": TODAY, "have": have })).await
}

async fn history(browser: &Browser) -> Value {
    ask(browser, "value_history", json!({ "today": TODAY })).await
}

/// A person with one Charizard, a holofoil that came on 1 March for ten dollars.
async fn with_card(db: Db) -> (Server, Browser, Card) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    let card = Card::new("Charizard");
    ada.push(card.add.clone()).await;
    ada.pull().await;
    (server, ada, card)
}

pub(crate) async fn a_price_is_the_exact_one_or_one_a_rule_allows_and_says_so(db: Db) {
    let (server, mut ada, card) = with_card(db).await;
    prices(&server, "pokemon:base1-4,normal,2026-03-02,70.40,USD\n").await;
    let quote = |view: Value| view["quotes"][0][1].clone();
    assert_eq!(quote(valuation(&ada, Value::Null).await), Value::Null, "a normal copy's price is not a holofoil's");
    ada.push(json!({ "edit_settings": { "patch": { "substitutes": { "add": ["finish"] } } } })).await;
    let substitute = quote(valuation(&ada, Value::Null).await);
    assert_eq!((&substitute["price"]["minor"], &substitute["stands_in"]), (&json!(7_040), &json!(["finish"])));
    prices(&server, "pokemon:base1-4,Holo,2026-03-03,222.14,USD\n").await;
    let exact = quote(valuation(&ada, Value::Null).await);
    assert_eq!(exact["price"], json!({ "minor": 22_214, "currency": "USD" }));
    assert_eq!(
        (&exact["date"], &exact["source"], &exact["kind"]),
        (&json!("2026-03-03"), &json!("file"), &json!("market"))
    );
    assert_eq!(exact["stands_in"], Value::Null);
    let own =
        json!({ "price": { "price": { "minor": 1, "currency": "USD" }, "date": "2026-03-04", "reason": "torn" } });
    ada.push(card.edit(&own)).await;
    let told = valuation(&ada, Value::Null).await;
    assert_eq!(
        (&quote(told.clone())["source"], &told["under"][0][1]["price"]["minor"]),
        (&json!("own"), &json!(22_214))
    );
    let line = ask(&ada, "card_history", json!({ "entry": card.entry, "today": TODAY })).await;
    let line: Vec<(&Value, &Value)> =
        line["quotes"].as_array().unwrap().iter().map(|quote| (&quote["date"], &quote["price"]["minor"])).collect();
    let day = |text: &str| json!(text);
    let (d2, d3, d4) = (day("2026-03-02"), day("2026-03-03"), day("2026-03-04"));
    assert_eq!(line, [(&d2, &json!(7_040)), (&d3, &json!(22_214)), (&d4, &json!(1))]);
}

pub(crate) async fn the_value_follows_edits_and_imports(db: Db) {
    let (server, mut ada, card) = with_card(db).await;
    let view = history(&ada).await;
    assert_eq!((&view["first"], &view["unpriced"]), (&json!("2026-03-01"), &json!([1, 1, 1, 1, 1])));
    prices(&server, "pokemon:base1-4,Holofoil,2026-03-02,20,USD\npokemon:base1-4,Holofoil,2026-03-04,25,USD\n").await;
    let view = history(&ada).await;
    assert_eq!(view["value"], json!([0, 2_000, 2_000, 2_500, 2_500]));
    assert_eq!(
        (&view["unpriced"], &view["cost"]),
        (&json!([1, 0, 0, 0, 0]), &json!([1_000, 1_000, 1_000, 1_000, 1_000]))
    );
    // An edit of one entry, with everything in memory already.
    ada.push(json!({ "adjust": { "entry": card.entry, "lot": card.lot, "by": 2 } })).await;
    ada.push(card.edit_lot(&json!({ "acquired": "2026-03-03" }))).await;
    let sale = json!({ "id": uuid::Uuid::now_v7(), "entry": card.entry, "kind": "sell", "quantity": 1,
        "gross": { "minor": 3_000, "currency": "USD" }, "date": "2026-03-05" });
    ada.push(json!({ "sell": { "sales": [sale] } })).await;
    let edited = history(&ada).await;
    // And on a server that reads it for the first time.
    let other = Server::with(server.db.clone(), quick()).await;
    let elsewhere = Browser { base: other.base.clone(), ..ada.clone() };
    let mut again = history(&elsewhere).await;
    again["time_ms"] = edited["time_ms"].clone();
    assert_eq!(edited, again);
    assert_eq!(edited["realised"].as_array().unwrap().last(), Some(&json!(2_000)));
    assert_eq!(edited["first"], "2026-03-03");
    ada.push(card.delete()).await;
    assert_eq!((&history(&ada).await["first"], &history(&ada).await["value"]), (&Value::Null, &json!([])));
    other.stop().await;
}

pub(crate) async fn a_device_is_told_what_is_different(db: Db) {
    let (server, mut ada, card) = with_card(db).await;
    prices(&server, "pokemon:base1-4,Holofoil,2026-03-02,20,USD\n").await;
    let whole = valuation(&ada, Value::Null).await;
    assert_eq!((&whole["whole"], whole["quotes"].as_array().unwrap().len()), (&json!(true), 1));
    let none = valuation(&ada, whole["from"].clone()).await;
    assert_eq!((&none["whole"], &none["quotes"]), (&json!(false), &json!([])));
    let second = Card::new("Blastoise");
    ada.push(second.add.clone()).await;
    let more = valuation(&ada, none["from"].clone()).await;
    assert_eq!((&more["whole"], &more["quotes"][0][0]), (&json!(false), &json!(second.entry)));
    ada.push(card.delete()).await;
    let gone = valuation(&ada, more["from"].clone()).await;
    assert_eq!(gone["quotes"], json!([[card.entry, null]]));
    let reference = prices(&server, "pokemon:base1-4,Holofoil,2026-03-03,21,USD\n").await;
    let again = valuation(&ada, gone["from"].clone()).await;
    assert_eq!((&again["whole"], &again["from"]["reference"]), (&json!(true), &json!(reference)));
}

pub(crate) async fn report_b9_without_a_noted_rate_every_figure_counts_by_that_of_the_day(db: Db) {
    let (server, mut ada, card) = with_card(db).await;
    let rates = b"date,base,quote,rate,source\n2026-03-01,EUR,USD,1.10,test\n2026-03-04,EUR,USD,1.15,test\n";
    import_rates(&*server.core.store, std::io::Cursor::new(rates), &Options::default()).await.unwrap();
    ada.push(json!({ "edit_settings": { "patch": { "currency": "USD" } } })).await;
    ada.push(card.edit_lot(&json!({ "cost": { "minor": 10_000, "currency": "EUR" } }))).await;
    let page = |ada: &Browser| {
        let ada = ada.clone();
        async move { ask(&ada, "page", json!({ "limit": 10 })).await }
    };
    let bought = page(&ada).await;
    assert_eq!(bought["totals"]["cost"], json!({ "USD": 11_000 }));
    assert_eq!((&bought["currency"], &bought["dated"]), (&json!("USD"), &json!({ "EUR": { "2026-03-01": "1.1" } })));
    assert_eq!(history(&ada).await["cost"], json!([11_000, 11_000, 11_000, 11_000, 11_000]));
    let have = valuation(&ada, Value::Null).await;
    assert_eq!(have["dated"], bought["dated"]);
    let sale = json!({ "id": uuid::Uuid::now_v7(), "entry": card.entry, "kind": "sell", "quantity": 1,
        "gross": { "minor": 13_000, "currency": "EUR" }, "date": "2026-03-04" });
    ada.push(json!({ "sell": { "sales": [sale] } })).await;
    let more = valuation(&ada, have["from"].clone()).await;
    assert_eq!((&more["whole"], &more["dated"]), (&json!(false), &json!({ "EUR": { "2026-03-04": "1.15" } })));
    assert_eq!((&more["today"], &more["rates"][0]["rate"]), (&json!(TODAY), &json!("1.15")));
    let sold = page(&ada).await;
    assert_eq!((&sold["totals"]["cost"], &sold["totals"]["gains"]["gain"]), (&json!({}), &json!({ "USD": 3_950 })));
    assert_eq!(history(&ada).await["realised"], json!([0, 0, 0, 3_950, 3_950]));
}

pub(crate) async fn a_gain_compares_the_copies_that_have_both_a_price_and_a_cost(db: Db) {
    let (server, mut ada, card) = with_card(db).await;
    prices(&server, "pokemon:base1-4,Holofoil,2026-03-02,20,USD\n").await;
    let all = history(&ada).await;
    assert_eq!((&all["compared"], &all["uncosted"]), (&json!([0, 1, 1, 1, 1]), &json!([0, 0, 0, 0, 0])));
    // One with a price and without a cost, and one with a cost and without a price.
    let lot = json!({ "id": uuid::Uuid::now_v7(), "quantity": 2, "kind": "buy", "acquired": "2026-03-04" });
    ada.push(json!({ "add_lot": { "entry": card.entry, "lot": lot } })).await;
    let other = Card::new("Missingno");
    ada.push(other.add.clone()).await;
    ada.push(other.edit(&json!({ "language": "de" }))).await;
    let view = history(&ada).await;
    assert_eq!((&view["value"][4], &view["cost"][4]), (&json!(6_000), &json!(2_000)));
    assert_eq!((&view["costed"][4], &view["uncosted"][4], &view["compared"][4]), (&json!(2), &json!(2), &json!(1)));
    assert_eq!((&view["compared_value"][4], &view["compared_cost"][4]), (&json!(2_000), &json!(1_000)));
}

pub(crate) async fn the_parts_of_a_move_add_up_across_currencies(db: Db) {
    let (server, ada, card) = with_card(db).await;
    prices(&server, "pokemon:base1-4,Holofoil,2026-03-01,100,EUR\npokemon:base1-4,Holofoil,2026-03-04,110.01,EUR\n")
        .await;
    let rates = b"date,base,quote,rate,source\n2026-03-01,EUR,USD,1.1,ecb\n2026-03-03,EUR,USD,1.2345,ecb\n";
    import_rates(&*server.core.store, std::io::Cursor::new(rates), &Options::default()).await.unwrap();
    let why = ask(&ada, "explain", json!({ "before": "2026-03-01", "after": "2026-03-05" })).await;
    assert_eq!((&why["before"], &why["after"], &why["currency"]), (&json!(11_000), &json!(13_581), &json!("USD")));
    let sum: i64 = why["moved"].as_object().unwrap().values().map(|part| part.as_i64().unwrap()).sum();
    assert_eq!(sum, 13_581 - 11_000);
    assert_eq!((&why["moved"]["rates"], &why["moved"]["price"]), (&json!(1_345), &json!(1_236)));
    assert_eq!(why["cards"][0]["entry"], json!(card.entry));
    let wrong = json!({ "request": { "ledger": ada.ledger, "before": "2026-03-05", "after": "2026-03-01" } });
    assert_eq!(ada.post("explain", &wrong).await.refusal().0, 400);
    assert_eq!(valuation(&ada, Value::Null).await["rates"][0]["source"], "ecb");
}

pub(crate) async fn what_a_collection_is_worth_is_private(db: Db) {
    let (server, ada, card) = with_card(db).await;
    let eve = server.person("Eve").await;
    for (function, mut request) in [
        ("valuation", json!({ "today": TODAY })),
        ("value_history", json!({ "today": TODAY })),
        ("card_history", json!({ "today": TODAY, "entry": card.entry })),
        ("explain", json!({ "before": TODAY, "after": TODAY })),
        ("unpriced", json!({ "today": TODAY })),
    ] {
        request["ledger"] = json!(ada.ledger);
        let refused = eve.post(function, &json!({ "request": request })).await.refusal();
        assert_eq!(refused, (403, "no_ledger".to_owned()), "{function}");
    }
}

pub(crate) async fn a_feed_is_fetched_once_and_again_only_when_it_has_changed(db: Db) {
    use axum::http::{HeaderMap, StatusCode, header};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    let whole = Arc::new(AtomicU32::new(0));
    let given = Arc::clone(&whole);
    let feed = axum::Router::new().route(
        "/prices.csv",
        axum::routing::get(move |headers: HeaderMap| {
            let given = Arc::clone(&given);
            async move {
                if headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag == "\"one\"") {
                    return (StatusCode::NOT_MODIFIED, [(header::ETAG, "\"one\"")], "");
                }
                given.fetch_add(1, Ordering::SeqCst);
                let text = "card,date,price,currency\nbase1-4,2026-03-02,5,USD\n";
                (StatusCode::OK, [(header::ETAG, "\"one\"")], text)
            }
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/prices.csv#pokemon", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, feed).await });
    let db = Arc::new(db);
    for _ in 0..2 {
        let server =
            Server::with(Arc::clone(&db), vitrine_server::Config { price_feeds: vec![url.clone()], ..quick() }).await;
        // The poke of the event stream says when the prices are there; a feed that is unchanged says nothing.
        let lines = || async { server.core.store.price_lines().await.unwrap() };
        tokio::time::timeout(std::time::Duration::from_secs(30), async {
            while lines().await.is_empty() {
                tokio::task::yield_now().await;
            }
        })
        .await
        .expect("the feed is imported");
        assert_eq!(lines().await[0].cards, 1);
        server.stop().await;
    }
    assert_eq!(whole.load(Ordering::SeqCst), 1);
}

/// Another process imports; this one has not heard of it. What is in memory must not be taken for the new.
pub(crate) async fn a_view_made_when_the_catalogue_has_just_changed_knows_the_new_one(db: Db) {
    let db = std::sync::Arc::new(db);
    // Nothing looks by itself whether the reference data has moved.
    let config = vitrine_server::Config { beat_s: 3_600.0, ..quick() };
    let server = Server::with(std::sync::Arc::clone(&db), config).await;
    let other = db.store().await;
    let named = |product: u32| vec![json!({ "id": "tst-1", "number": "1", "refs": [format!("tcgplayer:{product}")] })];
    put_set(&*other, named(1)).await;
    let mut ada = server.person("Ada").await;
    let mut card = Card::new("Charizard");
    let copy = &mut card.add["add"]["holdings"][0]["entry"];
    copy["card"] = json!({ "game": "mtg", "set": "tst", "number": "1", "name": "Charizard" });
    ada.push(card.add.clone()).await;
    let first = valuation(&ada, Value::Null).await;
    assert_eq!(first["quotes"][0][1], Value::Null);

    put_set(&*other, named(2)).await;
    let text = "card,finish,date,price,currency\ntcgplayer:2,Holo,2026-03-02,5,USD\n";
    import(&*other, std::io::Cursor::new(text), Options::default()).await.unwrap();
    let now = valuation(&ada, Value::Null).await;
    assert!(now["from"]["reference"].as_u64() > first["from"]["reference"].as_u64());
    assert_eq!(now["quotes"][0][1]["price"]["minor"], 500, "it says it is of the new catalogue, and is");
}
