//! One box that finds a card in every catalogue of this device and adds it. What its keys do is said in `finding`.

use leptos::prelude::*;
use vitrine_ledger::Entry;

use super::finding::Finding;
use super::result::ResultRow;
use super::sitting::Sitting;
use crate::catalog::{Spot, use_catalog};

#[component]
pub fn Search(
    /// Opens the form with this in it.
    #[prop(into)]
    form: Callback<Entry>,
) -> impl IntoView {
    let catalog = use_catalog();
    let state = Finding::new(form);
    let Finding { input, found, typed, at, sitting, .. } = state;
    let picks = state.picks();
    let name_of = move |spot: Spot| format!("found-{}-{}", spot.index, spot.card);
    let active = move || {
        let here = found.with(|found| found.get(at.get()).map(|found| found.spot));
        here.map(name_of)
    };
    let any = Memo::new(move |_| found.with(|found| !found.is_empty()));
    let nothing = move || !any.get() && typed.with(|typed| !typed.trim().is_empty()) && state.is_of(&typed.get());
    view! {
        <div class="adding">
        <section class="card-search" role="search">
            <label class="quiet" for="find">"Find a card"</label>
            <input
                class="input"
                id="find"
                type="text"
                role="combobox"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                enterkeyhint="done"
                placeholder="Find a card: name, set or number"
                aria-expanded=move || if any.get() { "true" } else { "false" }
                aria-haspopup="grid"
                aria-controls="found"
                aria-activedescendant=active
                aria-describedby="find-keys"
                node_ref=input
                on:input=move |event| state.typing(event_target_value(&event))
                on:keydown=move |event| state.key(&event)
            />
            <p class="muted small desk-only" id="find-keys">
                <kbd>"Enter"</kbd>" adds one \u{b7} "<kbd>"2"</kbd>"\u{2013}"<kbd>"9"</kbd>" after it so many \u{b7} "
                <kbd>"\u{2192}"</kbd>" opens the form \u{b7} "<kbd>"Esc"</kbd>" clears"
            </p>
            <div class="found-cards" id="found" role="grid" aria-label="Cards found" data-testid="found">
                <For
                    each=move || { let version = catalog.version(); found.get().into_iter().map(move |found| (version, found.spot)) }
                    key=|found| *found
                    let:found_at
                >
                    <ResultRow
                        spot=found_at.1
                        id=name_of(found_at.1)
                        here=Signal::derive(move || found.with(|found| found.get(at.get()).map(|found| found.spot)) == Some(found_at.1))
                        picks
                    />
                </For>
            </div>
            <p class="quiet" role="status">
                {move || if nothing() { String::from("No card found") } else { String::new() }}
            </p>
            <Show when=nothing>
                <p class="muted">"No card of the catalogues on this device is called that. Describe it by hand below."</p>
            </Show>
        </section>
        <Sitting sitting />
        </div>
    }
}
