//! Fetching what changed (docs/engine.md#a-page-moves-the-cursor). Pages are staged until the last one and stored
//! together with the cursor, so the screen never shows half of somebody's action, and a base never contains half of a
//! mutation that is still folded.

use std::collections::BTreeSet;

use super::awaited::{Awaited, Page};
use super::pending::PendingId;
use super::{Acked, Engine, Entry, Id, Output, Position, Problem, Reply, Write};
use crate::backoff;
use crate::wire::{Handshake, Poke, PullRequest, PullResponse};
use crate::{Epoch, Model, Seq};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PullState {
    Idle,
    InFlight { request: Id, cursor: Seq, sent_mono_ms: u64 },
    Storing,
    Waiting { until_mono_ms: u64 },
}

#[derive(Debug, Clone)]
pub(super) struct Pulling<M: Model> {
    pub(super) state: PullState,
    /// Something may have changed since the pull in flight was sent: one more follows. Any number of pokes is one wish.
    pub(super) want: bool,
    /// The newest head heard of since the last pull was sent.
    told: Option<Poke>,
    /// The base is worthless: fetch all of it again, keeping it on the screen until the new one is here.
    pub(super) resync: bool,
    attempt: u32,
    pub(super) tried_mono_ms: u64,
    /// Up to where the base is free of garbage, as far as this tab knows.
    pub(super) floor: Seq,
    staged: Option<Staged<M>>,
}

#[derive(Debug, Clone)]
struct Staged<M: Model> {
    replace: bool,
    epoch: Epoch,
    /// The floor when the first page was read.
    floor: Seq,
    to: Seq,
    rows: Vec<(M::Key, M::Record)>,
}

impl<M: Model> Pulling<M> {
    pub(super) fn new() -> Self {
        let (state, floor) = (PullState::Idle, Seq::ZERO);
        Self { state, want: false, told: None, resync: false, attempt: 0, tried_mono_ms: 0, floor, staged: None }
    }

    /// Nothing is being fetched, and the base is worth something.
    pub(super) fn is_at_rest(&self) -> bool {
        self.state == PullState::Idle && self.staged.is_none() && !self.resync
    }

    /// Forgets what is under way.
    pub(super) fn stop(&mut self) {
        self.state = PullState::Idle;
        self.staged = None;
    }

    pub(super) fn retry_now(&mut self) {
        if let PullState::Waiting { .. } = self.state {
            self.state = PullState::Idle;
            self.want = true;
        }
    }
}

impl<M: Model> Engine<M> {
    pub(super) fn maybe_pull(&mut self) {
        let idle = match self.pull.state {
            PullState::Idle => true,
            PullState::Waiting { until_mono_ms } => until_mono_ms <= self.clock.mono_ms,
            PullState::InFlight { .. } | PullState::Storing => false,
        };
        if idle && self.wants_pull() && !self.is_forking() && self.may_send().is_some() {
            self.pull.want = false;
            self.pull.told = None;
            self.send_pull();
        }
    }

    fn wants_pull(&self) -> bool {
        let expected = self.page_expected_until_mono_ms().is_some_and(|until| self.clock.mono_ms < until);
        self.pull.want || self.is_behind() && !expected
    }

    /// The event stream told of a head that the base has not reached, and nobody has asked for it yet.
    pub(super) fn is_behind(&self) -> bool {
        let Position { epoch, cursor, .. } = self.view.position;
        self.pull.told.is_some_and(|poke| poke.epoch != epoch || poke.head > cursor)
    }

    /// The event stream tells where the head is.
    pub(super) fn hear_of(&mut self, poke: Poke) {
        self.pull.told = Some(poke);
    }

    /// A new identity is on its way into the storage: a page for the old one must not meet it there.
    pub(super) fn is_forking(&self) -> bool {
        self.storage.writes.values().any(|(_, awaited)| matches!(awaited, Awaited::Fork { .. }))
    }

