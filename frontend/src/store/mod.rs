//! What this device keeps for one account and one ledger: one IndexedDB database, named after both, so that nobody's
//! queue can be sent as somebody else's (rule 11).
//!
//! Carries out the engine's `Write`s, each in one transaction, and answers its `Read`s. Decides nothing.
//!
//! | store | key | value (JSON text) |
//! |---|---|---|
//! | `meta` | name | counter, base, lease, theta, identity |
//! | `outbox` | n | an `Entry` |
//! | `kept` | \[time, n\] | entries the base contains, for seven days (rule 22) |
//! | `tray` | token | a `Refusal` |
//! | `base` | \[cursor, number\] | a chunk of records; later chunks override earlier ones (rule 27) |
//! | `derived` | name | a view made by the server |
//! | `ways` | \[tab, number\] | the way back from an action of a tab |
//! | `shelf` | name | which catalogues there are, and which of them are here |
//! | `chunks` | hash of the content | bytes of a catalogue's index |

mod chunks;
mod derived;
mod edit;
mod fork;
mod identity;
mod kept;
mod lead;
mod meta;
mod read;
mod repair;
mod shelf;
mod verdicts;
mod ways;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::{Poll, Waker};

use ::idb::ObjectStoreParams;
use vitrine_app::engine::{Identity, Queued};
use vitrine_ledger::Domain;
use vitrine_sync::Stamp;
use vitrine_sync::client::{StoreError, Write};
use wasm_bindgen::JsValue;

use crate::idb::{self, Database, Fault, Transaction};

pub(crate) use identity::only_identity;

/// The shape of the database. Raise it together with a step in [`make`].
const VERSION: u32 = 3;
const PREFIX: &str = "vitrine:";
const META: &str = "meta";
const OUTBOX: &str = "outbox";
const KEPT: &str = "kept";
const TRAY: &str = "tray";
const BASE: &str = "base";
const DERIVED: &str = "derived";
const WAYS: &str = "ways";
const SHELF: &str = "shelf";
const CHUNKS: &str = "chunks";
const STORES: [&str; 9] = [META, OUTBOX, KEPT, TRAY, BASE, DERIVED, WAYS, SHELF, CHUNKS];

/// How often a transaction that the browser aborted (a lost connection, mostly) is tried again.
const TRIES: u32 = 3;

/// The storage of one account and ledger.
pub(crate) struct Store {
    name: String,
    identity: Identity,
    connection: RefCell<Connection>,
    /// The generation of the base this tab has read: another one means that the base was replaced meanwhile.
    generation: Cell<Option<u64>>,
    /// Called when another tab deletes the database: it signed out.
    deleted: Box<dyn Fn()>,
}

enum Connection {
    Closed,
    Opening(Vec<Waker>),
    Open(Rc<Database>),
    /// For good: a transaction that comes too late must not make the database anew.
    Ended,
}

/// A write is in the storage.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Done {
    /// An edit, under this number and stamp.
    Saved {
        n: u64,
        stamp: Stamp,
    },
    Stored,
    /// A page, and these entries are in the outbox again.
    BroughtBack(Vec<Queued>),
}

/// Why a transaction was rolled back.
#[derive(Debug)]
pub(crate) enum Failure {
    LeaseLost,
    /// A row cannot be decoded.
    Unreadable(&'static str),
    Browser(Fault),
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Browser(fault)
    }
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::LeaseLost => Self::LeaseLost,
            Failure::Browser(Fault::Quota) => Self::Quota,
            Failure::Browser(Fault::Other(_)) | Failure::Unreadable(_) => Self::Aborted,
        }
    }
}

impl Store {
    pub(crate) fn new(identity: &Identity, deleted: impl Fn() + 'static) -> Rc<Self> {
        Rc::new(Self {
            name: name_for(identity),
            identity: identity.clone(),
            connection: RefCell::new(Connection::Closed),
            generation: Cell::new(None),
            deleted: Box::new(deleted),
        })
    }

    /// Carries out one write, or several edits, in one transaction: all or nothing. What is started in some order takes
    /// effect in that order; but one that the browser aborts is tried again behind the others.
    ///
    /// # Errors
    /// It was rolled back.
    pub(crate) async fn write(self: &Rc<Self>, writes: &[Write<Domain>]) -> Result<Vec<Done>, StoreError> {
        for attempt in 1.. {
            match self.write_once(writes, attempt > 1).await {
                Ok(done) => return Ok(done),
                // Caches are shed before an edit is refused for want of room (rule 18): first what is missed least.
                Err(Failure::Browser(Fault::Quota)) if attempt == 1 => self.shed().await,
                Err(Failure::Browser(Fault::Quota)) if attempt == 2 => self.shed_catalogues().await,
                Err(Failure::Browser(Fault::Other(name))) if attempt < TRIES => {
                    crate::say(&format!("a storage transaction was aborted ({name}); trying again"));
                }
                Err(failure) => return Err(failure.into()),
            }
        }
        unreachable!("BUG: the loop ends in a return")
    }

