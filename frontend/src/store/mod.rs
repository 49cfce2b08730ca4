//! What this device keeps for one account and one ledger: one IndexedDB database, named after both, so that nobody's
//! queue can be sent as somebody else's (docs/engine.md#durable-before-sent).
//!
//! Carries out the engine's `Write`s, each in one transaction, and answers its `Read`s. Decides nothing.
//!
//! | store | key | value (JSON text) |
//! |---|---|---|
//! | `meta` | name | counter, base, lease, clock offset, identity, id of the database |
//! | `outbox` | n | an `Entry` |
//! | `kept` | \[time, n\] | entries the base contains, for seven days (`kept.rs`) |
//! | `tray` | token | a `Refusal` |
//! | `base` | \[cursor, number\] | a chunk of records; later chunks override earlier ones (`chunks.rs`) |
//! | `derived` | name | a view made by the server |
//! | `ways` | \[tab, number\] | what undoes an action of a tab; drafts |
//! | `shelf` | name | which catalogues there are, and which of them are here |
//! | `chunks` | hash of the content | bytes of a catalogue's index |

mod catalogs;
mod chunks;
mod cleared;
mod connection;
mod derived;
mod edit;
mod fork;
mod identity;
mod kept;
mod lead;
mod meta;
mod read;
mod rebuild;
mod results;
mod runs;
mod undo;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use ::idb::ObjectStoreParams;
use uuid::Uuid;
use vitrine_app::engine::{Identity, Queued};
use vitrine_ledger::Domain;
use vitrine_sync::Stamp;
use vitrine_sync::client::{Snapshot, StoreError, Write};
use wasm_bindgen::JsValue;

use crate::idb::{self, Database, Fault, Transaction};
use connection::Connection;

pub(crate) use identity::only_identity;
pub(crate) use undo::UndoChanges;

/// The shape of the database. Raise it together with a step in [`make`].
const VERSION: u32 = 3;
const PREFIX: &str = "vitrine:";
const META: &str = "meta";
const OUTBOX: &str = "outbox";
const KEPT: &str = "kept";
const TRAY: &str = "tray";
const BASE: &str = "base";
const DERIVED: &str = "derived";
const UNDO: &str = "ways";
const CATALOGS: &str = "shelf";
const CHUNKS: &str = "chunks";
const STORES: [&str; 9] = [META, OUTBOX, KEPT, TRAY, BASE, DERIVED, UNDO, CATALOGS, CHUNKS];

/// How often a transaction that the browser aborted (a lost connection, mostly) is tried again.
const TRIES: u32 = 3;

/// The storage of one account and ledger.
pub(crate) struct Store {
    name: String,
    identity: Identity,
    connection: RefCell<Connection>,
    /// How often the page was about to be frozen.
    suspensions: Cell<u64>,
    /// The generation of the base this tab has read: another one means that the base was replaced meanwhile.
    generation: Cell<Option<u64>>,
    /// The id of the database this tab has read: another one means that all of it was cleared meanwhile.
    database_id: Cell<Option<Uuid>>,
    events: Box<dyn Fn(Event)>,
    /// What becomes of undo entries and is not in the storage yet.
    undo: RefCell<Vec<UndoChanges>>,
    /// What the tab still knows of a database that is gone.
    memory: OnceCell<Box<dyn Fn() -> Option<Snapshot<Domain>>>>,
}

/// What happens to the database without this tab's doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// Somebody deletes it: another tab that signs out, or the person in the browser's settings. Nothing is begun here
    /// until [`Store::resume`].
    Deleted,
    /// The connection was cut: the browser has cleared the site's data, mostly.
    Lost,
    /// It was empty, and what this tab knew is in it again; so many of it were edits the server has not decided.
    PutBack { unsent: usize },
    /// A newer version of the app has changed it.
    Newer,
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
    /// What this tab has read before is not there any more.
    Cleared,
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
            Failure::Browser(Fault::Newer) => Self::Newer,
            Failure::Browser(Fault::Other(_)) | Failure::Unreadable(_) | Failure::Cleared => Self::Aborted,
        }
    }
}

