//! The service worker, seen from the page: registers the one of this build, notices a newer build, changes to it when
//! the person says so. What the worker itself does stands in `public/sw.js`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Date, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Event, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState};

use crate::net;

/// A build without hashed names: its files change under the same names, so nothing may be kept.
const DEVELOPMENT: &str = "dev";
/// The server is asked for its build at most this often.
const CHECK_EVERY_MS: f64 = 10_000.0;
/// What the worker understands; the same words as in `public/sw.js`.
const ACTIVATE: &str = "activate";
const ACTIVATE_IF_ALONE: &str = "activate-if-alone";
const WIPE: &str = "wipe";
/// The cache of pictures; the same name as in `public/sw.js`.
const PICTURES: &str = "vitrine-pictures";

pub(crate) struct Worker {
    container: ServiceWorkerContainer,
    /// The build this page runs.
    build: String,
    registration: RefCell<Option<ServiceWorkerRegistration>>,
    checked_ms: Cell<f64>,
    /// The person wants the newer build in this tab.
    accepted: Cell<bool>,
    /// The page is being loaded anew: once is enough.
    leaving: Cell<bool>,
    ready: Box<dyn Fn()>,
}

impl Worker {
    /// Registers the worker; `ready` is called when another build waits. None where there are no service workers.
    pub(crate) fn start(ready: impl Fn() + 'static) -> Option<Rc<Self>> {
        let build = page_build()?;
        if build == DEVELOPMENT {
            return None;
        }
        let navigator = web_sys::window()?.navigator();
        let there = Reflect::has(&navigator, &"serviceWorker".into()).unwrap_or(false);
        let container = there.then(|| navigator.service_worker())?;
        let worker = Rc::new(Self {
            container,
            build,
            registration: RefCell::default(),
            checked_ms: Cell::new(Date::now()),
            accepted: Cell::new(false),
            leaving: Cell::new(false),
            ready: Box::new(ready),
        });
        worker.watch_controller();
        let registering = worker.clone();
        spawn_local(async move { registering.register(&registering.build).await });
        Some(worker)
    }

    /// Asks the server which build it has; another one than ours is fetched and then waits.
    pub(crate) fn check(self: &Rc<Self>) {
        let now = Date::now();
        if now - self.checked_ms.get() < CHECK_EVERY_MS {
            return;
        }
        self.checked_ms.set(now);
        let worker = self.clone();
        spawn_local(async move {
            if let Some(other) = other_build(&worker.build).await {
                worker.register(&other).await;
            }
        });
    }

    /// The browser may have thrown the worker away with everything else: without it nothing opens without a network.
    pub(crate) fn register_again(self: &Rc<Self>) {
        let worker = self.clone();
        spawn_local(async move { worker.register(&worker.build).await });
    }

    /// Changes to the build that waits, and loads this page anew; what is typed here comes back as a draft. The other tabs
    /// stay as they are and say that a new version is ready.
    pub(crate) fn accept(&self) {
        let waiting = self.registration.borrow().as_ref().and_then(ServiceWorkerRegistration::waiting);
        match waiting {
            Some(waiting) => {
                self.accepted.set(true);
                if self.container.controller().is_none() {
                    // Nothing tells such a page that the controller has changed.
                    reload_when_active(&waiting);
                }
                tell(&waiting, ACTIVATE);
            }
            None => self.reload(),
        }
    }

    /// Somebody signed out: whatever a cache could hold of that account goes.
    pub(crate) fn wipe(&self) {
        if let Some(active) = self.container.controller() {
            tell(&active, WIPE);
        }
    }

    async fn register(self: &Rc<Self>, build: &str) {
        let promise = self.container.register(&format!("/sw.js?v={build}"));
        let Ok(registration) = JsFuture::from(promise).await else {
            // No network, mostly: the worker that is there goes on.
            return;
        };
        let registration: ServiceWorkerRegistration = registration.unchecked_into();
        let first = self.registration.replace(Some(registration.clone())).is_none();
        if let Some(waiting) = registration.waiting() {
            self.waits(&waiting);
        }
        if let Some(installing) = registration.installing() {
            self.watch_installing(&installing);
        }
        if first {
            let worker = self.clone();
            let found = Closure::<dyn FnMut(Event)>::new(move |_| {
                let registration = worker.registration.borrow();
                if let Some(installing) = registration.as_ref().and_then(ServiceWorkerRegistration::installing) {
                    worker.watch_installing(&installing);
                }
            });
            registration.set_onupdatefound(Some(found.as_ref().unchecked_ref()));
            found.forget();
        }
    }

