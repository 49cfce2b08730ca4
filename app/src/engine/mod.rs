//! The handle to the sync engine: all that components know of it.
//!
//! [`Engine`] is `Copy` and lives in the Leptos context. The crate `frontend` installs a [`Driver`] behind it after
//! hydration; on the server, and in the browser until then, the handle exists, is [`Phase::Waiting`] and holds nothing.
//!
//! How a screen uses it:
//! * `engine.phase()` says whether the local view rules ([`Phase::Ready`]) or the server's first rows are still shown.
//! * The collection is *not* in signals. Read records with [`Engine::with_record`] and [`Engine::for_each`], keep your
//!   own index, and in an effect that tracks [`Engine::revision`] ask [`Engine::changed_since`] what to refresh.
//! * Marks, queue and tray change without the records changing: track [`Engine::pulse`] before reading those.
//! * Never call a command inside a `with_record` or `for_each` closure: the engine is borrowed there.

mod driver;
mod feed;

use std::rc::Rc;

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::Entry;
use vitrine_sync::client::{Status, StepNote, Token};
use vitrine_sync::wire::Poke;
use vitrine_sync::{Base, ClientId};

use crate::catalog::CatalogStorage;

pub use driver::{Driver, Later};
pub use feed::Feed;
pub use vitrine_presenter::engine::{
    Cached, Identity, InQueue, Key, Made, MutateError, Mutation, NotSaved, Phase, Queued, Record, RecordState,
    RecordStatus, Refusal, Rejection, Room, SignOut, SignOutError, Storage, nothing_known,
};
pub use vitrine_presenter::engine::{Changed, Changes};

const DAY_MS: u64 = 86_400_000;

/// The handle. Get it with [`use_engine`].
#[derive(Clone, Copy)]
pub struct Engine {
    driver: StoredValue<Option<StoredValue<Rc<dyn Driver>, LocalStorage>>>,
    feed: Feed,
}

/// The handle in this context; makes an empty one where nobody has provided it (on the server).
pub fn use_engine() -> Engine {
    use_context::<Engine>().unwrap_or_else(Engine::provide)
}

impl Engine {
    /// Makes a handle without a driver and puts it into the context.
    pub fn provide() -> Self {
        let engine = Self { driver: StoredValue::new(None), feed: Feed::new() };
        provide_context(engine);
        engine
    }

    /// Puts the browser's driver behind the handle. Called once, by `frontend`.
    pub fn install(&self, driver: Rc<dyn Driver>) {
        self.driver.set_value(Some(StoredValue::new_local(driver)));
    }

    /// Where a driver writes what the screens read.
    pub fn feed(&self) -> Feed {
        self.feed
    }

