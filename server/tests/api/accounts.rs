//! Accounts and sessions, as browsers and guessers meet them.

use std::sync::Arc;

use serde_json::json;
use vitrine_server::Config;

use crate::browser::{Browser, PASSWORD, cookie, text};
use crate::server::{Server, is_postgres, quick};
use crate::support::Db;

pub(crate) async fn signing_up_and_in_and_out(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let me = ada.post("me", &json!({})).await.ok();
    assert_eq!((&me["name"], &me["ledgers"][0]["role"]), (&json!("Ada"), &json!("owner")));
    let other = ada.device("Ada").await;
    assert_eq!(other.ledger, ada.ledger);
    let out = ada.post("sign_out", &json!({})).await;
    assert_eq!(out.status, 200);
    assert!(out.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(ada.post("me", &json!({})).await.refusal(), (401, "signed_out".into()));
    assert_eq!(ada.post("sign_out", &json!({})).await.status, 200, "twice is fine");
    assert_eq!(other.post("me", &json!({})).await.status, 200, "the other device stays signed in");
    let reply = ada.post("sign_up", &json!({ "name": "Ada", "password": PASSWORD })).await;
    assert_eq!(reply.refusal(), (409, "name_taken".into()));
}

pub(crate) async fn names_are_one_whatever_their_case(db: Db) {
    let server = Server::start(db).await;
    server.person("Zoë").await;
    let stranger = Browser::stranger(&server.base);
    let again = stranger.post("sign_up", &json!({ "name": " ZOË ", "password": PASSWORD })).await;
    assert_eq!(again.refusal(), (409, "name_taken".into()));
    assert_eq!(stranger.device("zoë").await.account.len(), 36);
}

pub(crate) async fn a_wrong_password_and_an_unknown_name_answer_the_same(db: Db) {
    let server = Server::start(db).await;
    server.person("Ada").await;
    let stranger = Browser::stranger(&server.base);
    let wrong = stranger.post("sign_in", &json!({ "name": "Ada", "password": "wrong password" })).await;
    let unknown = stranger.post("sign_in", &json!({ "name": "Bob", "password": "wrong password" })).await;
    assert_eq!(wrong.refusal(), (401, "wrong_password".into()));
    assert_eq!((wrong.status, &wrong.text), (unknown.status, &unknown.text));
    assert_eq!(cookie(&wrong.headers), None);
}

pub(crate) async fn weak_passwords_and_bad_names_are_refused(db: Db) {
    let server = Server::start(db).await;
    let stranger = Browser::stranger(&server.base);
    for (name, password, code) in [
        ("Ada", "short", "weak_password"),
        ("Ada", "ééééééééé", "weak_password"),
        ("  ", PASSWORD, "bad_name"),
        ("A\u{0}da", PASSWORD, "bad_name"),
        (&"x".repeat(81), PASSWORD, "bad_name"),
        ("Ada", &"x".repeat(5_000), "weak_password"),
    ] {
        let reply = stranger.post("sign_up", &json!({ "name": name, "password": password })).await;
        assert_eq!(reply.refusal(), (400, code.into()), "{name:?} {password:?}");
    }
    assert_eq!(stranger.post("sign_up", &json!({ "name": "Ada" })).await.refusal(), (400, "malformed".into()));
}

pub(crate) async fn a_password_is_changed_by_who_knows_it_and_other_devices_are_signed_out(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let phone = ada.device("Ada").await;
    let change = async |old: &str, new: &str| ada.post("change_password", &json!({ "old": old, "new": new })).await;
    assert_eq!(change("not the old one", "a better password").await.refusal(), (401, "wrong_password".into()));
    assert_eq!(change(PASSWORD, "short").await.refusal(), (400, "weak_password".into()));
    assert_eq!(phone.post("me", &json!({})).await.status, 200, "nothing has changed");
    assert_eq!(change(PASSWORD, "a better password").await.ok(), json!(1));
    assert_eq!(phone.post("me", &json!({})).await.status, 401);
    assert_eq!(ada.post("me", &json!({})).await.status, 200, "who changed it stays");
    let stranger = Browser::stranger(&server.base);
    let sign_in =
        async |password: &str| stranger.post("sign_in", &json!({ "name": "Ada", "password": password })).await.status;
    assert_eq!((sign_in(PASSWORD).await, sign_in("a better password").await), (401, 200));
    assert_eq!(stranger.post("change_password", &json!({ "old": PASSWORD, "new": PASSWORD })).await.status, 401);
}

pub(crate) async fn guessing_is_slowed_down(db: Db) {
    let server = Server::with(Arc::new(db), Config { sign_in_burst: 3.0, ..quick() }).await;
    server.person("Ada").await;
    let stranger = Browser::stranger(&server.base);
    let guess =
        async |name: &str| stranger.post("sign_in", &json!({ "name": name, "password": "a guess a guess" })).await;
    for _ in 0..3 {
        assert_eq!(guess("Ada").await.status, 401);
    }
    let reply = guess("ADA").await;
    assert_eq!(reply.refusal(), (429, "too_many".into()));
    assert!(reply.retry_after() >= 1);
    let right = stranger.post("sign_in", &json!({ "name": "Ada", "password": PASSWORD })).await;
    assert_eq!(right.status, 429, "the right one has to wait too, or guessing would pay");
    assert_eq!(guess("Somebody else").await.status, 401);

    let config = Config { address_burst: 2.0, ..quick() };
    let server = Server::with(Arc::clone(&server.db), config).await;
    let stranger = Browser::stranger(&server.base);
    let mut statuses = Vec::new();
    for name in ["a", "b", "c"] {
        let body = json!({ "name": name, "password": "a guess a guess" });
        statuses.push(stranger.post("sign_in", &body).await.status);
    }
    assert_eq!(statuses, [401, 401, 429], "one address cannot try many names");
}

pub(crate) async fn the_cookie_is_for_this_server_only(db: Db) {
    let server = Server::start(db).await;
    let stranger = Browser::stranger(&server.base);
    let reply = stranger.post("sign_up", &json!({ "name": "Ada", "password": PASSWORD })).await;
    let set = reply.headers["set-cookie"].to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
        assert!(set.contains(part), "{set}");
    }
    assert!(!set.contains("Domain"), "{set}");
    assert!(!reply.text.contains(set.split(['=', ';']).nth(1).unwrap()), "the token is in the cookie only");
}

