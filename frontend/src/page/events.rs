//! What the browser says about the page: seen or not, online, frozen, left, and what other tabs did to the identity.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget, StorageEvent, VisibilityState};

/// One thing the browser says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageEvent {
    Visible,
    Hidden,
    /// A hint; nothing ever waits for it (docs/engine.md#a-push-decides-by-status).
    Online,
    /// The page is left, perhaps for ever.
    Left,
    /// The page is frozen: after this turn of the event loop nothing happens here until [`PageEvent::Resumed`].
    Frozen,
    /// It was only frozen.
    Resumed,
    /// Somebody signed in or out in another tab.
    IdentityChanged,
}

/// Listens for as long as the page lives.
pub(crate) fn listen(heard: impl Fn(PageEvent) + Clone + 'static) {
    let Some(window) = web_sys::window() else { return };
    let Some(document) = window.document() else { return };
    for name in ["visibilitychange", "freeze", "resume"] {
        on(&document, name, heard.clone());
    }
    for name in ["online", "pagehide", "pageshow", "storage"] {
        on(&window, name, heard.clone());
    }
}

fn on(target: &EventTarget, name: &str, heard: impl Fn(PageEvent) + 'static) {
    let listener = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        if let Some(page_event) = page_event(&event) {
            heard(page_event);
        }
    });
    let _ = target.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
    listener.forget();
}

fn page_event(event: &Event) -> Option<PageEvent> {
    match event.type_().as_str() {
        "visibilitychange" => Some(visibility()),
        "online" => Some(PageEvent::Online),
        "pagehide" => Some(PageEvent::Left),
        "freeze" => Some(PageEvent::Frozen),
        "resume" => Some(PageEvent::Resumed),
        "pageshow" => {
            let restored = event.dyn_ref::<web_sys::PageTransitionEvent>().is_some_and(|event| event.persisted());
            restored.then_some(PageEvent::Resumed)
        }
        "storage" => {
            let key = event.dyn_ref::<StorageEvent>()?.key();
            key.is_none_or(|key| super::is_identity_key(&key)).then_some(PageEvent::IdentityChanged)
        }
        _ => None,
    }
}

fn visibility() -> PageEvent {
    let document = web_sys::window().and_then(|window| window.document());
    match document.map(|document| document.visibility_state()) {
        Some(VisibilityState::Hidden) => PageEvent::Hidden,
        _ => PageEvent::Visible,
    }
}
