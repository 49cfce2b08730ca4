//! The undo entries of this browser's tabs, one row an action: what a tab can undo and redo after it was loaded anew. Not
//! read by anything but the tab that wrote them; the database takes them along when its owner signs out.

use std::rc::Rc;

use js_sys::{Array, Date};
use wasm_bindgen::{JsCast, JsValue};

use super::{Failure, Store, UNDO};
use crate::idb::{Durability, Transaction, between};

/// Entries that no tab came back for go after a week.
const KEPT_MS: f64 = 7.0 * 24.0 * 3_600_000.0;

impl Store {
    /// What `tab` has kept, oldest first, by the number it was kept under.
    pub(crate) async fn undo_entries(self: &Rc<Self>, tab: &str) -> Result<Vec<(u64, String)>, Failure> {
        let db = self.database().await?;
        let transaction = db.begin(&[UNDO], Durability::ReadOnly)?;
        let keys = transaction.ask_keys(UNDO)?;
        let rows = transaction.ask_all(UNDO, Some(between(&key(tab, 0), &key(tab, u64::MAX >> 11))?))?;
        transaction.seal();
        let (keys, rows) = (keys.await?, rows.await?);
        transaction.commit().await?;
        let old = Date::now() - KEPT_MS;
        let (mut own, mut gone) = (Vec::new(), Vec::new());
        for key in keys {
            let [of, at] = parts(&key);
            match (of.as_string(), at.as_f64()) {
                (Some(of), Some(at)) if of == tab => own.push(at as u64),
                (Some(_), Some(at)) if at > old => {}
                _ => gone.push(key),
            }
        }
        if !gone.is_empty() {
            let transaction = db.begin(&[UNDO], Durability::Relaxed)?;
            gone.into_iter().try_for_each(|key| transaction.delete(UNDO, key))?;
            transaction.commit().await?;
        }
        Ok(own.into_iter().zip(rows).filter_map(|(at, row)| Some((at, row.as_string()?))).collect())
    }

    /// Forgets some and keeps others: in the transaction of the edit that was made in the same turn of the event loop, or
    /// else in one of its own by [`Store::store_undo_entries`], which the caller begins behind that edit.
    pub(crate) fn keep_undo_entries(&self, changes: UndoChanges) {
        self.undo.borrow_mut().push(changes);
    }

    /// Stores what no edit has taken along. Not strict: what a power cut takes is a convenience.
    pub(crate) async fn store_undo_entries(self: &Rc<Self>) -> Result<(), Failure> {
        let db = self.database().await?;
        let changes = self.undo.take();
        if changes.is_empty() {
            return Ok(());
        }
        let transaction = db.begin(&[UNDO], Durability::Relaxed)?;
        changes.iter().try_for_each(|changes| changes.put(&transaction))?;
        Ok(transaction.commit().await?)
    }
}

/// What becomes of a tab's undo entries with one action.
pub(crate) struct UndoChanges {
    pub(crate) tab: String,
    /// The numbers of those that go.
    pub(crate) gone: Vec<u64>,
    /// Those that come, by number.
    pub(crate) kept: Vec<(u64, String)>,
}

impl UndoChanges {
    /// Issues the writes, in a transaction that spans [`UNDO`].
    pub(super) fn put(&self, transaction: &Transaction) -> Result<(), Failure> {
        for at in &self.gone {
            transaction.delete(UNDO, key(&self.tab, *at))?;
        }
        for (at, entry) in &self.kept {
            transaction.put(UNDO, &key(&self.tab, *at), entry)?;
        }
        Ok(())
    }
}

/// The number is the time the entry was kept at, or the next free one.
fn key(tab: &str, at: u64) -> JsValue {
    Array::of2(&tab.into(), &super::number(at)).into()
}

fn parts(key: &JsValue) -> [JsValue; 2] {
    let key = key.dyn_ref::<Array>();
    [0, 1].map(|i| key.map_or(JsValue::UNDEFINED, |key| key.get(i)))
}
