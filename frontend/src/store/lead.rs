//! What only the leading tab does to the storage besides the engine's writes.

use std::rc::Rc;

use js_sys::Date;

use super::meta::{self, LEASE};
use super::{Failure, KEPT, META, Store, pair};
use crate::idb::{Durability, between};

/// How long entries that the base contains are kept (rule 22).
const KEPT_MS: u64 = 7 * 24 * 60 * 60 * 1_000;

impl Store {
    /// Makes this tab the leader: from the commit on, writes under any older lease are rolled back (rule 16).
    pub(crate) async fn take_lease(self: &Rc<Self>) -> Result<u64, Failure> {
        let db = self.database().await?;
        let transaction = db.begin(&[META], Durability::Relaxed)?;
        let lease = meta::get::<u64>(&transaction, LEASE).await?.unwrap_or_default() + 1;
        meta::put(&transaction, LEASE, &lease)?;
        transaction.commit().await?;
        Ok(lease)
    }

    /// Forgets entries that the base has contained for a week.
    pub(crate) async fn purge_kept(self: &Rc<Self>) -> Result<(), Failure> {
        let old = (Date::now() as u64).saturating_sub(KEPT_MS);
        let db = self.database().await?;
        let transaction = db.begin(&[KEPT], Durability::Relaxed)?;
        transaction.delete(KEPT, between(&pair(0, 0), &pair(old, 0))?)?;
        Ok(transaction.commit().await?)
    }
}
