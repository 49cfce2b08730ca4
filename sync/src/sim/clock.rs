//! A device's clock: wrong by as much as somebody set it.

/// True time is the server's; a device's clock shows something else.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LocalClock {
    skew_ms: i64,
}

/// When worlds begin, milliseconds since 1970.
pub(super) const BEGIN_MS: u64 = 1_790_000_000_000;

impl LocalClock {
    pub(super) fn shows(self, true_ms: u64) -> u64 {
        true_ms.saturating_add_signed(self.skew_ms)
    }

    pub(super) fn set_by(&mut self, ms: i64) {
        self.skew_ms += ms;
    }
}
