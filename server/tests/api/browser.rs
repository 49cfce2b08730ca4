//! A client as plain as `curl`: JSON in, status, headers and JSON out.

use futures::StreamExt;
use reqwest::header::{HeaderMap, SET_COOKIE};
use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) const PASSWORD: &str = "correct horse";

/// One browser profile of one person.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) base: String,
    pub(crate) http: reqwest::Client,
    pub(crate) cookie: String,
    pub(crate) account: String,
    pub(crate) ledger: String,
    pub(crate) client: String,
    /// The next number.
    pub(crate) n: u64,
    /// What the person has seen.
    pub(crate) saw: u64,
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {} {}", self.status, self.text))
    }

    /// The body of a success.
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json()
    }

    /// Status and code of a refusal.
    pub(crate) fn refusal(&self) -> (u16, String) {
        (self.status, self.json()["code"].as_str().unwrap_or("none").to_owned())
    }

    pub(crate) fn retry_after(&self) -> u64 {
        self.headers["retry-after"].to_str().unwrap().parse().unwrap()
    }
}

pub(crate) async fn read(response: reqwest::Response) -> Reply {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Reply { status, headers, text: response.text().await.unwrap() }
}

impl Browser {
    pub(crate) fn stranger(base: &str) -> Self {
        // Fails when another test has done it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            base: base.to_owned(),
            http: reqwest::Client::new(),
            cookie: String::new(),
            account: Uuid::now_v7().to_string(),
            ledger: Uuid::now_v7().to_string(),
            client: Uuid::now_v7().to_string(),
            n: 1,
            saw: 0,
        }
    }

    pub(crate) async fn sign_up(base: &str, name: &str) -> Self {
        let mut browser = Self::stranger(base);
        let reply = browser.post("sign_up", &json!({ "name": name, "password": PASSWORD })).await;
        browser.enter(&reply);
        browser
    }

    /// The same person on another device.
    pub(crate) async fn device(&self, name: &str) -> Self {
        let mut browser = Self::stranger(&self.base);
        let reply = browser.post("sign_in", &json!({ "name": name, "password": PASSWORD })).await;
        browser.enter(&reply);
        browser
    }

    fn enter(&mut self, reply: &Reply) {
        let me = reply.ok();
        self.cookie = cookie(&reply.headers).expect("a session begins with a cookie");
        self.account = text(&me["account"]);
        self.ledger = text(&me["ledgers"][0]["ledger"]);
    }

    pub(crate) async fn post(&self, function: &str, body: &Value) -> Reply {
        self.post_with(function, body.to_string(), &[]).await
    }

    pub(crate) async fn post_with(&self, function: &str, body: String, headers: &[(&str, &str)]) -> Reply {
        let mut request = self
            .http
            .post(format!("{}/api/v1/{function}", self.base))
            .header("content-type", "application/json")
            .header("cookie", &self.cookie)
            .body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.send().await.unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        let request = self.http.get(format!("{}{path}", self.base)).header("cookie", &self.cookie);
        read(request.send().await.unwrap()).await
    }

    pub(crate) fn hello(&self) -> Value {
        json!({ "protocol": 1, "schema": 1, "client": self.client, "ledger": self.ledger,
                "account": self.account, "epoch": 0 })
    }

    pub(crate) fn item(&self, n: u64, stamp_ms: u64, body: &Value) -> Value {
        let stamp = format!("{:016x}", stamp_ms << 20);
        json!({ "n": n, "stamp": stamp, "base": { "epoch": 1, "cursor": self.saw }, "body": body })
    }

    pub(crate) async fn push_items(&self, items: Vec<Value>) -> Reply {
        self.post("push", &json!({ "request": { "hello": self.hello(), "mutations": items } })).await
    }

    /// Pushes one mutation made at `stamp_ms`; answers its outcome.
    pub(crate) async fn push_at(&mut self, stamp_ms: u64, mutation: Value) -> Value {
        let item = self.item(self.n, stamp_ms, &json!({ "mutation": mutation }));
        self.n += 1;
        self.push_items(vec![item]).await.ok()["results"][0]["outcome"].clone()
    }

    /// Pushes one mutation made now.
    pub(crate) async fn push(&mut self, mutation: Value) -> Value {
        self.push_at(now_ms(), mutation).await
    }

    pub(crate) async fn pull_from(&self, cursor: u64) -> Reply {
        self.post("pull", &json!({ "request": { "hello": self.hello(), "cursor": cursor } })).await
    }

    /// Everything there is; from now on the person has seen it.
    pub(crate) async fn pull(&mut self) -> Vec<(String, Value)> {
        let page = self.pull_from(0).await.ok();
        self.saw = page["head"].as_u64().unwrap();
        rows(&page)
    }

    /// A record's value, as a pull gives it.
    pub(crate) async fn record(&self, key: &str) -> Value {
        let all = rows(&self.pull_from(0).await.ok());
        all.into_iter().find(|(found, _)| found == key).unwrap_or_else(|| panic!("{key} is there")).1
    }

    /// What the collection was worth and had cost, day by day until `today`.
    pub(crate) async fn value_history(&self, today: &str) -> Value {
        self.post("value_history", &json!({ "request": { "ledger": self.ledger, "today": today } })).await.ok()
    }

    pub(crate) async fn page(&self) -> Value {
        self.post("page", &json!({ "request": { "ledger": self.ledger, "limit": 50 } })).await.ok()
    }

    pub(crate) async fn events(&self) -> Result<Events, Reply> {
        self.try_events().await.unwrap()
    }

    /// The same from a server that may not be there.
    pub(crate) async fn try_events(&self) -> reqwest::Result<Result<Events, Reply>> {
        let url = format!("{}/api/v1/events?ledger={}&client={}", self.base, self.ledger, self.client);
        let response = self.http.get(url).header("cookie", &self.cookie).send().await?;
        Ok(Self::read_events(response).await)
    }

    async fn read_events(response: reqwest::Response) -> Result<Events, Reply> {
        if response.status() != 200 {
            return Err(read(response).await);
        }
        let headers = response.headers().clone();
        Ok(Events { headers, stream: response.bytes_stream().boxed(), buffer: String::new() })
    }
}

