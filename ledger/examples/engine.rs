//! The engine's own cost, natively and without a disk: `cargo xtask bench engine`. Figures, not tests.

#![allow(clippy::print_stdout, reason = "the figures are for a person to read")]
#![allow(clippy::disallowed_methods, reason = "it measures: time is no argument here")]

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use uuid::Uuid;
use vitrine_ledger::{
    CardRef, Currency, Domain, Entry, EntryPatch, Key, LotKind, Money, Mutation, NewHolding, NewLot, Record,
};
use vitrine_sync::client::{Config, Engine, Input, Output, Position, Reply, Snapshot, Write};
use vitrine_sync::server::{Circumstances, Known, Named, decide, triage};
use vitrine_sync::wire::{PullResponse, PushRequest, PushResponse};
use vitrine_sync::{AccountId, Author, ClientId, Epoch, Epochs, LedgerId, Lookup, Model, MutationId, Seq, Stamp};

const NOW_MS: u64 = 1_800_000_000_000;
const EDITS: u32 = 1_000;

type Rows = Vec<(Key, Record)>;

fn main() {
    for entries in [0, 10_000, 100_000] {
        let mut world = World::holding(entries, entries == 0);
        println!("one edit, {entries} entries, nothing pending: {:.1} µs", micros(world.edits(EDITS), EDITS));
    }
    for pending in [1_000, 10_000] {
        let mut world = World::holding(10_000, false);
        world.edits(pending);
        world.carry_out();
        println!("one edit, 10000 entries, {pending} pending: {:.1} µs", micros(world.edits(EDITS), EDITS));
    }
    let mut world = World::holding(0, true);
    let started = Instant::now();
    (0..10_000).for_each(|i| world.add(1_000_000 + i));
    println!("10000 inserts made: {:.0} ms", millis(started.elapsed()));
    let started = Instant::now();
    world.carry_out();
    println!("10000 inserts stored: {:.0} ms", millis(started.elapsed()));
    let started = Instant::now();
    let (server, statuses) = world.lead();
    let engine = started.elapsed().saturating_sub(server);
    println!(
        "10000 inserts pushed, pulled, settled: {:.0} ms and {:.0} ms of the server",
        millis(engine),
        millis(server)
    );
    println!("  with the status read {statuses} times");
    let rows = holdings(50_000);
    let snapshot = snapshot(rows.clone(), 50_000);
    let mut engine = engine_with(None);
    let started = Instant::now();
    engine.handle(NOW_MS, Input::Loaded(snapshot));
    println!("50000 entries and lots read from the storage: {:.0} ms", millis(started.elapsed()));
    let mut world = World::holding(0, true);
    world.server.rows = rows;
    world.server.head = 50_000;
    let started = Instant::now();
    let (server, _) = world.lead();
    let engine = started.elapsed().saturating_sub(server);
    println!(
        "50000 entries and lots in pages of a first sync: {:.0} ms and {:.0} ms of the server",
        millis(engine),
        millis(server)
    );
    println!("  {} records in view", world.engine.records().count());
}

/// An engine, its storage and its server.
struct World {
    engine: Engine<Domain>,
    server: Server,
    writes: VecDeque<(u64, Write<Domain>)>,
    requests: VecDeque<Output<Domain>>,
    next_n: u64,
    made: u32,
    entries: usize,
}

#[derive(Default)]
struct Server {
    rows: Rows,
    index: std::collections::BTreeMap<Key, (Seq, Record)>,
    head: u64,
    last_n: u64,
}

impl World {
    fn holding(entries: usize, fresh: bool) -> Self {
        let engine = engine_with((!fresh).then(|| snapshot(holdings(entries), entries as u64)));
        let mut world = Self {
            engine,
            server: Server { head: entries as u64, ..Server::default() },
            writes: VecDeque::new(),
            requests: VecDeque::new(),
            next_n: 1,
            made: 0,
            entries,
        };
        if fresh {
            world.engine.handle(NOW_MS, Input::Loaded(snapshot(Vec::new(), 0)));
        }
        world.drain();
        world
    }

