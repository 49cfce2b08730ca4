//! One card of a set: its picture, its name and number, and how many of it are here.

use leptos::prelude::*;

use crate::api::catalog::picture_path;
use crate::catalog::{Picture, Spot, use_catalog, use_hands};
use crate::kit::Stepper;
use vitrine_presenter::words;

#[component]
pub fn Tile(
    spot: Spot,
    finish: RwSignal<Option<String>>,
    /// The one tile the Tab key comes to.
    #[prop(into)]
    here: Signal<bool>,
    /// Where the keyboard is.
    at: RwSignal<Option<Spot>>,
) -> impl IntoView {
    let (catalog, hands) = (use_catalog(), use_hands());
    let read = catalog.with_card(spot, |index, card, _| {
        let path = card.has_picture.then(|| picture_path(index.game(), &card.id));
        (
            card.name.to_owned(),
            words::line([card.number, card.rarity]),
            words::initial(index.game()),
            path,
            card.id.clone(),
        )
    });
    let Some((name, facts, initial, path, id)) = read else { return ().into_any() };
    let copies = Memo::new(move |_| hands.copies(spot, finish.get().as_deref()));
    let label = {
        let (name, facts) = (name.clone(), facts.clone());
        move || format!("{name}, {facts}: {}", words::count(copies.get()))
    };
    let said = name.clone();
    view! {
        <div
            class="tile"
            class:some=move || { copies.get() > 0 }
            class:none=move || copies.get() == 0
            role="row"
            tabindex=move || if here.get() { "0" } else { "-1" }
            aria-label=label
            data-index=spot.index.to_string()
            data-card=spot.card.to_string()
            data-id=id
            on:focusin=move |_| at.set(Some(spot))
        >
            <span class="pic" role="gridcell"><Picture initial path /></span>
            <span class="what" translate="no" role="gridcell">
                <span class="name" dir="auto">{name}</span>
                " "
                <span class="muted small">{facts}</span>
            </span>
            <span class="end" role="gridcell">
                <Stepper
                    quantity=copies
                    name=Signal::stored(said)
                    step=move |by| {
                        hands.change(spot, finish.get_untracked().as_deref(), by);
                    }
                    skipped=true
                />
            </span>
        </div>
    }
    .into_any()
}
