//! Sending what is stored (docs/engine.md#a-push-decides-by-status). One push is in flight at a time; whatever happens
//! to it, nothing leaves the outbox before the server has decided it.

use super::awaited::Awaited;
use super::pending::PendingId;
use super::{Blocked, Engine, Id, Output, Problem, Refusal, RefusalReason, Reply, Write};
use crate::backoff;
use crate::wire::{After, PUSH_MAX_MUTATIONS, ProtocolError, PullResponse, PushRequest, PushResponse};
use crate::{ClientId, Epoch, Model, Seq};

/// How often one batch may meet a server error, while the server is healthy otherwise, before it is halved.
const SICK_LIMIT: u32 = 3;
/// How long a pull that the event stream asks for waits for the answer to a push that brings the same records. Longer, and
/// a slow push would keep what others did from the screen.
const ANSWER_WAIT_MS: u64 = 250;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PushState {
    Idle,
    /// `first` is the lowest number of the `count` mutations on their way.
    InFlight {
        request: Id,
        first: u64,
        count: usize,
        sent_mono_ms: u64,
        /// The cursor after which the answer shall bring what changed; none when it was not asked to.
        after: Option<Seq>,
    },
    /// The outbox is being changed under the numbers: a mutation quarantined, or all of them under a new id.
    Storing,
    /// `ordered` by the server: only a person's "sync now" ends such a wait early.
    Waiting {
        until_mono_ms: u64,
        ordered: bool,
    },
}

#[derive(Debug, Clone)]
pub(super) struct Pushing {
    pub(super) state: PushState,
    /// Failures in a row.
    pub(super) attempt: u32,
    /// How many mutations a push may hold now; halved to find one the server cannot take.
    limit: usize,
    /// Server errors in a row for the same first number.
    sick: u32,
    /// A pull succeeded since the first of them: the server is healthy, the batch is not.
    pub(super) server_is_well: bool,
}

impl Pushing {
    pub(super) fn new() -> Self {
        Self { state: PushState::Idle, attempt: 0, limit: PUSH_MAX_MUTATIONS, sick: 0, server_is_well: false }
    }

    /// Forgets what is under way; nothing is lost, the outbox keeps it.
    pub(super) fn stop(&mut self) {
        self.state = PushState::Idle;
    }

    /// Ends a wait that only guesses.
    pub(super) fn retry_now(&mut self, even_if_ordered: bool) {
        if let PushState::Waiting { ordered, .. } = self.state
            && (even_if_ordered || !ordered)
        {
            self.state = PushState::Idle;
        }
    }
}

impl<M: Model> Engine<M> {
    pub(super) fn maybe_push(&mut self) {
        let idle = match self.push.state {
            PushState::Idle => true,
            PushState::Waiting { until_mono_ms, .. } => until_mono_ms <= self.clock.mono_ms,
            PushState::InFlight { .. } | PushState::Storing => false,
        };
        // During a resync the server would only answer "resync" again.
        if !idle || self.pull.resync || self.may_send().is_none() {
            return;
        }
        self.push.state = PushState::Idle;
        let mutations = self.outbox.batch(&self.being_stored(), self.push.limit);
        let Some(first) = mutations.first().map(|item| item.n) else { return };
        let request = self.take_id();
        let sent_mono_ms = self.clock.mono_ms;
        let last = mutations.last().map_or(first, |item| item.n);
        let after = (last == self.outbox.last_n() && self.may_take_page())
            .then_some(After { cursor: self.view.position.cursor, floor: self.pull.floor });
        let cursor = after.map(|after| after.cursor);
        self.push.state = PushState::InFlight { request, first, count: mutations.len(), sent_mono_ms, after: cursor };
        self.health.push_tried_ms = Some(self.clock.now_ms);
        self.outbox.sent(mutations.iter().map(|item| item.n), self.clock.now_ms);
        self.note(format!("{} edits sent, from number {first}", mutations.len()));
        let message = PushRequest { hello: self.hello(), mutations, after };
        self.emit(Output::Push { request, message });
    }

    /// A page that continues the base could be stored now: no other is on its way. With a queue behind it a push brings
    /// none, because the next one would be sent before that page is stored, and bring it again.
    fn may_take_page(&self) -> bool {
        let position = self.view.position;
        let mut writes = self.storage.writes.values();
        self.pull.is_at_rest()
            && position.epoch != Epoch::default()
            && !writes
                .any(|(_, awaited)| matches!(awaited, Awaited::Page(_) | Awaited::Repair(_) | Awaited::Fork { .. }))
    }

    /// Until when a pull would only fetch what the answer to the push in flight brings.
    pub(super) fn page_expected_until_mono_ms(&self) -> Option<u64> {
        match self.push.state {
            PushState::InFlight { after: Some(_), sent_mono_ms, .. } => Some(sent_mono_ms + ANSWER_WAIT_MS),
            PushState::InFlight { .. } | PushState::Idle | PushState::Storing | PushState::Waiting { .. } => None,
        }
    }

