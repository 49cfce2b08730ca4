//! The tray: edits the server refused, with the reason, until a person decides.

use leptos::prelude::*;
use leptos_meta::Title;
use vitrine_ledger::Mutation;

use crate::collection::use_collection;
use crate::components::{use_clock, use_toasts};
use crate::engine::{Refusal, use_engine};
use crate::words;

#[component]
pub fn AttentionPage() -> impl IntoView {
    let engine = use_engine();
    let toasts = use_toasts();
    let tray = Memo::new(move |_| {
        engine.pulse().track();
        engine.tray()
    });
    let export = move |_| {
        let text = serde_json::to_string(&tray.get()).expect("BUG: refusals serialise");
        engine.save_file("vitrine-refused-edits.json", &text);
        toasts.say("Saved as vitrine-refused-edits.json.");
    };
    view! {
        <Title text="Needs attention \u{b7} Vitrine" />
        <div class="narrow">
            <div class="page-head">
                <h1>"Needs attention"</h1>
                <Show when=move || !tray.with(Vec::is_empty)>
                    <div class="actions">
                        <button type="button" class="button" on:click=export>"Save as a file"</button>
                    </div>
                </Show>
                <p class="sub">"Edits the server refused. They are kept here until you discard them."</p>
            </div>
            <Show
                when=move || !tray.with(Vec::is_empty)
                fallback=|| view! { <div class="empty"><h2>"Nothing needs your attention"</h2></div> }
            >
                <ul class="tray" data-testid="tray">
                    <For each=move || tray.get() key=|refusal| refusal.token let:refusal>
                        <Refused refusal />
                    </For>
                </ul>
            </Show>
        </div>
    }
}

#[component]
fn Refused(refusal: Refusal) -> impl IntoView {
    let engine = use_engine();
    let clock = use_clock();
    let collection = use_collection();
    let entry = refusal.mutation.entry();
    let name = move || match entry {
        Some(entry) => collection.row(entry).map(|row| row.name.clone()).unwrap_or_default(),
        None => String::new(),
    };
    let added = matches!(refusal.mutation, Mutation::Add { .. } | Mutation::Import { .. });
    let (token, at_ms) = (refusal.token, refusal.refused_ms);
    view! {
        <li class="panel stack">
            <div>
                <h2>{words::intent(&refusal.mutation)} {move || (!added).then(|| format!(" \u{b7} {}", name()))}</h2>
                <p class="note bad">{words::refusal(&refusal)}</p>
                <p class="muted small">{move || format!("Refused {}", words::ago(clock.now_ms(), at_ms))}</p>
            </div>
            <div class="actions">
                {entry.map(|id| view! { <a class="button" href=format!("/card/{id}")>"Open the card"</a> })}
                <button type="button" class="button danger" on:click=move |_| engine.discard(token)>"Discard"</button>
            </div>
        </li>
    }
}
