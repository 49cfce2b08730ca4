//! A catalogue file, brought into the server from here: for those whom the server lets, with how far it is.

use leptos::ev::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::file_import::{BadRows, all_chosen, ask_on};
use crate::api::catalog::{CATALOG_IMPORT_PATH, CatalogImport};
use crate::catalog::archive::packed;
use crate::catalog::use_catalog;
use crate::engine::use_engine;
use vitrine_presenter::words;

#[component]
pub fn CatalogueImport() -> impl IntoView {
    let catalog = use_catalog();
    let engine = use_engine();
    let may = Memo::new(move |_| catalog.offer().is_some_and(|offer| offer.may_import));
    let stands = RwSignal::new(None::<CatalogImport>);
    let busy = RwSignal::new(false);
    let choose = move |event: Event| {
        let (Some(storage), Some(file)) = (engine.catalog_storage(), packed(&all_chosen(&event))) else { return };
        busy.set(true);
        stands.set(None);
        let asking = ask_on(engine, CATALOG_IMPORT_PATH, stands);
        spawn_local(async move {
            let answer = storage.send(String::from(CATALOG_IMPORT_PATH), file).await;
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
    let bad = Signal::derive(move || {
        stands.with(|stands| stands.as_ref().map(|stands| stands.bad_rows.clone()).unwrap_or_default())
    });
    view! {
        <Show when=move || may.get()>
            <section class="panel stack" data-testid="catalogue-import">
                <h2>"Bring a catalogue in"</h2>
                <p class="muted">
                    "A file of rarebox, TCGdex, pokemon-tcg-data or Scryfall, also packed (.gz, .tar.gz). It is for everybody on this server. Files that belong together, like TCGdex's cards and sets, are chosen together."
                </p>
                <label class="field">
                    <span class="label">"Catalogue file"</span>
                    <input class="input" type="file" multiple disabled=move || busy.get() on:change=choose />
                </label>
                <p role="status">
                    {move || stands.with(|stands| stands.as_ref().map(words::import_stands)).or_else(|| busy.get().then(|| String::from("Sending\u{2026}")))}
                </p>
                <BadRows rows=bad summary="Rows that were left out" />
            </section>
        </Show>
    }
}
