//! A toy domain (registers that count) and a hand-driven engine.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vitrine_sync::client::*;
use vitrine_sync::wire::*;
use vitrine_sync::*;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Toy;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Tally {
    pub(crate) count: i64,
    pub(crate) last: Version,
}

/// Adds to a tally; a negative key is refused at intent, and a missing tally starts at 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Add(pub(crate) i32, pub(crate) i64);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct No;

impl Model for Toy {
    type Key = i32;
    type Record = Tally;
    type Mutation = Add;
    type Rejection = No;
    const SCHEMA: u32 = 1;

    fn touches(mutation: &Add) -> Vec<i32> {
        vec![mutation.0]
    }

    fn check(mutation: &Add, _: &dyn Lookup<Self>) -> Result<(), No> {
        if mutation.0 < 0 { Err(No) } else { Ok(()) }
    }

    fn apply(mutation: &Add, view: &dyn Lookup<Self>, author: &Author) -> Result<Effect<Self>, No> {
        let count = view.get(&mutation.0).map_or(0, |tally| tally.count) + mutation.1;
        Ok(Effect {
            patch: vec![(mutation.0, Tally { count, last: author.version() })],
            inverse: Some(Add(mutation.0, -mutation.1)),
            changes: Vec::new(),
            merge_result: MergeResult::Applied,
        })
    }

    /// A tally of nothing is as good as deleted.
    fn garbage<'a>(records: &mut dyn Iterator<Item = (&'a i32, &'a Tally)>, floor: Seq) -> Vec<i32> {
        records.filter(|(_, tally)| tally.count == 0 && tally.last.seq <= floor).map(|(key, _)| *key).collect()
    }
}

pub(crate) const CLIENT: ClientId = ClientId(Uuid::from_u128(7));
const OTHER: ClientId = ClientId(Uuid::from_u128(8));

pub(crate) fn tally(count: i64, seq: u64) -> Tally {
    Tally { count, last: Version { seq: Seq(seq), stamp: Stamp::at(1), client: OTHER } }
}

/// One tab, whose world is this test.
pub(crate) struct Tab {
    pub(crate) engine: Engine<Toy>,
    pub(crate) now: u64,
    /// Outputs not looked at yet.
    pub(crate) out: Vec<Output<Toy>>,
    next_n: u64,
}

impl Tab {
    /// A tab that has just been opened and has not read its storage.
    pub(crate) fn unread() -> Self {
        let ledger = LedgerId(Uuid::from_u128(1));
        let engine = Engine::new(Config { account: AccountId(Uuid::from_u128(2)), ledger, seed: 42 });
        Self { engine, now: 1_800_000_000_000, out: Vec::new(), next_n: 1 }
    }

    /// A tab whose storage is empty and read.
    pub(crate) fn open() -> Self {
        let mut tab = Self::unread();
        tab.give(Input::Loaded(tab.empty()));
        tab
    }

    /// A leader at epoch 1, cursor 10, whose event stream is open and which waits for nothing.
    pub(crate) fn leading() -> Self {
        let mut tab = Self::open();
        tab.give(Input::Lead { lease: 1 });
        tab.give(Input::Loaded(tab.empty()));
        tab.answer_pull(0, 10, Vec::new(), 0);
        tab.give(Input::StreamOpened);
        tab.answer_pull(10, 10, Vec::new(), 0);
        tab.out.clear();
        tab
    }

    pub(crate) fn empty(&self) -> Snapshot<Toy> {
        Snapshot {
            client: CLIENT,
            next_n: self.next_n,
            position: Position::default(),
            rows: Vec::new(),
            whole: true,
            outbox: Vec::new(),
            tray: Vec::new(),
            clock_offset_ms: 0,
            last_stamp: Stamp::MIN,
        }
    }

    pub(crate) fn give(&mut self, input: Input<Toy>) {
        self.engine.handle(self.now, input);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(output) = self.engine.poll_output() {
            self.out.push(output);
        }
    }

    /// An edit that is not durable yet; returns its write.
    pub(crate) fn edit(&mut self, key: i32, by: i64) -> Id {
        let base = self.engine.base();
        self.engine.mutate(self.now, Add(key, by), base).expect("allowed");
        self.drain();
        self.out
            .iter()
            .rev()
            .find_map(|output| match output {
                Output::Write { id, write: Write::Edit { .. } } => Some(*id),
                _ => None,
            })
            .expect("an edit is written")
    }