    /// Does this page, asked for after `after`, continue the base as it stands now, without a doubt? Otherwise a pull finds
    /// out what happened.
    fn continues(&self, page: &PullResponse<M>, after: Option<Seq>) -> bool {
        let position = self.view.position;
        let fits = after == Some(position.cursor) && page.from == position.cursor;
        #[cfg(feature = "sim")]
        let fits = fits || self.breaks(crate::mutant::Mutant::WrongBaseAccepted);
        fits && (page.epoch, page.epoch_start) == (position.epoch, position.epoch_start)
            && page.last_n >= position.last_n
            && !page.has_more
            && self.may_take_page()
    }

    pub(super) fn handle_pushed(&mut self, request: Id, reply: Reply<PushResponse<M>>) {
        let PushState::InFlight { request: awaited, first, count, sent_mono_ms, after } = self.push.state else {
            return;
        };
        if awaited != request {
            return;
        }
        self.push.state = PushState::Idle;
        match reply {
            Reply::Ok(mut response) => {
                self.clock.sample(response.time_ms, self.clock.mono_ms - sent_mono_ms);
                self.health.push_ok_ms = Some(self.clock.now_ms);
                self.health.problem_since_ms = None;
                self.answered();
                let page = response.page.take().filter(|page| self.continues(page, after));
                self.take_results(response, page);
            }
            Reply::Lost => self.push_failed(Problem::NoAnswer, None),
            Reply::Foreign { status } => self.push_failed(Problem::NotOurServer { status }, None),
            Reply::Refused { status, error, retry_after_ms } => {
                self.answered();
                self.push_refused(status, error, retry_after_ms, first, count);
            }
        }
    }

    pub(super) fn push_failed(&mut self, problem: Problem, retry_after_ms: Option<u64>) {
        self.failed(problem);
        self.outbox.failed(self.health.push_tried_ms.unwrap_or_default(), problem);
        self.push.attempt = self.push.attempt.saturating_add(1);
        let delay = retry_after_ms.unwrap_or_else(|| backoff::delay_ms(self.push.attempt, &mut self.rng));
        #[cfg(feature = "sim")]
        let delay = if self.breaks(crate::mutant::Mutant::NoRetry) { u64::MAX / 4 } else { delay };
        let until_mono_ms = self.clock.mono_ms + delay;
        self.push.state = PushState::Waiting { until_mono_ms, ordered: retry_after_ms.is_some() };
    }

    fn push_refused(
        &mut self,
        status: u16,
        error: Option<ProtocolError>,
        retry_after_ms: Option<u64>,
        first: u64,
        count: usize,
    ) {
        let problem = Problem::Status { status };
        match (status, error) {
            (401 | 403 | 426, _) => self.block(status),
            (409, Some(ProtocolError::Gap { expected })) => self.fork(expected),
            // What comes before is ours and decided: ask for its results alone first.
            (409, Some(ProtocolError::Forked { n })) if n > first => self.push.limit = (n - first) as usize,
            (409, Some(ProtocolError::Forked { .. })) => self.fork(first),
            (410, _) => self.start_resync(),
            (400, Some(ProtocolError::Malformed { n: Some(n), .. })) if self.outbox.entries().contains_key(&n) => {
                self.quarantine(n, status);
            }
            (400 | 413, _) => self.halve(first, count, status),
            (500..=599, _) if retry_after_ms.is_none() => {
                self.push.sick += 1;
                self.pull.want = true;
                if self.push.sick >= SICK_LIMIT && self.push.server_is_well {
                    self.halve(first, count, status);
                } else {
                    self.push_failed(problem, None);
                }
            }
            (_, _) => self.push_failed(problem, retry_after_ms),
        }
    }

    /// Looks for the one mutation the server cannot take.
    fn halve(&mut self, first: u64, count: usize, status: u16) {
        if count <= 1 {
            self.quarantine(first, status);
        } else {
            self.push.limit = count.div_ceil(2);
        }
    }

    fn quarantine(&mut self, n: u64, status: u16) {
        let entry = self.outbox.entries().get(&n);
        let (Some(lease), Some(entry)) = (self.may_send(), entry) else { return };
        let Some(mutation) = entry.mutation.clone() else {
            // Even a skip is refused: nothing in the batch can be at fault.
            return self.push_failed(Problem::Status { status }, None);
        };
        let refusal = Refusal {
            token: entry.token,
            n,
            mutation,
            created_ms: entry.created_ms,
            refused_ms: self.clock.now_ms,
            why: RefusalReason::Unprocessable { status },
        };
        self.push.state = PushState::Storing;
        self.write(Awaited::Quarantine(refusal.clone()), Write::Quarantine { lease, refusal });
    }

