//! One transaction: issue requests, then [`Transaction::commit`]. An abort is an error here, whoever caused it; a
//! transaction that is dropped instead of committed is rolled back.
//!
//! `idb` cannot ask for durability, and reports an aborted transaction as a success of another kind; so the transaction
//! is begun and watched here, and everything inside it goes through `idb`.
//!
//! What a transaction holds is closed to others until it ends, and a page that is frozen ends nothing. So a transaction
//! asks for everything in one turn where it can, and says at once that nothing more comes ([`Transaction::seal`]): the
//! browser finishes it without the page. What cannot be done in one turn is rolled back by [`Database::let_go`].
//!
//! [`Database::let_go`]: super::Database::let_go

use std::future::{Future, IntoFuture};

use idb::{KeyRange, ObjectStore, Query};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbDatabase, IdbTransaction};

use super::{Fault, OneShot, Open, resolve, resolved};

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
    /// Where it stands as long as it needs the page.
    open: Open,
    done: OneShot<Result<(), Fault>>,
    finished: bool,
}

impl Transaction {
    pub(super) fn begin(db: &IdbDatabase, open: &Open, stores: &[&str], durability: Durability) -> Result<Self, Fault> {
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
        let done: OneShot<Result<(), Fault>> = OneShot::default();
        let committed = done.clone();
        inner.on_complete(move |_| resolve(&committed, Ok(())));
        let (aborted, why) = (done.clone(), raw.clone());
        inner.on_abort(move |_| resolve(&aborted, Err(reason(&why))));
        open.borrow_mut().push(raw.clone());
        Ok(Self { raw, inner, open: open.clone(), done, finished: false })
    }

    /// The value under `key`; undefined when there is none.
    pub(crate) async fn get(&self, store: &str, key: &JsValue) -> Result<JsValue, Fault> {
        self.ask(store, key)?.await
    }

    /// Asks for the value under `key` now; what is returned waits for it.
    pub(crate) fn ask(
        &self,
        store: &str,
        key: &JsValue,
    ) -> Result<impl Future<Output = Result<JsValue, Fault>> + use<>, Fault> {
        // It listens from here on, not only when it is waited for.
        let asked = self.store(store)?.get(key.clone())?.into_future();
        Ok(async move { Ok(asked.await?.unwrap_or_default()) })
    }

    /// Every value of the store, or of the range, in key order.
    pub(crate) async fn all(&self, store: &str, range: Option<KeyRange>) -> Result<Vec<JsValue>, Fault> {
        self.ask_all(store, range)?.await
    }

    /// Asks for every value now; what is returned waits for them.
    pub(crate) fn ask_all(
        &self,
        store: &str,
        range: Option<KeyRange>,
    ) -> Result<impl Future<Output = Result<Vec<JsValue>, Fault>> + use<>, Fault> {
        let asked = self.store(store)?.get_all(range.map(Query::from), None)?.into_future();
        Ok(async move { Ok(asked.await?) })
    }

    /// Every key of the store, in order.
    pub(crate) async fn keys(&self, store: &str) -> Result<Vec<JsValue>, Fault> {
        self.ask_keys(store)?.await
    }

    /// Asks for every key now; what is returned waits for them.
    pub(crate) fn ask_keys(
        &self,
        store: &str,
    ) -> Result<impl Future<Output = Result<Vec<JsValue>, Fault>> + use<>, Fault> {
        let asked = self.store(store)?.get_all_keys(None, None)?.into_future();
        Ok(async move { Ok(asked.await?) })
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
        self.seal();
        resolved(&self.done).await
    }

    /// Says that no more requests come, instead of letting the browser find out: what was asked for is still answered,
    /// and the page is not needed any more. A transaction that is already over refuses, and then its own end tells what
    /// happened.
    pub(crate) fn seal(&self) {
        let _ = self.raw.unchecked_ref::<TransactionWithCommit>().commit();
        self.leave();
    }

    fn leave(&self) {
        self.open.borrow_mut().retain(|open| *open != self.raw);
    }

    fn store(&self, name: &str) -> Result<ObjectStore, Fault> {
        Ok(self.inner.object_store(name)?)
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        self.leave();
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
