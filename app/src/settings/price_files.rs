//! Prices and exchange rates: whose there are on the server, and files brought into it from here, for those whom it lets.

use leptos::ev::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;

use super::file_import::{BadRows, ask_on, chosen, fetch};
use crate::api::prices::{PRICES_IMPORT_PATH, PRICES_PATH, PriceImport, Prices};
use crate::catalog::use_catalog;
use crate::engine::use_engine;
use vitrine_presenter::words;

/// Games as price files are sorted by.
const GAMES: [&str; 7] = ["pokemon", "pokemon-ja", "mtg", "yugioh", "one-piece", "lorcana", "riftbound"];

#[component]
pub fn PriceFiles() -> impl IntoView {
    let engine = use_engine();
    let catalog = use_catalog();
    let may = Memo::new(move |_| catalog.offer().is_some_and(|offer| offer.may_import));
    // None: not asked for yet; none inside: the server did not answer.
    let known = RwSignal::new(None::<Option<Prices>>);
    let look = move || spawn_local(async move { known.set(Some(fetch(engine, PRICES_PATH).await)) });
    let opened = move |_| {
        if known.with_untracked(Option::is_none) {
            look();
        }
    };
    view! {
        <section class="panel stack" id="price-files" data-testid="price-files">
            <h2>"Where prices come from"</h2>
            <details on:toggle=opened>
                <summary>"Sources on this server"</summary>
                {move || match known.get() {
                    None => view! { <p class="muted small" role="status">"Asking\u{2026}"</p> }.into_any(),
                    Some(None) => view! { <p class="muted small">"That needs the server, which does not answer now."</p> }.into_any(),
                    Some(Some(prices)) => sources(&prices).into_any(),
                }}
            </details>
            <Show when=move || may.get()>
                <Bring look=Callback::new(move |()| look()) />
            </Show>
        </section>
    }
}

fn sources(prices: &Prices) -> impl IntoView + use<> {
    if prices.sources.is_empty() && prices.rates.is_empty() {
        return view! {
            <p class="small">
                "No prices yet. Whoever runs this server brings them in with " <code>"vitrine prices import"</code>
                ", or from a feed."
            </p>
        }
        .into_any();
    }
    let lines: Vec<String> =
        prices.sources.iter().map(words::price_source).chain(prices.rates.iter().map(words::rate_source)).collect();
    let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    view! { <ul class="small">{lines}</ul> }.into_any()
}

/// A file, with what it does not say itself.
#[component]
fn Bring(look: Callback<()>) -> impl IntoView {
    let engine = use_engine();
    let stands = RwSignal::new(None::<PriceImport>);
    let busy = RwSignal::new(false);
    let game = RwSignal::new(String::new());
    let day = RwSignal::new(String::new());
    let skip_bad = RwSignal::new(false);
    let choose = move |event: Event| {
        let (Some(storage), Some(file)) = (engine.catalog_storage(), chosen(&event)) else { return };
        busy.set(true);
        stands.set(None);
        let asking = ask_on(engine, PRICES_IMPORT_PATH, stands);
        let name = words::escaped(&file.name());
        let (game, day, skip_bad) = (game.get_untracked(), day.get_untracked(), skip_bad.get_untracked());
        let path = format!("{PRICES_IMPORT_PATH}?name={name}&game={game}&date={day}&skip_bad={skip_bad}");
        spawn_local(async move {
            let answer = storage.send(path, file.unchecked_into()).await;
            if let Some(asking) = asking {
                asking.clear();
            }
            busy.set(false);
            let read = answer.and_then(|text| serde_json::from_str(&text).ok());
            stands.set(Some(read.unwrap_or_else(|| PriceImport {
                error: String::from("The server did not take it. Another import may be under way."),
                ..PriceImport::default()
            })));
            look.run(());
        });
    };
    let said = move || {
        let stands = stands.with(|stands| stands.as_ref().map(words::price_import_stands));
        stands.or_else(|| busy.get().then(|| String::from("Sending\u{2026}")))
    };
    let bad = Signal::derive(move || {
        stands.with(|stands| stands.as_ref().map(|stands| stands.bad_rows.clone()).unwrap_or_default())
    });
    view! {
        <p class="muted">
            "A file of prices (rarebox, tcgcsv, Cardmarket, MTGJSON, PriceCharting or a plain table) or of exchange rates, also packed (.gz). It is for everybody on this server."
        </p>
        <div class="import-hints">
            <label class="field">
                <span class="label">"Game, if the file does not say it"</span>
                <select class="input" on:change=move |event| game.set(event_target_value(&event))>
                    <option value="">"The file says it"</option>
                    {GAMES.map(|code| view! { <option value=code>{words::game(code).to_owned()}</option> }).into_iter().collect_view()}
                </select>
            </label>
            <label class="field">
                <span class="label">"Day, if it has none"</span>
                <input class="input" type="date" on:change=move |event| day.set(event_target_value(&event)) />
            </label>
        </div>
        <label class="check">
            <input type="checkbox" on:change=move |event| skip_bad.set(event_target_checked(&event)) />
            <span>"Take the good rows of a file that has bad ones"</span>
        </label>
        <label class="field">
            <span class="label">"File of prices or rates"</span>
            <input class="input" type="file" disabled=move || busy.get() on:change=choose />
        </label>
        <p role="status">{said}</p>
        <BadRows rows=bad summary="Rows that cannot be read" />
    }
}