    pub(super) fn apply_quarantine(&mut self, refusal: Refusal<M>) {
        self.push_went_well();
        self.outbox.empty(refusal.n);
        let gone = [PendingId::Stored(refusal.n)];
        self.outbox.tray.insert(refusal);
        let changed = self.view.refold(Default::default(), &gone, &[], &self.outbox, self.client);
        self.emit_changed(changed);
    }

    pub(super) fn push_went_well(&mut self) {
        // When sending was stopped meanwhile, another push may be under way already.
        if self.push.state == PushState::Storing {
            self.push.state = PushState::Idle;
        }
        self.push.attempt = 0;
        self.push.sick = 0;
        self.push.server_is_well = false;
        self.push.limit = (self.push.limit * 2).min(PUSH_MAX_MUTATIONS);
    }

    /// Goes on as somebody else with everything from number `first` on: this profile is a copy of another one, which used
    /// the numbers for other edits, or the server has forgotten what it once decided. Numbers are never used twice under
    /// one id: an old request that a proxy repeats would be taken for the new one.
    fn fork(&mut self, first: u64) {
        let Some(lease) = self.may_send() else { return };
        let decided = self.outbox.entries().range(..first).next().is_some();
        let page =
            self.storage.writes.values().any(|(_, awaited)| matches!(awaited, Awaited::Page(_) | Awaited::Repair(_)));
        if decided || page || !self.being_stored().is_empty() || !self.knows_the_outbox() {
            // First the base must contain what was decided under the old id, and every edit must be known here.
            self.pull.want = true;
            self.read_storage();
            return self.push_failed(Problem::Status { status: 409 }, None);
        }
        let client = ClientId(uuid::Uuid::new_v5(&self.client.0, &self.rng.next_u64().to_le_bytes()));
        let order: Vec<u64> = self.outbox.entries().keys().copied().collect();
        // What a pull says of the old id means nothing under the new one.
        self.cancel_pull();
        self.push.state = PushState::Storing;
        let write = Write::Fork { lease, client, order: order.clone() };
        self.write(Awaited::Fork { client, order }, write);
    }

    /// No other tab has stored an edit that this one missed, as far as it can know.
    fn knows_the_outbox(&self) -> bool {
        let last = self.outbox.entries().last_key_value().map_or(0, |(n, _)| *n);
        last <= self.outbox.known_to && !self.storage.owes_reading()
    }

    /// The storage has new numbers, and possibly others for edits this tab has not seen: read it.
    pub(super) fn apply_fork(&mut self, client: ClientId, order: &[u64]) {
        self.push_went_well();
        self.cancel_pull();
        self.client = client;
        self.view.position.last_n = 0;
        let mut entries = self.outbox.take_all();
        let named: Vec<super::Entry<M>> = order.iter().filter_map(|n| entries.remove(n)).collect();
        let later = entries.split_off(&order.last().map_or(0, |n| n + 1)).into_values();
        // Of the later ones the storage may know more than this tab: they are not sent before it has been read.
        self.outbox.known_to = named.len() as u64;
        for (entry, n) in named.into_iter().chain(later).zip(1..) {
            self.outbox.insert(super::Entry { n, acked: None, ..entry });
        }
        self.view.refold_all(&self.outbox, self.client);
        self.emit(Output::Changed(Vec::new()));
        self.pull.want = true;
        self.read_storage();
    }

    /// Sends a leader's write to the storage.
    pub(super) fn write(&mut self, awaited: Awaited<M>, write: Write<M>) {
        let id = self.take_id();
        let lease = self.may_send().expect("BUG: only the leader writes what the server said");
        self.storage.writes.insert(id, (lease, awaited));
        self.emit(Output::Write { id, write });
    }

    /// A request failed for want of an answer of ours.
    pub(super) fn failed(&mut self, problem: Problem) {
        self.note_problem(problem);
        match problem {
            Problem::NoAnswer | Problem::TooSlow | Problem::NotOurServer { .. } => {
                self.health.unreachable_since_ms.get_or_insert(self.clock.now_ms);
            }
            Problem::Status { .. } | Problem::Storage(_) => {}
        }
    }

    pub(super) fn note_problem(&mut self, problem: Problem) {
        self.health.problem = Some(problem);
        self.health.problem_since_ms.get_or_insert(self.clock.now_ms);
    }

    /// Our server answered: whatever was waiting for a way to it can go on.
    pub(super) fn answered(&mut self) {
        if self.health.unreachable_since_ms.take().is_some() {
            self.health.problem_since_ms = None;
            self.push.retry_now(false);
            self.pull.retry_now();
        }
    }

    pub(super) fn block(&mut self, status: u16) {
        self.note_problem(Problem::Status { status });
        self.blocked = Some(match status {
            401 => Blocked::SignedOut,
            403 => Blocked::NoAccess,
            _ => Blocked::Version,
        });
        self.stop_sending();
    }
}
