//! What stands behind the engine handle in a browser: the session of whoever is signed in, and the page's own services.
//! `records`, `sync` and `device` are the app's three ports; what the browser says of the page and the storage arrives here
//! and in `storage_events`.

mod device;
mod records;
mod storage_events;
mod sync;

use std::cell::RefCell;
use std::rc::Rc;

use vitrine_app::engine::{Feed, Identity, Phase, Ports, SyncPort};
use vitrine_sync::client::{Input, Nudge};
use wasm_bindgen_futures::spawn_local;

use crate::page::{self, PageEvent, Worker};
use crate::session::Session;
use crate::store::only_identity;

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

    /// This driver behind the app's ports.
    pub(crate) fn ports(&self) -> Ports {
        let browser = Rc::new(self.clone());
        Ports { records: browser.clone(), sync: browser.clone(), device: browser }
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
}
