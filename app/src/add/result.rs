//! One card that was found: what it is, how many of it are here, and the ways to add it.

use leptos::prelude::*;

use crate::api::catalog::picture_path;
use crate::catalog::{Picture, Spot, use_catalog, use_hands};
use crate::kit::{Icon, Sign};
use vitrine_presenter::words;

/// What the rows tell the box.
#[derive(Clone, Copy)]
pub struct Picks {
    /// Adds copies of a card, in a finish or the plain one.
    pub add: Callback<(Spot, Option<String>)>,
    /// Opens the form with a copy of the card.
    pub form: Callback<(Spot, Option<String>)>,
}

#[component]
pub fn ResultRow(
    spot: Spot,
    id: String,
    /// The keyboard is at it.
    #[prop(into)]
    here: Signal<bool>,
    picks: Picks,
) -> impl IntoView {
    let catalog = use_catalog();
    let hands = use_hands();
    let shown = catalog.with_card(spot, |index, card, set| {
        let mut facts = vec![if set.name.is_empty() { set.id } else { set.name }, card.number, card.rarity];
        facts.retain(|fact| !fact.is_empty());
        if catalog.with_indexes(<[_]>::len) > 1 {
            facts.push(words::game(index.game()));
        }
        let finishes: Vec<String> = card.finishes.iter().map(|finish| (*finish).to_owned()).collect();
        let path = card.has_picture.then(|| picture_path(index.game(), &card.id));
        let picture = (words::initial(index.game()), path);
        (card.name.to_owned(), words::line(facts), finishes, picture)
    });
    let Some((name, facts, finishes, (initial, path))) = shown else { return ().into_any() };
    let copies = Memo::new(move |_| hands.copies(spot, None));
    let tabindex = move || if here.get() { "0" } else { "-1" };
    let (added, formed) = (format!("Add {name}"), format!("Add {name} with the form"));
    let chips = (finishes.len() > 1).then(|| {
        let chip = |finish: String| {
            let (label, wanted) = (format!("Add {name}, {finish}"), finish.clone());
            view! {
                <button
                    type="button"
                    class="finish"
                    tabindex=tabindex
                    aria-label=label
                    on:click=move |_| picks.add.run((spot, Some(wanted.clone())))
                >
                    {finish}
                </button>
            }
        };
        finishes.into_iter().map(chip).collect_view()
    });
    view! {
        <div class="result" class:at=move || here.get() id=id role="row" aria-selected=move || if here.get() { "true" } else { "false" }>
            <span role="gridcell"><Picture initial path /></span>
            <span class="what" translate="no" role="gridcell">
                <span class="name" dir="auto">{name}</span>
                <span class="muted small">{facts}</span>
                <span class="finishes">{chips}</span>
            </span>
            <span class="have" translate="no" role="gridcell">
                {move || words::here_already(copies.get()).map(|here| view! { <span class="chip on">{here}</span> })}
            </span>
            <span class="ways" role="gridcell">
                <button
                    type="button"
                    class="icon-button"
                    tabindex=tabindex
                    aria-label=formed
                    on:click=move |_| picks.form.run((spot, None))
                >
                    <Icon sign=Sign::Pen />
                </button>
                <button
                    type="button"
                    class="icon-button strong"
                    tabindex=tabindex
                    aria-label=added
                    on:click=move |_| picks.add.run((spot, None))
                >
                    <Icon sign=Sign::Plus />
                </button>
            </span>
        </div>
    }
    .into_any()
}
