//! Causality before clocks: the one decision behind every field's merge rule (docs/engine.md#causality-before-clocks).

use crate::{Base, Epoch, MutationId, Seq, Stamp, Version};

/// The write in progress: who writes, what the author had seen, and where the write stands in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Author {
    /// The mutation.
    pub id: MutationId,
    /// Already clamped to the server's clock when the server applies.
    pub stamp: Stamp,
    /// What the author had seen, as a position in the ledger's present epoch.
    pub saw: Seq,
    /// Where this write stands: [`Seq::PROVISIONAL`] on a client that predicts.
    pub seq: Seq,
}

/// How a write stands to the last write of the same field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The author had seen the last write (or made it): nothing is concurrent, whatever the clocks say.
    After,
    /// Concurrent, and this write is the later one: it wins, the other is the loser.
    ConcurrentWins,
    /// Concurrent, and this write is the earlier one: it is the loser.
    ConcurrentLoses,
}

impl Author {
    /// What `base` means to a client whose own base is of `epoch`: positions of an older epoch may not exist any more, so
    /// they are clamped to the head at which the present one began. The server, which decides, knows all the epochs
    /// between the two ([`Epochs::saw`](crate::Epochs::saw)).
    pub fn saw(base: Base, epoch: Epoch, epoch_start: Seq) -> Seq {
        if base.epoch == epoch { base.cursor } else { base.cursor.min(epoch_start) }
    }

    /// The version this write leaves where nothing was written before.
    pub fn version(&self) -> Version {
        Version { seq: self.seq, stamp: self.stamp, client: self.id.client }
    }

    /// The version this write leaves in the place of `last`: later than what its author had seen, whatever the clock
    /// says. Otherwise a third write, concurrent to both, could lose against `last` and yet win against what was
    /// knowingly put in the place of `last`.
    pub fn version_over(&self, last: &Version) -> Version {
        #[cfg(feature = "sim")]
        if crate::mutant::Mutant::StampNotRaised.is_on() {
            return self.version();
        }
        match self.against(last) {
            Order::After => Version { stamp: self.stamp.max(last.stamp.succ()), ..self.version() },
            Order::ConcurrentWins | Order::ConcurrentLoses => self.version(),
        }
    }

    /// Places this write against the field's `last` one.
    pub fn against(&self, last: &Version) -> Order {
        if last.seq <= self.saw || last.client == self.id.client {
            Order::After
        } else if (self.stamp, self.id.client) > (last.stamp, last.client) {
            Order::ConcurrentWins
        } else {
            Order::ConcurrentLoses
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ClientId;
    use uuid::Uuid;

    fn author(client: u128, stamp_ms: u64, saw: u64) -> Author {
        let id = MutationId { client: ClientId(Uuid::from_u128(client)), n: 1 };
        Author { id, stamp: Stamp::at(stamp_ms), saw: Seq(saw), seq: Seq(99) }
    }

    fn version(client: u128, stamp_ms: u64, seq: u64) -> Version {
        Version { seq: Seq(seq), stamp: Stamp::at(stamp_ms), client: ClientId(Uuid::from_u128(client)) }
    }

    #[test]
    fn a_write_that_saw_the_last_one_applies_whatever_the_clocks_say() {
        assert_eq!(author(1, 10, 5).against(&version(2, 9_999, 5)), Order::After);
    }

    #[test]
    fn two_edits_of_one_client_apply_in_their_order_whatever_the_clocks_say() {
        assert_eq!(author(1, 10, 0).against(&version(1, 9_999, 7)), Order::After);
    }

    #[test]
    fn only_concurrent_writes_compare_stamps_and_the_client_breaks_ties() {
        assert_eq!(author(1, 20, 5).against(&version(2, 10, 6)), Order::ConcurrentWins);
        assert_eq!(author(1, 10, 5).against(&version(2, 20, 6)), Order::ConcurrentLoses);
        assert_eq!(author(2, 10, 5).against(&version(1, 10, 6)), Order::ConcurrentWins);
        assert_eq!(author(1, 10, 5).against(&version(2, 10, 6)), Order::ConcurrentLoses);
    }

    #[test]
    fn a_write_that_saw_a_later_stamp_leaves_a_later_one() {
        let seen = version(2, 100, 5);
        let over = author(1, 50, 5).version_over(&seen);
        assert_eq!((over.client, over.seq), (ClientId(Uuid::from_u128(1)), Seq(99)));
        assert!(over.stamp > seen.stamp);
        // Between the two clocks: it would have lost against what was replaced, and loses against what replaced it.
        assert_eq!(author(3, 75, 4).against(&seen), Order::ConcurrentLoses);
        assert_eq!(author(3, 75, 4).against(&over), Order::ConcurrentLoses);
    }

    #[test]
    fn a_write_that_saw_nothing_later_keeps_its_own_stamp() {
        assert_eq!(author(1, 200, 5).version_over(&version(2, 100, 5)).stamp, Stamp::at(200));
        assert_eq!(author(1, 200, 4).version_over(&version(2, 100, 5)).stamp, Stamp::at(200));
    }

    #[test]
    fn a_base_of_an_older_epoch_is_clamped_to_where_the_present_one_began() {
        let base = Base { epoch: Epoch(1), cursor: Seq(50) };
        assert_eq!(Author::saw(base, Epoch(1), Seq(30)), Seq(50));
        assert_eq!(Author::saw(base, Epoch(2), Seq(30)), Seq(30));
    }
}
