//! Every open conflict, to be settled one by one, or many in one way: one action, taken back as one.

use std::collections::BTreeSet;

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::Choice;

use super::oversold::{CardName, Count};
use crate::collection::use_collection;
use crate::conflict::{ConflictItem, find, focus_after, focus_on, place_of};
use crate::engine::use_engine;
use crate::session::use_session;
use crate::undo::use_actions;
use vitrine_presenter::conflict::{OpenConflict, settle_all};
use vitrine_presenter::words;

/// Conflicts drawn at a time; the others come with a button.
const DRAWN: usize = 50;

#[component]
pub fn ConflictsToSettle() -> impl IntoView {
    let collection = use_collection();
    let open =
        Memo::new(move |_| collection.open_conflicts().iter().map(|(row, id)| (row.id, *id)).collect::<Vec<_>>());
    let ids = move || open.with(|open| open.iter().map(|(_, id)| *id).collect::<Vec<_>>());
    let chosen = RwSignal::new(BTreeSet::<Uuid>::new());
    let drawn = RwSignal::new(DRAWN);
    let shown = move || open.with(|open| open[..drawn.get().min(open.len())].to_vec());
    let left = move || open.with(Vec::len).saturating_sub(drawn.get());
    let several = move || open.with(Vec::len) > 1;
    let settled = Callback::new(move |id| focus_after(&untrack(ids), id));
    // What was settled elsewhere is not chosen any more.
    Effect::new(move |_| {
        let open: BTreeSet<Uuid> = ids().into_iter().collect();
        if chosen.with_untracked(|chosen| !chosen.is_subset(&open)) {
            chosen.update(|chosen| chosen.retain(|id| open.contains(id)));
        }
    });
    view! {
        <Show when=move || !open.with(Vec::is_empty)>
            <section class="stack small-gap" aria-label="Changed on two devices" data-testid="to-settle">
                <h2>"Changed on two devices" <Count of=Signal::derive(move || open.with(Vec::len)) /></h2>
                <p class="muted">"The later value stands, the other is kept here. Settled on one device, it is settled on all."</p>
                <Show when=several>
                    <Many all=Signal::derive(ids) chosen />
                </Show>
                <ul class="waiting">
                    <For
                        each=shown
                        key=|(_, id)| *id
                        let:one
                    >
                        <li class="panel stack small-gap" id=place_of(one.1) tabindex="-1" data-testid="conflict">
                            <div class="conflict-head">
                                <CardName entry=one.0 />
                                <Show when=several>
                                    <Chosen entry=one.0 id=one.1 chosen />
                                </Show>
                            </div>
                            <ConflictItem id=one.1 settled />
                        </li>
                    </For>
                </ul>
                <Show when=move || { left() > 0 }>
                    <div>
                        <button type="button" class="button" on:click=move |_| drawn.update(|drawn| *drawn += DRAWN)>
                            {move || format!("Show {} more", words::count(left().min(DRAWN) as i64))}
                        </button>
                    </div>
                </Show>
            </section>
        </Show>
    }
}

/// Is this one among those that are settled together?
#[component]
fn Chosen(entry: Uuid, id: Uuid, chosen: RwSignal<BTreeSet<Uuid>>) -> impl IntoView {
    let collection = use_collection();
    let session = use_session();
    let field = find(use_engine(), id)
        .map(|conflict| words::conflict_field(conflict.of.kind, &conflict.field))
        .unwrap_or_default();
    let name = move || {
        let name = collection.row(entry).map(|row| row.name.clone()).unwrap_or_default();
        format!("Choose {name}, {field}")
    };
    let toggle = move |event| {
        let on = event_target_checked(&event);
        chosen.update(|chosen| {
            if on {
                chosen.insert(id);
            } else {
                chosen.remove(&id);
            }
        });
    };
    view! {
        <label class="check" hidden=move || !session.may_write()>
            <input
                type="checkbox"
                aria-label=name
                prop:checked=move || chosen.with(|chosen| chosen.contains(&id))
                on:change=toggle
            />
        </label>
    }
}

/// Settles those that are chosen, or all when none is.
#[component]
fn Many(all: Signal<Vec<Uuid>>, chosen: RwSignal<BTreeSet<Uuid>>) -> impl IntoView {
    let engine = use_engine();
    let session = use_session();
    let actions = use_actions();
    let meant = move || match chosen.with(BTreeSet::is_empty) {
        true => all.get(),
        false => all.get().into_iter().filter(|id| chosen.with(|chosen| chosen.contains(id))).collect(),
    };
    let every = move || chosen.with(BTreeSet::len) == all.with(Vec::len);
    let some = move || !chosen.with(BTreeSet::is_empty);
    let how_many = move || match chosen.with(BTreeSet::len) {
        0 => format!("all {}", words::count(all.with(Vec::len) as i64)),
        some => words::count(some as i64),
    };
    let settle = move |choice: Choice| {
        let conflicts: Vec<OpenConflict> = untrack(meant).into_iter().filter_map(|id| find(engine, id)).collect();
        let parts = settle_all(&conflicts, &choice);
        let said = format!("Settled {}.", words::plural(parts.len() as i64, "conflict", "conflicts"));
        if !parts.is_empty() && actions.run_all_undoable(String::from("Settle conflicts"), parts, said) {
            chosen.set(BTreeSet::new());
            focus_on("main");
        }
    };
    let choose = move |event| {
        let on = event_target_checked(&event);
        chosen.set(if on { all.get_untracked().into_iter().collect() } else { BTreeSet::new() });
    };
    view! {
        <div class="actions many" role="group" aria-label="Settle several" hidden=move || !session.may_write()>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=every
                    prop:indeterminate=move || some() && !every()
                    on:change=choose
                />
                "Choose all"
            </label>
            <button type="button" class="button" on:click=move |_| settle(Choice::Keep)>
                {move || format!("Keep what stands ({})", how_many())}
            </button>
            <button type="button" class="button" on:click=move |_| settle(Choice::UseLost)>
                {move || format!("Use the other values ({})", how_many())}
            </button>
        </div>
    }
}
