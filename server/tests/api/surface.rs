//! What the server shows of itself: headers, pages, health.

use serde_json::json;

use crate::browser::{Browser, Card};
use crate::server::Server;
use crate::support::Db;

pub(crate) async fn every_answer_of_the_api_has_our_header(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let nobody = Browser::stranger(&server.base);
    let mut replies = vec![
        ada.post("me", &json!({})).await,
        ada.pull_from(0).await,
        ada.pull_from(99).await,
        nobody.pull_from(0).await,
        ada.post_with("push", "{".into(), &[]).await,
        ada.post_with("push", "x".repeat(3_000_000), &[]).await,
        ada.post_with("push", "{}".into(), &[("sec-fetch-site", "cross-site")]).await,
        ada.post("no_such_function", &json!({})).await,
        ada.get("/api/v1/push").await,
        ada.get("/api/elsewhere").await,
        ada.get("/api/v1/events?ledger=nonsense").await,
    ];
    replies.extend(nobody.events().await.err());
    for reply in replies {
        assert_eq!(reply.headers["x-vitrine-protocol"], "3", "{} {}", reply.status, reply.text);
        assert_eq!(reply.headers["cache-control"], "no-store");
        assert!(reply.json().is_object(), "an answer is JSON, whatever it says");
    }
}

pub(crate) async fn a_page_may_do_nothing_but_what_it_needs(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let page = ada.get("/").await;
    let policy = page.headers["content-security-policy"].to_str().unwrap().to_owned();
    let scripts = policy.split(';').find(|part| part.trim().starts_with("script-src")).unwrap().to_owned();
    assert!(scripts.contains("'self'") && scripts.contains("'wasm-unsafe-eval'"), "{scripts}");
    assert!(!scripts.contains("unsafe-inline") && !scripts.contains("'unsafe-eval'"), "{scripts}");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    let nonce = scripts.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
    for script in page.text.split("<script").skip(1) {
        let tag = script.split('>').next().unwrap();
        assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "an inline script without the nonce: {tag}");
    }
    let again = ada.get("/").await;
    assert!(!again.headers["content-security-policy"].to_str().unwrap().contains(&nonce), "a nonce is used once");
    for (name, value) in [("x-content-type-options", "nosniff"), ("cache-control", "private, no-store")] {
        assert_eq!(page.headers[name], value);
    }
}

pub(crate) async fn the_first_rows_are_in_the_html(db: Db) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    ada.push(Card::new("Charizard of the first paint").add).await;
    let page = ada.get("/").await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Charizard of the first paint"));
    let nobody = Browser::stranger(&server.base).get("/").await;
    assert!(!nobody.text.contains("Charizard of the first paint"), "and in nobody else's");
}

/// A name is text wherever it stands, in the title too: a browser that shows the page must not be led away by it.
pub(crate) async fn field_5_no_name_gets_out_of_the_title(db: Db) {
    const NAME: &str = "</title><meta http-equiv=refresh content=\"0;url=//elsewhere\">";
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    let card = Card::new(NAME);
    let [portfolio, location] = [(); 2].map(|()| uuid::Uuid::now_v7());
    ada.push(card.add.clone()).await;
    ada.push(json!({ "add_portfolio": { "id": portfolio, "portfolio": { "name": NAME } } })).await;
    ada.push(json!({ "add_location": { "id": location, "location": { "name": NAME, "kind": "box" } } })).await;
    let place = json!({ "place": { "location": location }, "portfolio": portfolio });
    ada.push(card.edit(&place)).await;
    let named = "%3C%2Ftitle%3E%3Cmeta%20http-equiv%3Drefresh%3E";
    let pages = [
        String::from("/"),
        format!("/card/{}", card.entry),
        format!("/?q={named}"),
        format!("/add?name={named}"),
        format!("/sets/pokemon/{named}"),
        format!("/why?day={named}"),
        format!("/no/such/{named}"),
        String::from("/overview"),
        String::from("/portfolios"),
        String::from("/unpriced"),
        String::from("/history"),
        String::from("/trash"),
        String::from("/wishes"),
        String::from("/attention"),
        String::from("/settings"),
    ];
    for path in pages {
        let page = ada.get(&path).await;
        assert_eq!(page.text.matches("</title>").count(), 1, "{path}");
        assert!(!page.text.contains("<meta http-equiv"), "{path}");
    }
    let page = ada.get(&format!("/card/{}", card.entry)).await;
    assert!(page.text.contains("<title>&lt;/title&gt;&lt;meta http-equiv"), "the card's page is named after it");
}

/// What the service worker goes by: a page without the header was not made by us.
pub(crate) async fn field_23_every_answer_has_our_header(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    for path in ["/", "/shell", "/card/none", "/no/such/page", "/healthz", "/build.json", "/metrics", "/pictures/a/b"] {
        let reply = ada.get(path).await;
        assert_eq!(reply.headers["x-vitrine-protocol"], "3", "{path} {}", reply.status);
        assert!(!(300..400).contains(&reply.status), "nobody is redirected: {path}");
    }
}

pub(crate) async fn the_neutral_document_holds_nothing_of_a_person(db: Db) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada Lovelace").await;
    ada.push(Card::new("Charizard").add).await;
    let shell = ada.get("/shell").await;
    assert_eq!(shell.status, 200);
    assert!(shell.text.contains("data-shell"));
    assert!(!shell.text.contains("Charizard") && !shell.text.contains("Ada"));
    let policy = shell.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("'nonce-"), "its script may run: {policy}");
}

