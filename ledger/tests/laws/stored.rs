//! What devices have stored since the first release is read by today's program
//! (docs/engine.md#versions-are-told-and-old-ones-read). Each folder of `tests/fixtures/stored` is what one schema
//! wrote; it is made once (`MAKE_STORED=1`) and never changed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use uuid::Uuid;
use vitrine_ledger::*;
use vitrine_ledger::{record::TABLES, rules::Field};
use vitrine_sync::client::{Acked, Entry as Queued, Refusal, RefusalReason};
use vitrine_sync::wire::{PROTOCOL, Refused};
use vitrine_sync::{Base, Epoch, Model, Seq, Stamp};

use crate::some;

/// Mutations in the outbox of the device, of every kind there was.
const OUTBOX: usize = 200;

fn folder(schema: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/stored/{schema}"))
}

fn lines(schema: u32, name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder(schema).join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn entry(n: u64, mutation: Mutation) -> Queued<Domain> {
    Queued {
        n,
        token: Uuid::from_u128(u128::from(n)),
        stamp: Stamp::at(1_700_000_000_000 + n),
        base: Base { epoch: Epoch(1), cursor: Seq(n / 2) },
        mutation: (!n.is_multiple_of(17)).then_some(mutation),
        created_ms: 1_700_000_000_000 + n,
        written_by: (PROTOCOL, Domain::SCHEMA),
        acked: n.is_multiple_of(11).then_some(Acked { epoch: Epoch(1), seq: Seq(n), merge_result: None }),
    }
}

/// Writes today's files; never over others.
fn make() {
    let folder = folder(Domain::SCHEMA);
    std::fs::create_dir_all(&folder).unwrap();
    let mut runner = TestRunner::deterministic();
    let mut mutation = || some::mutation().new_tree(&mut runner).unwrap().current();
    let outbox: Vec<Queued<Domain>> = (1..=OUTBOX as u64).map(|n| entry(n, mutation())).collect();
    let refusal = |n: u64| Refusal::<Domain> {
        token: Uuid::from_u128(u128::from(n)),
        n,
        mutation: mutation(),
        created_ms: 1,
        refused_ms: 2,
        why: match n % 3 {
            0 => RefusalReason::Refused(Refused::ReadOnly),
            1 => RefusalReason::Refused(Refused::Rule(Rejection::Gone { key: Key::entry(some::entry_id(1)) })),
            _ => RefusalReason::Unprocessable { status: 500 },
        },
    };
    let tray: Vec<Refusal<Domain>> = (1..=12).map(refusal).collect();
    let world = (0..30).map(|_| some::world().new_tree(&mut runner).unwrap().current());
    let base: Vec<(Key, Record)> = world.flat_map(|world| world.records).collect();
    let text = |rows: Vec<String>| rows.join("\n") + "\n";
    let write = |name: &str, rows: Vec<String>| {
        assert!(!folder.join(name).exists(), "what a release has stored does not change");
        std::fs::write(folder.join(name), text(rows)).unwrap();
    };
    write("outbox.jsonl", outbox.iter().map(|entry| serde_json::to_string(entry).unwrap()).collect());
    write("tray.jsonl", tray.iter().map(|refusal| serde_json::to_string(refusal).unwrap()).collect());
    write("base.jsonl", base.iter().map(|row| serde_json::to_string(row).unwrap()).collect());
}

/// Each says the same today: what is sent is what was stored.
#[test]
fn an_outbox_a_tray_and_a_base_of_every_schema_are_read_and_mean_the_same() {
    if std::env::var_os("MAKE_STORED").is_some() && !folder(Domain::SCHEMA).join("base.jsonl").exists() {
        make();
    }
    for schema in 1..=Domain::SCHEMA {
        let outbox = lines(schema, "outbox.jsonl");
        assert_eq!(outbox.len(), OUTBOX);
        for stored in outbox {
            let entry: Queued<Domain> = serde_json::from_value(stored.clone()).unwrap();
            assert_eq!(entry.written_by.1, schema);
            assert_eq!(serde_json::to_value(&entry).unwrap(), stored);
        }
        for stored in lines(schema, "tray.jsonl") {
            let refusal: Refusal<Domain> = serde_json::from_value(stored.clone()).unwrap();
            assert_eq!(serde_json::to_value(&refusal).unwrap(), stored);
        }
        for stored in lines(schema, "base.jsonl") {
            let row: (Key, Record) = serde_json::from_value(stored.clone()).unwrap();
            assert_eq!(serde_json::to_value(&row).unwrap(), stored);
        }
    }
}

/// The fields that are there with a schema, a line each.
fn fields(schema: u32) -> String {
    let line = |field: &Field| format!("{} {} {}\n", field.number, field.name, field.rule);
    let table = |table: &&[Field]| {
        let mut fields: Vec<&Field> = table.iter().filter(|field| field.since <= schema).collect();
        fields.sort_by_key(|field| field.number);
        fields.into_iter().map(line).chain(["\n".to_owned()]).collect::<String>()
    };
    TABLES.iter().map(table).collect()
}

/// A field that came later says `since`, and is then of a schema that older programs do not speak; numbers, names and
/// rules of those that were there before do not change.
#[test]
fn every_schema_has_the_fields_it_had() {
    for schema in 1..=Domain::SCHEMA {
        let path = folder(schema).join("fields.txt");
        if std::env::var_os("MAKE_STORED").is_some() && !path.exists() {
            std::fs::write(&path, fields(schema)).unwrap();
        }
        let stored = std::fs::read_to_string(path).unwrap();
        assert!(
            stored == fields(schema),
            "schema {schema} has other fields than it had: does the new one say `since`?"
        );
    }
}

/// A kind of mutation that nobody has stored proves nothing.
#[test]
fn the_stored_outbox_has_mutations_of_many_kinds() {
    let kind = |entry: &Value| entry["mutation"].as_object().and_then(|kinds| kinds.keys().next().cloned());
    let kinds: BTreeSet<String> = lines(Domain::SCHEMA, "outbox.jsonl").iter().filter_map(kind).collect();
    assert!(kinds.len() >= 12, "{kinds:?}");
}
