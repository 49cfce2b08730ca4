//! The dot of a record: saved here, synced, refused; with the time in its tooltip.

use leptos::prelude::*;
use vitrine_ledger::Key;

use super::time::use_clock;
use crate::engine::{RecordState, use_engine};
use vitrine_presenter::words;

/// The dot for several records that a person sees as one (an entry and its lots): the most urgent state counts.
#[component]
pub fn StatusDot(#[prop(into)] keys: Signal<Vec<Key>>) -> impl IntoView {
    let engine = use_engine();
    let clock = use_clock();
    let state = Memo::new(move |_| {
        engine.pulse().track();
        keys.with(|keys| keys.iter().map(|key| engine.record_state(key)).max_by_key(urgency)).unwrap_or_default()
    });
    let said = Memo::new(move |_| words::record_state(state.get(), clock.now_ms()));
    view! {
        <span
            class=move || said.with(|(class, _)| format!("mark {class}"))
            title=move || said.with(|(_, text)| text.clone())
            role="img"
            aria-label=move || said.with(|(_, text)| text.clone())
        >
            <span class=move || match state.get() {
                RecordState::Synced => "dot",
                RecordState::Saving => "dot busy",
                RecordState::Saved { .. } => "dot ring",
                RecordState::Refused { .. } => "dot square",
            }></span>
        </span>
    }
}

/// The same in a sentence, with the times and the reason: of what waits longest, or else of the first.
#[component]
pub fn RecordStatusLine(#[prop(into)] keys: Signal<Vec<Key>>) -> impl IntoView {
    let engine = use_engine();
    let clock = use_clock();
    let status = Memo::new(move |_| {
        engine.pulse().track();
        let all = keys.with(|keys| keys.iter().map(|key| engine.record_status(key)).collect::<Vec<_>>());
        let waits = all.iter().filter(|status| status.waiting > 0).min_by_key(|status| status.since_ms);
        waits.or(all.first()).copied().unwrap_or_default()
    });
    view! { <p class="muted small" data-testid="way">{move || words::record_status(&status.get(), clock.now_ms())}</p> }
}

fn urgency(state: &RecordState) -> u8 {
    match state {
        RecordState::Synced => 0,
        RecordState::Saved { .. } => 1,
        RecordState::Saving => 2,
        RecordState::Refused { .. } => 3,
    }
}
