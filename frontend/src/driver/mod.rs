//! What stands behind the engine handle in a browser: the session of whoever is signed in, and the page's own services.

mod storage_events;

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Date;
use uuid::Uuid;
use vitrine_app::catalog::CatalogStorage;
use vitrine_app::engine::{
    Cached, Driver, Feed, Identity, InQueue, Key, Later, Made, MutateError, Mutation, Phase, Record, RecordState,
    RecordStatus, Refusal, Room, SignOut, SignOutError,
};
use vitrine_ledger::Appearance;
use vitrine_sync::client::{Input, Nudge, StepNote, Token};
use vitrine_sync::{Base, ClientId};
use wasm_bindgen_futures::spawn_local;

use crate::catalogs::Chunks;
use crate::net;
use crate::page::{self, PageEvent, Worker};
use crate::session::Session;
use crate::store::only_identity;

/// Drafts lie among the undo entries of the tabs, as if a tab had this name: kept for as long, and gone with the account.
const DRAFTS: &str = "drafts";

/// Shared by the handle and by what the browser calls back.
#[derive(Clone)]
pub(crate) struct Browser {
    inner: Rc<Inner>,
}

struct Inner {
    feed: Feed,
    session: RefCell<Option<Rc<Session>>>,
    worker: RefCell<Option<Rc<Worker>>>,
    tab: String,
}

impl Browser {
    pub(crate) fn new(feed: Feed) -> Self {
        let (session, worker, tab) = (RefCell::default(), RefCell::default(), page::take_name());
        Self { inner: Rc::new(Inner { feed, session, worker, tab }) }
    }

    /// Opens the storage of whoever was signed in last, listens to the page, registers the service worker. Call it when
    /// the page has been hydrated: from here on what the screens read changes.
    pub(crate) fn start(&self) {
        match page::last_identity() {
            Some(identity) => self.open(identity),
            None => self.find_identity(),
        }
        let browser = self.clone();
        page::listen(move |event| browser.page_event(event));
        let feed = self.inner.feed;
        *self.inner.worker.borrow_mut() = Worker::start(move || feed.update_ready());
        spawn_local(async move {
            // "No" is only worth saying when it was asked for: after the first edit.
            if page::persisted().await == Some(true) {
                feed.storage(|storage| storage.persistent = Some(true));
            }
        });
    }

    /// The browser does not know who was signed in: a database may.
    fn find_identity(&self) {
        let browser = self.clone();
        spawn_local(async move {
            let found = only_identity().await;
            // Somebody may have signed in meanwhile.
            match found.filter(|_| browser.session().is_none()) {
                Some(identity) => browser.signed_in(identity),
                None if browser.session().is_none() => browser.inner.feed.phase(Phase::Nobody),
                None => {}
            }
        });
    }

    fn open(&self, identity: Identity) {
        let same = self.session().filter(|session| session.is_for(&identity));
        match same {
            Some(session) => session.take(Input::Nudge(Nudge::SignedIn)),
            None => {
                self.close();
                let (connected, storage) = (self.clone(), self.clone());
                let connected = move || connected.check_for_update();
                self.inner.feed.identity(Some(identity.clone()));
                let session =
                    Session::start(identity, self.inner.feed, connected, move |event| storage.storage_event(event));
                *self.inner.session.borrow_mut() = Some(session);
                self.inner.feed.changed(Vec::new());
            }
        }
    }

    fn close(&self) {
        if let Some(session) = self.inner.session.borrow_mut().take() {
            session.stop();
        }
    }

    fn session(&self) -> Option<Rc<Session>> {
        self.inner.session.borrow().clone()
    }

