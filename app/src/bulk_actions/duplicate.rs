//! The same cards in another finish, as new entries.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use vitrine_ledger::{Entry, suggest};

use super::Act;
use super::sheet_end::SheetEnd;
use crate::collection::use_collection;
use crate::engine::use_engine;
use crate::kit::{Field, Prefix};
use vitrine_presenter::bulk;
use vitrine_presenter::form::{self, Reads};
use vitrine_presenter::words;

#[component]
pub fn DuplicateSheet(act: Act) -> impl IntoView {
    let (engine, collection) = (use_engine(), use_collection());
    let finish = RwSignal::new(String::new());
    let copies = RwSignal::new(String::from("1"));
    let wrong = RwSignal::new(None::<String>);
    let finishes = Signal::stored(finishes(collection));
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let copies = match copies.with(|copies| form::copies(copies)) {
            Ok(copies) => copies,
            Err(why) => return wrong.set(Some(why)),
        };
        let ids = collection.picked();
        let name = finish.with(|finish| finish.trim().to_owned());
        let new_id = || engine.new_id();
        let today = engine.today().parse().ok();
        let find = |id, look: &mut dyn FnMut(&Entry)| engine.with_entry(id, look);
        let (made, parts) = bulk::duplicate(&ids, (&name, copies), (&new_id, today), &find);
        let cards = words::cards(made.len());
        let done = if name.is_empty() { format!("Added {cards}.") } else { format!("Added {cards}: {name}.") };
        if act.all(format!("duplicate {cards}"), done, parts) {
            // One goes on with what was made.
            collection.selection.update(|selection| selection.only(made));
        }
    };
    provide_context(Prefix(String::from("bulk")));
    view! {
        <form class="form" on:submit=save>
            <h2>"Duplicate as another finish"</h2>
            <div class="form-part">
                <Field name="finish" label="Finish" class="span-6" value=finish suggestions=finishes focus=true />
                <Field name="copies" label="Copies of each" class="span-6" value=copies reads=Reads::Copies wrong=wrong />
            </div>
            <p class="muted small">
                "New entries for the same cards, with their language, condition, place and tags. Cost unknown, acquired today."
            </p>
            <SheetEnd act label="Duplicate" />
        </form>
    }
}

/// The finishes of the games that are picked.
fn finishes(collection: crate::collection::Collection) -> Vec<String> {
    let mut games: Vec<String> = Vec::new();
    for id in collection.picked() {
        if let Some(row) = untrack(|| collection.row(id))
            && !games.contains(&row.game)
        {
            games.push(row.game.clone());
        }
    }
    let mut finishes: Vec<String> =
        games.iter().flat_map(|game| suggest::finishes(game)).map(|finish| String::from(*finish)).collect();
    finishes.sort_unstable();
    finishes.dedup();
    finishes
}
