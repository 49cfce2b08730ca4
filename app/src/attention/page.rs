//! What waits for a person: values that two devices wrote at once, cards that were sold twice, edits the server refused.

use leptos::prelude::*;

use super::badge::waiting;
use super::conflicts::ConflictsToSettle;
use super::oversold::OversoldCards;
use super::refused::Tray;
use crate::engine::{Phase, use_engine};
use crate::kit::Title;

#[component]
pub fn AttentionPage() -> impl IntoView {
    let engine = use_engine();
    let waiting = waiting();
    let here = move || match engine.phase().get() {
        Phase::Ready => view! {
            <Show
                when=move || { waiting.get() > 0 }
                fallback=|| view! { <div class="empty"><h2>"Nothing needs your attention"</h2></div> }
            >
                <div class="stack">
                    <ConflictsToSettle />
                    <OversoldCards />
                    <Tray />
                </div>
            </Show>
        }
        .into_any(),
        Phase::Nobody => {
            view! { <div class="empty"><a class="button primary" href="/sign-in">"Sign in"</a></div> }.into_any()
        }
        Phase::Waiting | Phase::Opening | Phase::NoStorage => {
            view! { <div class="empty"><p role="status">"Opening\u{2026}"</p></div> }.into_any()
        }
    };
    view! {
        <Title text="Needs attention \u{b7} Vitrine" />
        <div class="narrow">
            <div class="page-head">
                <h1>"Needs attention"</h1>
                <p class="sub">"What only you can decide. There is no hurry: nothing here is lost."</p>
            </div>
            {here}
        </div>
    }
}
