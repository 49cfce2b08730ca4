//! Closing a menu that is an open `<details>`.

use leptos::html::Details;
use leptos::leptos_dom::helpers::window_event_listener;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::{ev, web_sys};

use crate::kit::is_escape;

/// Closes a menu when a person clicks elsewhere, follows one of its links or presses Escape.
pub(crate) fn close_outside(menu: NodeRef<Details>, open: RwSignal<bool>) {
    Effect::new(move |_| {
        let click = window_event_listener(ev::click, move |event| {
            let Some(menu) = menu.get_untracked() else { return };
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            let inside = target.as_ref().is_some_and(|target| menu.contains(Some(target)));
            let link = target.and_then(|target| target.closest("a").ok().flatten()).is_some();
            if open.get_untracked() && (!inside || link) {
                open.set(false);
            }
        });
        let key = window_event_listener(ev::keydown, move |event| {
            if is_escape(&event) {
                open.set(false);
            }
        });
        on_cleanup(move || {
            click.remove();
            key.remove();
        });
    });
}
