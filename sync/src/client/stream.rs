//! The event stream (docs/engine.md#the-event-stream-says-the-head), and the derived views it invalidates.

use super::{Engine, Hint, Output};
use crate::backoff;
use crate::model::Model;
use crate::wire::Poke;

/// The server beats every 20 s: this long without a word means the stream is dead, whatever the browser says.
const SILENCE_MS: u64 = 45_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Closed,
    /// Asked for, or open and heard at this time.
    Opening {
        since_mono_ms: u64,
        attempt: u32,
    },
    Open {
        heard_mono_ms: u64,
    },
    Waiting {
        until_mono_ms: u64,
        attempt: u32,
    },
}

impl Stream {
    pub(super) fn is_open(&self) -> bool {
        matches!(self, Self::Open { .. })
    }

    /// When to give the stream up, or to try again.
    pub(super) fn due_mono_ms(&self) -> Option<u64> {
        match self {
            Self::Closed => None,
            Self::Opening { since_mono_ms, .. } => Some(since_mono_ms + SILENCE_MS),
            Self::Open { heard_mono_ms } => Some(heard_mono_ms + SILENCE_MS),
            Self::Waiting { until_mono_ms, .. } => Some(*until_mono_ms),
        }
    }
}

impl<M: Model> Engine<M> {
    pub(super) fn maybe_open_stream(&mut self) {
        if self.may_send().is_none() {
            return;
        }
        let attempt = match self.stream {
            Stream::Closed => 0,
            Stream::Waiting { until_mono_ms, attempt } if until_mono_ms <= self.clock.mono_ms => attempt,
            Stream::Waiting { .. } | Stream::Opening { .. } | Stream::Open { .. } => return,
        };
        self.stream = Stream::Opening { since_mono_ms: self.clock.mono_ms, attempt };
        self.emit(Output::OpenStream);
    }

    pub(super) fn handle_stream_opened(&mut self) {
        if let Stream::Opening { .. } = self.stream {
            self.stream = Stream::Open { heard_mono_ms: self.clock.mono_ms };
            // Whatever was said while nobody listened.
            self.pull.want = true;
        }
    }

    pub(super) fn handle_stream_event(&mut self, poke: Poke) {
        match self.stream {
            Stream::Opening { .. } | Stream::Open { .. } => {
                self.stream = Stream::Open { heard_mono_ms: self.clock.mono_ms };
            }
            Stream::Closed | Stream::Waiting { .. } => return,
        }
        self.poked = Some(poke);
        self.hear_of(poke);
    }

    pub(super) fn handle_stream_closed(&mut self) {
        let attempt = match self.stream {
            Stream::Closed | Stream::Waiting { .. } => return,
            Stream::Opening { attempt, .. } => attempt + 1,
            Stream::Open { .. } => 1,
        };
        let until_mono_ms = self.clock.mono_ms + backoff::delay_ms(attempt, &mut self.rng);
        self.stream = Stream::Waiting { until_mono_ms, attempt };
        // A pull tells whether the session, the network or only the stream is gone.
        self.pull.want = true;
    }

    /// Tells derived views that the head has moved, once the view has caught up with it and nothing waits to be sent:
    /// otherwise they would be computed again a moment later.
    pub(super) fn maybe_invalidate(&mut self) {
        let Some(poke) = self.poked else { return };
        let caught_up = poke.epoch == self.view.position.epoch && poke.head <= self.view.position.cursor;
        if caught_up && self.outbox.undecided().next().is_none() {
            self.poked = None;
            if self.invalidated != Some(poke) {
                self.invalidated = Some(poke);
                self.emit(Output::Invalidated(poke));
                self.emit(Output::Announce(Hint::Invalidated(poke)));
            }
        }
    }
}