    fn send_pull(&mut self) {
        let (epoch, cursor, floor) = match &self.pull.staged {
            Some(staged) => (staged.epoch, staged.to, staged.floor),
            None if self.pull.resync => (Epoch::default(), Seq::ZERO, Seq::ZERO),
            None => (self.view.position.epoch, self.view.position.cursor, self.pull.floor),
        };
        let request = self.take_id();
        let sent_mono_ms = self.clock.mono_ms;
        self.pull.state = PullState::InFlight { request, cursor, sent_mono_ms };
        self.pull.tried_mono_ms = sent_mono_ms;
        self.health.pull_tried_ms = Some(self.clock.now_ms);
        self.note(format!("changes after {cursor} asked for"));
        let message = PullRequest { hello: Handshake { epoch, ..self.hello() }, cursor, floor: Some(floor) };
        self.emit(Output::Pull { request, message });
    }

    pub(super) fn handle_pulled(&mut self, request: Id, reply: Reply<PullResponse<M>>) {
        let PullState::InFlight { request: awaited, cursor, sent_mono_ms } = self.pull.state else { return };
        if awaited != request {
            return;
        }
        self.pull.state = PullState::Idle;
        match reply {
            Reply::Ok(page) => {
                self.clock.sample(page.time_ms, self.clock.mono_ms - sent_mono_ms);
                self.health.pull_ok_ms = Some(self.clock.now_ms);
                if self.push.attempt == 0 {
                    self.health.problem_since_ms = None;
                }
                self.answered();
                self.push.server_is_well = true;
                self.take_page(page, cursor);
            }
            Reply::Lost => self.pull_failed(Problem::NoAnswer, None),
            Reply::Foreign { status } => self.pull_failed(Problem::NotOurServer { status }, None),
            Reply::Refused { status, retry_after_ms, .. } => {
                self.answered();
                match status {
                    401 | 403 | 426 => self.block(status),
                    410 => self.start_resync(),
                    _ => self.pull_failed(Problem::Status { status }, retry_after_ms),
                }
            }
        }
    }

    pub(super) fn pull_failed(&mut self, problem: Problem, retry_after_ms: Option<u64>) {
        self.failed(problem);
        self.pull.want = true;
        self.pull.attempt = self.pull.attempt.saturating_add(1);
        let delay = retry_after_ms.unwrap_or_else(|| backoff::delay_ms(self.pull.attempt, &mut self.rng));
        self.pull.state = PullState::Waiting { until_mono_ms: self.clock.mono_ms + delay };
    }

    pub(super) fn start_resync(&mut self) {
        self.pull.stop();
        self.pull.resync = true;
        self.pull.want = true;
    }

    pub(super) fn cancel_pull(&mut self) {
        if let PullState::InFlight { request, .. } = self.pull.state {
            self.emit(Output::Cancel { request });
        }
        self.pull.stop();
    }

    fn take_page(&mut self, page: PullResponse<M>, asked: Seq) {
        let known = self.view.position;
        let continues = match &self.pull.staged {
            Some(staged) => page.epoch == staged.epoch,
            None => asked == Seq::ZERO || page.epoch == known.epoch,
        };
        #[cfg(feature = "sim")]
        let asked = if self.breaks(crate::mutant::Mutant::WrongBaseAccepted) { page.from } else { asked };
        if page.from != asked {
            return self.pull_failed(Problem::Status { status: 200 }, None);
        }
        // Another epoch, or a server that knows less of us than our base contains: it was restored
        // (docs/engine.md#a-restored-server-is-repaired-from-its-clients).
        let forgot = !self.pull.resync && page.epoch == known.epoch && page.last_n < known.last_n;
        if !continues || forgot {
            return self.start_resync();
        }
        let replace = asked == Seq::ZERO;
        let fresh = Staged { replace, epoch: page.epoch, floor: page.floor, to: asked, rows: Vec::new() };
        let staged = self.pull.staged.get_or_insert(fresh);
        staged.rows.extend(page.rows);
        staged.to = page.to;
        if page.has_more {
            self.send_pull();
        } else {
            self.pull.attempt = 0;
            // What has just been fetched whole is what the server has.
            let compared_ms = if staged.replace { self.clock.now_ms } else { known.compared_ms };
            let position = Position {
                epoch: page.epoch,
                epoch_start: page.epoch_start,
                cursor: page.to,
                last_n: page.last_n,
                repaired: known.repaired,
                compared_ms,
            };
            self.store_page(position, page.floor, &[]);
        }
    }

