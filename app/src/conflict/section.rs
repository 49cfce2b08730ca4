//! What lost against another device's edit of this card, until a person settles it: settled here, it is gone everywhere.

use leptos::prelude::*;
use uuid::Uuid;

use super::focus::{focus_after, place_of};
use super::item::ConflictItem;
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
                <ul class="conflicts">
                    <For each=move || open.get() key=|id| *id let:id>
                        <li id=place_of(id) tabindex="-1">
                            <ConflictItem id settled />
                        </li>
                    </For>
                </ul>
            </section>
        </Show>
    }
}
