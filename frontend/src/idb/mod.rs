//! IndexedDB as futures: open, delete, and transactions whose outcome cannot be overlooked.
//!
//! Written on `web-sys` directly, because three things decide whether an edit is safe, and each needs the raw API: the
//! durability of a transaction, the error of an *aborted* one, and that nothing else is awaited inside one. Knows
//! nothing of records.

mod request;
mod transaction;

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomException, Event, IdbDatabase, IdbFactory, IdbOpenDbRequest, IdbVersionChangeEvent};

pub(crate) use request::wait;
pub(crate) use transaction::{Durability, Transaction, after, between};

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The browser gives no more room.
    Quota,
    /// Anything else: the name of the browser's error.
    Other(String),
}

impl From<JsValue> for Fault {
    fn from(error: JsValue) -> Self {
        match error.dyn_ref::<DomException>() {
            Some(error) => Self::named(&error.name()),
            None => Self::Other(format!("{error:?}")),
        }
    }
}

impl Fault {
    fn named(name: &str) -> Self {
        if name == "QuotaExceededError" { Self::Quota } else { Self::Other(name.to_owned()) }
    }
}

/// An open database. Closes itself when another tab wants to delete it or a newer build wants to change it.
pub(crate) struct Database {
    raw: IdbDatabase,
    _on_close: Closure<dyn FnMut(Event)>,
}

impl Database {
    /// Opens `name`, making the stores with `make` when it is new. `lost` is called when the connection is over, and says
    /// whether that is because somebody deletes the database.
    pub(crate) async fn open(
        name: &str,
        version: u32,
        make: impl Fn(&IdbDatabase) -> Result<(), JsValue> + 'static,
        lost: impl Fn(bool) + 'static,
    ) -> Result<Self, Fault> {
        let request = factory()?.open_with_u32(name, version)?;
        let upgrading = request.clone();
        // A failure to make the stores aborts the opening, which then ends in an error.
        let upgrade =
            Closure::once(move |_: Event| -> Result<(), JsValue> { make(upgrading.result()?.unchecked_ref()) });
        request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
        let raw: IdbDatabase = wait(&request).await?.unchecked_into();
        let closing = raw.clone();
        let on_close = Closure::new(move |event: Event| {
            closing.close();
            let change = event.dyn_ref::<IdbVersionChangeEvent>();
            lost(change.is_some_and(|change| change.new_version().is_none()));
        });
        raw.set_onversionchange(Some(on_close.as_ref().unchecked_ref()));
        raw.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Ok(Self { raw, _on_close: on_close })
    }

    /// Starts a transaction on `stores`.
    pub(crate) fn begin(&self, stores: &[&str], durability: Durability) -> Result<Transaction, Fault> {
        Transaction::begin(&self.raw, stores, durability)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.raw.set_onversionchange(None);
        self.raw.set_onclose(None);
        self.raw.close();
    }
}

/// Deletes a database; waits until every other tab has closed it.
pub(crate) async fn delete(name: &str) -> Result<(), Fault> {
    let request: IdbOpenDbRequest = factory()?.delete_database(name)?;
    wait(&request).await.map(|_| ())
}

/// `window.indexedDB`, which private windows of some browsers do not have.
fn factory() -> Result<IdbFactory, Fault> {
    let factory = Reflect::get(&js_sys::global(), &"indexedDB".into())?;
    factory.dyn_into().map_err(|_| Fault::Other("no IndexedDB".into()))
}

/// A value that an event will bring.
pub(crate) type Slot<T> = Rc<RefCell<(Option<T>, Option<std::task::Waker>)>>;

/// Puts the value into the slot and wakes whoever waits for it.
pub(crate) fn fill<T>(slot: &Slot<T>, value: T) {
    let waker = {
        let mut slot = slot.borrow_mut();
        slot.0 = Some(value);
        slot.1.take()
    };
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// Waits for a slot to be filled.
pub(crate) async fn filled<T>(slot: &Slot<T>) -> T {
    std::future::poll_fn(|context| {
        let mut slot = slot.borrow_mut();
        match slot.0.take() {
            Some(value) => std::task::Poll::Ready(value),
            None => {
                slot.1 = Some(context.waker().clone());
                std::task::Poll::Pending
            }
        }
    })
    .await
}