    fn watch_installing(self: &Rc<Self>, installing: &ServiceWorker) {
        let (worker, watched) = (self.clone(), installing.clone());
        let changed = Closure::<dyn FnMut(Event)>::new(move |_| {
            // A page that was there before its own worker is controlled by none, and is told of another build all the same.
            let concerns =
                worker.container.controller().is_some() || build_of(&watched).as_deref() != Some(&worker.build);
            if watched.state() == ServiceWorkerState::Installed && concerns {
                worker.waits(&watched);
            }
        });
        installing.set_onstatechange(Some(changed.as_ref().unchecked_ref()));
        changed.forget();
    }

    /// A worker waits for the tabs of the older build. Our own build's takes over by itself when no other tab is open.
    fn waits(&self, waiting: &ServiceWorker) {
        if build_of(waiting).as_deref() == Some(&self.build) {
            tell(waiting, ACTIVATE_IF_ALONE);
        } else {
            (self.ready)();
        }
    }

    fn watch_controller(self: &Rc<Self>) {
        let worker = self.clone();
        let changed = Closure::<dyn FnMut(Event)>::new(move |_| {
            let build = worker.container.controller().as_ref().and_then(build_of);
            if build.is_some_and(|build| build != worker.build) {
                if worker.accepted.get() {
                    worker.reload();
                } else {
                    (worker.ready)();
                }
            }
        });
        self.container.set_oncontrollerchange(Some(changed.as_ref().unchecked_ref()));
        changed.forget();
    }

    fn reload(&self) {
        if !self.leaving.replace(true) {
            super::reload();
        }
    }
}

/// Throws the pictures of cards away: they are the first to go when the browser gives no more room.
pub(crate) async fn shed_pictures() {
    let window = web_sys::window().expect("BUG: there is a window");
    // Missing without a secure address.
    let Ok(true) = Reflect::has(&window, &"caches".into()) else { return };
    if let Ok(caches) = window.caches() {
        // Whether it helped shows when the write is tried again.
        let _ = JsFuture::from(caches.delete(PICTURES)).await;
    }
}

fn reload_when_active(worker: &ServiceWorker) {
    let watched = worker.clone();
    let changed = Closure::<dyn FnMut(Event)>::new(move |_| {
        if watched.state() == ServiceWorkerState::Activated {
            super::reload();
        }
    });
    worker.set_onstatechange(Some(changed.as_ref().unchecked_ref()));
    changed.forget();
}

fn tell(worker: &ServiceWorker, what: &str) {
    let _ = worker.post_message(&JsValue::from_str(what));
}

/// The build a worker was registered for.
fn build_of(worker: &ServiceWorker) -> Option<String> {
    Some(worker.script_url().split_once("?v=")?.1.to_owned())
}

/// Whether the server has another build than the one this page's document is of; false without an answer.
pub(crate) async fn is_outdated() -> bool {
    match page_build() {
        Some(build) => other_build(&build).await.is_some(),
        None => false,
    }
}

/// The build the server has, where it is not `build`.
async fn other_build(build: &str) -> Option<String> {
    let html = net::shell_page().await?;
    build_in(&html).filter(|served| *served != build).map(str::to_owned)
}

/// The build that this page's document names.
fn page_build() -> Option<String> {
    let document = web_sys::window()?.document()?;
    document.query_selector("meta[name=vitrine-build]").ok()??.get_attribute("content")
}

/// The build that a document names.
fn build_in(html: &str) -> Option<&str> {
    let (_, rest) = html.split_once("vitrine-build\"")?;
    let (_, rest) = rest.split_once("content=\"")?;
    rest.split_once('"').map(|(build, _)| build)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_names_its_build() {
        let html = r#"<meta charset="utf-8"/><meta name="vitrine-build" content="a1b2"/><title>x</title>"#;
        assert_eq!(build_in(html), Some("a1b2"));
        assert_eq!(build_in("<html></html>"), None);
    }
}
