//! IndexedDB through the crate `idb`, and what that crate leaves open: the durability of a transaction, the error of an
//! *aborted* one, and connections that end. Knows nothing of records.
//!
//! `idb` is kept because it gives more than is worked around: opening with upgrades, stores, ranges and each request as a
//! future with its listeners held and released. Worked around is one call, the beginning of a transaction, and its end.

mod fault;
mod oneshot;
mod transaction;

use std::cell::RefCell;
use std::rc::Rc;

use idb::event::VersionChangeEvent;
use idb::{Event, Factory, Request};
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbTransaction, IdbVersionChangeEvent};

pub(crate) use fault::Fault;
pub(crate) use oneshot::{OneShot, resolve, resolved};
pub(crate) use transaction::{Durability, Transaction, after, between};

/// An open database. Closes itself when another tab wants to delete it or a newer build wants to change it.
pub(crate) struct Database {
    /// The same connection twice: `idb` holds its listeners, the transactions with options need the raw one.
    raw: IdbDatabase,
    open: Open,
    _listening: idb::Database,
}

/// The transactions that still need the page: those not told to commit.
type Open = Rc<RefCell<Vec<IdbTransaction>>>;

impl Database {
    /// Opens `name`, making the stores with `make` when it is new. `lost` is called when the connection is over, and says
    /// whether that is because somebody deletes the database.
    pub(crate) async fn open(
        name: &str,
        version: u32,
        make: impl Fn(&idb::Database) -> Result<(), idb::Error> + 'static,
        lost: impl Fn(bool) + Clone + 'static,
    ) -> Result<Self, Fault> {
        let mut request = Factory::new()?.open(name, Some(version))?;
        request.on_upgrade_needed(move |event| upgrade(&event, make));
        let raw = IdbDatabase::from(request.await?);
        let mut listening = idb::Database::from(raw.clone());
        let (closing, gone) = (raw.clone(), lost.clone());
        listening.on_version_change(move |event| {
            closing.close();
            let change = event.dyn_ref::<IdbVersionChangeEvent>();
            gone(change.is_some_and(|change| change.new_version().is_none()));
        });
        listening.on_close(move |_| lost(false));
        Ok(Self { raw, open: Open::default(), _listening: listening })
    }

    /// Starts a transaction on `stores`.
    pub(crate) fn begin(&self, stores: &[&str], durability: Durability) -> Result<Transaction, Fault> {
        Transaction::begin(&self.raw, &self.open, stores, durability)
    }

    /// Rolls back what is not told to commit yet, and closes the connection, before this turn of the event loop is over:
    /// the page is about to be frozen, and could do neither for anybody who waits for it.
    pub(crate) fn let_go(&self) {
        for transaction in self.open.take() {
            // One that is over already needs no end.
            let _ = transaction.abort();
        }
        self.raw.close();
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // An event that finds its listener gone would be an error on the console.
        self.raw.set_onversionchange(None);
        self.raw.set_onclose(None);
        self.raw.close();
    }
}

/// Makes the stores; when that fails the opening ends in an error instead of a database without stores.
fn upgrade(event: &VersionChangeEvent, make: impl Fn(&idb::Database) -> Result<(), idb::Error>) {
    let Ok(request) = event.target() else { return };
    let made = request.database().and_then(|database| make(&database));
    if let Err(error) = made {
        crate::say(&format!("the database could not be made: {error}"));
        if let Some(transaction) = request.transaction() {
            // It may be over already: then the opening has failed anyway.
            let _ = transaction.abort();
        }
    }
}

/// The names of this site's databases; none where the browser does not tell.
pub(crate) async fn names() -> Vec<String> {
    // `web-sys` does not know `IDBFactory.databases()`.
    let listed = async {
        let factory = JsValue::from(Factory::new().ok()?);
        let list: Function = Reflect::get(&factory, &"databases".into()).ok()?.dyn_into().ok()?;
        let promise: Promise = list.call0(&factory).ok()?.dyn_into().ok()?;
        let databases: Array = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
        let name = |database| Reflect::get(&database, &"name".into()).ok()?.as_string();
        Some(databases.iter().filter_map(name).collect())
    };
    listed.await.unwrap_or_default()
}

/// Deletes a database; waits until every other tab has closed it.
pub(crate) async fn delete(name: &str) -> Result<(), Fault> {
    Ok(Factory::new()?.delete(name)?.await?)
}
