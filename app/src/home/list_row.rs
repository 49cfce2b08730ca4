//! One line of the collection: two lines on a phone.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Key, Money, Mutation};

use crate::catalog::Thumb;
use crate::collection::{Collection, Row, use_collection};
use crate::engine::{Phase, use_engine};
use crate::kit::{Icon, Sign, StatusDot, Stepper};
use crate::sale::SELL;
use crate::undo::{Actions, use_actions};
use crate::value::value_of;
use vitrine_presenter::words;

#[component]
pub fn ListRow(
    row: Arc<Row>,
    /// The entry the keyboard is at.
    at: RwSignal<Option<Uuid>>,
    /// The entry whose menu is open.
    menu: RwSignal<Option<Uuid>>,
    /// Its place among all rows, from 0.
    #[prop(into)]
    place: Signal<usize>,
) -> impl IntoView {
    let id = row.id;
    let collection = use_collection();
    let engine = use_engine();
    let actions = use_actions();
    // A row that was deleted is still drawn until the list has noticed.
    let row = Memo::new_with_compare(
        move |before: Option<&Arc<Row>>| {
            collection.row(id).or_else(|| before.cloned()).unwrap_or_else(|| Arc::clone(&row))
        },
        |a, b| !matches!((a, b), (Some(a), Some(b)) if Arc::ptr_eq(a, b)),
    );
    let part = move |pick: fn(&Row) -> String| move || row.with(|row| pick(row));
    let name = Signal::derive(part(|row| row.name.clone()));
    let frozen = Signal::derive(move || engine.phase().get() != Phase::Ready);

    let place_said = Memo::new(move |_| row.with(|row| collection.with_groups(|groups| words::place(row, groups))));
    let rest = move || row.with(|row| place_said.with(|place| rest(&value(collection, row), row, place)));
    let picked = Memo::new(move |_| collection.is_picked(id));

    let element = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if at.get() == Some(id)
            && let Some(element) = element.get()
        {
            // The list has scrolled it into view; the browser must not scroll again.
            let _ = element.focus();
        }
    });

    view! {
        <div
            class="row"
            translate="no"
            class:at=move || at.get() == Some(id)
            class:gone=move || row.with(|row| row.quantity == 0)
            role="row"
            aria-rowindex=move || place.get() + 2
            aria-selected=move || if picked.get() { "true" } else { "false" }
            tabindex=move || if at.get() == Some(id) { "0" } else { "-1" }
            data-entry=id.to_string()
            node_ref=element
            on:focusin=move |_| {
                if at.get_untracked() != Some(id) {
                    at.set(Some(id));
                }
            }
        >
            {pick_cell(name, frozen, picked)}
            <span class="c-mark" role="gridcell">
                <Thumb entry=Signal::derive(move || { row.track(); Key::entry(id) }) />
                <StatusDot keys=Signal::derive(move || row.with(|row| row.keys())) />
            </span>
            {name_cell(id, row, name)}
            {printing_cell(row, rest)}
            <span class="c-finish" dir="auto" role="gridcell" title=part(|row| row.finish.clone())>{part(|row| row.finish.clone())}</span>
            <span class="c-condition" role="gridcell">{part(|row| row.condition.clone())}</span>
            <span class="c-place muted" role="gridcell" title=place_said>{place_said}</span>
            {step_cell(actions, row, name, frozen)}
            <span class="c-cost num" role="gridcell" class:unknown=move || row.with(|row| row.costs.is_empty())>
                {part(cost)}
            </span>
            <span class="c-value num" role="gridcell">{move || row.with(|row| value(collection, row))}</span>
            <span class="added num muted" role="gridcell">{part(acquired)}</span>
            {end_cell(id, row, name, frozen, menu)}
        </div>
    }
}

fn pick_cell(name: Signal<String>, frozen: Signal<bool>, picked: Memo<bool>) -> impl IntoView {
    view! {
        <span class="c-pick" role="gridcell">
            <input
                type="checkbox"
                tabindex="-1"
                aria-label=move || format!("Select {}", name.get())
                disabled=move || frozen.get()
                prop:checked=move || picked.get()
            />
        </span>
    }
}

/// How many copies, with one less and one more.
fn step_cell(actions: Actions, row: Memo<Arc<Row>>, name: Signal<String>, frozen: Signal<bool>) -> impl IntoView {
    view! {
        <span class="c-step" role="gridcell">
            <Stepper
                quantity=Signal::derive(move || row.with(|row| row.quantity))
                name
                step=move |by| step(actions, &row.get_untracked(), by)
                disabled=frozen
                skipped=true
            />
        </span>
    }
}

/// The name with the grade, the marks, and that more copies went than came.
fn name_cell(id: Uuid, row: Memo<Arc<Row>>, name: Signal<String>) -> impl IntoView {
    view! {
        <span class="c-name" role="gridcell">
            <a class="name" dir="auto" href=format!("/card/{id}") title=name>{name}</a>
            {move || row.with(|row| row.grade.clone()).map(|grade| view! { <span class="grade" title=grade.clone()>{grade.clone()}</span> })}
            {move || {
                let marks = row.with(|row| row.marks.clone()).into_iter();
                marks
                    .map(|mark| {
                        let said = words::flag(&mark).to_owned();
                        view! { <span class="chip" title=said.clone()>{said.clone()}</span> }
                    })
                    .collect_view()
            }}
            {move || row.with(|row| row.oversold()).map(|by| view! { <span class="grade short">{words::oversold(by)}</span> })}
        </span>
    }
}

