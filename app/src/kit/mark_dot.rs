//! The dot of a record: saved here, synced, refused; with the time in its tooltip.

use leptos::prelude::*;
use vitrine_ledger::Key;

use super::clock::use_clock;
use crate::engine::{Mark, use_engine};
use crate::words;

/// The dot for several records that a person sees as one (an entry and its lots): the most urgent mark counts.
#[component]
pub fn MarkDot(#[prop(into)] keys: Signal<Vec<Key>>) -> impl IntoView {
    let engine = use_engine();
    let clock = use_clock();
    let mark = Memo::new(move |_| {
        engine.pulse().track();
        keys.with(|keys| keys.iter().map(|key| engine.mark(key)).max_by_key(urgency)).unwrap_or_default()
    });
    let said = Memo::new(move |_| words::mark(mark.get(), clock.now_ms()));
    view! {
        <span
            class=move || said.with(|(class, _)| format!("mark {class}"))
            title=move || said.with(|(_, text)| text.clone())
            role="img"
            aria-label=move || said.with(|(_, text)| text.clone())
        >
            <span class=move || match mark.get() {
                Mark::Synced => "dot",
                Mark::Saving => "dot busy",
                Mark::Saved { .. } => "dot ring",
                Mark::Refused { .. } => "dot square",
            }></span>
        </span>
    }
}

/// The same in a sentence, with the times and the reason: of what waits longest, or else of the first.
#[component]
pub fn WayLine(#[prop(into)] keys: Signal<Vec<Key>>) -> impl IntoView {
    let engine = use_engine();
    let clock = use_clock();
    let way = Memo::new(move |_| {
        engine.pulse().track();
        let ways = keys.with(|keys| keys.iter().map(|key| engine.way(key)).collect::<Vec<_>>());
        let waits = ways.iter().filter(|way| way.waiting > 0).min_by_key(|way| way.since_ms);
        waits.or(ways.first()).copied().unwrap_or_default()
    });
    view! { <p class="muted small" data-testid="way">{move || words::way(&way.get(), clock.now_ms())}</p> }
}

fn urgency(mark: &Mark) -> u8 {
    match mark {
        Mark::Synced => 0,
        Mark::Saved { .. } => 1,
        Mark::Saving => 2,
        Mark::Refused { .. } => 3,
    }
}
