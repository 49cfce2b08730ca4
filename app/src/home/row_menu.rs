//! What else can be done with a row, on a phone: a sheet at the lower edge, where the thumb is. One for the whole list.

use leptos::html::Dialog;
use leptos::prelude::*;
use uuid::Uuid;

use super::list_row;
use crate::collection::use_collection;
use crate::engine::{Phase, use_engine};
use crate::undo::use_actions;

#[component]
pub fn RowMenu(
    /// The entry it is open for.
    of: RwSignal<Option<Uuid>>,
) -> impl IntoView {
    let collection = use_collection();
    let engine = use_engine();
    let actions = use_actions();
    let sheet = NodeRef::<Dialog>::new();
    let row = move || of.get().and_then(|id| collection.row(id));
    let name = move || row().map(|row| row.name.clone()).unwrap_or_default();
    Effect::new(move |_| {
        if let Some(sheet) = sheet.get()
            && of.get().is_some()
            && !sheet.open()
        {
            // It is in the document: nothing else can be wrong.
            let _ = sheet.show_modal();
        }
    });
    let close = move || {
        if let Some(sheet) = sheet.get_untracked() {
            sheet.close();
        }
    };
    let delete = move |_| {
        let row = untrack(row);
        close();
        if let Some(row) = row {
            list_row::delete(actions, &row);
        }
    };
    view! {
        <dialog class="row-menu" closedby="any" aria-label=name node_ref=sheet on:close=move |_| of.set(None)>
            <h2>{name}</h2>
            <a class="button" href=move || of.get().map(|id| format!("/card/{id}"))>"Edit"</a>
            <a class="button" href=move || of.get().map(list_row::sell_path)>"Mark as sold"</a>
            <button
                type="button"
                class="button danger"
                disabled=move || engine.phase().get() != Phase::Ready
                on:click=delete
            >
                "Delete"
            </button>
            <button type="button" class="button plain" on:click=move |_| close()>"Cancel"</button>
        </dialog>
    }
}