    /// Edits of other entries each, or new ones when there are none; each folded into the view and not yet stored.
    fn edits(&mut self, count: u32) -> Duration {
        let mutations: Vec<Mutation> = (0..count).map(|i| self.edit(self.made + i)).collect();
        self.made += count;
        let started = Instant::now();
        for mutation in mutations {
            let base = self.engine.base();
            self.engine.mutate(NOW_MS, mutation, base).expect("BUG: the edit is allowed");
        }
        let took = started.elapsed();
        self.drain();
        took
    }

    fn edit(&self, i: u32) -> Mutation {
        if self.entries == 0 {
            return Mutation::add(holding(2_000_000 + u128::from(i)));
        }
        let patch = EntryPatch { finish: Some(format!("Foil {i}")), ..EntryPatch::default() };
        let id = Uuid::from_u128(1 + u128::from(i) * 7 % self.entries as u128);
        Mutation::EditEntry { id, patch }
    }

    fn add(&mut self, i: u128) {
        let base = self.engine.base();
        self.engine.mutate(NOW_MS, Mutation::add(holding(i)), base).expect("BUG: the edit is allowed");
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(output) = self.engine.poll_output() {
            match output {
                Output::Write { id, write } => self.writes.push_back((id, write)),
                Output::Push { .. } | Output::Pull { .. } | Output::OpenStream | Output::Read { .. } => {
                    self.requests.push_back(output);
                }
                _ => {}
            }
        }
    }

    /// The storage does what it was asked for.
    fn carry_out(&mut self) {
        while let Some((id, write)) = self.writes.pop_front() {
            let input = if let Write::Edit { now_ms, .. } = write {
                let n = self.next_n;
                self.next_n += 1;
                Input::Saved { id, n, stamp: Stamp::at(now_ms + n) }
            } else {
                Input::Stored { id }
            };
            self.engine.handle(NOW_MS, input);
            self.drain();
        }
    }

    /// Takes the lead and goes on until nothing is left to do; the server's time, and how often the status was read.
    fn lead(&mut self) -> (Duration, u32) {
        let outbox = self.engine.outbox().cloned().collect();
        self.engine.handle(NOW_MS, Input::Lead { lease: 1 });
        self.requests.clear();
        let stored = Snapshot { outbox, next_n: self.next_n, ..snapshot(Vec::new(), 0) };
        self.engine.handle(NOW_MS, Input::Loaded(Snapshot { whole: false, ..stored }));
        self.drain();
        let (mut server, mut statuses) = (Duration::ZERO, 0);
        while !self.requests.is_empty() || !self.writes.is_empty() {
            self.carry_out();
            let Some(output) = self.requests.pop_front() else { continue };
            let started = Instant::now();
            let input = self.server.answer(output);
            server += started.elapsed();
            if let Some(input) = input {
                self.engine.handle(NOW_MS, input);
            }
            self.drain();
            statuses += 1;
            std::hint::black_box(self.engine.status(NOW_MS));
        }
        (server, statuses)
    }
}

impl Server {
    fn answer(&mut self, request: Output<Domain>) -> Option<Input<Domain>> {
        match request {
            Output::Push { request, message } => Some(Input::Pushed { request, reply: Reply::Ok(self.push(&message)) }),
            Output::Pull { request, message } => {
                Some(Input::Pulled { request, reply: Reply::Ok(self.pull(message.cursor)) })
            }
            _ => None,
        }
    }

