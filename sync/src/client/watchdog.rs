//! The watchdog (docs/engine.md#nothing-waits-without-a-reason): a leader with something to send has a request in
//! flight, or a timer armed for the next one. Should that ever not be so, for a fault of this engine or because the
//! storage never answered, it says so, begins again from what is stored, and counts it. So it does when the storage
//! answers a later write before an earlier one.

use super::awaited::Awaited;
use super::pull::PullState;
use super::push::PushState;
use super::{Engine, Id};
use crate::Model;

/// How long nothing may happen before it is taken for a fault: no storage needs this long.
const STUCK_AFTER_MS: u64 = 60_000;
/// How long a storage may take before a person hears that it is what is waited for.
const SLOW_AFTER_MS: u64 = 5_000;

/// Since when something has not moved that should: edits that could be sent, and the oldest write on its way.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stalled {
    queue_mono_ms: Option<u64>,
    write: Option<(Id, u64)>,
}

impl<M: Model> Engine<M> {
    fn queue_is_stalled(&self) -> bool {
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

    /// Called after every input.
    pub(super) fn watch_itself(&mut self) {
        let now = self.clock.mono_ms;
        let mut writes = self.storage.writes.iter().filter(|(_, (_, awaited))| !matches!(awaited, Awaited::Discard(_)));
        let oldest = writes.next().map(|(id, _)| *id);
        self.stalled = Stalled {
            queue_mono_ms: self.queue_is_stalled().then_some(self.stalled.queue_mono_ms.unwrap_or(now)),
            write: oldest.map(|id| self.stalled.write.filter(|(known, _)| *known == id).unwrap_or((id, now))),
        };
    }

    /// Is it the storage that is waited for, and has been for longer than it should take?
    pub(super) fn storage_is_slow(&self, now_ms: u64) -> bool {
        let mono_ms = self.clock.mono_ms + now_ms.saturating_sub(self.clock.now_ms);
        let Stalled { queue_mono_ms, write } = self.stalled;
        let since = [queue_mono_ms, write.map(|(_, since)| since), self.storage.reading_since_mono_ms()];
        since.into_iter().flatten().any(|since| since + SLOW_AFTER_MS <= mono_ms)
    }

    /// On every tick; a leader has one every twenty seconds at least.
    pub(super) fn begin_again_if_stuck(&mut self) {
        #[cfg(feature = "sim")]
        if self.breaks(crate::mutant::Mutant::NoWatchdog) {
            return;
        }
        let Stalled { queue_mono_ms, write } = self.stalled;
        let since = [queue_mono_ms, write.map(|(_, since)| since)].into_iter().flatten().min();
        let (Some(since), Some(lease)) = (since, self.may_send()) else { return };
        if self.clock.mono_ms < since + STUCK_AFTER_MS {
            return;
        }
        self.note("stuck: begins again");
        self.begin_again(lease);
    }

    /// Transactions run and are answered in the order they were asked for: when `id`, asked for under `lease`, is answered
    /// and an earlier write is not, that one may have been done, or not, and the memory knows neither.
    pub(super) fn is_out_of_order(&self, id: Id, lease: u64) -> bool {
        let leaders = |(under, awaited): &(u64, Awaited<M>)| *under == lease && !matches!(awaited, Awaited::Discard(_));
        self.storage.writes.range(..id).any(|(_, write)| leaders(write))
    }

    /// Forgets what is under way, and goes on from what is stored.
    pub(super) fn begin_again(&mut self, lease: u64) {
        self.health.restarts = self.health.restarts.saturating_add(1);
        self.stalled = Stalled::default();
        // The reading that follows comes after these in the storage's order, and shows what became of them. A transaction
        // that the browser aborted and that was tried again may come later still: its answer leads here once more.
        self.storage.writes.retain(|_, (_, awaited)| matches!(awaited, Awaited::Discard(_)));
        // Should the new base not have been stored, the server says so again.
        self.pull.resync = false;
        self.handle_lead(lease);
    }
}