    fn driver(&self) -> Option<Rc<dyn Driver>> {
        self.driver.get_value().map(|driver| driver.get_value())
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

    /// Moves whenever records of the view changed.
    pub fn revision(&self) -> Signal<u64> {
        self.feed.revision.into()
    }

    /// Moves whenever a mark, the queue or the tray may have changed.
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

    // The view. Not reactive by themselves: track `revision` or `pulse` first.

    /// The keys that changed after `revision` was shown.
    pub fn changed_since(&self, revision: u64) -> Changed {
        self.feed.changes.with_value(|changes| changes.since(revision))
    }

    /// Looks at one record of the view, tombstones too.
    pub fn with_record<T>(&self, key: &Key, look: impl FnOnce(&Record) -> T) -> Option<T> {
        let mut look = Some(look);
        let mut found = None;
        self.driver()?.with_record(key, &mut |record| {
            if let Some(look) = look.take() {
                found = Some(look(record));
            }
        });
        found
    }

    /// Looks at an entry of the view, also at a deleted one.
    pub fn with_entry(&self, id: Uuid, look: &mut dyn FnMut(&Entry)) {
        self.with_record(&Key::entry(id), |record| record.as_entry().map(|stored| look(&stored.value)));
    }

    /// Looks at every record of the view, in order of their keys, tombstones too.
    pub fn for_each(&self, mut look: impl FnMut(&Key, &Record)) {
        if let Some(driver) = self.driver() {
            driver.for_each(&mut look);
        }
    }

    /// How the record stands to the server.
    pub fn record_state(&self, key: &Key) -> RecordState {
        self.driver().map_or(RecordState::Synced, |driver| driver.record_state(key))
    }

    /// How the record got, or gets, to the server.
    pub fn record_status(&self, key: &Key) -> RecordStatus {
        self.driver().map(|driver| driver.record_status(key)).unwrap_or_default()
    }

    /// The oldest edits the server has not decided, `most` of them; [`Status::queue`] counts all.
    pub fn queue(&self, most: usize) -> Vec<InQueue> {
        self.driver().map(|driver| driver.queue(most)).unwrap_or_default()
    }

    /// What the engine went through last, the newest first.
    pub fn steps(&self) -> Vec<StepNote> {
        self.driver().map(|driver| driver.steps()).unwrap_or_default()
    }

    /// How much of the browser's storage is used; none when it does not say.
    pub async fn room(&self) -> Option<Room> {
        self.driver()?.room().await
    }

    /// The refused edits, oldest first.
    pub fn tray(&self) -> Vec<Refusal> {
        self.driver().map(|driver| driver.tray()).unwrap_or_default()
    }

    /// Whether the server carried this refused edit out nevertheless is not known yet: doing it again now could do it
    /// twice.
    pub fn is_undecided(&self, refusal: &Refusal) -> bool {
        self.driver().is_some_and(|driver| driver.is_undecided(refusal))
    }

    /// What the screen shows now, as a base for an edit. Take it when the form *opens*
    /// (docs/engine.md#the-base-is-frozen-when-the-form-opens).
    pub fn base(&self) -> Base {
        self.driver().map(|driver| driver.base()).unwrap_or_default()
    }

    /// The id under which this browser's edits stand in the history, once its storage was read.
    pub fn client(&self) -> Option<ClientId> {
        self.driver()?.client()
    }

    /// Is the edit that this tab made durable on this device? Reactive.
    pub fn is_saved(&self, token: Token) -> bool {
        self.feed.saved.with(|saved| saved.contains(&token))
    }

    // Commands.

    /// Does what a person did. `base` is what he saw when the form opened; none means what the screen shows now. The
    /// view is already right when this returns; [`Made::inverse`](vitrine_sync::client::Made) takes it back.
    ///
    /// # Errors
    /// Why it is not allowed; nothing was changed.
    pub fn mutate(&self, mutation: Mutation, base: Option<Base>) -> Result<Made, MutateError> {
        let made = self.mutate_all(vec![mutation], base)?;
        Ok(made.into_iter().next().expect("BUG: every part is made"))
    }

    /// Does what a person did in one action, of which every part is a mutation: all of them are checked before any is
    /// made, and they are shown in one turn and stored in one transaction. So all happen, or none; the server decides on
    /// each of them. Parts should touch different records: each is checked against what is there before the first.
    ///
    /// # Errors
    /// Why one of them is not allowed; nothing was changed.
    pub fn mutate_all(&self, parts: Vec<Mutation>, base: Option<Base>) -> Result<Vec<Made>, MutateError> {
        self.driver().ok_or(MutateError::NotReady)?.mutate_all(parts, base)
    }

    /// Tries to sync at once.
    pub fn sync_now(&self) {
        self.tell(|driver| driver.sync_now());
    }

    /// Has this device's records compared with the server's; what differs is put right. The answer stands in
    /// [`Engine::status`].
    pub fn compare(&self) {
        self.tell(|driver| driver.compare());
    }

    /// Asks the browser not to throw the storage away; the answer stands in [`Engine::storage`].
    pub fn keep_storage(&self) {
        self.tell(|driver| driver.keep_storage());
    }

    /// Gives a refused edit up for good.
    pub fn discard(&self, token: Token) {
        self.tell(|driver| driver.discard(token));
    }

    /// The form of this edit is open again.
    pub fn reopened(&self, token: Token) {
        self.feed.not_saved.update(|list| list.retain(|edit| edit.token != token));
    }

    /// Somebody signed in: opens his part of the storage, and remembers him for the next start without a network.
    /// Saying it again for the same person only lets the sending go on.
    pub fn signed_in(&self, identity: Identity) {
        self.tell(|driver| driver.signed_in(identity));
    }

    /// Signs out on the server and then removes everything of the account from this device. Needs the network. Does
    /// nothing when there is no driver.
    ///
    /// # Errors
    /// Unsynced edits (unless they are to be discarded), or no answer from the server: nothing was removed.
    pub async fn sign_out(&self, how: SignOut) -> Result<(), SignOutError> {
        match self.driver() {
            Some(driver) => driver.sign_out(how).await,
            None => Ok(()),
        }
    }

    /// Queue, tray and the last steps of the engine as JSON, for a file.
    pub async fn export(&self) -> String {
        match self.driver() {
            Some(driver) => driver.export().await,
            None => String::from("{}"),
        }
    }

    /// Offers `text` as a file to save.
    pub fn save_file(&self, name: &str, text: &str) {
        self.tell(|driver| driver.save_file(name, text));
    }

    /// Asks a server function of our own; its answer, or none when there was none or a refusal.
    pub async fn ask(&self, path: &'static str, body: String) -> Option<String> {
        self.driver()?.ask(path, body).await
    }

    /// The derived view `name` as it was last stored on this device.
    pub async fn cached(&self, name: &str) -> Option<Cached> {
        self.driver()?.cached(name).await
    }

    /// Keeps a derived view for the time without a network.
    pub fn keep(&self, name: &str, view: Cached) {
        self.tell(|driver| driver.keep(name, view));
    }

    /// The ways back that this tab has kept on this device, oldest first, by number: also from before it was reloaded.
    pub async fn undo_entries(&self) -> Vec<(u64, String)> {
        match self.driver() {
            Some(driver) => driver.undo_entries().await,
            None => Vec::new(),
        }
    }

    /// Keeps ways back on this device for this tab, and forgets others.
    pub fn keep_undo_entries(&self, gone: Vec<u64>, kept: Vec<(u64, String)>) {
        self.tell(|driver| driver.keep_undo_entries(gone, kept));
    }

    /// What was typed into forms on this device and not saved, by number, oldest first.
    pub async fn drafts(&self) -> Vec<(u64, String)> {
        match self.driver() {
            Some(driver) => driver.drafts().await,
            None => Vec::new(),
        }
    }

    /// Keeps what is typed, and forgets what was before.
    pub fn keep_drafts(&self, gone: Vec<u64>, kept: Vec<(u64, String)>) {
        self.tell(|driver| driver.keep_drafts(gone, kept));
    }

    /// Says whether something is typed on this page that was not saved: a new version that another tab changes to waits
    /// for it.
    pub fn typing(&self, typing: bool) {
        self.tell(|driver| driver.typing(typing));
    }

    /// Changes to the new version: reloads every tab in which nothing is typed, and this one.
    pub fn update(&self) {
        self.tell(|driver| driver.update());
    }

    /// A fresh id for a record (UUIDv7). Nil where there is no browser.
    pub fn new_id(&self) -> Uuid {
        self.driver().map_or(Uuid::nil(), |driver| driver.new_id())
    }

    /// The device's clock, milliseconds since 1970; 0 where there is no browser.
    pub fn now_ms(&self) -> u64 {
        self.driver().map_or(0, |driver| driver.now_ms())
    }

    /// Today where the person is, `YYYY-MM-DD`, by the server's clock where this device's is more than a day off; empty where there is no browser.
    pub fn today(&self) -> String {
        let offset_ms = self.feed.status.with_untracked(|status| status.health.clock_offset_ms);
        // A clock that is more than a day off does not know the day; the server's does, as this device's zone has it.
        let offset_ms = if offset_ms.unsigned_abs() > DAY_MS { offset_ms } else { 0 };
        self.driver().map(|driver| driver.today(offset_ms)).unwrap_or_default()
    }

    /// Makes the screen light, dark or like the device; also at the next start, before anything is drawn.
    pub fn show_as(&self, appearance: vitrine_ledger::Appearance) {
        self.tell(|driver| driver.show_as(appearance));
    }

    /// What keeps the catalogues on this device; none where there is no browser.
    pub fn catalog_storage(&self) -> Option<Rc<dyn CatalogStorage>> {
        self.driver().map(|driver| driver.catalog_storage())
    }

    fn tell(&self, say: impl FnOnce(&dyn Driver)) {
        if let Some(driver) = self.driver() {
            say(&*driver);
        }
    }
}
