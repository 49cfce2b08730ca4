//! What the list of the collection costs with 100,000 entries and 200,000 lots, natively: `cargo xtask bench collection`.
//! Figures, not tests. The same in a browser: `end2end/bench/large.bench.ts`.

#![allow(clippy::print_stdout, reason = "the figures are for a person to read")]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use uuid::Uuid;
use vitrine_app::collection::{Index, Query, Sort};
use vitrine_ledger::{CardRef, Currency, Entry, Key, Money, NewLot, Record, Stored};
use vitrine_sync::{Version, Versions};

const ENTRIES: u128 = 100_000;
/// What a person types, key by key.
const TYPED: [&str; 4] = ["amber fern", "glass 0042", "test set", "cobalt"];
const EDITS: u128 = 1_000;

type Records = BTreeMap<Key, Record>;

fn main() {
    let mut records = records();
    let mut index = Index::default();
    let took = timed(|| index.rebuild(|put| records.iter().for_each(|(key, record)| put(key, record))));
    println!("{ENTRIES} entries and {} lots indexed and sorted: {:.0} ms", ENTRIES * 2, millis(took));

    let mut keystrokes = Vec::new();
    for text in TYPED {
        for end in 1..=text.len() {
            let query = Query { search: text[..end].to_owned(), ..Query::default() };
            keystrokes.push(timed(|| _ = index.ask(&query)));
        }
        index.ask(&Query::default());
    }
    say("one keystroke in the search", keystrokes);
    let sorts = Sort::ALL.iter().chain(&Sort::ALL).map(|sort| {
        let query = Query { sort: *sort, descending: sort.starts_descending(), ..Query::default() };
        timed(|| _ = index.ask(&query))
    });
    say("one change of the order", sorts.collect());
    let edits = (0..EDITS).map(|i| {
        let key = edit(&mut records, i * 97 % ENTRIES);
        timed(|| refresh(&mut index, &records, &[key]))
    });
    say("one edit", edits.collect());
    let many: Vec<Key> = (0..10_000).map(|i| edit(&mut records, i * 7)).collect();
    println!("10000 entries edited at once: {:.0} ms", millis(timed(|| refresh(&mut index, &records, &many))));
}

fn refresh(index: &mut Index, records: &Records, keys: &[Key]) {
    index.refresh(keys.iter().copied(), &|key, look| {
        if let Some(record) = records.get(key) {
            look(record);
        }
    });
}

fn records() -> Records {
    let words = ["Amber", "Basalt", "Cobalt", "Dusk", "Ember", "Fern", "Glass", "Harbour", "Iris", "Jade"];
    let mut records = Records::new();
    for i in 0..ENTRIES {
        let (first, second) = (words[i as usize % 10], words[i as usize / 10 % 10]);
        let card = CardRef {
            game: "mtg".into(),
            set_name: "Test Set".into(),
            number: i.to_string(),
            name: format!("{first} {second} {i:06}"),
            ..CardRef::default()
        };
        records.insert(Key::entry(Uuid::from_u128(i)), Record::Entry(Box::new(stored(Entry::new(card)))));
        for lot in 0..2 {
            let cost = Some(Money::new(25 + (i as i64 * 37) % 9_000, Currency::USD));
            let value = NewLot { quantity: 1 + (i as i64) % 4, cost, ..NewLot::default() }.lot(Uuid::from_u128(i));
            records.insert(Key::lot(Uuid::from_u128(ENTRIES + i * 2 + lot)), Record::Lot(stored(value)));
        }
    }
    records
}

fn stored<R>(value: R) -> Stored<R> {
    Stored { value, alive: true, versions: Versions::new(Version::NONE) }
}

/// Renames an entry, which moves its row.
fn edit(records: &mut Records, i: u128) -> Key {
    let key = Key::entry(Uuid::from_u128(i));
    let Some(Record::Entry(stored)) = records.get_mut(&key) else { panic!("BUG: {key} is an entry") };
    stored.value.card.name.insert_str(0, "Zinc ");
    key
}

fn timed(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

fn say(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| millis(times[(times.len() * share / 100).min(times.len() - 1)]);
    println!("{what}, p50 / p99: {:.2} / {:.2} ms", at(50), at(99));
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
