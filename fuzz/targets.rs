//! What is fuzzed: functions from any bytes to "was it understood". They must neither panic nor grow without bound.
//! Shared by the targets of cargo-fuzz and by the default tests, which run them over the corpora (`ledger/tests/fuzz`).

#![allow(dead_code, reason = "each target uses one of them")]

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use vitrine_ledger::{Domain, Key, Mutation, Record};
use vitrine_sync::client::{Config, Engine, Input, Position, Snapshot};
use vitrine_sync::server::{Circumstances, Named, decide as decide_push};
use vitrine_sync::wire::{
    Handshake, Poke, ProtocolError, PullRequest, PullResponse, PushItem, PushRequest, PushResponse,
};
use vitrine_sync::{AccountId, ClientId, Epoch, Epochs, LedgerId, Lookup, Seq, Stamp};

/// Outputs one input may lead to.
const OUTPUTS: usize = 10_000;

/// Any message of the wire: what can be read is written and read again as the same.
pub fn wire(bytes: &[u8]) -> bool {
    same::<PushRequest<Domain>>(bytes)
        | same::<PushResponse<Domain>>(bytes)
        | same::<PullRequest>(bytes)
        | same::<PullResponse<Domain>>(bytes)
        | same::<ProtocolError>(bytes)
        | same::<Handshake>(bytes)
        | same::<Poke>(bytes)
        | same::<Mutation>(bytes)
        | same::<(Key, Record)>(bytes)
}

fn same<T: Serialize + DeserializeOwned + PartialEq + Debug>(bytes: &[u8]) -> bool {
    let Ok(message) = serde_json::from_slice::<T>(bytes) else { return false };
    let text = serde_json::to_vec(&message).expect("BUG: wire types serialise");
    let again = serde_json::from_slice::<T>(&text).expect("BUG: what was written can be read");
    assert_eq!(message, again);
    true
}

/// Pushes, one a line, as the server decides them one after another.
pub fn decide(bytes: &[u8]) -> bool {
    let mut state = State::default();
    let mut head = 0;
    let mut understood = true;
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let Ok(items) = serde_json::from_slice::<Vec<PushItem<Domain>>>(line) else {
            understood = false;
            continue;
        };
        let at = Circumstances {
            client: ClientId(Uuid::from_u128(1)),
            epochs: Epochs::default(),
            first_seq: Seq(head + 1),
            now_ms: 1_790_000_000_000,
            may_write: true,
        };
        let decision = decide_push(&items, Named::new(), &state, &at);
        assert_eq!(decision.decided.len(), items.len());
        head += items.len() as u64;
        for (key, (_, record)) in decision.rows {
            let text = serde_json::to_string(&record).expect("BUG: a record is JSON");
            assert_eq!(serde_json::from_str::<Record>(&text).expect("BUG: a stored record can be read"), record);
            state.0.insert(key, record);
        }
    }
    understood
}

#[derive(Default)]
struct State(BTreeMap<Key, Record>);

impl Lookup<Domain> for State {
    fn get(&self, key: &Key) -> Option<&Record> {
        self.0.get(key)
    }
}

/// Inputs, one a line, as an engine hears them that leads and is open.
pub fn engine(bytes: &[u8]) -> bool {
    let id = Uuid::from_u128(3);
    let mut engine = Engine::<Domain>::new(Config { account: AccountId(id), ledger: LedgerId(id), seed: 1 });
    let mut now = 1_790_000_000_000;
    let empty = Snapshot {
        client: ClientId(Uuid::from_u128(1)),
        next_n: 1,
        position: Position::default(),
        rows: Vec::new(),
        whole: true,
        outbox: Vec::new(),
        tray: Vec::new(),
        clock_offset_ms: 0,
        last_stamp: Stamp::MIN,
    };
    engine.handle(now, Input::Loaded(empty));
    engine.handle(now, Input::Lead { lease: 1 });
    let mut understood = true;
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        while engine.poll_output().is_some() {}
        let Ok(input) = serde_json::from_slice::<Input<Domain>>(line) else {
            understood = false;
            continue;
        };
        now += 1_000;
        engine.handle(now, input);
        let outputs = std::iter::from_fn(|| engine.poll_output()).take(OUTPUTS).count();
        assert!(outputs < OUTPUTS, "one input leads to no end of outputs");
        let _ = (engine.status(now), engine.poll_timeout(), engine.records().count());
        assert!(engine.position().epoch >= Epoch::default());
    }
    understood
}
