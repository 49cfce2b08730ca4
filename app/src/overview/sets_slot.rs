//! Sets that are close to completion, in the catalogues of this device.

use leptos::prelude::*;

use crate::catalog::{close_sets, use_catalog};
use crate::sets::SetRow;

/// So many sets are shown.
const SHOWN: usize = 5;

#[component]
pub fn SetsSlot() -> impl IntoView {
    let catalog = use_catalog();
    Effect::new(move |_| catalog.look_at_owned());
    let close = Memo::new(move |_| {
        catalog.with_indexes(|indexes| catalog.with_owned(|owned| close_sets(indexes, owned, SHOWN)))
    });
    view! {
        <Show when=move || close.with(|close| !close.is_empty())>
            <section class="panel stack" data-testid="close-sets">
                <h2>"Nearly complete"</h2>
                <ul class="sets">
                    <For each=move || close.get() key=Clone::clone let:line>
                        <SetRow line />
                    </For>
                </ul>
                <p><a href="/sets">"All sets"</a></p>
            </section>
        </Show>
    }
}