    fn push(&mut self, message: &PushRequest<Domain>) -> PushResponse<Domain> {
        let known = Known { last_n: self.last_n, ..Known::default() };
        let new = triage(&message.mutations, &known).expect("BUG: one client, in order").new;
        let at = Circumstances {
            client: message.hello.client,
            epochs: Epochs::default(),
            first_seq: Seq(self.head + 1),
            now_ms: NOW_MS + 60_000,
            may_write: true,
        };
        let decision = decide(new, Named::new(), &*self, &at);
        self.head += new.len() as u64;
        self.last_n = new.last().map_or(self.last_n, |item| item.n);
        self.index.extend(decision.rows);
        let results = decision.decided.into_iter().map(|decided| decided.result).collect();
        PushResponse {
            epoch: Epoch(1),
            head: Seq(self.head),
            last_n: self.last_n,
            time_ms: NOW_MS,
            results,
            page: None,
        }
    }

    fn pull(&mut self, cursor: Seq) -> PullResponse<Domain> {
        let page = vitrine_sync::wire::PULL_PAGE;
        let (rows, to) = if self.rows.is_empty() {
            let later = self.index.iter().filter(|(_, (seq, _))| *seq > cursor);
            (later.map(|(key, (_, record))| (*key, record.clone())).collect(), self.head)
        } else {
            // Two records a commit.
            let rest = self.rows.len().saturating_sub(page);
            let rows: Rows = self.rows.drain(..self.rows.len() - rest).collect();
            let to = if rest == 0 { self.head } else { cursor.0 + rows.len() as u64 / 2 };
            (rows, to)
        };
        PullResponse {
            epoch: Epoch(1),
            epoch_start: Seq::ZERO,
            from: cursor,
            to: Seq(to),
            head: Seq(self.head),
            has_more: to < self.head,
            last_n: self.last_n,
            time_ms: NOW_MS,
            floor: Seq::ZERO,
            rows,
        }
    }
}

impl Lookup<Domain> for Server {
    fn get(&self, key: &Key) -> Option<&Record> {
        self.index.get(key).map(|(_, record)| record)
    }
}

fn engine_with(snapshot: Option<Snapshot<Domain>>) -> Engine<Domain> {
    let (account, ledger) = (AccountId(Uuid::from_u128(1)), LedgerId(Uuid::from_u128(2)));
    let mut engine = Engine::new(Config { account, ledger, seed: 7 });
    if let Some(snapshot) = snapshot {
        engine.handle(NOW_MS, Input::Loaded(snapshot));
    }
    engine
}

fn snapshot(rows: Rows, cursor: u64) -> Snapshot<Domain> {
    let position = match cursor {
        0 => Position::default(),
        _ => Position { epoch: Epoch(1), cursor: Seq(cursor), ..Position::default() },
    };
    Snapshot {
        client: ClientId(Uuid::from_u128(3)),
        next_n: 1,
        position,
        rows,
        whole: true,
        outbox: Vec::new(),
        tray: Vec::new(),
        clock_offset_ms: 0,
        last_stamp: Stamp::MIN,
    }
}

fn holding(i: u128) -> NewHolding {
    let id = Uuid::from_u128(i);
    let card = CardRef { game: "mtg".to_owned(), name: format!("Card {i}"), ..CardRef::default() };
    let cost = Some(Money::new(250, Currency::USD));
    let lot = NewLot {
        id: Uuid::from_u128(i | 1 << 100),
        quantity: 1,
        cost,
        acquired: None,
        kind: LotKind::Buy,
        ..NewLot::default()
    };
    NewHolding { id, entry: Entry::new(card), lots: vec![lot] }
}

/// Entries with a lot each, as the server made them.
fn holdings(count: usize) -> Rows {
    let mut rows = Vec::with_capacity(count * 2);
    for i in 1..=count as u64 {
        let id = MutationId { client: ClientId(Uuid::from_u128(9)), n: i };
        let author = Author { id, stamp: Stamp::at(NOW_MS - 1_000_000), saw: Seq::ZERO, seq: Seq(i) };
        let add = Mutation::add(holding(u128::from(i)));
        rows.extend(Domain::apply(&add, &Server::default(), &author).expect("BUG: an entry can be made").patch);
    }
    rows
}

fn micros(took: Duration, count: u32) -> f64 {
    took.as_secs_f64() * 1e6 / f64::from(count)
}

fn millis(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}
