//! What an imported file said of a card and nobody here understood: kept as it was, folded.

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::Key;

use crate::engine::use_engine;

#[component]
pub fn FromFile(entry: Uuid) -> impl IntoView {
    let engine = use_engine();
    let columns = Memo::new(move |_| {
        engine.revision().track();
        let extra = engine.with_record(&Key::entry(entry), |record| {
            record.as_entry().map(|stored| stored.value.extra.clone().into_iter().collect::<Vec<_>>())
        });
        extra.flatten().unwrap_or_default()
    });
    view! {
        <Show when=move || columns.with(|columns| !columns.is_empty())>
            <details class="panel history" data-testid="from-file">
                <summary><h2>"Also in the file"</h2></summary>
                <p class="muted small">"Columns of the imported file that Vitrine has no field for, as they were."</p>
                <dl class="facts">
                    {move || {
                        columns
                            .get()
                            .into_iter()
                            .map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> })
                            .collect_view()
                    }}
                </dl>
            </details>
        </Show>
    }
}
