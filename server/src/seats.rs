//! How many of something each may have at once, and all together: event streams of an account, connections of an address.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What is taken now, by whom.
#[derive(Debug, Clone)]
pub(crate) struct Seats<K: Eq + Hash>(Arc<Mutex<Taken<K>>>);

#[derive(Debug)]
struct Taken<K> {
    of: HashMap<K, usize>,
    all: usize,
}

/// One of them, until it is dropped.
#[derive(Debug)]
pub(crate) struct Seat<K: Eq + Hash> {
    seats: Seats<K>,
    key: K,
}

/// Why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoSeat {
    /// This one has as many as it may.
    OfKey,
    /// All are taken.
    OfAll,
}

impl<K: Eq + Hash> Default for Seats<K> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Taken { of: HashMap::new(), all: 0 })))
    }
}

impl<K: Eq + Hash + Clone> Seats<K> {
    /// One more for `key`, which may have `each`, while all together may have `all`.
    pub(crate) fn take(&self, key: K, each: usize, all: usize) -> Result<Seat<K>, NoSeat> {
        let mut taken = self.lock();
        if taken.all >= all {
            return Err(NoSeat::OfAll);
        }
        if taken.of.get(&key).copied().unwrap_or(0) >= each {
            return Err(NoSeat::OfKey);
        }
        *taken.of.entry(key.clone()).or_default() += 1;
        taken.all += 1;
        Ok(Seat { seats: self.clone(), key })
    }
}

impl<K: Eq + Hash> Seats<K> {
    fn lock(&self) -> MutexGuard<'_, Taken<K>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash> Drop for Seat<K> {
    fn drop(&mut self) {
        let mut taken = self.seats.lock();
        taken.all -= 1;
        let left = taken.of.get_mut(&self.key).map_or(0, |count| {
            *count -= 1;
            *count
        });
        // Who has none takes no room.
        if left == 0 {
            taken.of.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_so_many_and_one_that_is_given_back_can_be_taken_again() {
        let seats = Seats::default();
        let first = seats.take("ada", 2, 9).unwrap();
        let _second = seats.take("ada", 2, 9).unwrap();
        assert_eq!(seats.take("ada", 2, 9).unwrap_err(), NoSeat::OfKey);
        assert!(seats.take("bob", 2, 9).is_ok(), "another has their own");
        drop(first);
        assert!(seats.take("ada", 2, 9).is_ok());
    }

    #[test]
    fn all_together_have_no_more_than_there_are() {
        let seats = Seats::default();
        let taken = [1, 2, 3].map(|key| seats.take(key, 2, 3).unwrap());
        assert_eq!(seats.take(4, 2, 3).unwrap_err(), NoSeat::OfAll);
        drop(taken);
        assert!(seats.take(4, 2, 3).is_ok());
    }

    #[test]
    fn who_has_none_is_forgotten() {
        let seats = Seats::default();
        drop(seats.take("ada", 2, 9));
        assert!(seats.lock().of.is_empty());
    }
}
