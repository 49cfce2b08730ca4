//! Two clocks made from the one the browser gives: time that never goes back, and the server's time
//! (docs/engine.md#stamps-are-hybrid-logical-clocks).

/// A difference this large cannot be the network: somebody set a clock.
const JUMP_MS: i64 = 2_000;

/// The engine's idea of time.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    /// The browser's clock at the last input, milliseconds since 1970.
    pub(super) now_ms: u64,
    /// Grows with the browser's clock but never goes back: what timers are set on. A clock set back by two days must
    /// not put every timer two days off.
    pub(super) mono_ms: u64,
    /// Server time minus the browser's time.
    pub(super) clock_offset_ms: i64,
    /// The round trip of the sample `clock_offset_ms` comes from; ages, so that a newer sample wins in the end.
    best_rtt_ms: u64,
}

impl Clock {
    pub(super) fn new() -> Self {
        Self { now_ms: 0, mono_ms: 0, clock_offset_ms: 0, best_rtt_ms: u64::MAX }
    }

    pub(super) fn advance(&mut self, now_ms: u64) {
        // The first input starts the clock; before it there is nothing to measure from.
        if self.now_ms > 0 {
            self.mono_ms += now_ms.saturating_sub(self.now_ms);
        }
        self.now_ms = now_ms;
    }

    /// Now on the server's timeline.
    pub(super) fn server_now_ms(&self) -> u64 {
        self.now_ms.saturating_add_signed(self.clock_offset_ms)
    }

    /// Milliseconds of the browser's clock at which the timer set for `due_mono_ms` is due.
    pub(super) fn local_due_ms(&self, due_mono_ms: u64) -> u64 {
        self.now_ms + due_mono_ms.saturating_sub(self.mono_ms)
    }

    /// Learns from a response that left the server at `server_ms`, for a request sent `rtt_ms` ago.
    pub(super) fn sample(&mut self, server_ms: u64, rtt_ms: u64) {
        let midpoint = self.now_ms.saturating_sub(rtt_ms / 2);
        let offset_ms = server_ms as i64 - midpoint as i64;
        let jumped = (offset_ms - self.clock_offset_ms).abs() > JUMP_MS + rtt_ms as i64;
        if jumped || rtt_ms <= self.best_rtt_ms {
            self.clock_offset_ms = offset_ms;
            self.best_rtt_ms = rtt_ms;
        } else {
            self.best_rtt_ms += self.best_rtt_ms / 8 + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_do_not_move_away_when_the_clock_is_set_back() {
        let mut clock = Clock::new();
        clock.advance(1_000_000_000);
        let due = clock.mono_ms + 5_000;
        clock.advance(1_000_000_000 - 172_800_000);
        assert_eq!(clock.local_due_ms(due), clock.now_ms + 5_000);
    }

    #[test]
    fn a_jump_is_noticed_and_small_differences_prefer_the_shorter_round_trip() {
        let mut clock = Clock::new();
        clock.advance(10_000);
        clock.sample(10_500, 10);
        assert_eq!(clock.clock_offset_ms, 505);
        clock.sample(10_900, 400);
        assert_eq!(clock.clock_offset_ms, 505, "a slower round trip knows less");
        clock.sample(99_000, 400);
        assert_eq!(clock.clock_offset_ms, 89_200, "the server's clock was set");
    }
}