    async fn write_once(self: &Rc<Self>, writes: &[Write<Domain>], again: bool) -> Result<Vec<Done>, Failure> {
        let db = self.database().await?;
        let edits: Vec<edit::Edit<'_>> = writes.iter().filter_map(edit::Edit::of).collect();
        match writes {
            [write] if edits.is_empty() => Ok(vec![Self::write_one(&db, write).await?]),
            _ => edit::store(&db, &edits, again).await,
        }
    }

    async fn write_one(db: &Database, write: &Write<Domain>) -> Result<Done, Failure> {
        match write {
            Write::Edit { .. } => unreachable!("BUG: edits are stored together"),
            Write::Discard { token } => edit::discard(db, *token).await,
            Write::Page { lease, replace, rows, position, contained, unacked, theta_ms, now_ms } => {
                let (position, theta_ms, now_ms) = (*position, *theta_ms, *now_ms);
                let page = chunks::Page { replace: *replace, rows, position, theta_ms, now_ms };
                chunks::store(db, *lease, page, contained, unacked).await
            }
            Write::Results { lease, acked, contained, refused, done, theta_ms, now_ms } => {
                let verdicts = verdicts::Verdicts { acked, contained, refused, done };
                verdicts::store(db, *lease, verdicts, *theta_ms, *now_ms).await
            }
            Write::Mend { lease, rows, gone, compared_ms } => chunks::mend(db, *lease, rows, gone, *compared_ms).await,
            Write::Quarantine { lease, refusal } => verdicts::quarantine(db, *lease, refusal).await,
            Write::Fork { lease, client, order } => fork::store(db, *lease, *client, order).await,
        }
    }

    /// The open database; opens it when it is closed or was lost.
    async fn database(self: &Rc<Self>) -> Result<Rc<Database>, Fault> {
        let there = std::future::poll_fn(|context| {
            let mut connection = self.connection.borrow_mut();
            match &mut *connection {
                Connection::Open(db) => Poll::Ready(Ok(Some(db.clone()))),
                Connection::Opening(wakers) => {
                    wakers.push(context.waker().clone());
                    Poll::Pending
                }
                Connection::Closed => {
                    *connection = Connection::Opening(Vec::new());
                    Poll::Ready(Ok(None))
                }
                Connection::Ended => Poll::Ready(Err(Fault::Other("the session is over".into()))),
            }
        })
        .await?;
        match there {
            Some(db) => Ok(db),
            None => self.open().await,
        }
    }

    async fn open(self: &Rc<Self>) -> Result<Rc<Database>, Fault> {
        let lost = {
            let store = Rc::downgrade(self);
            move |deleted| match store.upgrade() {
                Some(store) if deleted => (store.deleted)(),
                Some(store) => store.close(),
                None => {}
            }
        };
        let opened = Database::open(&self.name, VERSION, make, lost).await.map(Rc::new);
        let mut connection = self.connection.borrow_mut();
        if let Connection::Opening(wakers) = &mut *connection {
            wakers.drain(..).for_each(Waker::wake);
            *connection = opened.as_ref().map_or(Connection::Closed, |db| Connection::Open(db.clone()));
        }
        opened
    }

    /// Closes the connection; whatever needs it next opens it again.
    fn close(&self) {
        let mut connection = self.connection.borrow_mut();
        if let Connection::Open(_) = *connection {
            *connection = Connection::Closed;
        }
    }

    /// Closes the connection for good.
    pub(crate) fn end(&self) {
        if let Connection::Opening(wakers) = self.connection.replace(Connection::Ended) {
            wakers.into_iter().for_each(Waker::wake);
        }
    }

    /// Deletes everything this device keeps for the account and ledger.
    pub(crate) async fn delete(&self) -> Result<(), Fault> {
        self.end();
        idb::delete(&self.name).await
    }
}

/// The name of what belongs to this account and ledger: the database, the lock, the channel.
pub(crate) fn name_for(identity: &Identity) -> String {
    format!("{PREFIX}{}:{}", identity.account, identity.ledger)
}

/// Makes the stores that are not there: all of a new database; since version 2, `ways`; since 3, `shelf` and `chunks`.
fn make(db: &::idb::Database) -> Result<(), ::idb::Error> {
    let there = db.store_names();
    for store in STORES.into_iter().filter(|store| !there.iter().any(|name| name == store)) {
        db.create_object_store(store, ObjectStoreParams::new())?;
    }
    Ok(())
}

/// Rolls back, by dropping the transaction, unless the storage still has this lease (rule 16).
async fn check_lease(transaction: &Transaction, lease: u64) -> Result<(), Failure> {
    let stored: Option<u64> = meta::get(transaction, meta::LEASE).await?;
    if stored == Some(lease) { Ok(()) } else { Err(Failure::LeaseLost) }
}

/// A number as a key. Numbers and sequence numbers stay far below 2⁵³.
fn number(n: u64) -> JsValue {
    JsValue::from_f64(n as f64)
}

/// Two numbers as a key.
fn pair(a: u64, b: u64) -> JsValue {
    js_sys::Array::of2(&number(a), &number(b)).into()
}

/// Our own types as JSON text.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("BUG: our types serialise")
}