    /// An edit that is durable.
    pub(crate) fn save(&mut self, key: i32, by: i64) -> u64 {
        let id = self.edit(key, by);
        let n = self.next_n;
        self.next_n += 1;
        let stamp = Stamp::at(self.now);
        self.give(Input::Saved { id, n, stamp });
        n
    }

    /// The numbers of the last push sent and not looked at, with its request.
    pub(crate) fn pushed(&mut self) -> Option<(Id, Vec<u64>)> {
        let at = self.out.iter().position(|output| matches!(output, Output::Push { .. }))?;
        let Output::Push { request, message } = self.out.remove(at) else { unreachable!() };
        Some((request, message.mutations.iter().map(|item| item.n).collect()))
    }

    pub(crate) fn pulled(&mut self) -> Option<(Id, Seq)> {
        let at = self.out.iter().position(|output| matches!(output, Output::Pull { .. }))?;
        let Output::Pull { request, message } = self.out.remove(at) else { unreachable!() };
        Some((request, message.cursor))
    }

    /// Answers the push under way: every mutation done, or refused when `no`.
    pub(crate) fn answer_push(&mut self, seq: u64, no: bool) {
        self.answer_push_unstored(seq, no);
        self.store();
    }

    /// The same, with the write of the results still under way.
    pub(crate) fn answer_push_unstored(&mut self, seq: u64, no: bool) {
        let (request, response) = self.response_to_push(seq, no);
        self.give(Input::Pushed { request, reply: Reply::Ok(response) });
    }

    /// What the server answers to the push under way.
    pub(crate) fn response_to_push(&mut self, seq: u64, no: bool) -> (Id, PushResponse<Toy>) {
        let (request, ns) = self.pushed().expect("a push is under way");
        let results = ns.iter().map(|n| PushResult {
            n: *n,
            seq: Seq(seq),
            outcome: if no { Outcome::Rejected(Refused::Rule(No)) } else { Outcome::Done(MergeResult::Applied) },
            duplicate: false,
        });
        let response = PushResponse {
            epoch: Epoch(1),
            head: Seq(seq),
            last_n: *ns.last().expect("not empty"),
            time_ms: self.now,
            results: results.collect(),
            page: None,
        };
        (request, response)
    }

    /// The last leader's write that is under way.
    pub(crate) fn last_write(&self) -> Id {
        let writes = self.out.iter().rev();
        let mut writes = writes.filter_map(|output| match output {
            Output::Write { id, write } if !matches!(write, Write::Edit { .. }) => Some(*id),
            _ => None,
        });
        writes.next().expect("a write is under way")
    }

    /// Answers the pull under way and stores the page.
    pub(crate) fn answer_pull(&mut self, from: u64, to: u64, rows: Vec<(i32, Tally)>, last_n: u64) {
        let (request, _) = self.pulled().expect("a pull is under way");
        self.give(Input::Pulled { request, reply: Reply::Ok(self.page(from, to, rows, last_n)) });
        self.store();
    }

    pub(crate) fn page(&self, from: u64, to: u64, rows: Vec<(i32, Tally)>, last_n: u64) -> PullResponse<Toy> {
        PullResponse {
            epoch: Epoch(1),
            epoch_start: Seq(0),
            from: Seq(from),
            to: Seq(to),
            head: Seq(to),
            has_more: false,
            last_n,
            time_ms: self.now,
            floor: Seq(0),
            rows,
        }
    }

    /// Every leader's write so far becomes durable.
    pub(crate) fn store(&mut self) {
        let mut ids = Vec::new();
        self.out.retain(|output| match output {
            Output::Write { id, write } if !matches!(write, Write::Edit { .. }) => {
                ids.push(*id);
                false
            }
            _ => true,
        });
        for id in ids {
            self.give(Input::Stored { id });
        }
    }

    /// Lets time pass to the next timer, and says what it was for.
    pub(crate) fn wait(&mut self) -> TimerReason {
        let (due, why) = self.engine.poll_timeout().expect("a timer is armed");
        self.now = due;
        self.give(Input::Tick);
        why
    }

    pub(crate) fn count(&self, key: i32) -> Option<i64> {
        self.engine.get(&key).map(|tally| tally.count)
    }
}
