//! Deadlines and retries. A leader always has a timer armed or a request in flight: nothing can get stuck without being
//! tried again (docs/engine.md#nothing-waits-without-a-reason). No timer is armed that a tick could not use up: that
//! would be a busy loop.

use serde::{Deserialize, Serialize};

use super::pull::PullState;
use super::push::PushState;
use super::role::{ASK_AFTER_MS, Role, STEAL_AFTER_MS};
use super::stream::Stream;
use super::{Blocked, Engine, Output, Problem};
use crate::Model;

/// How long a request may take.
const DEADLINE_MS: u64 = 30_000;
/// How often to pull while no event stream is open.
const POLL_MS: u64 = 60_000;

/// What the next timer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerReason {
    /// A push that is not answered is given up.
    PushDeadline,
    /// A push is tried again.
    PushRetry,
    /// A pull that is not answered is given up.
    PullDeadline,
    /// A pull is tried again.
    PullRetry,
    /// The stream has been silent too long, or is to be opened again.
    Stream,
    /// The fallback for a stream that cannot be opened.
    Poll,
    /// A storage that refused writes is tried again.
    Storage,
    /// The base is compared with the server's.
    Check,
    /// The storage is read in case a hint was lost.
    Look,
    /// A silent leader is asked, or replaced.
    Leader,
}

impl<M: Model> Engine<M> {
    /// When the next [`Input::Tick`](super::Input::Tick) is due (local clock, milliseconds since 1970), and why.
    pub fn poll_timeout(&self) -> Option<(u64, TimerReason)> {
        let due = self.timers().into_iter().flatten().min()?;
        Some((self.clock.local_due_ms(due.0), due.1))
    }

    fn timers(&self) -> [Option<(u64, TimerReason)>; 7] {
        [
            self.push_timer(),
            self.pull_timer(),
            self.check_due_mono_ms(DEADLINE_MS).map(|due| (due, TimerReason::Check)),
            self.stream_timer(),
            self.storage_timer(),
            self.look_timer(),
            self.leader_timer(),
        ]
    }

    fn push_timer(&self) -> Option<(u64, TimerReason)> {
        match self.push.state {
            PushState::InFlight { sent_mono_ms, .. } => Some((sent_mono_ms + DEADLINE_MS, TimerReason::PushDeadline)),
            // A resync comes first, and has a timer of its own.
            PushState::Waiting { .. } if self.pull.resync => None,
            PushState::Waiting { until_mono_ms, .. } => Some((until_mono_ms, TimerReason::PushRetry)),
            PushState::Idle | PushState::Storing => None,
        }
    }

    fn pull_timer(&self) -> Option<(u64, TimerReason)> {
        match self.pull.state {
            PullState::InFlight { sent_mono_ms, .. } => Some((sent_mono_ms + DEADLINE_MS, TimerReason::PullDeadline)),
            PullState::Waiting { until_mono_ms } => Some((until_mono_ms, TimerReason::PullRetry)),
            // A push brings what the event stream told of; only when its answer is late somebody must ask.
            PullState::Idle if self.may_send().is_some() && self.is_behind() && !self.is_forking() => {
                self.page_expected_until_mono_ms().map(|until| (until, TimerReason::PullRetry))
            }
            // The end of a fork pulls by itself.
            PullState::Idle if self.may_send().is_some() && !self.stream.is_open() && !self.is_forking() => {
                Some((self.pull.tried_mono_ms + POLL_MS, TimerReason::Poll))
            }
            PullState::Idle | PullState::Storing => None,
        }
    }

    fn stream_timer(&self) -> Option<(u64, TimerReason)> {
        let due = self.stream.due_mono_ms().map(|due| (due, TimerReason::Stream));
        match self.stream {
            Stream::Waiting { .. } => due.filter(|_| self.may_send().is_some()),
            Stream::Closed | Stream::Opening { .. } | Stream::Open { .. } => due,
        }
    }

    fn storage_timer(&self) -> Option<(u64, TimerReason)> {
        (self.blocked == Some(Blocked::Storage)).then_some((self.storage_retry_mono_ms, TimerReason::Storage))
    }

    fn look_timer(&self) -> Option<(u64, TimerReason)> {
        self.look_due_mono_ms().map(|due| (due, TimerReason::Look))
    }

    fn leader_timer(&self) -> Option<(u64, TimerReason)> {
        match self.role {
            Role::Follower { heard_mono_ms, visible: true, pinged } => {
                let wait = if pinged { STEAL_AFTER_MS } else { ASK_AFTER_MS };
                Some((heard_mono_ms + wait, TimerReason::Leader))
            }
            Role::Follower { visible: false, .. } | Role::Taking { .. } | Role::Leader { .. } => None,
        }
    }

    /// When the next thing that failed is tried again, by the local clock.
    pub(super) fn next_try_ms(&self) -> Option<u64> {
        let push = match self.push.state {
            PushState::Waiting { .. } => self.push_timer(),
            PushState::Idle | PushState::InFlight { .. } | PushState::Storing => None,
        };
        let pull = match self.pull.state {
            PullState::Waiting { .. } => self.pull_timer(),
            PullState::Idle | PullState::InFlight { .. } | PullState::Storing => None,
        };
        let stream = match self.stream {
            Stream::Waiting { .. } => self.stream_timer(),
            Stream::Closed | Stream::Opening { .. } | Stream::Open { .. } => None,
        };
        let due = [push, pull, stream, self.storage_timer()].into_iter().flatten().map(|(due, _)| due).min()?;
        Some(self.clock.local_due_ms(due))
    }

    pub(super) fn handle_tick(&mut self) {
        let now = self.clock.mono_ms;
        let overdue = |sent: u64| now >= sent + DEADLINE_MS;
        if let PushState::InFlight { request, sent_mono_ms, .. } = self.push.state
            && overdue(sent_mono_ms)
        {
            self.emit(Output::Cancel { request });
            self.push_failed(Problem::TooSlow, None);
        }
        match self.pull.state {
            PullState::InFlight { request, sent_mono_ms, .. } if overdue(sent_mono_ms) => {
                self.emit(Output::Cancel { request });
                self.pull_failed(Problem::TooSlow, None);
            }
            PullState::Idle => {
                self.pull.want |= !self.stream.is_open() && now >= self.pull.tried_mono_ms + POLL_MS;
            }
            PullState::InFlight { .. } | PullState::Waiting { .. } | PullState::Storing => {}
        }
        self.give_up_check(DEADLINE_MS);
        match self.stream {
            Stream::Opening { .. } | Stream::Open { .. } if self.stream.due_mono_ms().is_some_and(|due| due <= now) => {
                self.emit(Output::CloseStream);
                self.handle_stream_closed();
            }
            Stream::Closed | Stream::Opening { .. } | Stream::Open { .. } | Stream::Waiting { .. } => {}
        }
        if now >= self.storage_retry_mono_ms {
            self.retry_storage();
        }
        if self.look_due_mono_ms().is_some_and(|due| due <= now) {
            self.read_storage();
        }
        self.watch_leader();
        self.begin_again_if_stuck();
    }
}
