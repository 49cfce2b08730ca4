//! A copy that was sold and had never come: the way to add it.

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Mutation, NewLot};

use crate::engine::use_engine;
use crate::session::use_session;
use crate::undo::use_actions;
use vitrine_presenter::words;

/// The copies that went and had never come.
#[component]
pub fn AddForgotten(entry: Uuid, by: Memo<Option<i64>>) -> impl IntoView {
    let engine = use_engine();
    let session = use_session();
    let actions = use_actions();
    let label = move || format!("Add {}", words::plural(by.get().unwrap_or(0), "forgotten copy", "forgotten copies"));
    let add = move |_| {
        let Some(quantity) = by.get_untracked() else { return };
        // When it came and what it cost nobody has said yet.
        let lot = NewLot { id: engine.new_id(), quantity, ..NewLot::default() };
        let said = words::plural(quantity, "copy", "copies");
        actions.run_undoable(Mutation::AddLot { entry, lot }, format!("Added {said}, cost and day unknown."));
    };
    view! {
        <div hidden=move || !session.may_write()>
            <button type="button" class="button" on:click=add>{label}</button>
        </div>
    }
}
