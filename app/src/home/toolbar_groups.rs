//! The choices of the toolbar that are about groups: what to show, what to stand together, which location and portfolio.

use leptos::ev;
use leptos::prelude::*;
use uuid::Uuid;

use crate::collection::{GroupKind, Grouping, Query, Show as Shown, Within, use_collection};
use vitrine_presenter::words;

/// Everything, or what collectors look for again and again.
#[component]
pub fn ShowChoice() -> impl IntoView {
    let query = use_collection().query;
    let option = move |show: Shown| {
        view! {
            <option value=show.code() prop:selected=move || query.with(|query| query.show == show)>{words::show(show)}</option>
        }
    };
    let change = move |event: ev::Event| {
        if let Some(show) = Shown::from_code(&event_target_value(&event)) {
            query.update(|query| query.show = show);
        }
    };
    view! {
        <select class="input" aria-label="Show" data-testid="show" on:change=change>
            {Shown::ALL.map(option).into_iter().collect_view()}
        </select>
    }
}

/// What stands together under headings.
#[component]
pub fn GroupingChoice() -> impl IntoView {
    let query = use_collection().query;
    let option = move |group: Grouping| {
        view! {
            <option value=group.code() prop:selected=move || query.with(|query| query.group == group)>
                {words::grouping(group)}
            </option>
        }
    };
    let change = move |event: ev::Event| {
        if let Some(group) = Grouping::from_code(&event_target_value(&event)) {
            query.update(|query| query.group = group);
        }
    };
    view! {
        <select class="input" aria-label="Group" data-testid="group" on:change=change>
            {Grouping::all().map(option).collect_view()}
        </select>
    }
}

/// What stands for no location in a form.
const NOWHERE: &str = "none";

/// Which portfolio or location to look into; nothing while there are none.
#[component]
pub fn WithinChoice(kind: GroupKind) -> impl IntoView {
    let collection = use_collection();
    let query = collection.query;
    let get = move |query: &Query| match kind {
        GroupKind::Portfolio => query.portfolio,
        GroupKind::Location => query.location,
    };
    let set = move |within| {
        query.update(|query| match kind {
            GroupKind::Portfolio => query.portfolio = within,
            GroupKind::Location => query.location = within,
        });
    };
    let groups = Memo::new(move |_| {
        let named = |groups: &crate::collection::Groups| {
            groups.sorted(kind).iter().map(|group| (group.id, group.name.clone())).collect::<Vec<_>>()
        };
        let named = collection.with_groups(named);
        named.into_iter().map(|(id, name)| (id, name, collection.sums_of(id).entries)).collect::<Vec<_>>()
    });
    let useful = move || groups.with(|groups| !groups.is_empty()) || query.with(|query| get(query) != Within::Anywhere);
    let (label, all) = match kind {
        GroupKind::Portfolio => ("Portfolio", "All portfolios"),
        GroupKind::Location => ("Location", "All locations"),
    };
    let change = move |event: ev::Event| {
        set(match event_target_value(&event).as_str() {
            NOWHERE => Within::Nowhere,
            id => Uuid::try_parse(id).map_or(Within::Anywhere, Within::In),
        });
    };
    let is = move |within: Within| move || query.with(|query| get(query) == within);
    // One that was deleted while it was looked into.
    let gone = move || match query.with(get) {
        Within::In(id) => groups.with(|groups| groups.iter().all(|(other, ..)| *other != id)),
        Within::Anywhere | Within::Nowhere => false,
    };
    view! {
        <Show when=useful>
            <select class="input" aria-label=label on:change=change>
                <option value="" prop:selected=is(Within::Anywhere)>{all}</option>
                {move || {
                    groups
                        .get()
                        .into_iter()
                        .map(|(id, name, entries)| {
                            let text = format!("{name} ({})", words::count(entries));
                            view! { <option value=id.to_string() prop:selected=is(Within::In(id))>{text}</option> }
                        })
                        .collect_view()
                }}
                <option value=NOWHERE prop:selected=is(Within::Nowhere)>{words::nowhere(kind)}</option>
                {move || gone().then(|| view! { <option value="gone" selected=true disabled=true>"Deleted"</option> })}
            </select>
        </Show>
    }
}
