//! The list of the collection: as many rows as fit the screen are drawn, of however many there are. The page scrolls, not
//! a box in it. Its keys: arrows or j and k move, + and - change the quantity, e edits, s sells, Delete deletes; those
//! that pick stand in `picking`.

use std::ops::Range;

use leptos::ev::{self, KeyboardEvent};
use leptos::html::Div;
use leptos::leptos_dom::helpers::window_event_listener;
use leptos::prelude::*;
use leptos::web_sys;
use leptos_router::hooks::use_navigate;
use uuid::Uuid;

use super::columns::use_columns;
use super::heading::Heading;
use super::list_row::{self, ListRow};
use super::picking::{Picking, is_covered};
use super::print::Paper;
use super::row_menu::RowMenu;
use crate::bulk_actions::{self, BulkBar, Doing};
use crate::collection::{Collection, GroupKind, ListItem, Sort, use_collection};
use crate::kit::{VirtualList, is_typing, use_toasts};
use crate::session::FIRST_ROWS;
use crate::undo::use_actions;
use crate::value::use_values;
use vitrine_presenter::words;

/// What sticks to the top of the page above the rows, in pixels.
const HEAD: f64 = 196.0;
/// What sticks to the bottom.
const FOOT: f64 = 72.0;

#[component]
pub fn List() -> impl IntoView {
    let collection = use_collection();
    let list = NodeRef::<Div>::new();
    let len = Memo::new(move |_| collection.lines());
    // The first window is the server's.
    let rows = VirtualList::new(len, 0..FIRST_ROWS as usize);
    let range = rows.range;
    let at = RwSignal::new(None::<Uuid>);
    let menu = RwSignal::new(None::<Uuid>);
    let visible_rows = visible(collection, range);

    let go = move |by: i64| {
        let len = untrack(|| collection.count());
        if len == 0 {
            return;
        }
        let now = at.get_untracked().and_then(|id| collection.position(id));
        let next = now.map_or(0, |now| now.saturating_add_signed(by as isize).min(len - 1));
        rows.scroll_to(collection.line_of(next), HEAD, FOOT);
        at.set(collection.id_at(next));
    };
    let placed = Memo::new(move |_| collection.with_groups(|groups| !groups.sorted(GroupKind::Location).is_empty()));
    let values = use_values();
    Effect::new(move |_| values.want());
    // The column is there once there is something in it.
    let priced = Memo::new(move |_| collection.is_whole() && collection.worth().priced() > 0);
    use_columns(list, rows.ruler, placed, priced);
    let picking = Picking::new(at);
    let doing = RwSignal::new(None::<Doing>);
    use_keys(at, go, picking, doing);

    let place = move |id: Uuid| {
        let start = range.with(|range| range.start);
        let here = |line: &ListItem| matches!(line, ListItem::Row(row) if row.id == id);
        visible_rows.with(|lines| lines.iter().position(here)).map_or(start, |i| start + i)
    };
    view! {
        <div
            class="list"
            class:picking=move || collection.is_picking()
            class:placed=move || placed.get()
            class:priced=move || priced.get()
            role="grid"
            aria-label="Cards"
            aria-multiselectable="true"
            aria-rowcount=move || len.get() + 1
            data-testid="list"
            node_ref=list
        >
            <Head />
            <div
                class="rows"
                role="rowgroup"
                node_ref=rows.rows
                on:pointerdown=move |event| picking.down(&event)
                on:mousedown=move |event| picking.pressed(&event)
                on:pointerup=move |_| picking.lift()
                on:pointercancel=move |_| picking.lift()
                on:contextmenu=move |event| picking.menu(&event)
                on:click=move |event| picking.click(&event)
            >
                <For each=move || visible_rows.get() key=ListItem::key let:line>
                    {match line {
                        ListItem::Heading(key) => view! { <Heading key /> }.into_any(),
                        ListItem::Row(row) => {
                            let id = row.id;
                            view! { <ListRow row at menu place=Signal::derive(move || place(id)) /> }.into_any()
                        }
                    }}
                </For>
            </div>
            <div class="ruler" node_ref=rows.ruler aria-hidden="true"></div>
        </div>
        <Paper />
        <RowMenu of=menu />
        <BulkBar doing />
    }
}

/// What stands in a range of the list; changes when other items stand there, not when one of them changes.
fn visible(collection: Collection, range: RwSignal<Range<usize>>) -> Memo<Vec<ListItem>> {
    Memo::new_with_compare(
        move |_| range.with(|range| collection.slice(range.start, range.end)),
        |a, b| match (a, b) {
            (Some(a), Some(b)) => !a.iter().map(ListItem::key).eq(b.iter().map(ListItem::key)),
            (None, _) | (_, None) => true,
        },
    )
}

