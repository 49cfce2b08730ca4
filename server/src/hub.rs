//! Who waits for which ledger: pokes reach the event streams of this process through here.
//!
//! Pokes are coalesced: a stream that is slow hears the latest head once, not every head.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{broadcast, watch};
use uuid::Uuid;
use vitrine_sync::LedgerId;
use vitrine_sync::wire::Poke;

/// Sessions that ended, as far as a slow stream can fall behind before it just looks the session up.
const ENDED_BACKLOG: usize = 64;

#[derive(Clone)]
pub struct Hub {
    ledgers: Arc<Mutex<HashMap<LedgerId, watch::Sender<Poke>>>>,
    ended: broadcast::Sender<Uuid>,
}

impl Default for Hub {
    fn default() -> Self {
        Self { ledgers: Arc::default(), ended: broadcast::channel(ENDED_BACKLOG).0 }
    }
}

impl Hub {
    /// Waits for pokes of `ledger`.
    pub fn subscribe(&self, ledger: LedgerId, now: Poke) -> watch::Receiver<Poke> {
        self.lock().entry(ledger).or_insert_with(|| watch::channel(now).0).subscribe()
    }

    /// A stream of `ledger` has ended, or was never begun. What nobody waits for takes no room.
    pub fn forget(&self, ledger: LedgerId) {
        let mut ledgers = self.lock();
        if ledgers.get(&ledger).is_some_and(|sender| sender.receiver_count() == 0) {
            ledgers.remove(&ledger);
        }
    }

    /// How many ledgers are kept here, waited for or not.
    pub fn rooms(&self) -> usize {
        self.lock().len()
    }

    /// The head has moved. A poke that arrives late, after a later one, is no news.
    pub fn poke(&self, ledger: LedgerId, poke: Poke) {
        let mut ledgers = self.lock();
        let Some(sender) = ledgers.get(&ledger) else { return };
        if sender.receiver_count() == 0 {
            ledgers.remove(&ledger);
            return;
        }
        sender.send_if_modified(|last| {
            let news = (poke.epoch, poke.head) > (last.epoch, last.head);
            if news {
                *last = Poke { reference: last.reference.max(poke.reference), ..poke };
            }
            news
        });
    }

    /// The reference data has moved, for every ledger.
    pub fn reference(&self, version: u64) {
        for sender in self.lock().values() {
            sender.send_if_modified(|last| {
                let news = last.reference < version;
                last.reference = last.reference.max(version);
                news
            });
        }
    }

    /// Says the head to everybody who waits for `ledger`, news or not: pokes may have been missed.
    pub fn repeat(&self, ledger: LedgerId, poke: Poke) {
        if let Some(sender) = self.lock().get(&ledger) {
            sender.send_replace(poke);
        }
    }

    /// The ledgers somebody waits for.
    pub fn awaited(&self) -> Vec<LedgerId> {
        let mut ledgers = self.lock();
        ledgers.retain(|_, sender| sender.receiver_count() > 0);
        ledgers.keys().copied().collect()
    }

    /// A session has ended: its streams end.
    pub fn end(&self, session: Uuid) {
        // Nobody listening is fine.
        let _ = self.ended.send(session);
    }

    pub fn ended(&self) -> broadcast::Receiver<Uuid> {
        self.ended.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<LedgerId, watch::Sender<Poke>>> {
        self.ledgers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_sync::{Epoch, Seq};

    fn poke(epoch: u64, head: u64) -> Poke {
        Poke { epoch: Epoch(epoch), head: Seq(head), reference: 0 }
    }

    #[test]
    fn what_is_said_of_the_reference_data_is_not_lost_by_a_later_head() {
        let (hub, ledger) = (Hub::default(), LedgerId(Uuid::nil()));
        let mut stream = hub.subscribe(ledger, poke(1, 0));
        hub.reference(5);
        hub.poke(ledger, poke(1, 7));
        assert_eq!(*stream.borrow_and_update(), Poke { reference: 5, ..poke(1, 7) });
        hub.reference(4);
        assert!(!stream.has_changed().unwrap());
    }

    #[test]
    fn a_poke_that_arrives_late_is_no_news() {
        let (hub, ledger) = (Hub::default(), LedgerId(Uuid::nil()));
        let mut stream = hub.subscribe(ledger, poke(1, 0));
        hub.poke(ledger, poke(1, 7));
        hub.poke(ledger, poke(1, 6));
        assert_eq!(*stream.borrow_and_update(), poke(1, 7));
        hub.poke(ledger, poke(1, 7));
        assert!(!stream.has_changed().unwrap());
        hub.poke(ledger, poke(2, 3));
        assert_eq!(*stream.borrow_and_update(), poke(2, 3));
    }

    #[test]
    fn a_repeated_poke_is_heard_even_when_nothing_moved() {
        let (hub, ledger) = (Hub::default(), LedgerId(Uuid::nil()));
        let stream = hub.subscribe(ledger, poke(1, 5));
        hub.repeat(ledger, poke(1, 5));
        assert!(stream.has_changed().unwrap());
    }

    #[test]
    fn a_ledger_nobody_waits_for_is_forgotten() {
        let (hub, ledger) = (Hub::default(), LedgerId(Uuid::nil()));
        drop(hub.subscribe(ledger, poke(1, 0)));
        assert!(hub.awaited().is_empty());
    }
}
