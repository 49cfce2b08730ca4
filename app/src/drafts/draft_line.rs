//! The line above a form in which something stands that was typed before.

use leptos::prelude::*;

use crate::drafts::Draft;
use vitrine_presenter::words;

#[component]
pub fn DraftLine(draft: Draft, #[prop(into, optional)] discarded: Option<Callback<()>>) -> impl IntoView {
    let said = move || draft.since().map(|ms| words::draft(js_time(ms)));
    let discard = move |_| {
        draft.discard();
        if let Some(discarded) = discarded {
            discarded.run(());
        }
    };
    view! {
        <Show when=move || draft.since().is_some()>
            <p class="note draft" role="status" data-testid="draft">
                <span class="grow">{said}</span>
                <button type="button" class="button" on:click=discard>"Discard"</button>
            </p>
        </Show>
    }
}

/// The local time of a moment: the day where it was not today, and the clock.
fn js_time(ms: u64) -> (Option<String>, String) {
    let then = js_sys::Date::new(&(ms as f64).into());
    let now = js_sys::Date::new_0();
    let clock = format!("{:02}:{:02}", then.get_hours(), then.get_minutes());
    let day = |date: &js_sys::Date| (date.get_full_year(), date.get_month(), date.get_date());
    let other = (day(&then) != day(&now)).then(|| {
        let (year, month, date) = day(&then);
        vitrine_ledger::Date::new(year as u16, month as u8 + 1, date as u8).map(words::date)
    });
    (other.flatten(), clock)
}