    fn page_event(&self, event: PageEvent) {
        let session = self.session();
        if let PageEvent::Visible | PageEvent::Online | PageEvent::Resumed = event {
            self.check_for_update();
        }
        match event {
            PageEvent::Hidden | PageEvent::Left | PageEvent::Frozen => page::leave_name(&self.inner.tab),
            PageEvent::Visible | PageEvent::Resumed => page::forget_name(),
            PageEvent::Online | PageEvent::IdentityChanged => {}
        }
        let Some(session) = session else { return };
        match event {
            PageEvent::Visible => {
                session.take(Input::Nudge(Nudge::Visible));
                session.tidy();
            }
            PageEvent::Online => session.take(Input::Nudge(Nudge::Online)),
            PageEvent::Hidden => session.take(Input::Hidden),
            PageEvent::Left => session.suspend(false),
            PageEvent::Frozen => session.suspend(true),
            PageEvent::Resumed => {
                // A frozen page has heard of nothing.
                if self.still_belongs_to(&session) {
                    session.resume();
                }
            }
            PageEvent::IdentityChanged => {
                let forgotten = page::last_identity().is_none();
                if self.still_belongs_to(&session) && forgotten {
                    self.recheck_storage(session);
                }
            }
        }
    }

    /// Another person, or nobody, is in this browser now: this tab begins again.
    fn start_over(&self) {
        self.close();
        if page::last_identity().is_none() {
            // What this tab wrote between the sign-out and the news of it.
            page::forget_everything();
        }
        page::reload();
    }

    fn check_for_update(&self) {
        if let Some(worker) = &*self.inner.worker.borrow() {
            worker.check();
        }
    }

    async fn sign_out(&self, how: SignOut) -> Result<(), SignOutError> {
        let session = self.session();
        let unsynced = session.as_ref().map_or(0, |session| session.unsynced());
        if how == SignOut::KeepUnsynced && unsynced > 0 {
            return Err(SignOutError::Unsynced(unsynced));
        }
        if let Some(session) = &session {
            session.pause_sending();
        }
        if !net::sign_out().await {
            if let Some(session) = &session {
                session.resume_sending();
            }
            return Err(SignOutError::NoAnswer);
        }
        if let Some(session) = &session
            && let Err(failure) = session.store.disown().await
        {
            crate::say(&format!("the database keeps its owner until it is deleted: {failure:?}"));
        }
        self.close();
        page::forget_everything();
        if let Some(session) = session
            && let Err(fault) = session.store.delete().await
        {
            crate::say(&format!("the database could not be deleted: {fault:?}"));
        }
        if let Some(worker) = &*self.inner.worker.borrow() {
            worker.wipe();
        }
        self.inner.feed.identity(None);
        self.inner.feed.phase(Phase::Nobody);
        self.inner.feed.changed(Vec::new());
        Ok(())
    }
}

impl Driver for Browser {
    fn with_record(&self, key: &Key, look: &mut dyn FnMut(&Record)) {
        if let Some(session) = self.session() {
            session.with_record(key, look);
        }
    }

    fn for_each(&self, look: &mut dyn FnMut(&Key, &Record)) {
        if let Some(session) = self.session() {
            session.for_each(look);
        }
    }

    fn record_state(&self, key: &Key) -> RecordState {
        self.session().map_or(RecordState::Synced, |session| session.record_state(key))
    }

    fn record_status(&self, key: &Key) -> RecordStatus {
        self.session().map(|session| session.record_status(key)).unwrap_or_default()
    }

    fn queue(&self, most: usize) -> Vec<InQueue> {
        let Some(session) = self.session() else { return Vec::new() };
        let engine = session.engine();
        engine.queue().take(most).map(|entry| InQueue { tries: engine.tries(entry.n), entry: entry.clone() }).collect()
    }

    fn steps(&self) -> Vec<StepNote> {
        let Some(session) = self.session() else { return Vec::new() };
        let mut steps: Vec<StepNote> = session.engine().steps().cloned().collect();
        steps.reverse();
        steps
    }

    fn room(&self) -> Later<Option<Room>> {
        Box::pin(page::room())
    }

    fn keep_storage(&self) {
        page::ask_to_persist(self.inner.feed);
    }

    fn tray(&self) -> Vec<Refusal> {
        let tray = self.session().map(|session| session.engine().tray().cloned().collect::<Vec<_>>());
        let mut tray = tray.unwrap_or_default();
        tray.sort_by_key(|refusal| (refusal.refused_ms, refusal.n));
        tray
    }

    fn is_undecided(&self, refusal: &Refusal) -> bool {
        self.session().is_some_and(|session| session.engine().is_undecided(refusal))
    }

    fn base(&self) -> Base {
        self.session().map(|session| session.base()).unwrap_or_default()
    }

    fn client(&self) -> Option<ClientId> {
        self.session().map(|session| session.engine().client())
    }

