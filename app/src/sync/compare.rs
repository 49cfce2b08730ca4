//! Whether the records of this device are what the server has: when that was last looked at, and looking now.

use leptos::prelude::*;

use crate::engine::{Phase, use_engine};
use crate::kit::{use_clock, use_toasts};
use vitrine_presenter::words;

#[component]
pub fn SyncCompare() -> impl IntoView {
    let (engine, clock, toasts) = (use_engine(), use_clock(), use_toasts());
    let status = engine.status();
    let compared = move || words::compared(status.with(|status| status.compared_ms), clock.now_ms());
    let repaired =
        move || status.with(|status| status.health.repaired).map(|repaired| words::repaired(repaired, clock.now_ms()));
    let compare = move |_| {
        engine.compare();
        toasts.say("Asked. The answer stands here once nothing waits to be sent.");
    };
    view! {
        <section class="panel stack" aria-label="Comparison" data-testid="compare">
            <h2>"The same as the server"</h2>
            <p>{compared}</p>
            {move || repaired().map(|text| view! { <p role="status">{text}</p> })}
            <Show when=move || engine.phase().get() == Phase::Ready>
                <div class="actions">
                    <button type="button" class="button" on:click=compare>"Compare now"</button>
                </div>
            </Show>
        </section>
    }
}
