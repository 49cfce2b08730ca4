//! Token buckets: how much of something somebody may do.
//!
//! Our own and not `governor`, which gives nothing back that turned out harmless, and refuses for ever what is larger than a
//! bucket instead of letting it wait.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// Buckets kept before the full ones are forgotten: a full bucket is the same as none.
const SWEEP_AT: usize = 10_000;

/// One bucket per key. Lives in memory: a restart forgives, and several processes are each as generous.
pub struct Limit<K> {
    burst: f64,
    per_second: f64,
    buckets: Mutex<Buckets<K>>,
}

struct Buckets<K> {
    of: HashMap<K, Bucket>,
    /// At so many the full ones are forgotten; twice of what was left then, so that going through all of them is rare.
    sweep_at: usize,
}

#[derive(Clone, Copy)]
struct Bucket {
    tokens: f64,
    at_ms: u64,
}

impl<K: Eq + Hash> Limit<K> {
    /// A bucket holds `burst` tokens and gets `per_second` of them back.
    pub fn new(burst: f64, per_second: f64) -> Self {
        let buckets = Mutex::new(Buckets { of: HashMap::new(), sweep_at: SWEEP_AT });
        Self { burst, per_second, buckets }
    }

    /// Takes `count` tokens, or says in how many seconds they will be there. More than a bucket holds is given when it
    /// is full: a large request waits longer afterwards, but not for ever.
    ///
    /// # Errors
    /// The seconds to wait, at least one.
    pub fn take(&self, key: K, count: f64, now_ms: u64) -> Result<(), u64> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.of.len() >= buckets.sweep_at {
            buckets.of.retain(|_, bucket| self.filled(*bucket, now_ms) < self.burst);
            buckets.sweep_at = SWEEP_AT.max(2 * buckets.of.len());
        }
        let bucket = buckets.of.entry(key).or_insert(Bucket { tokens: self.burst, at_ms: now_ms });
        let tokens = self.filled(*bucket, now_ms);
        let needed = count.min(self.burst);
        if tokens < needed {
            let wait = ((needed - tokens) / self.per_second).ceil().clamp(1.0, 3600.0);
            // Clamped: the value fits.
            return Err(wait as u64);
        }
        *bucket = Bucket { tokens: tokens - count, at_ms: now_ms };
        Ok(())
    }

    /// Gives tokens back, for what turned out harmless.
    pub fn give_back(&self, key: &K, count: f64) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.of.get_mut(key) {
            bucket.tokens = (bucket.tokens + count).min(self.burst);
        }
    }

    fn filled(&self, bucket: Bucket, now_ms: u64) -> f64 {
        let seconds = now_ms.saturating_sub(bucket.at_ms) as f64 / 1000.0;
        (bucket.tokens + seconds * self.per_second).min(self.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_given_and_then_the_wait_is_told() {
        let limit = Limit::new(10.0, 2.0);
        assert_eq!(limit.take("a", 10.0, 0), Ok(()));
        assert_eq!(limit.take("a", 4.0, 0), Err(2));
        assert_eq!(limit.take("b", 4.0, 0), Ok(()), "another key has its own bucket");
        assert_eq!(limit.take("a", 4.0, 2_000), Ok(()), "after the wait it is given");
    }

    #[test]
    fn more_than_a_bucket_holds_is_given_when_it_is_full() {
        let limit = Limit::new(10.0, 1.0);
        assert_eq!(limit.take("a", 25.0, 0), Ok(()));
        assert_eq!(limit.take("a", 1.0, 10_000), Err(6), "and is paid for afterwards");
    }

    #[test]
    fn what_is_given_back_can_be_taken_again() {
        let limit = Limit::new(1.0, 0.001);
        assert_eq!(limit.take("a", 1.0, 0), Ok(()));
        limit.give_back(&"a", 1.0);
        assert_eq!(limit.take("a", 1.0, 0), Ok(()));
    }
}
