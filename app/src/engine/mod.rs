//! The handle to the sync engine: all that components know of it.
//!
//! [`Engine`] is `Copy` and lives in the Leptos context. The crate `frontend` installs [`Ports`] behind it after
//! hydration; on the server, and in the browser until then, the handle exists, is [`Phase::Waiting`] and holds nothing.
//!
//! How a screen uses it:
//! * `engine.phase()` says whether the local view rules ([`Phase::Ready`]) or the server's first rows are still shown.
//! * The collection is *not* in signals. Read records with [`Engine::with_record`] and [`Engine::for_each`], keep your
//!   own index, and in an effect that tracks [`Engine::revision`] ask [`Engine::changed_since`] what to refresh.
//! * Marks, queue and tray change without the records changing: track [`Engine::pulse`] before reading those.
//! * Never call a command inside a `with_record` or `for_each` closure: the engine is borrowed there.

mod device;
mod feed;
mod ports;
mod records;
mod storage;
mod sync;

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use leptos::prelude::*;
use vitrine_sync::client::{Status, Token};
use vitrine_sync::wire::Poke;

pub use feed::Feed;
pub use ports::{DevicePort, Ports, RecordPort, SyncPort};
pub use storage::{CatalogChange, CatalogStorage, NotKept};
pub use vitrine_presenter::engine::{
    Cached, Identity, InQueue, Key, Made, MutateError, Mutation, NotSaved, Phase, Queued, Record, RecordState,
    RecordStatus, Refusal, Rejection, Room, SignOut, SignOutError, Storage, nothing_known,
};
pub use vitrine_presenter::engine::{Changed, Changes};

/// An answer that needs the storage or the network.
pub type Later<T> = Pin<Box<dyn Future<Output = T>>>;

/// The handle. Get it with [`use_engine`].
#[derive(Clone, Copy)]
pub struct Engine {
    ports: StoredValue<Option<StoredValue<Ports, LocalStorage>>>,
    feed: Feed,
}

/// The handle in this context; makes an empty one where nobody has provided it (on the server).
pub fn use_engine() -> Engine {
    use_context::<Engine>().unwrap_or_else(Engine::provide)
}

impl Engine {
    /// Makes a handle without ports and puts it into the context.
    pub fn provide() -> Self {
        let engine = Self { ports: StoredValue::new(None), feed: Feed::new() };
        provide_context(engine);
        engine
    }

    /// Puts the browser's ports behind the handle. Called once, by `frontend`.
    pub fn install(&self, ports: Ports) {
        self.ports.set_value(Some(StoredValue::new_local(ports)));
    }

    /// Where the ports write what the screens read.
    pub fn feed(&self) -> Feed {
        self.feed
    }

    fn ports(&self) -> Option<Ports> {
        self.ports.get_value().map(|ports| ports.get_value())
    }

    fn records(&self) -> Option<Rc<dyn RecordPort>> {
        self.ports().map(|ports| ports.records)
    }

    fn sync(&self) -> Option<Rc<dyn SyncPort>> {
        self.ports().map(|ports| ports.sync)
    }

    fn device(&self) -> Option<Rc<dyn DevicePort>> {
        self.ports().map(|ports| ports.device)
    }

    // What is known; all of these are reactive.

    /// Whether the local view can be used yet.
    pub fn phase(&self) -> Signal<Phase> {
        self.feed.phase.into()
    }

    /// Who is signed in on this device, as far as this device knows: also offline. The session may have ended
    /// meanwhile; then the status says so and everything is kept.
    pub fn identity(&self) -> Signal<Option<Identity>> {
        self.feed.identity.into()
    }

    /// Everything the badge and the status panel show.
    pub fn status(&self) -> Signal<Status> {
        self.feed.status.into()
    }

    /// Counts the changes of the view's records.
    pub fn revision(&self) -> Signal<u64> {
        self.feed.revision.into()
    }

    /// Counts the changes of record states, of the queue and of the tray.
    pub fn pulse(&self) -> Signal<u64> {
        self.feed.pulse.into()
    }

    /// Moves when derived views made from an older head are out of date: the only reason to fetch one again.
    pub fn invalidated(&self) -> Signal<Option<Poke>> {
        self.feed.invalidated.into()
    }

    /// Edits that could not be stored and were taken out of the view: reopen the form of each, then
    /// [`Engine::reopened`].
    pub fn not_saved(&self) -> Signal<Vec<NotSaved>> {
        self.feed.not_saved.into()
    }

    /// What the browser promises about the storage.
    pub fn storage(&self) -> Signal<Storage> {
        self.feed.storage.into()
    }

    /// A new version of Vitrine waits; see [`Engine::update`].
    pub fn update_ready(&self) -> Signal<bool> {
        self.feed.update_ready.into()
    }

    /// Is the edit that this tab made durable on this device? Reactive.
    pub fn is_saved(&self, token: Token) -> bool {
        self.feed.saved.with(|saved| saved.contains(&token))
    }

    /// The form of this edit is open again.
    pub fn reopened(&self, token: Token) {
        self.feed.not_saved.update(|list| list.retain(|edit| edit.token != token));
    }
}
