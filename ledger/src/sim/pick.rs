//! What collectors pick from: the keys of what is there, and ids for what is new.

use uuid::Uuid;
use vitrine_sync::client::Engine;
use vitrine_sync::rng::Rng;

use crate::{Domain, Key, Kind};

pub(super) fn keys(engine: &Engine<Domain>, kind: Kind) -> Vec<Key> {
    engine.records().map(|(key, _)| *key).filter(|key| key.kind == kind).collect()
}

pub(super) fn random_id(rng: &mut Rng) -> Uuid {
    Uuid::from_u64_pair(rng.next_u64(), rng.next_u64())
}
