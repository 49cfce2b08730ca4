//! How long to wait before trying again (docs/engine.md#a-push-decides-by-status): full jitter, no limit of attempts.

use crate::rng::Rng;

/// The longest wait, in milliseconds.
pub const CAP_MS: u64 = 60_000;
/// The bound of the first wait, in milliseconds.
pub const FIRST_MS: u64 = 1_000;

/// A wait before attempt number `attempt` (from 1): uniform in `0..=min(60 s, 1 s · 2^(attempt - 1))`, so that many
/// clients that lost the same server do not come back together.
pub fn delay_ms(attempt: u32, rng: &mut Rng) -> u64 {
    let bound = FIRST_MS.saturating_mul(1 << attempt.saturating_sub(1).min(16)).min(CAP_MS);
    rng.below(bound + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_spread_over_the_whole_range_and_stay_under_the_cap() {
        let mut rng = Rng::new(7);
        let late: Vec<u64> = (0..1_000).map(|_| delay_ms(40, &mut rng)).collect();
        assert!(late.iter().all(|ms| *ms <= CAP_MS));
        assert!(late.iter().any(|ms| *ms < CAP_MS / 10) && late.iter().any(|ms| *ms > CAP_MS * 9 / 10));
        assert!((0..1_000).all(|_| delay_ms(1, &mut rng) <= FIRST_MS));
    }
}
