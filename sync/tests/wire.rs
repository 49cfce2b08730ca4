//! The wire types look as they did when [`PROTOCOL`] was last raised
//! (docs/engine.md#versions-are-told-and-old-ones-read).
//!
//! To change them: raise `PROTOCOL`, add a line to its history, and run this test once with `UPDATE_WIRE=1`.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use uuid::Uuid;
use vitrine_sync::wire::*;
use vitrine_sync::*;

#[derive(Debug, Clone, PartialEq)]
struct Plain;

impl Model for Plain {
    type Key = u8;
    type Record = String;
    type Mutation = String;
    type Rejection = String;
    const SCHEMA: u32 = 1;

    fn touches(_: &String) -> Vec<u8> {
        Vec::new()
    }
    fn check(_: &String, _: &dyn Lookup<Self>) -> Result<(), String> {
        Ok(())
    }
    fn apply(_: &String, _: &dyn Lookup<Self>, _: &Author) -> Result<Effect<Self>, String> {
        Err("nothing".into())
    }
}

fn value<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(message: &T) -> Value {
    let json = serde_json::to_value(message).unwrap();
    assert_eq!(serde_json::from_value::<T>(json.clone()).unwrap(), *message, "what is written can be read");
    json
}

fn every_message() -> Value {
    let hello = Handshake {
        protocol: 1,
        schema: 1,
        client: ClientId(Uuid::from_u128(1)),
        ledger: LedgerId(Uuid::from_u128(2)),
        account: AccountId(Uuid::from_u128(3)),
        epoch: Epoch(4),
    };
    let base = Base { epoch: Epoch(4), cursor: Seq(10) };
    let item = |n, body| PushItem::<Plain> {
        n,
        token: Some(Uuid::from_u128(9)),
        stamp: Stamp::at(1_700_000_000_000),
        base,
        body,
    };
    let outcomes = [
        Outcome::Done(MergeResult::Applied),
        Outcome::Done(MergeResult::Merged),
        Outcome::Done(MergeResult::Superseded),
        Outcome::Rejected(Refused::Rule("why".into())),
        Outcome::Rejected(Refused::ReadOnly),
        Outcome::Skipped,
        Outcome::Forgotten,
    ];
    let results = outcomes.into_iter().zip(1..).map(|(outcome, n)| PushResult::<Plain> {
        n,
        seq: Seq(10 + n),
        outcome,
        duplicate: n > 5,
    });
    let page = PullResponse::<Plain> {
        epoch: Epoch(4),
        epoch_start: Seq(1),
        from: Seq(10),
        to: Seq(17),
        head: Seq(20),
        has_more: true,
        last_n: 7,
        time_ms: 1_700_000_000_000,
        floor: Seq(3),
        rows: vec![(1, "record".into())],
    };
    let errors = [
        ProtocolError::SignedOut,
        ProtocolError::WrongAccount,
        ProtocolError::NoLedger,
        ProtocolError::Gap { expected: 3 },
        ProtocolError::Forked { n: 3 },
        ProtocolError::Resync { epoch: Epoch(5) },
        ProtocolError::TooOld,
        ProtocolError::TooNew,
        ProtocolError::Malformed { n: Some(3), message: "what".into() },
        ProtocolError::TooLarge,
        ProtocolError::TooMany { retry_after_s: 9 },
        ProtocolError::Unavailable { retry_after_s: 9 },
    ];
    json!({
        "push": value(&PushRequest {
            hello,
            mutations: vec![item(1, Body::Mutation("m".into())), item(2, Body::Skip)],
            after: Some(After { cursor: Seq(10), floor: Seq(3) }),
        }),
        "pushed": value(&PushResponse {
            epoch: Epoch(4), head: Seq(17), last_n: 7, time_ms: 1_700_000_000_000, results: results.collect(), page: Some(page.clone()),
        }),
        "pull": value(&PullRequest { hello, cursor: Seq(10), floor: Some(Seq(3)) }),
        "pulled": value(&page),
        "check": value(&CheckRequest { hello, cursor: Seq(20), buckets: vec![0, 255] }),
        "checked": value(&CheckResponse::<Plain> {
            epoch: Epoch(4), head: Seq(20), floor: Seq(3), time_ms: 1_700_000_000_000, sums: Some(Sums::default()),
            rows: vec![(1, "record".into())],
        }),
        "poke": value(&Poke { epoch: Epoch(4), head: Seq(20), reference: 7 }),
        "version": value(&Version { seq: Seq(1), stamp: Stamp::at(2), client: ClientId(Uuid::from_u128(1)) }),
        "errors": errors.into_iter().map(|error| json!([error.status(), value(&error)])).collect::<Vec<_>>(),
    })
}

#[test]
fn the_wire_types_look_as_when_the_protocol_was_last_raised() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/wire.snapshot.json");
    let now = json!({ "protocol": PROTOCOL, "messages": every_message() });
    let then: Value = std::fs::read_to_string(path).map_or(Value::Null, |text| serde_json::from_str(&text).unwrap());
    if now != then && std::env::var_os("UPDATE_WIRE").is_some() {
        assert_ne!(now["protocol"], then["protocol"], "raise PROTOCOL in src/wire.rs first");
        return std::fs::write(path, serde_json::to_string_pretty(&now).unwrap() + "\n").unwrap();
    }
    assert_eq!(now, then, "the wire changed: raise PROTOCOL in src/wire.rs, then run once with UPDATE_WIRE=1");
}
