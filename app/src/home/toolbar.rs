//! Search, filters, order. `/` goes to the search, and so does the browser's key for finding while some rows are not drawn:
//! its own search would miss them. Pressed again, the key is the browser's.

use leptos::ev;
use leptos::html::Input;
use leptos::leptos_dom::helpers::window_event_listener;
use leptos::prelude::*;

use super::toolbar_groups::{GroupingChoice, ShowChoice, WithinChoice};
use crate::collection::{Collection, Facet, GroupKind, Query, Sort, use_collection};
use crate::kit::{Icon, Sign, is_escape, is_typing, tie};
use vitrine_presenter::words;

#[component]
pub fn Toolbar() -> impl IntoView {
    let collection = use_collection();
    let query = collection.query;
    let search = NodeRef::<Input>::new();
    let typed = move |text| query.update(|query| query.search = text);
    let searched = move || query.with(|query| query.search.clone());
    tie(search, String::new(), searched, typed);
    let told = RwSignal::new(false);
    use_search_keys(search, told);
    let escape = move |event: ev::KeyboardEvent| {
        if is_escape(&event) {
            query.update(|query| query.search.clear());
            if let Some(search) = search.get_untracked() {
                let _ = search.blur();
            }
        }
    };
    let open = RwSignal::new(false);
    let filters = move || query.with(Query::filters);
    let found = move || {
        let all = collection.sums().entries;
        if !collection.is_whole() {
            return String::new();
        }
        if query.with(Query::is_filtered) {
            format!("{} of {}", words::count(collection.count() as i64), words::plural(all, "entry", "entries"))
        } else {
            words::plural(all, "entry", "entries")
        }
    };

    view! {
        <div class="toolbar" role="search">
            <label class="search">
                <span class="quiet">"Search"</span>
                <input
                    class="input"
                    type="search"
                    placeholder="Search name, set, number, tag"
                    autocomplete="off"
                    enterkeyhint="search"
                    data-testid="search"
                    node_ref=search
                    on:input=move |event| typed(event_target_value(&event))
                    on:keydown=escape
                    on:blur=move |_| told.set(false)
                />
                <kbd aria-hidden="true">"/"</kbd>
            </label>
            <button
                type="button"
                class="button"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-controls="filters"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Icon sign=Sign::Sliders />
                <span translate="no">{move || (filters() > 0).then(|| words::count(filters() as i64))}</span>
                <span class="quiet">"Filters and order"</span>
            </button>
            <Filters open />
            <span class="found" translate="no" role="status" aria-live="polite" data-testid="found">{found}</span>
            <QuestionNotes />
            <Show when=move || told.get()>
                <p class="find-note muted small" role="status" data-testid="find-note">
                    "Your browser\u{2019}s own search sees only the rows on the screen; this one sees all of them. Press the keys again for the browser\u{2019}s."
                </p>
            </Show>
        </div>
    }
}

/// What of the search was not understood, in one line, with the way to mend it.
#[component]
fn QuestionNotes() -> impl IntoView {
    let collection = use_collection();
    let note = Memo::new(move |_| collection.question_notes().into_iter().next());
    move || {
        note.get().map(|(said, meant)| {
            let mend = meant.map(|meant| {
                let label = format!("Did you mean {meant}?");
                let take = move |_| collection.query.update(|query| query.search.clone_from(&meant));
                view! { <button type="button" class="button plain" on:click=take>{label}</button> }
            });
            view! { <p class="find-note small" role="status" data-testid="question-note">{said} " " {mend}</p> }
        })
    }
}

/// `/`, and the browser's key for finding. `told`: that the second was taken from the browser.
fn use_search_keys(search: NodeRef<Input>, told: RwSignal<bool>) {
    let collection = use_collection();
    Effect::new(move |_| {
        let keys = window_event_listener(ev::keydown, move |event| {
            let Some(field) = search.get_untracked() else { return };
            let finds = event.key().eq_ignore_ascii_case("f") && (event.ctrl_key() || event.meta_key());
            if finds && !event.shift_key() && !event.alt_key() {
                if document().active_element().as_deref() != Some(&field) && untrack(|| is_windowed(collection)) {
                    event.prevent_default();
                    let _ = field.focus();
                    field.select();
                    told.set(true);
                }
            } else if event.key() == "/" && !is_typing(&event) && !event.ctrl_key() && !event.meta_key() {
                event.prevent_default();
                let _ = field.focus();
            }
        });
        on_cleanup(move || keys.remove());
    });
}