/// The columns' names; most sort.
#[component]
fn Head() -> impl IntoView {
    view! {
        <div class="list-head" role="row" aria-rowindex="1">
            <span role="columnheader" class="c-pick"><PickAll /></span>
            <span role="columnheader"><span class="quiet">"Sync"</span></span>
            <Column sort=Sort::Name text="Name" class="c-name" />
            <Column sort=Sort::Set text="Set and number" class="where" />
            <span role="columnheader" class="c-finish">"Finish"</span>
            <span role="columnheader" class="c-condition">"Condition"</span>
            <Column sort=Sort::Place text="Place" class="c-place" />
            <Column sort=Sort::Quantity text="Quantity" class="mid" />
            <Column sort=Sort::Cost text="Cost" class="c-cost num" />
            <Column sort=Sort::Value text="Value" class="c-value num" />
            <span role="columnheader" class="added num">"Acquired"</span>
            <span role="columnheader"><span class="quiet">"Edit, sell or delete"</span></span>
        </div>
    }
}

/// The box that picks everything that matches.
#[component]
fn PickAll() -> impl IntoView {
    let collection = use_collection();
    let how = Memo::new(move |_| collection.how_picked());
    let click = move |event: ev::MouseEvent| {
        let all = how.get_untracked().all();
        if all {
            collection.pick_none_shown();
        } else {
            collection.pick_all();
        }
        event_target::<web_sys::HtmlInputElement>(&event).set_checked(!all);
    };
    view! {
        <input
            type="checkbox"
            tabindex="-1"
            aria-label=move || format!("Select all {} that match", words::count(how.get().matching as i64))
            disabled=move || !collection.is_whole()
            prop:checked=move || how.get().all()
            prop:indeterminate=move || how.get().some()
            on:click=click
        />
    }
}

#[component]
fn Column(sort: Sort, text: &'static str, #[prop(optional)] class: &'static str) -> impl IntoView {
    let query = use_collection().query;
    let here = move || query.with(|query| query.sort == sort);
    let descending = move || query.with(|query| query.descending);
    let click = move |_| {
        query.update(|query| {
            query.descending = if query.sort == sort { !query.descending } else { sort.starts_descending() };
            query.sort = sort;
        });
    };
    let order = move || match (here(), descending()) {
        (false, _) => None,
        (true, false) => Some("ascending"),
        (true, true) => Some("descending"),
    };
    view! {
        <span role="columnheader" class=class aria-sort=order>
            <button type="button" on:click=click>
                {text}
                <span aria-hidden="true">
                    {move || if !here() { "" } else if descending() { "\u{2193}" } else { "\u{2191}" }}
                </span>
            </button>
        </span>
    }
}

/// The keys of the list, while nobody types.
fn use_keys(
    at: RwSignal<Option<Uuid>>,
    go: impl Fn(i64) + Copy + 'static,
    picking: Picking,
    doing: RwSignal<Option<Doing>>,
) {
    let collection = use_collection();
    let actions = use_actions();
    let toasts = use_toasts();
    let navigate = use_navigate();
    let row = move || at.get_untracked().and_then(|id| collection.row(id));
    let pressed = move |event: KeyboardEvent| {
        if is_typing(&event) || is_covered() {
            return;
        }
        if picking.key(&event, go) {
            return event.prevent_default();
        }
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let picked = collection.selection.with_untracked(|selection| !selection.is_empty());
        match event.key().as_str() {
            "s" if picked => doing.set(Some(Doing::Sell)),
            "Delete" if picked => bulk_actions::delete(collection, actions, toasts),
            "j" | "ArrowDown" => go(1),
            "k" | "ArrowUp" => go(-1),
            "+" | "=" => row().iter().for_each(|row| list_row::step(actions, row, 1)),
            "-" => row().iter().for_each(|row| list_row::step(actions, row, -1)),
            "e" => row().iter().for_each(|row| navigate(&format!("/card/{}", row.id), Default::default())),
            "s" => row().iter().for_each(|row| navigate(&list_row::sell_path(row.id), Default::default())),
            "Delete" => {
                if let Some(row) = row() {
                    go(1);
                    list_row::delete(actions, &row);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    Effect::new(move |_| {
        let pressed = pressed.clone();
        let keys = window_event_listener(ev::keydown, move |event| untrack(|| pressed(event)));
        on_cleanup(move || keys.remove());
    });
}
