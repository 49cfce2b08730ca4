//! Where the focus goes when a conflict is settled and its buttons are gone.

use leptos::leptos_dom::helpers::request_animation_frame;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use uuid::Uuid;

/// Where the focus is sent when this conflict's turn comes.
pub(crate) fn place_of(id: Uuid) -> String {
    format!("conflict-{id}")
}

/// What was just settled goes, and its buttons with it: the focus moves to the next one, or to the one before.
pub(crate) fn focus_after(open: &[Uuid], id: Uuid) {
    let at = open.iter().position(|other| *other == id);
    let next = at.and_then(|at| open.get(at + 1).or_else(|| open.get(at.checked_sub(1)?)));
    focus_on(&next.map_or_else(|| String::from("main"), |next| place_of(*next)));
}

/// Puts the focus there when the page shows what just changed.
pub(crate) fn focus_on(place: &str) {
    let place = place.to_owned();
    request_animation_frame(move || {
        if let Some(element) = document().get_element_by_id(&place) {
            // What has gone meanwhile needs no focus.
            let _ = element.unchecked_into::<HtmlElement>().focus();
        }
    });
}