pub(crate) async fn nothing_is_written_by_a_get(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    for function in ["push", "pull", "sign_out", "sign_up", "sign_in", "page", "me", "value_history", "history"] {
        assert_eq!(ada.get(&format!("/api/v1/{function}")).await.status, 405, "{function}");
    }
    assert_eq!(ada.post("me", &json!({})).await.status, 200);
}

pub(crate) async fn health_and_metrics_answer(db: Db) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    let _events = ada.events().await.ok().unwrap();
    ada.push(Card::new("Charizard").add).await;
    ada.push(Card::new("Never").edit(&json!({ "finish": "x" }))).await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(ada.get(path).await.text, "ok\n");
    }
    let metrics = ada.get("/metrics").await.text;
    for line in [
        "vitrine_pushes_total 2",
        "vitrine_mutations_total{outcome=\"applied\"} 1",
        "vitrine_mutations_total{outcome=\"rejected\"} 1",
        "vitrine_streams 1",
        "vitrine_push_lag_seconds_count 2",
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line} in\n{metrics}");
    }
    assert!(!metrics.contains("Ada") && !metrics.contains(&ada.ledger));
    server.core.store.close().await;
    assert_eq!(ada.get("/readyz").await.status, 503);
    assert_eq!(ada.get("/healthz").await.status, 200, "the process is alive");
    let reply = ada.pull_from(0).await;
    assert_eq!(reply.refusal(), (503, "unavailable".into()), "not 401: nobody was signed out");
    assert!(reply.retry_after() >= 1);
}

pub(crate) async fn nonsense_does_not_bring_the_server_down(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    for path in ["/%00", "/..%2f..%2fetc%2fpasswd", "/pkg/../../Cargo.toml", "/card/nonsense", "//", "/no/such/page"] {
        let reply = ada.get(path).await;
        assert!(reply.status < 500 && !reply.text.contains("[workspace]"), "{path}: {}", reply.status);
    }
    let bare = ada.http.post(format!("{}/api/v1/push", server.base)).body(vec![0xff, 0xfe]).send().await.unwrap();
    assert!(bare.status().is_client_error());
    assert_eq!(ada.post("me", &json!({})).await.status, 200);
}

pub(crate) async fn field_13_odd_characters_in_an_address_are_answered_and_are_no_fault(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let odd = [
        "%00",
        "a%00b",
        "%ff",
        "%c3%28",
        "%ed%a0%80",
        "%0d%0a",
        "%7f",
        "%f0%9f%83%8f",
        "%2e%2e%2f",
        "%",
        "%zz",
        "%2500",
    ];
    for odd in odd {
        for path in [
            format!("/pictures/pok{odd}emon/base1-4"),
            format!("/pictures/pokemon/base1{odd}-4"),
            format!("/api/v1/catalog/pok{odd}emon/abc"),
            format!("/api/v1/catalog/pokemon/{odd}"),
            format!("/api/v1/catalog?game={odd}"),
            format!("/api/v1/events?ledger={odd}&client={odd}"),
            format!("/api/v1/{odd}"),
            format!("/api/{odd}"),
            format!("/card/{odd}"),
            format!("/sets/{odd}/{odd}"),
            format!("/pkg/{odd}/vitrine.js"),
            format!("/{odd}"),
            format!("/history?card={odd}"),
        ] {
            let reply = ada.get(&path).await;
            assert!(reply.status < 500, "{path}: {} {}", reply.status, reply.text);
            if odd.ends_with("%00") || odd.contains("%00") {
                assert!(matches!(reply.status, 400 | 404), "{path}: {}", reply.status);
            }
        }
    }
    // Not only addresses: no question finds anything by such a text, and none is a fault.
    for name in ["A\0da", "\0"] {
        let reply = ada.post("sign_in", &json!({ "name": name, "password": "a guess a guess" })).await;
        assert_eq!(reply.status, 401, "{name:?}");
    }
    assert_eq!(ada.post("me", &json!({})).await.status, 200);
}

/// Prices and catalogue are asked for by what is written on a card.
pub(crate) async fn field_13_a_card_with_a_nul_on_it_is_a_card_without_a_price(db: Db) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    let mut card = Card::new("Ab\0ra");
    let of = &mut card.add["add"]["holdings"][0]["entry"]["card"];
    (of["game"], of["set"], of["number"]) = (json!("pok\0emon"), json!("ba\0se1"), json!("4\0"));
    let outcome = ada.push(card.add.clone()).await;
    let (ledger, today) = (&ada.ledger, "2026-03-05");
    for (function, request) in [
        ("page", json!({ "ledger": ledger, "limit": 5 })),
        ("page", json!({ "ledger": ledger, "limit": 5, "entry": card.entry })),
        ("history", json!({ "ledger": ledger, "limit": 5 })),
        ("valuation", json!({ "ledger": ledger, "today": today })),
        ("value_history", json!({ "ledger": ledger, "portfolio": null, "today": today })),
        ("card_history", json!({ "ledger": ledger, "entry": card.entry, "today": today })),
        ("explain", json!({ "ledger": ledger, "portfolio": null, "before": "2026-03-01", "after": today })),
    ] {
        let reply = ada.post(function, &json!({ "request": request })).await;
        assert_eq!(reply.status, 200, "{function} after {outcome}: {}", reply.text);
    }
}
