//! The portfolios, or the locations: how much is in each, and what can be done with it.

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Key, Mutation, Records};

use super::form::{AddGroup, EditGroup, group_form};
use crate::collection::{Group, GroupKind, Query, Within, use_collection};
use crate::drafts::use_drafts;
use crate::kit::ItemTools;
use crate::session::use_session;
use crate::undo::use_actions;
use vitrine_presenter::words;

#[component]
pub fn GroupList(kind: GroupKind, title: &'static str, empty: &'static str) -> impl IntoView {
    let collection = use_collection();
    let session = use_session();
    let ids = Memo::new(move |_| {
        collection.with_groups(|groups| groups.sorted(kind).iter().map(|group| group.id).collect::<Vec<_>>())
    });
    // What is in none is what is left of all.
    let loose = Memo::new(move |_| {
        let mut sum = collection.sums();
        ids.get().into_iter().for_each(|id| sum.subtract(&collection.sums_of(id)));
        sum
    });
    view! {
        <section class="panel stack" aria-label=title data-testid=move || words::group_kind(kind)>
            <h2>{title}</h2>
            <Show when=move || ids.with(Vec::is_empty)>
                <p class="muted">{empty}</p>
            </Show>
            <ul class="groups">
                <For each=move || ids.get() key=|id| *id let:id>
                    <Item kind id />
                </For>
                <Show when=move || { loose.with(|sum| sum.entries) > 0 && ids.with(|ids| !ids.is_empty()) }>
                    <li class="group">
                        <span class="grow muted">{words::nowhere(kind)}</span>
                        <span class="muted small">{move || loose.with(words::sum)}</span>
                        <ToList kind within=Within::Nowhere label=words::nowhere(kind).to_owned() />
                    </li>
                </Show>
            </ul>
            <Show when=move || session.may_write()>
                <AddGroup kind />
            </Show>
        </section>
    }
}

#[component]
fn Item(kind: GroupKind, id: Uuid) -> impl IntoView {
    let collection = use_collection();
    let actions = use_actions();
    let session = use_session();
    let editing = RwSignal::new(false);
    use_drafts().open(group_form(id), editing);
    // One that was deleted is still drawn until the list has noticed.
    let group = Memo::new(move |before: Option<&Option<Group>>| {
        let now = collection.with_groups(|groups| groups.get(kind, id).cloned());
        now.or_else(|| before.cloned().flatten())
    });
    let name = move || group.with(|group| group.as_ref().map(|group| group.name.clone()).unwrap_or_default());
    let about = move || {
        group.with(|group| {
            let group = group.as_ref()?;
            let kind = group.kind.map(|kind| words::location_kind(kind).to_owned());
            let about = Some(group.about.clone()).filter(|about| !about.is_empty());
            Some(words::line(kind.into_iter().chain(about)))
        })
    };
    let sum = Memo::new(move |_| collection.sums_of(id));
    let delete = Callback::new(move |()| {
        let key = match kind {
            GroupKind::Portfolio => Key::portfolio(id),
            GroupKind::Location => Key::location(id),
        };
        let (name, cards) = untrack(|| (name(), sum.with(|sum| sum.cards)));
        actions.run_undoable(Mutation::Delete(Records::from_iter([key])), words::deleted_group(&name, cards));
    });
    view! {
        <li class="group" data-testid="group-item">
            <span class="grow" translate="no">
                <span class="name" dir="auto">{name}</span>
                <span class="muted small about">{about}</span>
            </span>
            <span class="muted small" translate="no">{move || sum.with(words::sum)}</span>
            {move || view! { <ToList kind within=Within::In(id) label=name() /> }}
            <Show when=move || session.may_write()>
                <ItemTools name=Signal::derive(name) editing delete />
            </Show>
            {move || editing.get().then(|| group.get_untracked()).flatten().map(|group| view! { <EditGroup kind group editing /> })}
        </li>
    }
}

/// To the collection, looking into this one.
#[component]
fn ToList(kind: GroupKind, within: Within, label: String) -> impl IntoView {
    let query = use_collection().query;
    let look = move |_| {
        query.set(match kind {
            GroupKind::Portfolio => Query { portfolio: within, ..Query::default() },
            GroupKind::Location => Query { location: within, ..Query::default() },
        });
    };
    view! {
        <a class="button plain" href="/" aria-label=format!("Show the cards: {label}") on:click=look>"Show"</a>
    }
}
