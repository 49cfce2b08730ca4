//! What befalls the storage, and who is in this browser, without this tab's doing: another tab signs in or out, the person
//! clears the site's data, a newer build changes the database.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::Browser;
use crate::page;
use crate::session::Session;
use crate::store::Event;

/// When the storage is looked at after something of it was cleared, each after the one before. The first is late enough
/// for the news of a sign-out in another tab, which takes another way.
const LOOKS_MS: [i32; 4] = [300, 1_000, 2_000, 4_000];

impl Browser {
    /// Something was cleared, and more may be before long: browsers clear one kind of storage after the other.
    pub(super) fn recheck_storage(&self, session: Rc<Session>) {
        let browser = self.clone();
        spawn_local(async move {
            for ms in LOOKS_MS {
                page::sleep(ms).await;
                let same = browser.session().is_some_and(|now| Rc::ptr_eq(&now, &session));
                if !same || !browser.still_belongs_to(&session) {
                    return;
                }
                session.reread_storage();
            }
        });
    }

    /// Is it still this person who is here? Otherwise this tab begins again. A browser that was cleared has forgotten it,
    /// and is told once more: nobody has signed out.
    pub(super) fn still_belongs_to(&self, session: &Session) -> bool {
        match page::last_identity() {
            Some(identity) if session.is_for(&identity) => true,
            None if !page::is_signed_out() => {
                page::remember_identity(&session.identity);
                true
            }
            Some(_) | None => {
                self.start_over();
                false
            }
        }
    }

    /// What happens to the storage without this tab's doing.
    pub(super) fn storage_event(&self, event: Event) {
        let Some(session) = self.session() else { return };
        match event {
            Event::Deleted | Event::Lost => self.recheck_storage(session),
            Event::PutBack { unsent } => {
                self.inner.feed.storage(|storage| storage.cleared = Some(unsent as u64));
                page::remember_identity(&session.identity);
                session.take_new_lease();
                if let Some(worker) = &*self.inner.worker.borrow() {
                    worker.register_again();
                }
            }
            Event::Newer => self.inner.feed.storage(|storage| storage.newer = true),
        }
    }
}
