//! One condition for all that is picked.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use vitrine_ledger::{Condition, EntryPatch, parts};

use super::Act;
use super::sheet_end::SheetEnd;
use crate::collection::use_collection;
use crate::engine::use_engine;
use crate::kit::choices::conditions;
use crate::kit::{Choice, Prefix};
use vitrine_presenter::words;

#[component]
pub fn ConditionSheet(act: Act) -> impl IntoView {
    let (engine, collection) = (use_engine(), use_collection());
    let value = RwSignal::new(String::from("tcg:NM"));
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let condition = value.with(|value| value.split_once(':').map(|(scale, code)| Condition::new(scale, code)));
        let code = condition.as_ref().map(|condition| condition.code.clone());
        let ids = collection.picked();
        let cards = words::cards(ids.len());
        let done = match code {
            Some(code) => format!("{cards}: condition {code}."),
            None => format!("{cards}: condition not noted."),
        };
        let patch = EntryPatch { condition: Some(condition), ..EntryPatch::default() };
        act.all(
            format!("condition of {cards}"),
            done,
            parts::edits(ids.iter().copied(), &patch, &|id, look| engine.with_entry(id, look)),
        );
    };
    provide_context(Prefix(String::from("bulk")));
    view! {
        <form class="form" on:submit=save>
            <h2>"Set the condition"</h2>
            <Choice name="condition" label="Condition" value options=conditions(value, false) />
            <SheetEnd act label="Set" />
        </form>
    }
}
