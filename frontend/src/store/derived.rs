//! Views made by the server, kept for the time without a network. A cache: nobody waits for it, losing it is fine.

use std::rc::Rc;

use vitrine_app::engine::Cached;

use super::{DERIVED, Store, json};
use crate::idb::{Durability, Fault};

impl Store {
    /// The view `name`, if one is kept and can be read.
    pub(crate) async fn cached(self: &Rc<Self>, name: &str) -> Option<Cached> {
        let db = self.database().await.ok()?;
        let transaction = db.begin(&[DERIVED], Durability::ReadOnly).ok()?;
        let text = transaction.get(DERIVED, &name.into()).await.ok()?.as_string()?;
        serde_json::from_str(&text).ok()
    }

    /// Keeps a view.
    pub(crate) async fn keep(self: &Rc<Self>, name: &str, view: &Cached) -> Result<(), Fault> {
        let db = self.database().await?;
        let transaction = db.begin(&[DERIVED], Durability::Relaxed)?;
        transaction.put(DERIVED, &name.into(), &json(view))?;
        transaction.commit().await
    }

    /// Makes room: pictures and views go, which can be fetched or made again.
    pub(super) async fn shed(self: &Rc<Self>) {
        crate::page::shed_pictures().await;
        let Ok(db) = self.database().await else { return };
        if let Ok(transaction) = db.begin(&[DERIVED], Durability::Relaxed)
            && transaction.clear(DERIVED).is_ok()
        {
            // Whether it helped shows when the write is tried again.
            let _ = transaction.commit().await;
        }
    }
}