    fn mutate_all(&self, parts: Vec<Mutation>, base: Option<Base>) -> Result<Vec<Made>, MutateError> {
        self.session().ok_or(MutateError::NotReady)?.mutate(parts, base)
    }

    fn sync_now(&self) {
        if let Some(session) = self.session() {
            session.take(Input::Nudge(Nudge::SyncNow));
        }
    }

    fn compare(&self) {
        if let Some(session) = self.session() {
            session.take(Input::Nudge(Nudge::Check));
        }
    }

    fn discard(&self, token: Token) {
        if let Some(session) = self.session() {
            session.discard(token);
        }
    }

    fn signed_in(&self, identity: Identity) {
        page::remember_identity(&identity);
        self.open(identity);
    }

    fn sign_out(&self, how: SignOut) -> Later<Result<(), SignOutError>> {
        let browser = self.clone();
        Box::pin(async move { browser.sign_out(how).await })
    }

    fn export(&self) -> Later<String> {
        let text = self.session().map_or_else(|| String::from("{}"), |session| session.export());
        Box::pin(std::future::ready(text))
    }

    fn save_file(&self, name: &str, text: &str) {
        page::save_file(name, text);
    }

    fn ask(&self, path: &'static str, body: String) -> Later<Option<String>> {
        Box::pin(async move { net::ask(path, &body).await })
    }

    fn cached(&self, name: &str) -> Later<Option<Cached>> {
        let (session, name) = (self.session(), name.to_owned());
        Box::pin(async move { session?.store.cached(&name).await })
    }

    fn keep(&self, name: &str, view: Cached) {
        let (session, name) = (self.session(), name.to_owned());
        spawn_local(async move {
            if let Some(session) = session {
                // A cache: without it the view is fetched again.
                let _ = session.store.keep(&name, &view).await;
            }
        });
    }

    fn undo_entries(&self) -> Later<Vec<(u64, String)>> {
        let (session, tab) = (self.session(), self.inner.tab.clone());
        Box::pin(async move {
            match session {
                Some(session) => session.store.undo_entries(&tab).await.unwrap_or_default(),
                None => Vec::new(),
            }
        })
    }

    fn keep_undo_entries(&self, gone: Vec<u64>, kept: Vec<(u64, String)>) {
        let (session, tab) = (self.session(), self.inner.tab.clone());
        spawn_local(async move {
            if let Some(session) = session
                && let Err(failure) = session.store.keep_undo_entries(&tab, &gone, &kept).await
            {
                crate::say(&format!("the way back is kept in this tab only: {failure:?}"));
            }
        });
    }

    fn drafts(&self) -> Later<Vec<(u64, String)>> {
        let session = self.session();
        Box::pin(async move {
            match session {
                Some(session) => session.store.undo_entries(DRAFTS).await.unwrap_or_default(),
                None => Vec::new(),
            }
        })
    }

    fn keep_drafts(&self, gone: Vec<u64>, kept: Vec<(u64, String)>) {
        let session = self.session();
        spawn_local(async move {
            if let Some(session) = session
                && let Err(failure) = session.store.keep_undo_entries(DRAFTS, &gone, &kept).await
            {
                crate::say(&format!("what is typed is kept in this tab only: {failure:?}"));
            }
        });
    }

    fn typing(&self, typing: bool) {
        if let Some(worker) = &*self.inner.worker.borrow() {
            worker.typing(typing);
        }
    }

    fn update(&self) {
        match &*self.inner.worker.borrow() {
            Some(worker) => worker.accept(),
            None => page::reload(),
        }
    }

    fn new_id(&self) -> Uuid {
        crate::random::uuid_v7(self.now_ms())
    }

    fn now_ms(&self) -> u64 {
        Date::now() as u64
    }

    fn show_as(&self, appearance: Appearance) {
        page::show_as(appearance);
    }

    fn catalog_storage(&self) -> Rc<dyn CatalogStorage> {
        Rc::new(Chunks(self.session().map(|session| session.store.clone())))
    }

    fn today(&self, clock_offset_ms: i64) -> String {
        let now = Date::new(&(Date::now() + clock_offset_ms as f64).into());
        format!("{:04}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date())
    }
}
