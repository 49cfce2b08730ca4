//! The status panel as a page: what a phone opens from its bar.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::components::{SyncPanel, use_toasts};
use crate::engine::use_engine;

#[component]
pub fn SyncPage() -> impl IntoView {
    let engine = use_engine();
    let toasts = use_toasts();
    let export = move |_| {
        leptos::task::spawn_local(async move {
            let text = engine.export().await;
            engine.save_file("vitrine-sync.json", &text);
            toasts.say("Saved as vitrine-sync.json.");
        });
    };
    view! {
        <Title text="Sync \u{b7} Vitrine" />
        <div class="narrow">
            <div class="page-head">
                <h1>"Sync"</h1>
                <p class="sub">"What is only on this device, and how the last exchange with the server went."</p>
            </div>
            <div class="panel stack">
                <SyncPanel />
                <div>
                    <button type="button" class="button" on:click=export>"Save edits and trace as a file"</button>
                    <p class="muted small">"For a report of a problem, or to keep unsent edits somewhere else. It contains your cards."</p>
                </div>
            </div>
        </div>
    }
}
