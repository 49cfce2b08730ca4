//! The badge in the bar: the one thing to know about the sync. Opens the panel, which leads to its page.

use leptos::prelude::*;
use vitrine_sync::client::SyncState;

use super::panel::SyncPanel;
use crate::engine::use_engine;
use crate::kit::use_clock;
use vitrine_presenter::words::{self, Tone};

#[component]
pub fn StatusBadge() -> impl IntoView {
    let engine = use_engine();
    let clock = use_clock();
    let waiting = crate::attention::waiting();
    let said = Memo::new(move |_| {
        let (state, unsaved) = engine.status().with(|status| (status.state, status.unsaved));
        // What only this crate knows of waits too: conflicts, and cards that were sold twice.
        let state = if matches!(state, SyncState::Attention { .. }) {
            SyncState::Attention { count: waiting.get() }
        } else {
            state
        };
        words::badge(state, unsaved, clock.now_ms())
    });
    let tone = move || said.with(|(tone, _)| *tone);
    let open = RwSignal::new(false);
    let popover = NodeRef::<leptos::html::Details>::new();
    crate::kit::close_outside(popover, open);

    view! {
        <details class="menu sync-pop" node_ref=popover prop:open=move || open.get()>
            <summary
                class=move || format!("badge {}", tone().class())
                data-testid="status"
                on:click=move |event| {
                    event.prevent_default();
                    open.update(|open| *open = !*open);
                }
            >
                <Dot tone=Signal::derive(tone) />
                // The live region: said when it changes, without interrupting.
                <span role="status" aria-live="polite" translate="no">{move || said.with(|(_, text)| text.clone())}</span>
            </summary>
            <div class="menu-list">
                <Show when=move || open.get()>
                    <SyncPanel />
                </Show>
            </div>
        </details>
    }
}

/// A shape for each tone: nobody has to tell colours apart.
#[component]
fn Dot(tone: Signal<Tone>) -> impl IntoView {
    let class = move || match tone.get() {
        Tone::Calm | Tone::Good => "dot",
        Tone::Busy => "dot busy",
        Tone::Warn => "dot ring",
        Tone::Bad => "dot square",
    };
    view! { <span class=class aria-hidden="true"></span> }
}
