//! Many people at once, as figures for docs/benchmarks.md: `cargo xtask bench load [--minutes N]`.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::browser::{Browser, Card, Events, now_ms};
use crate::process::Process;
use crate::support::Db;

/// Ledgers, each with one writer.
const WRITERS: usize = 200;
/// Event streams of each ledger.
const STREAMS: usize = 5;
/// Edits of each writer, one after the other, as fast as they are answered.
const EDITS: u64 = 10;
/// Between two edits of a writer while the load is held: somebody who adds card after card.
const PAUSE: Duration = Duration::from_secs(2);

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

/// One person at work, and the devices that listen.
struct Writer {
    person: Browser,
    streams: Vec<Events>,
    /// The number of the next edit, which is the head after it.
    next: u64,
}

/// What was measured, of one writer or of all.
#[derive(Default)]
struct Times {
    pushes: Vec<Duration>,
    pokes: Vec<Duration>,
    /// Pushes that were not answered with 200, and streams that ended.
    errors: u64,
}

async fn measure(name: &str, db: &Db) {
    let arguments = ["--database-url", &db.url, "--address-burst", "1e9", "--pictures-mb", "0"];
    let server = Process::serve(&arguments).await;
    let mut writers = Vec::new();
    for number in 0..WRITERS {
        let person = Browser::sign_up(&server.base, &format!("Person {number}")).await;
        let mut streams = Vec::new();
        for _ in 0..STREAMS {
            streams.push(person.events().await.ok().expect("a stream"));
        }
        writers.push(Writer { person, streams, next: 1 });
    }
    let writers = report(name, "at once", &server, writers, |writer, times| async move {
        let (mut writer, mut times) = (writer, times);
        for _ in 0..EDITS {
            writer.edit(&mut times).await;
        }
        (writer, times)
    });
    let writers = writers.await;
    let minutes: u64 = std::env::var("VITRINE_MINUTES").map_or(0, |text| text.parse().expect("a number of minutes"));
    if minutes == 0 {
        return;
    }
    let end = Instant::now() + Duration::from_secs(60 * minutes);
    let held = report(name, "held", &server, writers, move |writer, times| async move {
        let (mut writer, mut times) = (writer, times);
        // Not all in the same moment.
        sleep(PAUSE.mul_f64(f64::from(rand_of(&writer.person.ledger)) / f64::from(u16::MAX))).await;
        while Instant::now() < end {
            let begun = Instant::now();
            writer.edit(&mut times).await;
            sleep(PAUSE.saturating_sub(begun.elapsed())).await;
        }
        (writer, times)
    });
    held.await;
}

/// Lets every writer do `work` and prints what it took.
#[expect(clippy::print_stdout, reason = "a figure is for a person to read")]
async fn report<F>(
    name: &str,
    how: &str,
    server: &Process,
    writers: Vec<Writer>,
    work: impl Fn(Writer, Times) -> F,
) -> Vec<Writer>
where
    F: Future<Output = (Writer, Times)> + Send + 'static,
{
    let before = memory(server);
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for writer in writers {
        tasks.spawn(work(writer, Times::default()));
    }
    let (mut writers, mut all) = (Vec::new(), Times::default());
    for (writer, times) in tasks.join_all().await {
        writers.push(writer);
        all.pushes.extend(times.pushes);
        all.pokes.extend(times.pokes);
        all.errors += times.errors;
    }
    let (edits, took) = (all.pushes.len(), begun.elapsed());
    println!("{name}, {how}: {WRITERS} writers, {} streams, {edits} edits in {took:.1?}", WRITERS * STREAMS);
    println!("  push answered: {}", quantiles(all.pushes));
    println!("  heard by the last of five streams: {}", quantiles(all.pokes));
    println!("  {} errors; the server's memory {before} MiB before, {} MiB after", all.errors, memory(server));
    writers
}

impl Writer {
    /// One card more, and how long until it is answered, and until every stream of the ledger has heard of it.
    async fn edit(&mut self, times: &mut Times) {
        let item = self.person.item(self.next, now_ms(), &json!({ "mutation": Card::new("Abra").add }));
        let begun = Instant::now();
        if self.person.push_items(vec![item]).await.status != 200 {
            times.errors += 1;
            return;
        }
        times.pushes.push(begun.elapsed());
        for stream in &mut self.streams {
            if !hears(stream, self.next).await {
                times.errors += 1;
                *stream = self.person.events().await.ok().expect("a stream");
            }
        }
        times.pokes.push(begun.elapsed());
        self.next += 1;
    }
}

/// Whether the stream told of `head` before it ended.
async fn hears(stream: &mut Events, head: u64) -> bool {
    while let Some((event, data)) = stream.next().await {
        if event == "poke" && data["head"].as_u64() >= Some(head) {
            return true;
        }
    }
    false
}

/// What the process holds, in MiB.
fn memory(server: &Process) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("Linux tells");
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

/// A number that differs from ledger to ledger.
fn rand_of(id: &str) -> u16 {
    id.bytes().fold(0, |sum: u16, byte| sum.wrapping_mul(31).wrapping_add(u16::from(byte)))
}

fn quantiles(mut times: Vec<Duration>) -> String {
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    format!("median {:.1?}, 99% {:.1?}, longest {:.1?}", at(50), at(99), at(100))
}
