//! How the sync stands, in a sentence, with what comes next and how far a large batch is.

use std::time::Duration;

use leptos::prelude::*;
use vitrine_sync::client::Blocked;

use crate::engine::{Phase, use_engine};
use crate::kit::time_of_day;
use vitrine_presenter::words::{self, Tone};

#[component]
pub fn SyncState() -> impl IntoView {
    let engine = use_engine();
    let status = engine.status();
    // Of its own: a person who waits for the next try looks at the seconds.
    let seconds = RwSignal::new(0_u32);
    Effect::new(move |_| {
        let tick = set_interval_with_handle(move || seconds.update(|n| *n = n.wrapping_add(1)), Duration::from_secs(1));
        on_cleanup(move || {
            if let Ok(tick) = tick {
                tick.clear();
            }
        });
    });
    let now = move || {
        seconds.track();
        engine.now_ms()
    };
    let state = Memo::new(move |_| match engine.phase().get() {
        Phase::Nobody => (Tone::Calm, String::from("Nobody is signed in on this device.")),
        Phase::NoStorage => (Tone::Bad, String::from("This browser does not let Vitrine store anything.")),
        Phase::Waiting | Phase::Opening | Phase::Ready => {
            status.with(|status| words::state(status, |ms| time_of_day(ms, engine.now_ms())))
        }
    });
    let class = move || match state.with(|(tone, _)| *tone) {
        Tone::Warn => "note warn",
        Tone::Bad => "note bad",
        Tone::Calm | Tone::Busy | Tone::Good => "note",
    };
    let next = Memo::new(move |_| status.with(|status| words::next(status, now())));
    let progress = Memo::new(move |_| status.with(words::progress));
    let blocked = move || status.with(|status| status.health.blocked);
    let waiting = crate::attention::waiting();
    view! {
        <div class=class data-testid="sync-state">
            <p class="state" role="status">{move || state.with(|(_, text)| text.clone())}</p>
            <Show when=move || !next.with(String::is_empty)>
                <p class="small" data-testid="sync-next">{next}</p>
            </Show>
            {move || progress.get().map(|(done, total, said)| view! {
                <progress class="progress" max=total value=done aria-label=said.clone()></progress>
                <p class="small" data-testid="sync-progress">{said}</p>
            })}
            <div class="actions">
                <button
                    type="button"
                    class="button primary"
                    disabled=move || engine.phase().get() != Phase::Ready
                    on:click=move |_| engine.sync_now()
                >
                    "Sync now"
                </button>
                <Show when=move || blocked() == Some(Blocked::SignedOut)>
                    <a class="button" href="/sign-in">"Sign in"</a>
                </Show>
                <Show when=move || blocked() == Some(Blocked::Version)>
                    <button type="button" class="button" on:click=move |_| engine.update()>"Reload"</button>
                </Show>
                <Show when=move || { waiting.get() > 0 }>
                    <a class="button" href="/attention">"Needs attention"</a>
                </Show>
            </div>
        </div>
    }
}
