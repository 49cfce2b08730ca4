//! What only the leading tab does to the storage besides the engine's writes.

use std::rc::Rc;

use super::meta::{self, LEASE};
use super::{Failure, META, Store};
use crate::idb::Durability;

impl Store {
    /// Makes this tab the leader: from the commit on, writes under any older lease are rolled back
    /// (docs/engine.md#one-tab-leads).
    pub(crate) async fn take_lease(self: &Rc<Self>) -> Result<u64, Failure> {
        let db = self.database().await?;
        let transaction = db.begin(&[META], Durability::Relaxed)?;
        let lease = meta::get::<u64>(&transaction, LEASE).await?.unwrap_or_default() + 1;
        meta::put(&transaction, LEASE, &lease)?;
        transaction.commit().await?;
        Ok(lease)
    }
}
