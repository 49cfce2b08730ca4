//! A catalogue file, brought into the server from here: for those whom the server lets, with how far it is.

use std::time::Duration;

use leptos::ev::Event;
use leptos::leptos_dom::helpers::{IntervalHandle, set_interval_with_handle};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlInputElement;

use crate::api::catalog::{CATALOG_IMPORT_PATH, CatalogImport};
use crate::catalog::use_catalog;
use crate::engine::{Engine, use_engine};
use crate::words;

/// How often the server is asked how far it is.
const ASK_EVERY: Duration = Duration::from_millis(700);

#[component]
pub fn CatalogueImport() -> impl IntoView {
    let catalog = use_catalog();
    let engine = use_engine();
    let may = Memo::new(move |_| catalog.offer().is_some_and(|offer| offer.may_import));
    let stands = RwSignal::new(None::<CatalogImport>);
    let busy = RwSignal::new(false);
    let choose = move |event: Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let file = input.as_ref().and_then(HtmlInputElement::files).and_then(|files| files.get(0));
        // The same file can be chosen again.
        if let Some(input) = input {
            input.set_value("");
        }
        let (Some(shelf), Some(file)) = (engine.shelf(), file) else { return };
        busy.set(true);
        stands.set(None);
        let asking = ask_on(engine, stands);
        spawn_local(async move {
            let answer = shelf.send(String::from(CATALOG_IMPORT_PATH), file.unchecked_into()).await;
            if let Some(asking) = asking {
                asking.clear();
            }
            busy.set(false);
            let read = answer.and_then(|text| serde_json::from_str(&text).ok());
            stands.set(Some(read.unwrap_or_else(|| CatalogImport {
                error: String::from("The server did not take it. Another import may be under way."),
                ..CatalogImport::default()
            })));
            catalog.look_for_news();
        });
    };
    let bad = move || stands.with(|stands| stands.as_ref().map(|stands| stands.bad_rows.clone()).unwrap_or_default());
    view! {
        <Show when=move || may.get()>
            <section class="panel stack" data-testid="catalogue-import">
                <h2>"Bring a catalogue in"</h2>
                <p class="muted">
                    "A file of rarebox, TCGdex, pokemon-tcg-data or Scryfall, also packed (.gz, .tar.gz). It is for everybody on this server."
                </p>
                <label class="field">
                    <span class="label">"Catalogue file"</span>
                    <input class="input" type="file" disabled=move || busy.get() on:change=choose />
                </label>
                <p role="status">
                    {move || stands.with(|stands| stands.as_ref().map(words::import_stands)).or_else(|| busy.get().then(|| String::from("Sending\u{2026}")))}
                </p>
                <Show when=move || !bad().is_empty()>
                    <details>
                        <summary>"Rows that were left out"</summary>
                        <ul class="small">
                            {move || bad().into_iter().map(|(place, why)| view! { <li>{format!("{place}: {why}")}</li> }).collect_view()}
                        </ul>
                    </details>
                </Show>
            </section>
        </Show>
    }
}

/// Asks the server again and again how far it is, until told to stop.
fn ask_on(engine: Engine, stands: RwSignal<Option<CatalogImport>>) -> Option<IntervalHandle> {
    let ask = move || {
        spawn_local(async move {
            let Some(shelf) = engine.shelf() else { return };
            let read = shelf.fetch(String::from(CATALOG_IMPORT_PATH)).await;
            if let Some(now) = read.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
                stands.set(Some(now));
            }
        });
    };
    set_interval_with_handle(ask, ASK_EVERY).ok()
}
