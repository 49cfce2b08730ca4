//! Keys as they are meant. While somebody composes a letter (Japanese, Chinese, Korean, an accent of a dead key), Enter and
//! Escape end the composition: they are the input method's, and no form may close or be sent by them.

use leptos::ev::KeyboardEvent;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;

use super::field::is_field;

/// The key code of every key that an input method has taken; some browsers say it where they say nothing else, and Safari
/// sends the last one after the composition has ended.
const TAKEN: u32 = 229;

/// Is the key the input method's?
pub(crate) fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == TAKEN
}

/// Escape, and nobody else's.
pub(crate) fn is_escape(event: &KeyboardEvent) -> bool {
    event.key() == "Escape" && !is_composing(event)
}

/// Does the key belong to a field?
pub(crate) fn is_typing(event: &KeyboardEvent) -> bool {
    is_field(event.target().and_then(|target| target.dyn_into().ok()))
}

/// Does the key belong to a form, on whichever of its buttons the focus is?
pub(crate) fn is_in_form(event: &KeyboardEvent) -> bool {
    let target: Option<web_sys::Element> = event.target().and_then(|target| target.dyn_into().ok());
    target.is_some_and(|target| target.closest("form").ok().flatten().is_some())
}
