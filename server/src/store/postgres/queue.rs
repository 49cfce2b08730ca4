//! Writers of one ledger wait for each other here and not in the database: there each would hold a connection while it
//! waits for the ledger's lock, and one slow commit would leave none for anybody else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{Mutex as Queue, OwnedMutexGuard};
use vitrine_sync::LedgerId;

use super::super::{Result, StoreError};

/// As long as for a connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// Queues kept before those nobody stands in are forgotten.
const SWEEP_AT: usize = 1_000;

/// The right to write to one ledger, among the writers of this process.
pub(super) type Turn = OwnedMutexGuard<()>;

#[derive(Default)]
pub(super) struct Queues(Mutex<HashMap<LedgerId, Weak<Queue<()>>>>);

impl Queues {
    /// Waits for the turn.
    ///
    /// # Errors
    /// As when no connection is free: try again.
    pub(super) async fn turn(&self, ledger: LedgerId) -> Result<Turn> {
        let queue = self.queue(ledger);
        let turn = tokio::time::timeout(PATIENCE, queue.lock_owned()).await;
        turn.map_err(|_| StoreError::Database(sqlx::Error::PoolTimedOut))
    }

    fn queue(&self, ledger: LedgerId) -> Arc<Queue<()>> {
        let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get(&ledger).and_then(Weak::upgrade) {
            return queue;
        }
        if queues.len() >= SWEEP_AT {
            queues.retain(|_, queue| queue.strong_count() > 0);
        }
        let queue = Arc::new(Queue::new(()));
        queues.insert(ledger, Arc::downgrade(&queue));
        queue
    }
}
