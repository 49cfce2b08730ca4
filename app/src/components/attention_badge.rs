//! How many decisions wait for a person, in the bar: open conflicts, cards that were sold twice, refused edits. A number
//! and a way there; nothing pops up.

use leptos::prelude::*;
use vitrine_sync::client::Word;

use super::icon::{Icon, Sign};
use crate::collection::use_collection;
use crate::engine::use_engine;
use crate::words;

/// How many there are.
pub fn waiting() -> Memo<usize> {
    let (engine, collection) = (use_engine(), use_collection());
    Memo::new(move |_| collection.undecided() + engine.status().with(|status| status.tray))
}

#[component]
pub fn AttentionBadge() -> impl IntoView {
    let engine = use_engine();
    let waiting = waiting();
    // The badge of the sync says it when the server refused something.
    let said = Memo::new(move |_| engine.status().with(|status| matches!(status.word, Word::Attention { .. })));
    let count = move || words::count(waiting.get() as i64);
    view! {
        <Show when=move || { waiting.get() > 0 } && !said.get()>
            <a
                class="badge warn waits"
                href="/attention"
                data-testid="waiting"
                aria-label=move || format!("Needs attention {}", count())
            >
                <Icon sign=Sign::Scales />
                <span class="desk-only">"Needs attention"</span>
                <span>{count}</span>
            </a>
        </Show>
    }
}
