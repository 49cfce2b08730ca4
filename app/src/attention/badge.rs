//! How many decisions wait for a person, in the bar: open conflicts, cards that were sold twice, refused edits. A number
//! and a way there; nothing pops up.

use leptos::prelude::*;
use vitrine_sync::client::SyncState;

use crate::collection::use_collection;
use crate::engine::use_engine;
use crate::kit::{Icon, Sign};
use vitrine_presenter::words;

/// How many there are. None before the first effect has run: what the server rendered knows of the first rows only, and
/// the first paint must be the same.
pub fn waiting() -> Memo<usize> {
    let (engine, collection) = (use_engine(), use_collection());
    let painted = RwSignal::new(false);
    Effect::new(move |_| painted.set(true));
    let known = move || collection.is_whole() && painted.get();
    Memo::new(move |_| if known() { collection.undecided() + engine.status().with(|status| status.tray) } else { 0 })
}

#[component]
pub fn AttentionBadge() -> impl IntoView {
    let engine = use_engine();
    let waiting = waiting();
    // The badge of the sync says it when the server refused something.
    let said = Memo::new(move |_| engine.status().with(|status| matches!(status.state, SyncState::Attention { .. })));
    let count = move || words::count(waiting.get() as i64);
    view! {
        <Show when=move || { waiting.get() > 0 } && !said.get()>
            <a class="badge warn waits" href="/attention" data-testid="waiting">
                <Icon sign=Sign::Scales />
                <span class="words">"Needs attention "</span>
                <span>{count}</span>
            </a>
        </Show>
    }
}
