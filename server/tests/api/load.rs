//! Many people at once, as figures for docs/benchmarks.md: `cargo xtask bench load`.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinSet;

use crate::browser::{Browser, Card, Events, now_ms};
use crate::process::Process;
use crate::support::Db;

/// Ledgers, each with one writer.
const WRITERS: usize = 200;
/// Event streams of each ledger.
const STREAMS: usize = 5;
/// Edits of each writer, one after the other.
const EDITS: u64 = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "prints how long it takes"]
async fn a_thousand_streams_and_two_hundred_writers_on_sqlite() {
    measure("SQLite", &Db::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "prints how long it takes"]
async fn a_thousand_streams_and_two_hundred_writers_on_postgres() {
    measure("PostgreSQL", &Db::postgres().await).await;
}

#[expect(clippy::print_stdout, reason = "a figure is for a person to read")]
async fn measure(name: &str, db: &Db) {
    let arguments = ["--database-url", &db.url, "--address-burst", "1e9", "--pictures-mb", "0"];
    let server = Process::serve(&arguments).await;
    let mut people = Vec::new();
    for person in 0..WRITERS {
        people.push(Browser::sign_up(&server.base, &format!("Person {person}")).await);
    }
    let mut streams = Vec::new();
    for person in &people {
        let mut own = Vec::new();
        for _ in 0..STREAMS {
            own.push(person.events().await.ok().expect("a stream"));
        }
        streams.push(own);
    }
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for (person, own) in people.into_iter().zip(streams) {
        tasks.spawn(write(person, own));
    }
    let (mut pushes, mut pokes) = (Vec::new(), Vec::new());
    for (push, poke) in tasks.join_all().await {
        pushes.extend(push);
        pokes.extend(poke);
    }
    let took = begun.elapsed();
    let edits = WRITERS as u64 * EDITS;
    println!("{name}: {WRITERS} writers, {} streams, {edits} edits in {took:.1?}", WRITERS * STREAMS);
    println!("  push answered: {}; heard by the last of five streams: {}", quantiles(pushes), quantiles(pokes));
}

/// Ten edits, and for each how long until it is answered, and until every stream of the ledger has heard of it.
async fn write(person: Browser, mut streams: Vec<Events>) -> (Vec<Duration>, Vec<Duration>) {
    let (mut pushes, mut pokes) = (Vec::new(), Vec::new());
    for n in 1..=EDITS {
        let item = person.item(n, now_ms(), &json!({ "mutation": Card::new("Abra").add }));
        let begun = Instant::now();
        person.push_items(vec![item]).await.ok();
        pushes.push(begun.elapsed());
        for stream in &mut streams {
            while stream.poke().await < n {}
        }
        pokes.push(begun.elapsed());
    }
    (pushes, pokes)
}

fn quantiles(mut times: Vec<Duration>) -> String {
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    format!("median {:.1?}, 99% {:.1?}, longest {:.1?}", at(50), at(99), at(100))
}