    /// Stores the page that came with the answer to a push, which decided `decided`: the base contains them with it.
    pub(super) fn take_page_of_push(&mut self, page: PullResponse<M>, decided: &[u64]) {
        self.health.pull_tried_ms = Some(self.clock.now_ms);
        self.health.pull_ok_ms = Some(self.clock.now_ms);
        let position = Position { cursor: page.to, last_n: page.last_n, ..self.view.position };
        let PullResponse { epoch, floor, to, rows, .. } = page;
        self.pull.staged = Some(Staged { replace: false, epoch, floor, to, rows });
        self.store_page(position, floor, decided);
    }

    fn store_page(&mut self, position: Position, floor: Seq, decided: &[u64]) {
        let (Some(lease), Some(staged)) = (self.may_send(), self.pull.staged.take()) else { return };
        let unacked = self.lost_at(position);
        let mut contained = self.outbox.contained_in(position.last_n);
        contained.extend(decided.iter().filter(|n| self.outbox.entries().contains_key(n)));
        contained.sort_unstable();
        contained.dedup();
        let Staged { replace, rows, .. } = staged;
        let nothing = rows.is_empty() && position == self.view.position && contained.is_empty() && unacked.is_empty();
        if nothing {
            self.pull.resync = false;
            return self.forget_garbage(floor);
        }
        self.pull.state = PullState::Storing;
        let page = Page { replace, rows, position, floor, contained, unacked };
        let Page { rows, contained, unacked, .. } = page.clone();
        let (clock_offset_ms, now_ms) = (self.clock.clock_offset_ms, self.clock.server_now_ms());
        let write = Write::Page { lease, replace, rows, position, contained, unacked, clock_offset_ms, now_ms };
        self.write(Awaited::Page(page), write);
    }

    /// What the server acknowledged and no longer has, seen from `position`: decided in an epoch that is over, or before a
    /// cursor that should contain it. What is only now being noted as acknowledged counts: that write comes first.
    fn lost_at(&self, position: Position) -> Vec<u64> {
        let known = self.outbox.entries().iter().filter_map(|(n, entry)| Some((*n, entry.acked?)));
        let all = known.chain(self.acknowledging());
        let lost =
            |n: u64, acked: Acked| n > position.last_n && (acked.epoch, acked.seq) <= (position.epoch, position.cursor);
        all.filter(|(n, acked)| lost(*n, *acked)).map(|(n, _)| n).collect()
    }

    pub(super) fn apply_page(&mut self, page: Page<M>, again: Vec<Entry<M>>) {
        // When sending was stopped meanwhile, another pull, or a resync, may be under way already.
        if self.pull.state == PullState::Storing {
            self.pull.stop();
            self.pull.resync = false;
        }
        let before = std::mem::replace(&mut self.view.position, page.position);
        for n in &page.contained {
            if self.outbox.entries().get(n).is_some_and(|entry| entry.acked.is_none()) {
                self.outbox.answered(*n, self.clock.now_ms);
            }
            self.outbox.remove(*n);
        }
        for n in &page.unacked {
            self.outbox.unacknowledge(*n);
        }
        again.into_iter().for_each(|entry| self.outbox.insert(entry));
        let dirty: BTreeSet<M::Key> = page.rows.iter().map(|(key, _)| *key).collect();
        if page.replace {
            self.view.base.clear();
            self.pull.floor = Seq::ZERO;
        }
        self.view.base.extend(page.rows);
        // A base that was replaced may have lost records, and one whose server forgot us takes mutations back.
        if page.replace || page.position.last_n < before.last_n {
            self.view.refold_all(&self.outbox, self.client);
            self.emit(Output::Changed(Vec::new()));
        } else {
            let gone: Vec<PendingId> = self.view.folded_up_to(page.position.last_n);
            let changed = self.view.refold(dirty, &gone, &[], &self.outbox, self.client);
            self.emit_changed(changed);
        }
        self.let_go();
        self.forget_garbage(page.floor);
    }
}
