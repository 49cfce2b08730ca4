//! Comparing the base with the server's (docs/engine.md#garbage-goes-and-bases-are-compared): once a day, when nothing
//! else is going on, or when a person asks. The sums of 256 buckets are compared at one cursor; what differs is fetched
//! and put right alone.
//!
//! The base is summed up some records at a time: fifty thousand at once would be felt.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::awaited::{Awaited, Repair};
use super::pull::PullState;

use super::{Engine, Id, Output, Position, Reply};
use crate::sums::bucket_of;
use crate::wire::{CheckRequest, CheckResponse};
use crate::{Model, Sums};

/// How often a base is compared without being asked to.
const DAY_MS: u64 = 24 * 60 * 60_000;
/// When it is tried again after the server could not be asked.
const RETRY_MS: u64 = 10 * 60_000;
/// When it is tried again after the server had moved on.
const NOT_NOW_MS: u64 = 30_000;
/// Records summed up at a time, and the rest between two times.
const SLICE: usize = 2_000;
const REST_MS: u64 = 20;
/// When more buckets than this differ, all of the base is fetched again.
const MOST_BUCKETS: usize = 16;

#[derive(Debug, Clone)]
pub(super) struct Checks<M: Model> {
    state: CheckState<M>,
    /// A person asked.
    want: bool,
    not_before_mono_ms: u64,
}

#[derive(Debug, Clone)]
enum CheckState<M: Model> {
    Resting,
    /// Up to and with `done` the base at `position` is in `sums`.
    Summing {
        position: Position,
        done: Option<M::Key>,
        sums: Sums,
        due_mono_ms: u64,
    },
    /// `buckets` were asked for; none: the sums alone.
    InFlight {
        request: Id,
        sent_mono_ms: u64,
        position: Position,
        sums: Sums,
        buckets: Vec<u8>,
    },
}

impl<M: Model> Checks<M> {
    pub(super) fn new() -> Self {
        Self { state: CheckState::Resting, want: false, not_before_mono_ms: 0 }
    }

    /// What it found is stored, by this tab or another.
    pub(super) fn done(&mut self) {
        self.want = false;
    }

    /// A person asked for it.
    pub(super) fn wanted(&mut self) {
        self.want = true;
        self.not_before_mono_ms = 0;
    }
}

impl<M: Model> Engine<M> {
    /// When the next part of a comparison is due; `deadline_ms` after it was sent a request is given up.
    pub(super) fn check_due_mono_ms(&self, deadline_ms: u64) -> Option<u64> {
        match &self.checks.state {
            CheckState::Resting => self.comparison_due_mono_ms(),
            CheckState::Summing { due_mono_ms, .. } => Some(*due_mono_ms),
            CheckState::InFlight { sent_mono_ms, .. } => Some(sent_mono_ms + deadline_ms),
        }
    }

    fn comparison_due_mono_ms(&self) -> Option<u64> {
        let position = self.view.position;
        let idle = self.pull.state == PullState::Idle && !self.pull.want && !self.pull.resync;
        let writing = self.storage.writes.values().any(|(_, awaited)| !matches!(awaited, Awaited::Discard(_)));
        let quiet = idle && !writing && self.outbox.undecided().len() == 0;
        if !quiet || position.epoch.0 == 0 || self.may_send().is_none() {
            return None;
        }
        let age_ms = self.clock.now_ms.checked_sub(position.compared_ms);
        let left_ms = match age_ms {
            _ if self.checks.want => 0,
            Some(age_ms) => DAY_MS.saturating_sub(age_ms),
            // Compared in the future: a clock was set. By a lot, and nothing is known.
            None if position.compared_ms > self.clock.now_ms + DAY_MS => 0,
            None => DAY_MS,
        };
        Some((self.clock.mono_ms + left_ms).max(self.checks.not_before_mono_ms))
    }

    pub(super) fn maybe_check(&mut self) {
        let now = self.clock.mono_ms;
        match &self.checks.state {
            CheckState::Resting if self.comparison_due_mono_ms().is_some_and(|due| due <= now) => {
                let position = self.view.position;
                self.checks.state =
                    CheckState::Summing { position, done: None, sums: Sums::default(), due_mono_ms: now };
                self.sum_some();
            }
            CheckState::Summing { position, .. } if *position != self.view.position || self.may_send().is_none() => {
                self.checks.state = CheckState::Resting;
            }
            CheckState::Summing { due_mono_ms, .. } if *due_mono_ms <= now => self.sum_some(),
            CheckState::Resting | CheckState::Summing { .. } | CheckState::InFlight { .. } => {}
        }
    }

