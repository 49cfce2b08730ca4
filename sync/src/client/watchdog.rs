//! The watchdog (rule 15): a leader with something to send has a request in flight, or a timer armed for the next one.
//! Should that ever not be so, for a fault of this engine or because the storage never answered, it says so, begins
//! again from what is stored, and counts it.

use super::Engine;
use super::pull::PullState;
use super::push::PushState;
use super::storage::Awaited;
use crate::Model;

/// How long nothing may happen before it is taken for a fault: no storage needs this long.
const STUCK_AFTER_MS: u64 = 60_000;

impl<M: Model> Engine<M> {
    /// Something could be sent, and nothing is or will be.
    pub(super) fn sits_still(&self) -> bool {
        let pushes = match self.push.state {
            PushState::InFlight { .. } | PushState::Waiting { .. } => true,
            PushState::Idle | PushState::Storing => false,
        };
        let resyncs = match self.pull.state {
            PullState::InFlight { .. } | PullState::Waiting { .. } => self.pull.resync,
            PullState::Idle | PullState::Storing => false,
        };
        self.may_send().is_some() && !pushes && !resyncs && self.outbox.undecided().len() > 0
    }

    /// Called after every input: notes since when nothing goes on.
    pub(super) fn watch_itself(&mut self) {
        self.still_since_mono_ms =
            if self.sits_still() { self.still_since_mono_ms.or(Some(self.clock.mono_ms)) } else { None };
    }

    /// On every tick; a leader has one every twenty seconds at least.
    pub(super) fn begin_again_if_stuck(&mut self) {
        let (Some(since), Some(lease)) = (self.still_since_mono_ms, self.may_send()) else { return };
        if self.clock.mono_ms < since + STUCK_AFTER_MS {
            return;
        }
        self.note("stuck: begins again");
        self.health.restarts = self.health.restarts.saturating_add(1);
        self.still_since_mono_ms = None;
        // The reading that follows comes after these in the storage's order, and shows what became of them; their own
        // answers, should they still come, mean nothing then.
        self.storage.writes.retain(|_, (_, awaited)| matches!(awaited, Awaited::Discard(_)));
        self.handle_lead(lease);
    }
}
