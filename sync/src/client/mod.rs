//! The client's state machine, one per tab, account and ledger.
//!
//! Four kinds of method: getters (`&self`), commands (what a person does), `handle` (what happened), and `poll_*`
//! (what to do about it). Drain [`Engine::poll_output`] after every input, then arm one timer for
//! [`Engine::poll_timeout`] and give [`Input::Tick`] when it is due.
//!
//! Reading order: `mod` (edits) → `storage` (what the disk answers) → `push`, `pull`, `stream` (the network) → `tabs`
//! (who leads) → `timers` (deadlines), `watchdog` → `repair`, `checks` (is the base right?) → `status`. `view`, `outbox` and
//! `tray` hold the data.

mod awaited;
pub mod blocked;
mod checks;
mod clock;
pub mod io;
mod kept;
mod outbox;
mod pending;
mod pull;
mod push;
mod put_back;
mod repair;
mod results;
mod role;
pub mod status;
mod steps;
mod storage;
mod stream;
mod tabs;
mod timers;
pub mod trace;
mod tray;
mod view;
mod watchdog;

use std::collections::{BTreeSet, VecDeque};

use uuid::Uuid;

pub use blocked::Blocked;
pub use io::*;
pub use kept::{KEPT_MS, to_send_again};
pub use outbox::Tries;
pub use put_back::{Again, Found, put_back};
pub use status::{Health, Problem, Reason, RecordState, RecordStatus, Repaired, Status, SyncState, Waiting};
pub use steps::StepNote;
pub use timers::TimerReason;

use crate::rng::Rng;
use crate::wire::{Handshake, PROTOCOL, Poke};
use crate::{Author, Base, ClientId, Lookup, Model, MutationId, Seq, Stamp};
use checks::Checks;
use clock::Clock;
use outbox::{Outbox, Unsaved};
use pending::PendingId;
use pull::Pulling;
use push::Pushing;
use role::Role;
use storage::Storage;
use stream::Stream;
use view::View;
use watchdog::Stalled;

/// The client engine. See the module's documentation for how to drive it.
#[derive(Debug, Clone)]
pub struct Engine<M: Model> {
    config: Config,
    /// Nil until the storage has been read.
    client: ClientId,
    view: View<M>,
    outbox: Outbox<M>,
    last_stamp: Stamp,
    storage: Storage<M>,
    push: Pushing,
    pull: Pulling<M>,
    checks: Checks<M>,
    stream: Stream,
    /// The newest head heard of that derived views were not told about.
    poked: Option<Poke>,
    /// The head derived views were last told about.
    invalidated: Option<Poke>,
    role: Role,
    blocked: Option<Blocked>,
    /// When a storage that refused writes is tried again.
    storage_retry_mono_ms: u64,
    stalled: Stalled,
    health: Health,
    clock: Clock,
    rng: Rng,
    next_id: Id,
    outputs: VecDeque<Output<M>>,
    steps: VecDeque<StepNote>,
    /// The rule that is broken on purpose, to prove that the simulator notices
    /// (docs/engine.md#each-rule-is-broken-on-purpose).
    #[cfg(feature = "sim")]
    mutant: Option<crate::mutant::Mutant>,
}

/// An edit that the view already shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Made<M: Model> {
    /// Names the edit in [`Output::SavedMark`] and [`Output::NotSaved`].
    pub token: Token,
    /// A new mutation that takes the edit back.
    pub inverse: Option<M::Mutation>,
}

/// Why an edit was refused at intent; nothing changed.
#[derive(Debug, Clone, PartialEq)]
pub enum MutateError<M: Model> {
    /// The storage has not been read yet.
    Opening,
    /// The domain's rules, in words for the form.
    Rejected(M::Rejection),
}

impl<M: Model> Engine<M> {
    /// An engine that has read nothing yet; its first output asks for the storage.
    pub fn new(config: Config) -> Self {
        let rng = Rng::new(config.seed);
        let mut engine = Self {
            config,
            client: ClientId(Uuid::nil()),
            view: View::new(),
            outbox: Outbox::new(),
            last_stamp: Stamp::MIN,
            storage: Storage::new(),
            push: Pushing::new(),
            pull: Pulling::new(),
            checks: Checks::new(),
            stream: Stream::Closed,
            poked: None,
            invalidated: None,
            role: Role::Follower { heard_mono_ms: 0, visible: true, pinged: false },
            blocked: None,
            storage_retry_mono_ms: 0,
            stalled: Stalled::default(),
            health: Health::default(),
            clock: Clock::new(),
            rng,
            next_id: 1,
            outputs: VecDeque::new(),
            steps: VecDeque::new(),
            #[cfg(feature = "sim")]
            mutant: None,
        };
        engine.read_storage();
        engine
    }

    // ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    /// A person did something. The view shows it at once; [`Output::SavedMark`] follows when it is durable.
    ///
    /// # Errors
    /// The edit is not allowed (or the storage is not read yet); nothing changed.
    pub fn mutate(&mut self, now_ms: u64, mutation: M::Mutation, base: Base) -> Result<Made<M>, MutateError<M>> {
        self.clock.advance(now_ms);
        self.note("edit made");
        self.check(&mutation)?;
        let now_ms = self.clock.server_now_ms();
        let stamp = self.last_stamp.next(now_ms);
        let saw = Author::saw(base, self.view.position.epoch, self.view.position.epoch_start);
        let author = Author { id: self.mutation_id(0), stamp, saw, seq: Seq::PROVISIONAL };
        let effect = self.view.predict(&mutation, &author).map_err(MutateError::Rejected)?;

        let (id, token, created_ms) = (self.take_id(), self.make_token(), self.clock.now_ms);
        self.last_stamp = stamp;
        let changed = effect.patch.iter().map(|(key, _)| *key).collect();
        self.view.fold(PendingId::Unsaved(id), M::touches(&mutation), effect.patch);
        let unsaved = Unsaved { token, mutation: mutation.clone(), base, stamp, created_ms, saved: false };
        self.outbox.unsaved.insert(id, unsaved);
        self.emit(Output::Write { id, write: Write::Edit { token, mutation, base, created_ms, now_ms } });
        self.emit(Output::Changed(changed));
        Ok(Made { token, inverse: effect.inverse })
    }

    /// Something happened. Drain [`Engine::poll_output`] afterwards.
    pub fn handle(&mut self, now_ms: u64, input: Input<M>) {
        self.clock.advance(now_ms);
        if let Input::Mutate { mutation, base } = input {
            // A replayed refusal has no effect, as the recorded one had none.
            let _ = self.mutate(now_ms, mutation, base);
            return;
        }
        self.note(steps::name(&input));
        match input {
            Input::Mutate { .. } => {}
            Input::Discard { token } => self.discard(token),
            Input::Nudge(nudge) => self.nudge(nudge),
            Input::Hidden => self.handle_hidden(),
            Input::Suspend => self.handle_suspend(),
            Input::Loaded(snapshot) => self.handle_loaded(snapshot),
            Input::Saved { id, n, stamp } => self.handle_saved(id, n, stamp),
            Input::Stored { id } => self.handle_stored(id, Vec::new()),
            Input::BroughtBack { id, entries } => self.handle_stored(id, entries),
            Input::StoreFailed { id, error } => self.handle_store_failed(id, error),
            Input::Pushed { request, reply } => self.handle_pushed(request, reply),
            Input::Pulled { request, reply } => self.handle_pulled(request, reply),
            Input::Checked { request, reply } => self.handle_checked(request, reply),
            Input::StreamOpened => self.handle_stream_opened(),
            Input::StreamEvent(poke) => self.handle_stream_event(poke),
            Input::StreamClosed => self.handle_stream_closed(),
            Input::Lead { lease } => self.handle_lead(lease),
            Input::Follow => self.handle_follow(),
            Input::Heard(hint) => self.handle_heard(hint),
            Input::Tick => self.handle_tick(),
        }
        self.go_on();
    }

    /// May a person do this now? For several edits that happen together or not at all: all of them are checked first.
    ///
    /// # Errors
    /// As [`Engine::mutate`].
    pub fn check(&self, mutation: &M::Mutation) -> Result<(), MutateError<M>> {
        if !self.storage.is_open() {
            return Err(MutateError::Opening);
        }
        M::check(mutation, &self.view).map_err(MutateError::Rejected)
    }

    // ── outputs ───────────────────────────────────────────────────────────────────────────────────────────────────

    /// The next thing to do, in order; none when there is nothing more to do about the inputs so far.
    pub fn poll_output(&mut self) -> Option<Output<M>> {
        self.outputs.pop_front()
    }

    // ── getters ───────────────────────────────────────────────────────────────────────────────────────────────────

    /// A record of the view, tombstones too.
    pub fn get(&self, key: &M::Key) -> Option<&M::Record> {
        self.view.get(key)
    }

    /// Every record of the view in key order, tombstones too.
    pub fn records(&self) -> impl Iterator<Item = (&M::Key, &M::Record)> {
        self.view.records()
    }

    /// Where the base stands.
    pub fn position(&self) -> Position {
        self.view.position
    }

    /// What a form that opens now must remember as its base (docs/engine.md#the-base-is-frozen-when-the-form-opens).
    pub fn base(&self) -> Base {
        self.view.position.base()
    }

    /// This client's id; nil until the storage has been read.
    pub fn client(&self) -> ClientId {
        self.client
    }

    /// True once the storage has been read.
    pub fn is_open(&self) -> bool {
        self.storage.is_open()
    }