    fn sum_some(&mut self) {
        let CheckState::Summing { position, done, sums, due_mono_ms } = &mut self.checks.state else { return };
        let from = done.map_or(Bound::Unbounded, Bound::Excluded);
        let mut count = 0;
        for (key, record) in self.view.base.range((from, Bound::Unbounded)).take(SLICE) {
            sums.add::<M>(key, record);
            *done = Some(*key);
            count += 1;
        }
        if count == SLICE {
            *due_mono_ms = self.clock.mono_ms + REST_MS;
            return;
        }
        let (position, sums) = (*position, std::mem::take(sums));
        self.send_check(position, sums, Vec::new());
    }

    fn send_check(&mut self, position: Position, sums: Sums, buckets: Vec<u8>) {
        let (request, sent_mono_ms) = (self.take_id(), self.clock.mono_ms);
        let message = CheckRequest { hello: self.hello(), cursor: position.cursor, buckets: buckets.clone() };
        self.checks.state = CheckState::InFlight { request, sent_mono_ms, position, sums, buckets };
        self.note("comparison with the server asked for");
        self.emit(Output::Check { request, message });
    }

    /// Gives up what is under way.
    pub(super) fn cancel_check(&mut self) {
        if let CheckState::InFlight { request, .. } = self.checks.state {
            self.emit(Output::Cancel { request });
        }
        self.checks.state = CheckState::Resting;
    }

    /// On every tick.
    pub(super) fn give_up_check(&mut self, deadline_ms: u64) {
        if let CheckState::InFlight { sent_mono_ms, .. } = self.checks.state
            && self.clock.mono_ms >= sent_mono_ms + deadline_ms
        {
            self.cancel_check();
            self.check_later(RETRY_MS);
        }
    }

    fn check_later(&mut self, ms: u64) {
        self.checks.not_before_mono_ms = self.clock.mono_ms + ms;
    }

    pub(super) fn handle_checked(&mut self, request: Id, reply: Reply<CheckResponse<M>>) {
        match &self.checks.state {
            CheckState::InFlight { request: awaited, .. } if *awaited == request => {}
            CheckState::Resting | CheckState::Summing { .. } | CheckState::InFlight { .. } => return,
        }
        let state = std::mem::replace(&mut self.checks.state, CheckState::Resting);
        let CheckState::InFlight { position, sums, buckets, .. } = state else { return };
        match reply {
            Reply::Ok(answer) => {
                self.answered();
                self.take_check(answer, position, sums, &buckets);
            }
            Reply::Refused { status: status @ (401 | 403 | 426), .. } => self.block(status),
            Reply::Refused { status: 410, .. } => self.start_resync(),
            // The next pull finds out what is wrong, and says so.
            Reply::Refused { .. } | Reply::Foreign { .. } | Reply::Lost => self.check_later(RETRY_MS),
        }
    }

    fn take_check(&mut self, answer: CheckResponse<M>, position: Position, sums: Sums, buckets: &[u8]) {
        let busy = self.pull.state != PullState::Idle || self.is_forking();
        let moved = answer.epoch != position.epoch || answer.head != position.cursor || answer.floor > self.pull.floor;
        let theirs = answer.sums.filter(|_| !busy && !moved && self.view.position == position);
        let Some(theirs) = theirs else {
            self.pull.want |= moved;
            return self.check_later(NOT_NOW_MS);
        };
        let differing = sums.differing(&theirs);
        #[cfg(feature = "sim")]
        let differing = if self.breaks(crate::mutant::Mutant::DifferencesIgnored) { Vec::new() } else { differing };
        if !differing.is_empty() && differing.len() <= MOST_BUCKETS && buckets.is_empty() {
            return self.send_check(position, sums, differing);
        }
        if differing.len() > MOST_BUCKETS {
            // And compared, in a while: should this tab lose its lead first, nobody else knows that it is needed.
            self.checks.want = true;
            self.check_later(RETRY_MS);
            self.note("this device differed from the server: all of it is fetched again");
            self.start_resync();
            return self.tell_mended(None);
        }
        let theirs = answer.rows.into_iter().collect();
        let gone = self.not_among(&theirs, buckets);
        let rows: Vec<_> = theirs.into_iter().filter(|(key, record)| self.view.base.get(key) != Some(record)).collect();
        let found = rows.len() + gone.len();
        if found > 0 {
            self.note(format!("{found} records differed from the server and are put right"));
        }
        let (compared_ms, floor) = (Some(self.clock.now_ms), self.pull.floor);
        self.repair(Repair { rows, gone, compared_ms, floor, found });
    }

    /// What the base has in `buckets` that is not among the server's records.
    fn not_among(&self, theirs: &BTreeMap<M::Key, M::Record>, buckets: &[u8]) -> Vec<M::Key> {
        if buckets.is_empty() {
            return Vec::new();
        }
        let buckets: BTreeSet<u8> = buckets.iter().copied().collect();
        let here = self.view.base.keys().filter(|key| buckets.contains(&bucket_of::<M>(key)));
        here.filter(|key| !theirs.contains_key(key)).copied().collect()
    }
}
