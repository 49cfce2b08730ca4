//! What lost against another device's edit of this card, until a person settles it: settled here, it is gone everywhere.

use leptos::leptos_dom::helpers::request_animation_frame;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use uuid::Uuid;

use super::item::{ClashItem, place_of};
use crate::collection::use_collection;

#[component]
pub fn Conflicts(entry: Uuid) -> impl IntoView {
    let collection = use_collection();
    let open = Memo::new(move |_| collection.conflicts(entry));
    let settled = Callback::new(move |id| focus_after(&open.get_untracked(), id));
    view! {
        <Show when=move || !open.with(Vec::is_empty)>
            <section class="panel stack" aria-label="To settle" data-testid="conflicts">
                <h2>"To settle"</h2>
                <ul class="clashes">
                    <For each=move || open.get() key=|id| *id let:id>
                        <li id=place_of(id) tabindex="-1">
                            <ClashItem id settled />
                        </li>
                    </For>
                </ul>
            </section>
        </Show>
    }
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
