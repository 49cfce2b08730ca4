//! One transaction: issue requests, then [`Transaction::commit`]. An abort is an error here, whoever caused it; a
//! transaction that is dropped instead of committed is rolled back.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, IdbDatabase, IdbKeyRange, IdbObjectStore, IdbTransaction};

use super::{Fault, Slot, fill, filled, wait};

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
    done: Slot<Result<(), Fault>>,
    finished: bool,
    _on_end: Closure<dyn FnMut(Event)>,
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
        let done: Slot<Result<(), Fault>> = Slot::default();
        let on_end = {
            let (done, raw) = (done.clone(), raw.clone());
            Closure::<dyn FnMut(Event)>::new(move |event: Event| fill(&done, end(&raw, &event)))
        };
        raw.set_oncomplete(Some(on_end.as_ref().unchecked_ref()));
        raw.set_onabort(Some(on_end.as_ref().unchecked_ref()));
        Ok(Self { raw, done, finished: false, _on_end: on_end })
    }

    /// The value under `key`.
    pub(crate) async fn get(&self, store: &str, key: &JsValue) -> Result<JsValue, Fault> {
        wait(&self.store(store)?.get(key)?).await
    }

    /// Every value of the store, or of the range, in key order.
    pub(crate) async fn all(&self, store: &str, range: Option<&IdbKeyRange>) -> Result<Array, Fault> {
        let store = self.store(store)?;
        let request = match range {
            Some(range) => store.get_all_with_key(range)?,
            None => store.get_all()?,
        };
        Ok(wait(&request).await?.unchecked_into())
    }

    /// Every key of the store, in order.
    pub(crate) async fn keys(&self, store: &str) -> Result<Array, Fault> {
        Ok(wait(&self.store(store)?.get_all_keys()?).await?.unchecked_into())
    }

    /// Issues a write; whether it succeeded shows at the commit.
    pub(crate) fn put(&self, store: &str, key: &JsValue, value: &str) -> Result<(), Fault> {
        self.store(store)?.put_with_key(&value.into(), key)?;
        Ok(())
    }

    /// Issues a deletion of a key or a range.
    pub(crate) fn delete(&self, store: &str, key: &JsValue) -> Result<(), Fault> {
        self.store(store)?.delete(key)?;
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

    fn store(&self, name: &str) -> Result<IdbObjectStore, Fault> {
        Ok(self.raw.object_store(name)?)
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        self.raw.set_oncomplete(None);
        self.raw.set_onabort(None);
        if !self.finished {
            let _ = self.raw.abort();
        }
    }
}

/// The keys from `low` to `high`, both included.
pub(crate) fn between(low: &JsValue, high: &JsValue) -> Result<IdbKeyRange, Fault> {
    Ok(IdbKeyRange::bound(low, high)?)
}

/// The keys after `low`.
pub(crate) fn after(low: &JsValue) -> Result<IdbKeyRange, Fault> {
    Ok(IdbKeyRange::lower_bound_with_open(low, true)?)
}

fn end(raw: &IdbTransaction, event: &Event) -> Result<(), Fault> {
    if event.type_() == "complete" {
        return Ok(());
    }
    Err(raw.error().map_or_else(|| Fault::Other("AbortError".into()), |error| Fault::named(&error.name())))
}
