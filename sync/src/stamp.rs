//! Hybrid logical clock stamps on the server's timeline (docs/engine.md#stamps-are-hybrid-logical-clocks).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

const COUNTER_BITS: u32 = 20;
const MS_MAX: u64 = (1 << 44) - 1;

/// 44 bits of milliseconds since 1970 on the server's timeline, 20 bits of counter.
///
/// Travels as 16 hexadecimal digits: a JavaScript number would lose the low bits, and fixed width sorts as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Stamp(u64);

impl Stamp {
    /// Before every stamp.
    pub const MIN: Self = Self(0);

    /// The stamp at the start of millisecond `ms`.
    pub fn at(ms: u64) -> Self {
        Self(ms.min(MS_MAX) << COUNTER_BITS)
    }

    /// The next stamp of a writer whose last one was `self`, when its clock shows `now_ms`: later than both, so a clock
    /// that was set back never goes back.
    pub fn next(self, now_ms: u64) -> Self {
        Self::at(now_ms).max(self.succ())
    }

    /// Milliseconds since 1970.
    pub fn ms(self) -> u64 {
        self.0 >> COUNTER_BITS
    }

    /// The stamp as the server accepts it: one further than `slack_ms` in the future is moved back to now
    /// (docs/engine.md#stamps-are-hybrid-logical-clocks). The second value says whether it was.
    pub fn clamped(self, now_ms: u64, slack_ms: u64) -> (Self, bool) {
        if self.ms() > now_ms.saturating_add(slack_ms) { (Self::at(now_ms), true) } else { (self, false) }
    }

    /// The least later stamp.
    pub(crate) fn succ(self) -> Self {
        // An overflowing counter carries into the milliseconds, which keeps the order.
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A stamp must be exactly 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a stamp is 16 hexadecimal digits")]
pub struct BadStamp;

impl FromStr for Stamp {
    type Err = BadStamp;

    fn from_str(text: &str) -> Result<Self, BadStamp> {
        if text.len() != 16 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(BadStamp);
        }
        u64::from_str_radix(text, 16).map(Self).map_err(|_| BadStamp)
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTER_MAX: u64 = (1 << COUNTER_BITS) - 1;

    #[test]
    fn a_clock_set_back_never_takes_stamps_back() {
        let first = Stamp::default().next(1_000_000);
        let second = first.next(1_000);
        assert!(second > first);
        assert_eq!(second.ms(), 1_000_000);
    }

    #[test]
    fn a_full_counter_carries_into_the_milliseconds() {
        let last = Stamp((5 << COUNTER_BITS) | COUNTER_MAX);
        assert_eq!(last.next(0), Stamp::at(6));
    }

    #[test]
    fn stamps_travel_as_text_that_sorts_like_the_number() {
        let small = Stamp::at(9).next(0);
        let large = Stamp::at(1_700_000_000_000);
        let (a, b) = (serde_json::to_string(&small).unwrap(), serde_json::to_string(&large).unwrap());
        assert!(a < b);
        assert_eq!(serde_json::from_str::<Stamp>(&b).unwrap(), large);
        assert!("12".parse::<Stamp>().is_err());
        assert!("+123456789abcdef".parse::<Stamp>().is_err());
    }

    #[test]
    fn a_stamp_from_the_future_is_moved_to_now_and_said_so() {
        assert_eq!(Stamp::at(90_000).clamped(1_000, 60_000), (Stamp::at(1_000), true));
        assert_eq!(Stamp::at(50_000).clamped(1_000, 60_000), (Stamp::at(50_000), false));
    }
}
