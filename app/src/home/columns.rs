//! The list's columns, fitted to what is in them: the longest text of each is measured in the page's own letters, and
//! `columns` says what there is room for. Before that, and on a phone, the style sheet has widths of its own.

use leptos::ev;
use leptos::html::Div;
use leptos::leptos_dom::helpers::window_event_listener;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use vitrine_ledger::Money;

use super::list_row;
use crate::collection::{Collection, GroupKind, Row, Widest, use_collection};
use vitrine_presenter::list::columns::{Column, Widths, fit, tracks};
use vitrine_presenter::words;

/// Between two columns, as in the style sheet.
const GAP: u32 = 12;

/// One cell to measure: texts with their classes, side by side.
type Cell = Vec<(&'static str, String)>;

/// Keeps the columns of the list in step with what is in them and with its width.
pub fn use_columns(list: NodeRef<Div>, ruler: NodeRef<Div>, placed: Memo<bool>, priced: Memo<bool>) {
    let collection = use_collection();
    let texts = Memo::new(move |_| texts(collection, placed.get(), priced.get()));
    let width = RwSignal::new(0_i32);
    let look = move || {
        if let Some(list) = list.get_untracked()
            && width.get_untracked() != list.client_width()
        {
            width.set(list.client_width());
        }
    };
    Effect::new(move |_| {
        list.track();
        look();
        let resize = window_event_listener(ev::resize, move |_| look());
        on_cleanup(move || resize.remove());
    });
    // Only when a text became longer: measuring makes the browser lay out the page at once.
    let needs = Memo::new(move |_| {
        let list = list.get()?;
        (width.get() > 0).then(|| texts.with(|texts| measured(&list, texts)))
    });
    Effect::new(move |_| {
        let (Some(list), Some(ruler), Some(needs)) = (list.get(), ruler.get(), needs.get()) else { return };
        // The ruler is as wide as all that does not give way.
        let room = (width.get() - ruler.offset_width()).max(0).unsigned_abs();
        let widths = fit(&needs, room, GAP);
        let _ = HtmlElement::style(&list).set_property("--columns", &tracks(&widths));
        let classes = list.class_list();
        let _ = classes.add_1("fitted");
        for column in Column::ALL {
            let _ = classes.toggle_with_force(column.without(), widths[column as usize] == 0);
        }
    });
}

/// The longest text of each column; none where the column is not there.
fn texts(collection: Collection, placed: bool, priced: bool) -> Vec<Cell> {
    let value = priced.then(|| collection.currency()).flatten().map(|currency| {
        // No card is worth more than all of them; a copy that stands in says so.
        format!("~{}", words::money(Money::new(collection.worth().value(), currency)))
    });
    let place = placed.then(|| longest_place(collection));
    collection.with_widest(|widest| {
        let text = |row: Option<&Row>, say: fn(&Row) -> String| row.map(say).unwrap_or_default();
        Column::ALL
            .into_iter()
            .map(|column| match column {
                Column::Name => name(widest),
                Column::Printing => vec![("", text(widest.printing(), Row::printing))],
                Column::Finish => vec![("", text(widest.finish(), |row| row.finish.clone()))],
                Column::Condition => vec![("", text(widest.condition(), |row| row.condition.clone()))],
                Column::Place => place.iter().map(|place| ("", place.clone())).collect(),
                // Digits are equally wide: another amount of as many is no reason to measure again.
                Column::Cost => vec![("", digits(&text(widest.cost(), list_row::cost)))],
                Column::Value => value.iter().map(|value| ("", digits(value))).collect(),
                Column::Added => vec![("", String::from("30 May 2000"))],
            })
            .collect()
    })
}

fn digits(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
}

fn name(widest: &Widest) -> Cell {
    let Some(row) = widest.name() else { return Vec::new() };
    let grade = row.grade.iter().map(|grade| ("grade", grade.clone()));
    let marks = row.marks.iter().map(|mark| ("chip", words::flag(mark).to_owned()));
    std::iter::once(("name", row.name.clone())).chain(grade).chain(marks).collect()
}

/// The longest name of a location with the longest page and slot.
fn longest_place(collection: Collection) -> String {
    collection.with_widest(|widest| {
        collection.with_groups(|groups| {
            let names = groups.sorted(GroupKind::Location).into_iter().map(|group| group.name.as_str());
            let name = names.max_by_key(|name| name.chars().count()).unwrap_or_default();
            let Some(row) = widest.slot() else { return name.to_owned() };
            let part = |word: &str, text: &str| match text {
                "" => String::new(),
                text => format!(" \u{b7} {word} {text}"),
            };
            [name, &part("p.", &row.page), &part("slot", &row.slot)].concat()
        })
    })
}

/// How wide each column has to be, its heading with it: drawn out of sight, once, in the list's own letters.
fn measured(list: &HtmlElement, texts: &[Cell]) -> Widths {
    let mut widths = Widths::default();
    let Some(probe) = span("row probe", "") else { return widths };
    let mut drawn = Vec::new();
    for (at, cell) in texts.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        let (Some(column), Some(line)) = (span("", ""), span("line", "")) else { return widths };
        for (class, text) in cell {
            append(&line, span(class, text));
        }
        append(&column, Some(line));
        // With the arrow of the order.
        append(&column, span("label", &format!("{} \u{2193}", Column::ALL[at].label())));
        append(&probe, Some(column.clone()));
        drawn.push((at, column));
    }
    append(list, Some(probe.clone()));
    for (at, column) in drawn {
        widths[at] = column.get_bounding_client_rect().width().ceil() as u32 + 1;
    }
    probe.remove();
    widths
}

fn span(class: &str, text: &str) -> Option<HtmlElement> {
    let element = document().create_element("span").ok()?;
    element.set_class_name(class);
    element.set_text_content(Some(text));
    element.dyn_into().ok()
}

fn append(to: &HtmlElement, what: Option<HtmlElement>) {
    if let Some(what) = what {
        // Both are new, or alive: nothing can stand against it.
        let _ = to.append_child(&what);
    }
}