    /// Mutations the server has not decided yet, oldest first.
    pub fn queue(&self) -> impl Iterator<Item = &Entry<M>> {
        self.outbox.undecided()
    }

    /// How this tab has tried to send mutation `n`; none when it has not, or does not send.
    pub fn tries(&self, n: u64) -> Option<Tries> {
        self.outbox.tries(n)
    }

    /// Every stored mutation that the base does not contain, and decided ones about to leave.
    pub fn outbox(&self) -> impl Iterator<Item = &Entry<M>> {
        self.outbox.entries().values()
    }

    /// Edits that are not durable yet, in the order they were made.
    pub fn unsaved(&self) -> impl Iterator<Item = (&Token, &M::Mutation)> {
        self.outbox.unsaved.values().map(|unsaved| (&unsaved.token, &unsaved.mutation))
    }

    /// Refused mutations, in no particular order.
    pub fn tray(&self) -> impl Iterator<Item = &Refusal<M>> {
        self.outbox.tray.all()
    }

    /// Whether this refused edit was carried out nevertheless is not known yet: its skip is on its way. Doing it again
    /// now could do it twice.
    pub fn is_undecided(&self, refusal: &Refusal<M>) -> bool {
        let entry = self.outbox.entries().get(&refusal.n);
        entry.is_some_and(|entry| entry.token == refusal.token && entry.acked.is_none())
    }

    /// The last 200 inputs, oldest first.
    pub fn steps(&self) -> impl Iterator<Item = &StepNote> {
        self.steps.iter()
    }

    /// What this tab knows of the storage, for one that was cleared under it; none before it was read.
    pub fn remembered(&self) -> Option<Snapshot<M>> {
        self.storage.is_open().then(|| Snapshot {
            client: self.client,
            next_n: 1 + self.outbox.known_to.max(self.view.position.last_n).max(self.outbox.last_n()),
            position: self.view.position,
            rows: self.view.base.iter().map(|(key, record)| (*key, record.clone())).collect(),
            whole: true,
            outbox: self.outbox().cloned().collect(),
            tray: self.tray().cloned().collect(),
            clock_offset_ms: self.clock.clock_offset_ms,
            last_stamp: self.last_stamp,
        })
    }

    /// Every record of the base, for a judge.
    #[cfg(feature = "sim")]
    pub(crate) fn base_records(&self) -> impl Iterator<Item = (&M::Key, &M::Record)> {
        self.view.base.iter()
    }

    // ── rules broken on purpose ───────────────────────────────────────────────────────────────────────────────────

    /// Breaks a rule from now on, to prove that the simulator notices.
    #[cfg(feature = "sim")]
    pub fn set_mutant(&mut self, mutant: Option<crate::mutant::Mutant>) {
        self.mutant = mutant;
        self.view.forgets_pending = self.breaks(crate::mutant::Mutant::PendingNotReplayed);
    }

    #[cfg(feature = "sim")]
    fn breaks(&self, mutant: crate::mutant::Mutant) -> bool {
        self.mutant == Some(mutant)
    }

    // ── shared by the parts ───────────────────────────────────────────────────────────────────────────────────────

    /// Starts whatever can start now. Called after every input, so that no part has to remember to wake another.
    fn go_on(&mut self) {
        self.maybe_read();
        self.maybe_open_stream();
        self.maybe_push();
        self.maybe_pull();
        self.maybe_check();
        self.maybe_invalidate();
        self.watch_itself();
    }

    fn emit(&mut self, output: Output<M>) {
        self.outputs.push_back(output);
    }

    fn emit_changed(&mut self, keys: BTreeSet<M::Key>) {
        if !keys.is_empty() {
            self.emit(Output::Changed(keys.into_iter().collect()));
        }
    }

    fn take_id(&mut self) -> Id {
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    fn make_token(&mut self) -> Token {
        Uuid::from_u64_pair(self.rng.next_u64(), self.rng.next_u64())
    }

    fn mutation_id(&self, n: u64) -> MutationId {
        MutationId { client: self.client, n }
    }

    fn hello(&self) -> Handshake {
        Handshake {
            protocol: PROTOCOL,
            schema: M::SCHEMA,
            client: self.client,
            ledger: self.config.ledger,
            account: self.config.account,
            epoch: self.view.position.epoch,
        }
    }

    /// The lease, when this tab leads, has read the storage and nothing blocks: only then does anything go out.
    fn may_send(&self) -> Option<u64> {
        match (self.role, self.blocked) {
            (Role::Leader { lease }, None) => Some(lease),
            (Role::Leader { .. }, Some(_)) | (Role::Follower { .. } | Role::Taking { .. }, _) => None,
        }
    }
}

impl<M: Model> Lookup<M> for Engine<M> {
    fn get(&self, key: &M::Key) -> Option<&M::Record> {
        self.view.get(key)
    }
}
