//! Adding a card: found in a catalogue of this device, or described by hand.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::adding::Adding;
use super::search::Search;
use crate::card::{EntryForm, LotForm};
use crate::catalog::{CatalogueOffer, State, use_catalog, use_hands};
use crate::drafts::DraftLine;
use crate::engine::{Phase, use_engine};
use crate::kit::Title;
use vitrine_presenter::form;

#[component]
pub fn AddPage() -> impl IntoView {
    let engine = use_engine();
    let state = Adding::new();
    let Adding { draft, by_hand, .. } = state;
    let catalog = use_catalog();
    let searching = Memo::new(move |before: Option<&bool>| {
        let open = catalog.state() == State::Open;
        // A catalogue that is ready late opens above a form in which somebody writes, and not in its place. Said here, and
        // not in an effect, which would come after the form has been hidden under the fingers.
        if open && before == Some(&false) && draft.is_changed() {
            by_hand.set(true);
        }
        open
    });
    // Asked for by the address: `?game=…&card=…`, as the sets do.
    let asked = use_query_map();
    let hands = use_hands();
    Effect::new(move |_| {
        if !searching.get() {
            return;
        }
        let spot = asked.with_untracked(|asked| catalog.spot(&asked.get("game")?, &asked.get("card")?));
        if let Some(copy) = spot.and_then(|spot| hands.copy(spot, None)) {
            state.open(copy);
        }
    });

    view! {
        <Title text="Add a card \u{b7} Vitrine" />
        <div class="narrow stack">
            <div class="page-head">
                <h1>"Add a card"</h1>
            </div>
            <Show when=move || searching.get() fallback=CatalogueOffer>
                <Search form=move |copy| state.open(copy) />
                <button
                    type="button"
                    class="button plain by-hand"
                    aria-expanded=move || if by_hand.get() { "true" } else { "false" }
                    aria-controls="by-hand"
                    on:click=move |_| by_hand.update(|open| *open = !*open)
                >
                    "Not in a catalogue?"
                </button>
            </Show>
            <form
                class="form panel"
                id="by-hand"
                method="post"
                node_ref=state.form
                hidden=move || searching.get() && !by_hand.get()
                on:submit=move |event| state.save(&event)
                on:input=move |_| draft.touch()
                on:change=move |_| draft.touch()
            >
                <DraftLine draft discarded=Callback::new(move |()| state.forget_found()) />
                <EntryForm fields=state.entry wrong=state.wrong focus=true />
                <LotForm fields=state.lot wrong=state.wrong />
                {move || state.wrong.with(|wrong| form::at(wrong, "form")).map(|why| view! { <p class="note bad" role="alert">{why}</p> })}
                <div class="form-end">
                    <button class="button primary" disabled=move || engine.phase().get() != Phase::Ready>"Add"</button>
                    <a class="button plain" href="/">"Done"</a>
                </div>
            </form>
        </div>
    }
}
