//! Keys as they are meant. While somebody composes a letter (Japanese, Chinese, Korean, an accent of a dead key), Enter and
//! Escape end the composition: they are the input method's, and no form may close or be sent by them.

use leptos::ev::KeyboardEvent;

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