/// The choices; those that are asked for less often stand behind a button, unless one of them is set.
#[component]
fn Filters(open: RwSignal<bool>) -> impl IntoView {
    let query = use_collection().query;
    let filters = move || query.with(Query::filters);
    // A filter that is set is seen.
    let lesser = move || query.with(Query::has_lesser);
    view! {
        <div class="filters" class:open=move || open.get() id="filters">
            <ShowChoice />
            <FacetChoice facet=Facet::Game all="All games" get=|query| &query.game set=|query, value| query.game = value />
            <FacetChoice facet=Facet::Set all="All sets" get=|query| &query.set set=|query, value| query.set = value />
            <GroupingChoice />
            <Order />
        </div>
        <p class="find-note muted small" hidden=move || !open.get()>
            "The search takes questions too: " <code>"worth>50"</code> " " <code>"is:foil"</code> " " <code>"in:binder"</code> " "
            <code>"bought:2025"</code> " " <code>"-is:graded"</code> " " <code>"sort:worth-"</code>
        </p>
        <div class="filters lesser" class:open=move || open.get() || lesser()>
            <WithinChoice kind=GroupKind::Location />
            <WithinChoice kind=GroupKind::Portfolio />
            <FacetChoice
                facet=Facet::Condition
                all="Any condition"
                get=|query| &query.condition
                set=|query, value| query.condition = value
            />
            <FacetChoice
                facet=Facet::Finish
                all="Any finish"
                get=|query| &query.finish
                set=|query, value| query.finish = value
            />
            <Show when=move || { filters() > 0 }>
                <button
                    type="button"
                    class="button plain"
                    on:click=move |_| query.update(|query| {
                        *query = Query { search: query.search.clone(), ..query.unfiltered() };
                    })
                >
                    "Clear filters"
                </button>
            </Show>
        </div>
    }
}

/// Are there rows that are not drawn?
fn is_windowed(collection: Collection) -> bool {
    let drawn = document().query_selector_all(".rows > .row").map_or(0, |rows| rows.length());
    (drawn as usize) < collection.lines()
}

#[component]
fn FacetChoice(
    facet: Facet,
    /// What the choice says when it filters nothing.
    all: &'static str,
    get: fn(&Query) -> &String,
    set: fn(&mut Query, String),
) -> impl IntoView {
    let collection = use_collection();
    let query = collection.query;
    let values = Memo::new(move |_| {
        collection
            .with_facets(|facets| facets.of(facet).map(|(value, count)| (value.to_owned(), count)).collect::<Vec<_>>())
    });
    // One value only: nothing to choose, unless it is chosen.
    let useful = move || values.with(Vec::len) > 1 || query.with(|query| !get(query).is_empty());
    let label = match facet {
        Facet::Game => "Game",
        Facet::Set => "Set",
        Facet::Condition => "Condition",
        Facet::Finish => "Finish",
    };
    view! {
        <Show when=useful>
            <select
                class="input"
                aria-label=label
                on:change=move |event| query.update(|query| set(query, event_target_value(&event)))
            >
                <option value="" prop:selected=move || query.with(|query| get(query).is_empty())>{all}</option>
                {move || {
                    values
                        .get()
                        .into_iter()
                        .map(|(value, count)| {
                            let here = value.clone();
                            let said = if facet == Facet::Game { words::game(&value) } else { &value };
                            let text = format!("{said} ({})", words::count(count as i64));
                            view! {
                                <option value=value prop:selected=move || query.with(|query| *get(query) == here)>{text}</option>
                            }
                        })
                        .collect_view()
                }}
            </select>
        </Show>
    }
}

/// The order, for screens without columns and for keyboards.
#[component]
fn Order() -> impl IntoView {
    let query = use_collection().query;
    let descending = move || query.with(|query| query.descending);
    let change = move |event: ev::Event| {
        if let Some(sort) = Sort::from_code(&event_target_value(&event)) {
            query.update(|query| {
                query.sort = sort;
                query.descending = sort.starts_descending();
            });
        }
    };
    let option = move |sort: Sort| {
        view! {
            <option value=sort.code() prop:selected=move || query.with(|query| query.sort == sort)>
                {match sort {
                    Sort::Name => "By name",
                    Sort::Set => "By set and number",
                    Sort::Quantity => "By quantity",
                    Sort::Cost => "By cost",
                    Sort::Value => "By value",
                    Sort::Added => "By time added",
                    Sort::Place => "By place",
                }}
            </option>
        }
    };
    view! {
        <select class="input" aria-label="Order" data-testid="order" on:change=change>
            {Sort::ALL.map(option).collect_view()}
        </select>
        <button
            type="button"
            class="icon-button"
            aria-label=move || if descending() { "Largest first. Turn around" } else { "Smallest first. Turn around" }
            on:click=move |_| query.update(|query| query.descending = !query.descending)
        >
            {move || if descending() { view! { <Icon sign=Sign::Down /> } } else { view! { <Icon sign=Sign::Up /> } }}
        </button>
    }
}
