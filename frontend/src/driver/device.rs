//! The device: what the app's [`DevicePort`] is in a browser.

use std::rc::Rc;

use js_sys::Date;
use uuid::Uuid;
use vitrine_app::engine::CatalogStorage;
use vitrine_app::engine::{Cached, DevicePort, Later, Room};
use vitrine_ledger::Appearance;
use wasm_bindgen_futures::spawn_local;

use super::Browser;
use crate::catalogs::Chunks;
use crate::store::UndoChanges;
use crate::{net, page};

/// Drafts lie among the undo entries of the tabs, as if a tab had this name: kept for as long, and gone with the account.
const DRAFTS: &str = "drafts";

impl DevicePort for Browser {
    fn new_id(&self) -> Uuid {
        crate::random::uuid_v7(self.now_ms())
    }

    fn now_ms(&self) -> u64 {
        Date::now() as u64
    }

    fn today(&self, clock_offset_ms: i64) -> String {
        let now = Date::new(&(Date::now() + clock_offset_ms as f64).into());
        format!("{:04}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date())
    }

    fn show_as(&self, appearance: Appearance) {
        page::show_as(appearance);
    }

    fn save_file(&self, name: &str, text: &str) {
        page::save_file(name, text);
    }

    fn update(&self) {
        match &*self.inner.worker.borrow() {
            Some(worker) => worker.accept(),
            None => page::reload(),
        }
    }

    fn room(&self) -> Later<Option<Room>> {
        Box::pin(page::room())
    }

    fn keep_storage(&self) {
        page::ask_to_persist(self.inner.feed);
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
        self.keep_in_storage(UndoChanges { tab: self.inner.tab.clone(), gone, kept }, "undo is kept in this tab only");
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
        let tab = DRAFTS.to_owned();
        self.keep_in_storage(UndoChanges { tab, gone, kept }, "what is typed is kept in this tab only");
    }

    fn catalog_storage(&self) -> Rc<dyn CatalogStorage> {
        Rc::new(Chunks(self.session().map(|session| session.store.clone())))
    }
}

impl Browser {
    /// Keeps undo entries, or drafts; `otherwise` is said on the console where the storage takes them not.
    fn keep_in_storage(&self, changes: UndoChanges, otherwise: &'static str) {
        let Some(session) = self.session() else { return };
        session.store.keep_undo_entries(changes);
        spawn_local(async move {
            if let Err(failure) = session.store.store_undo_entries().await {
                crate::say(&format!("{otherwise}: {failure:?}"));
            }
        });
    }
}