pub(crate) async fn behind_https_the_cookie_is_bound_to_the_host(db: Db) {
    let config = Config { public_url: Some("https://cards.example".into()), ..quick() };
    let server = Server::with(Arc::new(db), config).await;
    let stranger = Browser::stranger(&server.base);
    let reply = stranger.post("sign_up", &json!({ "name": "Ada", "password": PASSWORD })).await;
    let set = reply.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(set.starts_with("__Host-vitrine=") && set.contains("; Secure"), "{set}");
    assert!(reply.headers.contains_key("strict-transport-security"));
    let ada = Browser { cookie: cookie(&reply.headers).unwrap(), ..stranger };
    assert_eq!(text(&ada.post("me", &json!({})).await.ok()["name"]), "Ada");
    let plain = Browser { cookie: ada.cookie.replace("__Host-", ""), ..ada };
    assert_eq!(plain.post("me", &json!({})).await.status, 401, "a cookie a sister host could have set is not believed");
}

pub(crate) async fn another_site_cannot_act_for_a_person(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let with = |headers: &'static [(&'static str, &'static str)]| ada.post_with("sign_out", "{}".into(), headers);
    for headers in [
        &[("sec-fetch-site", "cross-site")] as &[_],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
    ] {
        let reply = with(headers).await;
        assert_eq!(reply.refusal(), (403, "cross_site".into()), "{headers:?}");
    }
    assert_eq!(ada.post("me", &json!({})).await.status, 200, "still signed in");
    assert_eq!(with(&[("sec-fetch-site", "same-origin")]).await.status, 200);
}

pub(crate) async fn the_database_does_not_hold_what_signs_in(db: Db) {
    use sqlx::Connection;
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let token = ada.cookie.split('=').nth(1).unwrap();
    let query = "select password from accounts";
    let hashes = "select token_hash from sessions";
    let (passwords, tokens): (Vec<String>, Vec<Vec<u8>>) = if is_postgres(&server.db) {
        let mut c = sqlx::PgConnection::connect(&server.db.url).await.unwrap();
        (
            sqlx::query_scalar(query).fetch_all(&mut c).await.unwrap(),
            sqlx::query_scalar(hashes).fetch_all(&mut c).await.unwrap(),
        )
    } else {
        let mut c = sqlx::SqliteConnection::connect(&server.db.url).await.unwrap();
        (
            sqlx::query_scalar(query).fetch_all(&mut c).await.unwrap(),
            sqlx::query_scalar(hashes).fetch_all(&mut c).await.unwrap(),
        )
    };
    assert!(passwords[0].starts_with("$argon2id$") && !passwords[0].contains(PASSWORD));
    let hex: String = tokens[0].iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!((tokens.len(), tokens[0].len()), (1, 32));
    assert_ne!(hex, token);
}

pub(crate) async fn field_14_names_that_cannot_be_told_apart_are_refused(db: Db) {
    let server = Server::start(db).await;
    server.person("Ada").await;
    let stranger = Browser::stranger(&server.base);
    let sign_up = async |name: &str| {
        let body = json!({ "name": name, "password": PASSWORD });
        let reply = stranger.post("sign_up", &body).await;
        if reply.status == 200 { (200, String::new()) } else { reply.refusal() }
    };
    for invisible in ["A\u{200b}da", "\u{202e}adA", "Ada\u{2060}", "Ada\u{a0}L", "\u{3164}"] {
        assert_eq!(sign_up(invisible).await, (400, "bad_name".into()), "{invisible:?}");
    }
    // Cyrillic, fullwidth, and as she is called.
    for alike in ["\u{410}da", "\u{410}DA", "\u{ff21}da", "ADA", " Ada "] {
        assert_eq!(sign_up(alike).await, (409, "name_taken".into()), "{alike:?}");
    }
    assert_eq!(sign_up("Ida").await.0, 200);
}

/// A browser sends the cookies of a host to all its ports.
pub(crate) async fn field_14_two_servers_on_one_host_keep_their_people_apart(db: Db) {
    let (one, other) = (Server::start(db).await, Server::start(Db::sqlite()).await);
    let (ada, bob) = (one.person("Ada").await, other.person("Bob").await);
    let name = |cookie: &str| cookie.split('=').next().unwrap().to_owned();
    assert_ne!(name(&ada.cookie), name(&bob.cookie), "the second one takes the place of none");
    let both = format!("{}; {}", ada.cookie, bob.cookie);
    for (browser, called) in [(&ada, "Ada"), (&bob, "Bob")] {
        let browser = Browser { cookie: both.clone(), ..browser.clone() };
        assert_eq!(text(&browser.post("me", &json!({})).await.ok()["name"]), called);
    }
}
