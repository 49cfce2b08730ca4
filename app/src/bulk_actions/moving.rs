//! Into another portfolio, another location, or both: one there is, or a new one.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use vitrine_ledger::parts;

use super::Act;
use super::sheet_end::SheetEnd;
use crate::collection::{GroupKind, Groups, use_collection};
use crate::engine::use_engine;
use crate::kit::{Choice, Field, Prefix};
use vitrine_presenter::bulk::{self, Wanted};
use vitrine_presenter::words;

#[component]
pub fn MoveSheet(act: Act) -> impl IntoView {
    let (engine, collection) = (use_engine(), use_collection());
    let [portfolio, location, new_portfolio, new_location] = std::array::from_fn(|_| RwSignal::new(String::new()));
    let options = |kind, what| untrack(|| collection.with_groups(|groups| options(groups, kind, what)));
    let (portfolios, locations) =
        (options(GroupKind::Portfolio, "portfolio"), options(GroupKind::Location, "location"));
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let read = |choice: RwSignal<String>, name: RwSignal<String>, kind| {
            let (choice, name) = (choice.get_untracked(), name.get_untracked());
            untrack(|| collection.with_groups(|groups| Wanted::read(&choice, &name, kind, groups)))
        };
        let into = read(portfolio, new_portfolio, GroupKind::Portfolio);
        let at = read(location, new_location, GroupKind::Location);
        if into == Wanted::Same && at == Wanted::Same {
            return act.wrong.set(Some(String::from("Choose a portfolio or a location.")));
        }
        let ids = collection.picked();
        let (patch, mut mutations) = bulk::moving(&into, &at, || engine.new_id());
        mutations.extend(parts::edits(ids.iter().copied(), &patch, &|id, look| engine.with_entry(id, look)));
        let cards = words::cards(ids.len());
        let named = |wanted: &Wanted, kind| untrack(|| collection.with_groups(|groups| name(wanted, kind, groups)));
        let to: Vec<String> =
            [named(&into, GroupKind::Portfolio), named(&at, GroupKind::Location)].into_iter().flatten().collect();
        let done =
            if to.is_empty() { format!("Moved {cards}.") } else { format!("Moved {cards} to {}.", to.join(" and ")) };
        act.all(format!("move {cards}"), done, mutations);
    };
    provide_context(Prefix(String::from("bulk")));
    let made = move |choice: RwSignal<String>| move || choice.with(|choice| choice == Wanted::NEW);
    view! {
        <form class="form" on:submit=save>
            <h2>"Move"</h2>
            <div class="form-part">
                <Choice name="portfolio" label="Portfolio" class="span-6" value=portfolio options=portfolios />
                <Show when=made(portfolio)>
                    <Field name="new-portfolio" label="Name of the new portfolio" class="span-6" value=new_portfolio focus=true />
                </Show>
            </div>
            <div class="form-part">
                <Choice name="location" label="Location" class="span-6" value=location options=locations />
                <Show when=made(location)>
                    <Field name="new-location" label="Name of the new location" class="span-6" value=new_location focus=true />
                </Show>
            </div>
            <SheetEnd act label="Move" />
        </form>
    }
}

fn options(groups: &Groups, kind: GroupKind, what: &str) -> Vec<(String, String)> {
    let fixed = |value: &str, text: String| (String::from(value), text);
    let known = groups.sorted(kind).into_iter().map(|group| (group.id.to_string(), group.name.clone()));
    std::iter::once(fixed(Wanted::SAME, String::from("Stays as it is")))
        .chain(known)
        .chain([fixed(Wanted::NEW, format!("New {what}\u{2026}")), fixed(Wanted::NOWHERE, format!("In no {what}"))])
        .collect()
}

fn name(wanted: &Wanted, kind: GroupKind, groups: &Groups) -> Option<String> {
    match wanted {
        Wanted::This(id) => groups.get(kind, *id).map(|group| group.name.clone()),
        Wanted::New(name) => Some(name.clone()),
        Wanted::Same | Wanted::Nowhere => None,
    }
}
