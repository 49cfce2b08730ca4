//! What was used last stays, within a bound of weight: of ledgers, of the catalogue's sets, of its tables.
//!
//! `lru` keeps the order; the weights are ours and not those of `quick_cache` or `moka`, which weigh a value when it is put (a
//! ledger grows afterwards) and do not keep one that is heavier than the bound.

use std::borrow::Borrow;
use std::hash::Hash;

use lru::LruCache;

/// Values by key. When together they weigh more than they may, those go that were not used for longest, but never the one
/// that was put or weighed last.
pub(crate) struct Recent<K: Hash + Eq, V> {
    kept: LruCache<K, (V, usize)>,
    weight: usize,
    most: usize,
}

impl<K: Hash + Eq, V> Recent<K, V> {
    /// Keeps values that together weigh `most`, in whatever unit they are weighed.
    pub(crate) fn new(most: usize) -> Self {
        Self { kept: LruCache::unbounded(), weight: 0, most }
    }

    /// The value of `key`, which is now the one that was used last.
    pub(crate) fn get<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.kept.get(key).map(|(value, _)| value)
    }

    /// Puts a value in the place of the one there was.
    pub(crate) fn put(&mut self, key: K, value: V, weight: usize) {
        if let Some((_, (_, old))) = self.kept.push(key, (value, weight)) {
            self.weight -= old;
        }
        self.weight += weight;
        self.make_room();
    }

    /// Notes what a value weighs by now; nothing when it is gone.
    pub(crate) fn weigh<Q: Hash + Eq + ?Sized>(&mut self, key: &Q, weight: usize)
    where
        K: Borrow<Q>,
    {
        if let Some((_, old)) = self.kept.get_mut(key) {
            self.weight = self.weight - *old + weight;
            *old = weight;
            self.make_room();
        }
    }

    fn make_room(&mut self) {
        while self.weight > self.most && self.kept.len() > 1 {
            if let Some((_, (_, weight))) = self.kept.pop_lru() {
                self.weight -= weight;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_not_used_for_longest_goes_and_the_others_stay() {
        let mut recent = Recent::new(30);
        for name in ["a", "b", "c"] {
            recent.put(name, name, 10);
        }
        assert!(recent.get("a").is_some());
        recent.put("d", "d", 10);
        let here = ["a", "b", "c", "d"].map(|name| recent.get(name).is_some());
        assert_eq!(here, [true, false, true, true]);
    }

    #[test]
    fn one_that_grows_pushes_others_out_and_is_never_pushed_out_itself() {
        let mut recent = Recent::new(30);
        for name in ["a", "b", "c"] {
            recent.put(name, name, 1);
        }
        recent.weigh("a", 29);
        assert_eq!(["a", "b", "c"].map(|name| recent.get(name).is_some()), [true, false, true]);
        recent.weigh("c", 1_000);
        assert_eq!(["a", "c"].map(|name| recent.get(name).is_some()), [false, true]);
        recent.put("c", "smaller", 1);
        recent.put("d", "d", 29);
        assert_eq!(recent.get("c"), Some(&"smaller"), "what it weighed before is forgotten");
    }
}