impl Store {
    pub(crate) fn new(identity: &Identity, events: impl Fn(Event) + 'static) -> Rc<Self> {
        Rc::new(Self {
            name: name_for(identity),
            identity: identity.clone(),
            connection: RefCell::new(Connection::Closed),
            suspensions: Cell::new(0),
            generation: Cell::new(None),
            database_id: Cell::new(None),
            events: Box::new(events),
            undo: RefCell::new(Vec::new()),
            memory: OnceCell::new(),
        })
    }

    /// Says what the tab knows, should the database be cleared under it.
    pub(crate) fn remember_with(&self, memory: impl Fn() -> Option<Snapshot<Domain>> + 'static) {
        // Once, by whoever made the store.
        let _ = self.memory.set(Box::new(memory));
    }

    /// Carries out one write, or several edits, in one transaction: all or nothing. What is started in some order takes
    /// effect in that order; but one that the browser aborts is tried again behind the others.
    ///
    /// # Errors
    /// It was rolled back.
    pub(crate) async fn write(self: &Rc<Self>, writes: &[Write<Domain>]) -> Result<Vec<Done>, StoreError> {
        let (mut attempt, mut again) = (0, false);
        loop {
            attempt += 1;
            let suspensions = self.suspensions.get();
            match self.write_once(writes, again).await {
                Ok(done) => return Ok(done),
                // The page was frozen in the middle and took it back: that is no fault, however often it happens.
                Err(Failure::Browser(Fault::Other(_))) if self.suspensions.get() != suspensions => attempt -= 1,
                // Caches are shed before an edit is refused for want of room
                // (docs/engine.md#storage-that-fails-is-told): first what is missed least.
                Err(Failure::Browser(Fault::Quota)) if attempt == 1 => self.shed().await,
                Err(Failure::Browser(Fault::Quota)) if attempt == 2 => self.shed_catalogues().await,
                Err(Failure::Cleared) if attempt < TRIES => self.put_back().await?,
                Err(Failure::Browser(Fault::Other(name))) if attempt < TRIES => {
                    crate::say(&format!("a storage transaction was aborted ({name}); trying again"));
                }
                Err(failure) => return Err(failure.into()),
            }
            again = true;
        }
    }

    async fn write_once(self: &Rc<Self>, writes: &[Write<Domain>], again: bool) -> Result<Vec<Done>, Failure> {
        let db = self.database().await?;
        let edits: Vec<edit::Edit<'_>> = writes.iter().filter_map(edit::Edit::of).collect();
        match writes {
            [write] if edits.is_empty() => Ok(vec![Self::write_one(&db, write).await?]),
            _ => {
                let undo = self.undo.take();
                let stored = edit::store(&db, &edits, &undo, again).await;
                if stored.is_err() {
                    // For the next try, or for whatever is stored next.
                    self.undo.borrow_mut().splice(..0, undo);
                }
                stored
            }
        }
    }

    async fn write_one(db: &Database, write: &Write<Domain>) -> Result<Done, Failure> {
        match write {
            Write::Edit { .. } => unreachable!("BUG: edits are stored together"),
            Write::Discard { token } => edit::discard(db, *token).await,
            Write::Page { lease, replace, rows, position, contained, unacked, clock_offset_ms, now_ms } => {
                let (position, clock_offset_ms, now_ms) = (*position, *clock_offset_ms, *now_ms);
                let page = chunks::Page { replace: *replace, rows, position, clock_offset_ms, now_ms };
                chunks::store(db, *lease, page, contained, unacked).await
            }
            Write::Results { lease, acked, contained, refused, done, clock_offset_ms, now_ms } => {
                let results = results::Results { acked, contained, refused, done };
                results::store(db, *lease, results, *clock_offset_ms, *now_ms).await
            }
            Write::Repair { lease, rows, gone, compared_ms } => {
                chunks::repair(db, *lease, rows, gone, *compared_ms).await
            }
            Write::Quarantine { lease, refusal } => results::quarantine(db, *lease, refusal).await,
            Write::Fork { lease, client, order } => fork::store(db, *lease, *client, order).await,
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

/// Rolls back, by dropping the transaction, unless the storage still has this lease (docs/engine.md#one-tab-leads).
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
