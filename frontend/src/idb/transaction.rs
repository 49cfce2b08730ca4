//! One transaction: issue requests, then [`Transaction::commit`]. An abort is an error here, whoever caused it; a
//! transaction that is dropped instead of committed is rolled back.
//!
//! `idb` cannot ask for durability, and reports an aborted transaction as a success of another kind; so the transaction
//! is begun and watched here, and everything inside it goes through `idb`.

use idb::{KeyRange, ObjectStore, Query};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbDatabase, IdbTransaction};

use super::{Fault, Slot, fill, filled};

#[wasm_bindgen]
extern "C" {
    /// `IDBDatabase` with the third argument of `transaction`, which `web-sys` hides behind an unstable flag.
    #[wasm_bindgen(extends = IdbDatabase)]
    type DatabaseWithOptions;

    #[wasm_bindgen(method, catch, js_name = transaction)]
    fn begin(
        this: &DatabaseWithOptions,
        stores: &Array,
        mode: &str,
        options: &Object,
    ) -> Result<IdbTransaction, JsValue>;

    /// `IDBTransaction` with `commit`, which `web-sys` marks as deprecated though no standard does.
    #[wasm_bindgen(extends = IdbTransaction)]
    type TransactionWithCommit;

    #[wasm_bindgen(method, catch)]
    fn commit(this: &TransactionWithCommit) -> Result<(), JsValue>;
}

/// What a commit promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Nothing is written.
    ReadOnly,
    /// Committed means visible to every tab; a power cut may take it back.
    Relaxed,
    /// Committed means on the disk.
    Strict,
}

pub(crate) struct Transaction {
    raw: IdbTransaction,
    /// The same transaction; holds the listeners.
    inner: idb::Transaction,
    done: Slot<Result<(), Fault>>,
    finished: bool,
}

impl Transaction {
    pub(super) fn begin(db: &IdbDatabase, stores: &[&str], durability: Durability) -> Result<Self, Fault> {
        let (mode, promise) = match durability {
            Durability::ReadOnly => ("readonly", "default"),
            Durability::Relaxed => ("readwrite", "relaxed"),
            Durability::Strict => ("readwrite", "strict"),
        };
        let names: Array = stores.iter().map(|name| JsValue::from_str(name)).collect();
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &promise.into())?;
        let raw = db.unchecked_ref::<DatabaseWithOptions>().begin(&names, mode, &options)?;
        let mut inner = idb::Transaction::from(raw.clone());
        let done: Slot<Result<(), Fault>> = Slot::default();
        let committed = done.clone();
        inner.on_complete(move |_| fill(&committed, Ok(())));
        let (aborted, why) = (done.clone(), raw.clone());
        inner.on_abort(move |_| fill(&aborted, Err(reason(&why))));
        Ok(Self { raw, inner, done, finished: false })
    }

    /// The value under `key`; undefined when there is none.
    pub(crate) async fn get(&self, store: &str, key: &JsValue) -> Result<JsValue, Fault> {
        Ok(self.store(store)?.get(key.clone())?.await?.unwrap_or_default())
    }

    /// Every value of the store, or of the range, in key order.
    pub(crate) async fn all(&self, store: &str, range: Option<KeyRange>) -> Result<Vec<JsValue>, Fault> {
        Ok(self.store(store)?.get_all(range.map(Query::from), None)?.await?)
    }

    /// Every key of the store, in order.
    pub(crate) async fn keys(&self, store: &str) -> Result<Vec<JsValue>, Fault> {
        Ok(self.store(store)?.get_all_keys(None, None)?.await?)
    }

    /// Issues a write; whether it succeeded shows at the commit.
    pub(crate) fn put(&self, store: &str, key: &JsValue, value: &str) -> Result<(), Fault> {
        self.store(store)?.put(&value.into(), Some(key))?;
        Ok(())
    }

    /// Issues a write of bytes.
    pub(crate) fn put_bytes(&self, store: &str, key: &JsValue, value: &[u8]) -> Result<(), Fault> {
        self.store(store)?.put(&Uint8Array::from(value).into(), Some(key))?;
        Ok(())
    }

    /// Issues a deletion of a key or a range.
    pub(crate) fn delete(&self, store: &str, what: impl Into<Query>) -> Result<(), Fault> {
        self.store(store)?.delete(what)?;
        Ok(())
    }

    /// Issues the deletion of everything in the store.
    pub(crate) fn clear(&self, store: &str) -> Result<(), Fault> {
        self.store(store)?.clear()?;
        Ok(())
    }

    /// Ends the transaction and waits until the browser has kept its promise.
    ///
    /// # Errors
    /// It was rolled back: nothing of it was written.
    pub(crate) async fn commit(mut self) -> Result<(), Fault> {
        self.finished = true;
        // Says that no more requests come, instead of letting the browser find out. A transaction that is already over
        // refuses, and then its own end tells what happened.
        let _ = self.raw.unchecked_ref::<TransactionWithCommit>().commit();
        filled(&self.done).await
    }

    fn store(&self, name: &str) -> Result<ObjectStore, Fault> {
        Ok(self.inner.object_store(name)?)
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        // An event that finds its listener gone would be an error on the console.
        self.raw.set_oncomplete(None);
        self.raw.set_onabort(None);
        if !self.finished {
            let _ = self.raw.abort();
        }
    }
}

/// The keys from `low` to `high`, both included.
pub(crate) fn between(low: &JsValue, high: &JsValue) -> Result<KeyRange, Fault> {
    Ok(KeyRange::bound(low, high, None, None)?)
}

/// The keys after `low`.
pub(crate) fn after(low: &JsValue) -> Result<KeyRange, Fault> {
    Ok(KeyRange::lower_bound(low, Some(true))?)
}

fn reason(aborted: &IdbTransaction) -> Fault {
    aborted.error().map_or_else(|| Fault::Other("AbortError".into()), Fault::from)
}