/// An open event stream.
pub(crate) struct Events {
    pub(crate) headers: HeaderMap,
    stream: futures::stream::BoxStream<'static, reqwest::Result<bytes::Bytes>>,
    buffer: String,
}

impl Events {
    /// The next event's name and data; none at the end of the stream. Fails after 15 seconds of silence.
    pub(crate) async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((event, rest)) = self.buffer.split_once("\n\n") {
                let field =
                    |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("").trim().to_owned();
                let found = (field("event:"), serde_json::from_str(&field("data:")).unwrap());
                self.buffer = rest.to_owned();
                return Some(found);
            }
            let wait = std::time::Duration::from_secs(15);
            let bytes = tokio::time::timeout(wait, self.stream.next()).await.expect("the stream says something")?;
            self.buffer.push_str(std::str::from_utf8(&bytes.ok()?).unwrap());
        }
    }

    /// The next poke, past heartbeats.
    pub(crate) async fn poke(&mut self) -> u64 {
        loop {
            let (name, data) = self.next().await.expect("the stream is open");
            if name == "poke" {
                return data["head"].as_u64().unwrap();
            }
        }
    }

    /// Reads to the end of the stream.
    pub(crate) async fn end(&mut self) {
        while self.next().await.is_some() {}
    }
}

pub(crate) fn rows(page: &Value) -> Vec<(String, Value)> {
    page["rows"].as_array().unwrap().iter().map(|row| (text(&row[0]), row[1].clone())).collect()
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

pub(crate) fn cookie(headers: &HeaderMap) -> Option<String> {
    let set = headers.get(SET_COOKIE)?.to_str().ok()?;
    set.split(';').next().map(str::to_owned)
}

pub(crate) fn now_ms() -> u64 {
    vitrine_server::core::now_ms()
}

/// An entry with one lot.
pub(crate) struct Card {
    pub(crate) entry: String,
    pub(crate) lot: String,
    pub(crate) add: Value,
}

impl Card {
    pub(crate) fn new(name: &str) -> Self {
        let (entry, lot) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
        let add = json!({ "add": { "holdings": [{
            "id": entry,
            "entry": { "card": { "game": "pokemon", "set": "base1", "number": "4", "name": name },
                       "finish": "Holofoil", "language": "en", "condition": { "scale": "tcg", "code": "NM" } },
            "lots": [{ "id": lot, "quantity": 1, "cost": { "minor": 1000, "currency": "USD" },
                       "acquired": "2026-03-01", "kind": "buy" }]
        }] } });
        Self { entry, lot, add }
    }

    pub(crate) fn entry_key(&self) -> String {
        format!("entry:{}", self.entry)
    }

    pub(crate) fn lot_key(&self) -> String {
        format!("lot:{}", self.lot)
    }

    pub(crate) fn edit(&self, patch: &Value) -> Value {
        json!({ "edit_entry": { "id": self.entry, "patch": patch } })
    }

    pub(crate) fn edit_lot(&self, patch: &Value) -> Value {
        json!({ "edit_lot": { "entry": self.entry, "id": self.lot, "patch": patch } })
    }

    pub(crate) fn delete(&self) -> Value {
        json!({ "delete": { "entries": [self.entry] } })
    }
}
