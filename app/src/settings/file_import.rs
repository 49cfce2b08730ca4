//! What importing a file into the server has in common, whatever is in it: the file that was chosen, how far the server is,
//! and the rows it could not read.

use std::time::Duration;

use leptos::ev::Event;
use leptos::leptos_dom::helpers::{IntervalHandle, set_interval_with_handle};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlInputElement;
use serde::de::DeserializeOwned;
use web_sys::File;

use crate::engine::Engine;

/// How often the server is asked how far it is.
const ASK_EVERY: Duration = Duration::from_millis(700);

/// The file somebody chose. The same one can be chosen again.
pub(super) fn chosen(event: &Event) -> Option<File> {
    let input = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    let file = input.files()?.get(0);
    input.set_value("");
    file
}

/// The files somebody chose, where several may be. The same ones can be chosen again.
pub(super) fn all_chosen(event: &Event) -> Vec<File> {
    let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
        return Vec::new();
    };
    let files = input.files().map(|files| (0..files.length()).filter_map(|i| files.get(i)).collect());
    input.set_value("");
    files.unwrap_or_default()
}

/// What the server has at an address.
pub(super) async fn fetch<T: DeserializeOwned>(engine: Engine, path: &str) -> Option<T> {
    let bytes = engine.catalog_storage()?.fetch(String::from(path)).await?;
    serde_json::from_slice(&bytes).ok()
}

/// Asks the server again and again how far it is, until told to stop.
pub(super) fn ask_on<T>(engine: Engine, path: &'static str, stands: RwSignal<Option<T>>) -> Option<IntervalHandle>
where
    T: DeserializeOwned + Send + Sync + 'static,
{
    let ask = move || {
        spawn_local(async move {
            if let Some(now) = fetch(engine, path).await {
                stands.set(Some(now));
            }
        });
    };
    set_interval_with_handle(ask, ASK_EVERY).ok()
}

/// The rows that cannot be read, each with its place and the reason; nothing where there are none.
#[component]
pub(super) fn BadRows(#[prop(into)] rows: Signal<Vec<(String, String)>>, summary: &'static str) -> impl IntoView {
    view! {
        <Show when=move || rows.with(|rows| !rows.is_empty())>
            <details>
                <summary>{summary}</summary>
                <ul class="small">
                    {move || rows.get().into_iter().map(|(place, why)| view! { <li>{format!("{place}: {why}")}</li> }).collect_view()}
                </ul>
            </details>
        </Show>
    }
}
