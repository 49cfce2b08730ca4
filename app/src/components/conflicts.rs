//! What lost against another device's edit of this card, until a person settles it: settled here, it is gone everywhere.

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Choice, Conflict, ConflictKind, Key, Mutation};

use crate::collection::use_collection;
use crate::engine::use_engine;
use crate::undo::use_actions;
use crate::words;

#[component]
pub fn Conflicts(entry: Uuid) -> impl IntoView {
    let collection = use_collection();
    let open = Memo::new(move |_| collection.conflicts(entry));
    view! {
        <Show when=move || !open.with(Vec::is_empty)>
            <section class="panel stack" aria-label="To settle" data-testid="conflicts">
                <h2>"To settle"</h2>
                <For each=move || open.get() key=|id| *id let:id>
                    <Open id />
                </For>
            </section>
        </Show>
    }
}

#[component]
fn Open(id: Uuid) -> impl IntoView {
    let engine = use_engine();
    let conflict =
        engine.with_record(&Key::conflict(id), |record| record.as_conflict().map(|stored| stored.value.clone()));
    conflict.flatten().map(|conflict| view! { <Both id conflict /> })
}

#[component]
fn Both(id: Uuid, conflict: Conflict) -> impl IntoView {
    let actions = use_actions();
    let said = words::conflict(conflict.kind, &conflict.field);
    let kept = words::conflict_value(&conflict.field, &conflict.kept);
    let lost = words::conflict_value(&conflict.field, &conflict.lost);
    let overwritten = conflict.kind == ConflictKind::Overwritten;
    let conflict = StoredValue::new(conflict);
    let settle = move |choice: Choice| {
        actions.run(conflict.with_value(|conflict| Mutation::settle(id, conflict, choice)), None);
    };
    view! {
        <div class="stack small-gap">
            <p>{said}</p>
            <div class="actions">
                <button type="button" class="button" on:click=move |_| settle(Choice::Keep)>
                    {if overwritten { format!("Keep {kept}") } else { String::from("I have seen it") }}
                </button>
                {overwritten.then(|| view! {
                    <button type="button" class="button" on:click=move |_| settle(Choice::UseLost)>
                        {format!("Use {lost}")}
                    </button>
                })}
            </div>
        </div>
    }
}
