//! Which games can be searched on this device: chosen by the person, with what they take.

use leptos::prelude::*;

use crate::api::catalog::CatalogGame;
use crate::catalog::{self, Here, State, use_catalog};
use crate::collection::{Facet, use_collection};
use vitrine_presenter::words;

/// Every game the server has, for the settings.
#[component]
pub fn Catalogues() -> impl IntoView {
    let catalog = use_catalog();
    let games = Memo::new(move |_| catalog.offer().map(|offer| offer.games));
    view! {
        <section class="panel stack" id="catalogues" data-testid="catalogues">
            <h2>"Cards to search offline"</h2>
            <p class="muted">"Cards of these games are found by name, set and number on this device, also without a network."</p>
            {move || match games.get() {
                Some(games) if !games.is_empty() => {
                    let games = owned_first(games);
                    let lines = games.into_iter().map(|game| view! { <GameLine game /> }).collect_view();
                    view! { <ul class="games">{lines}</ul> }.into_any()
                }
                Some(_) => view! {
                    <p>"This server has no catalogue yet. Whoever runs it brings one in with " <code>"vitrine catalog import"</code> "."</p>
                }
                .into_any(),
                None => view! { <p class="muted">"Which games there are needs the server once."</p> }.into_any(),
            }}
        </section>
    }
}

/// What is offered where nothing can be searched yet: the games somebody has cards of.
#[component]
pub fn CatalogueOffer() -> impl IntoView {
    let catalog = use_catalog();
    let games = Memo::new(move |_| {
        let offered = catalog.offer().map(|offer| offer.games).unwrap_or_default();
        if offered.is_empty() || catalog.state() != State::Empty { Vec::new() } else { owned_first(offered) }
    });
    view! {
        <Show when=move || games.with(|games| !games.is_empty())>
            <section class="panel stack" data-testid="catalogue-offer">
                <p>"Find cards by name instead of typing them out, also without a network. Which games?"</p>
                <ul class="games">
                    {move || games.get().into_iter().map(|game| view! { <GameLine game /> }).collect_view()}
                </ul>
            </section>
        </Show>
    }
}

/// Those of which there are cards in the ledger stand first.
fn owned_first(mut games: Vec<CatalogGame>) -> Vec<CatalogGame> {
    let collection = use_collection();
    let owned = untrack(|| {
        collection.with_facets(|facets| facets.of(Facet::Game).map(|(game, _)| game.to_owned()).collect::<Vec<_>>())
    });
    games.sort_by_key(|game| !owned.contains(&game.game));
    games
}

#[component]
fn GameLine(game: CatalogGame) -> impl IntoView {
    let storage = use_catalog();
    let code = StoredValue::new(game.game.clone());
    let here = Memo::new(move |_| code.with_value(|code| storage.here(code)));
    let name = words::game(&game.game).to_owned();
    let name = if name == game.game && !game.name.is_empty() { game.name.clone() } else { name };
    let facts = words::game_size(game.cards, game.sets, catalog::wire_bytes(&game, &[]), catalog::bytes(&game));
    let get = move |_| code.with_value(|code| storage.want(code));
    let remove = move |_| code.with_value(|code| storage.remove(code));
    let (named, removed, going) = (format!("Get {name}"), format!("Remove {name}"), format!("Fetching {name}"));
    view! {
        <li data-game=game.game.clone()>
            <span class="grow">
                <strong>{name}</strong>
                <span class="muted small">{facts}</span>
                {move || match here.get() {
                    Some(Here::Failed(why)) => Some(view! { <span class="small wrong" role="status">{why}</span> }),
                    _ => None,
                }}
            </span>
            {move || match here.get() {
                None | Some(Here::Failed(_)) => {
                    view! { <button type="button" class="button" aria-label=named.clone() on:click=get>"Get"</button> }.into_any()
                }
                Some(Here::Fetching { done, of }) => view! {
                    <span class="going">
                        <progress aria-label=going.clone() max=of value=done></progress>
                        <span class="muted small">{words::fetching(done, of)}</span>
                    </span>
                }
                .into_any(),
                Some(Here::Kept(_)) => view! {
                    <span class="chip on">"On this device"</span>
                    <button type="button" class="button plain" aria-label=removed.clone() on:click=remove>"Remove"</button>
                }
                .into_any(),
            }}
        </li>
    }
}