/// The set and the number; on a phone with what has no column there.
fn printing_cell(row: Memo<Arc<Row>>, rest: impl Fn() -> String + Copy + Send + Sync + 'static) -> impl IntoView {
    let part = move |pick: fn(&Row) -> String| move || row.with(|row| pick(row));
    view! {
        <span class="where" role="gridcell" title=part(Row::printing)>
            <span class="printing">
                <span class="set">{part(|row| row.set.clone())}</span>
                // Cut is the set, never the number.
                <span class="number">
                    {part(|row| match row.number.as_str() {
                        "" => String::new(),
                        number if row.set.is_empty() => number.to_owned(),
                        number => format!(" \u{b7} {number}"),
                    })}
                </span>
            </span>
            " "
            <span class="phone-only rest" title=rest>{rest}</span>
        </span>
    }
}

/// What can be done with the row; on a phone in its menu.
fn end_cell(
    id: Uuid,
    row: Memo<Arc<Row>>,
    name: Signal<String>,
    frozen: Signal<bool>,
    menu: RwSignal<Option<Uuid>>,
) -> impl IntoView {
    let actions = use_actions();
    view! {
        <span class="row-end" role="gridcell">
            <button
                type="button"
                class="icon-button phone-only"
                aria-haspopup="dialog"
                aria-label=move || format!("More for {}", name.get())
                on:click=move |_| menu.set(Some(id))
            >
                <Icon sign=Sign::More />
            </button>
            <a class="icon-button desk-only" href=format!("/card/{id}") tabindex="-1" aria-label=move || format!("Edit {}", name.get())>
                <Icon sign=Sign::Pen />
            </a>
            <a
                class="icon-button desk-only"
                href=sell_path(id)
                tabindex="-1"
                title="Mark as sold"
                aria-label=move || format!("Mark {} as sold", name.get())
            >
                <Icon sign=Sign::Tag />
            </a>
            <button
                type="button"
                class="icon-button danger desk-only"
                tabindex="-1"
                aria-label=move || format!("Delete {}", name.get())
                disabled=move || frozen.get()
                on:click=move |_| delete(actions, &row.get_untracked())
            >
                <Icon sign=Sign::Bin />
            </button>
        </span>
    }
}

/// One copy more or less: from the lot a person would take it from.
pub fn step(actions: Actions, row: &Row, by: i64) {
    if by < 0 && row.quantity <= 0 {
        return;
    }
    let lot = if by > 0 { row.newest_lot() } else { row.last_full_lot() };
    let mutation = match lot {
        Some(lot) => Mutation::Adjust { entry: row.id, lot: lot.id, by },
        None if by > 0 => actions.new_lot(row.id, by),
        None => return,
    };
    actions.run(mutation, None);
}

/// The page of a card with the form that sells.
pub fn sell_path(entry: Uuid) -> String {
    format!("/card/{entry}?{SELL}")
}

/// Deletes, and offers to take it back.
pub fn delete(actions: Actions, row: &Row) {
    actions.run_undoable(Mutation::delete(row.id), format!("Deleted {}.", row.name));
}

/// What a phone shows below set and number: what may be cut off stands last.
fn rest(value: &str, row: &Row, place: &str) -> String {
    let cost = if row.costs.is_empty() { String::new() } else { cost(row) };
    let worth = if value.is_empty() { cost.as_str() } else { value };
    let marks: Vec<&str> = row.marks.iter().map(|mark| words::flag(mark)).collect();
    words::line([worth, row.condition.as_str(), row.finish.as_str()].into_iter().chain(marks).chain([place]))
}

/// What the copies are worth; empty where nobody knows.
pub(super) fn value(collection: Collection, row: &Row) -> String {
    let price = collection.price(row).filter(|_| row.here > 0);
    let value = price.and_then(|price| Some((price, value_of(row, &price)?, collection.currency()?)));
    value.map_or_else(String::new, |(price, minor, currency)| {
        let said = words::money(Money::new(minor, currency));
        if price.stands_in { format!("~{said}") } else { said }
    })
}

/// What they cost, as far as that is known.
pub(super) fn cost(row: &Row) -> String {
    let sums: Vec<String> = row.costs.iter().map(|money| words::money(*money)).collect();
    match (sums.is_empty(), row.unknown) {
        (true, _) if row.quantity <= 0 => String::new(),
        (true, 0) => String::from("free"),
        (true, unknown) if unknown < row.here => format!("free + {} unknown", words::count(unknown)),
        (true, _) => String::from("unknown"),
        (false, 0) => sums.join(" + "),
        (false, unknown) => format!("{} + {} unknown", sums.join(" + "), words::count(unknown)),
    }
}

/// The last day copies came.
pub(super) fn acquired(row: &Row) -> String {
    row.lots.iter().filter_map(|lot| lot.acquired).max().map(words::date).unwrap_or_default()
}
