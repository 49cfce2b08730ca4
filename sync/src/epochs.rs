//! The way a ledger came to be what it is: what a base of an earlier epoch still means.

use serde::{Deserialize, Serialize};

use crate::{Base, Epoch, Seq};

/// The epochs that a ledger's present contents went through, oldest first, each with the head at which it began.
///
/// The list is stored with the ledger and restored with it. An epoch that is not in it was cut off by a restore from a
/// backup that is older than the epoch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epochs(Vec<(Epoch, Seq)>);

impl Default for Epochs {
    /// Those of a ledger that was never restored.
    fn default() -> Self {
        Self(vec![(Epoch::FIRST, Seq::ZERO)])
    }
}

impl Epochs {
    /// The database was restored: `epoch` begins where `head` now is.
    pub fn begin(&mut self, epoch: Epoch, head: Seq) {
        self.0.push((epoch, head));
    }

    /// Oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (Epoch, Seq)> {
        self.0.iter().copied()
    }

    /// How much of the present contents an author with this base had seen (docs/engine.md#causality-before-clocks).
    /// What a restore took back is gone, and the same numbers were given again: what an epoch has in common with the
    /// present ends where the first restore after it went back to. Of an epoch that was cut off nobody knows where it
    /// branched off: nothing counts as seen, and no value is overwritten unseen.
    pub fn saw(&self, base: Base) -> Seq {
        let mut from_there = self.0.iter().skip_while(|(epoch, _)| *epoch != base.epoch);
        match from_there.next() {
            Some(_) => from_there.map(|(_, start)| *start).fold(base.cursor, Seq::min),
            None => Seq::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(epoch: u64, cursor: u64) -> Base {
        Base { epoch: Epoch(epoch), cursor: Seq(cursor) }
    }

    #[test]
    fn a_base_sees_no_further_than_the_first_restore_after_it() {
        let mut epochs = Epochs::default();
        epochs.begin(Epoch(2), Seq(50));
        epochs.begin(Epoch(3), Seq(80));
        // 51 to 70 were other commits in the first epoch than those that stand there now.
        assert_eq!(epochs.saw(base(1, 70)), Seq(50));
        assert_eq!(epochs.saw(base(1, 30)), Seq(30));
        assert_eq!(epochs.saw(base(2, 70)), Seq(70));
        assert_eq!(epochs.saw(base(2, 99)), Seq(80));
        assert_eq!(epochs.saw(base(3, 99)), Seq(99));
    }

    #[test]
    fn a_base_of_an_epoch_that_a_restore_cut_off_has_seen_nothing() {
        let mut epochs = Epochs::default();
        // The backup is of the first epoch, from before the second.
        epochs.begin(Epoch(3), Seq(90));
        assert_eq!(epochs.saw(base(2, 70)), Seq::ZERO);
        assert_eq!(epochs.saw(base(1, 95)), Seq(90));
        assert_eq!(epochs.saw(Base::default()), Seq::ZERO);
    }
}
