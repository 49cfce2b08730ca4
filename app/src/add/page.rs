//! Adding a card: found in a catalogue of this device, or described by hand. Made for adding many: the search keeps the
//! cursor; in the form, after each card the set stays, the name is empty and has the cursor.

use leptos::html::Form;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use vitrine_ledger::{CardRef, Entry, Mutation, NewHolding};

use super::search::Search;
use crate::card::{EntryFields, EntryForm, LotFields, LotForm};
use crate::catalog::{CatalogueOffer, State, use_catalog, use_hands};
use crate::collection::{likely_currency, use_collection};
use crate::drafts::{Draft, DraftLine, OfferedDay, Reopen};
use crate::engine::{Phase, use_engine};
use crate::form::{self, EACH, EntryValues, Fresh, LotValues, Wrong};
use crate::kit::{Title, base_currency};
use crate::undo::use_actions;

#[component]
pub fn AddPage() -> impl IntoView {
    let engine = use_engine();
    let actions = use_actions();
    let collection = use_collection();
    let reopen = expect_context::<Reopen>();
    let entry = EntryFields::new(EntryValues::fresh());
    let lot = LotFields::new(LotValues::fresh("", "USD"));
    let wrong = RwSignal::new(Wrong::new());
    // The card of a catalogue the form was opened with, and what the form said of it.
    let prefilled = StoredValue::new(None::<(Entry, EntryValues)>);
    let by_hand = RwSignal::new(false);
    let refused = StoredValue::new(None);
    // The card of a catalogue as its draft keeps it.
    let found = RwSignal::new(String::new());
    let signals = entry.signals().into_iter().chain(lot.signals()).chain([(String::from("found"), found)]);
    let draft = Draft::new(String::from("add"), signals.collect());
    let day = OfferedDay::new(lot.acquired, Some((draft, "acquired")));
    // Only the browser knows the day, and only the local view the currency.
    Effect::new(move |_| {
        if engine.phase().get() == Phase::Ready {
            day.refresh();
            if !draft.is_touched_untracked() {
                lot.currency.set(likely_currency(collection));
                entry.price_currency.set(likely_currency(collection));
                draft.offer();
            }
        }
    });
    // A draft is seen, and is of the card it was begun with.
    Effect::new(move |_| {
        if draft.since().is_none() {
            return;
        }
        by_hand.set(true);
        if let Ok(copy) = serde_json::from_str::<Entry>(&found.get_untracked()) {
            let mut values = untrack(|| collection.with_groups(|groups| EntryValues::of(&copy, groups)));
            values.price_currency = likely_currency(collection);
            prefilled.set_value(Some((copy, values)));
        }
    });
    Effect::new(move |_| {
        if let Some(again) = reopen.holding() {
            refused.set_value(again.refused);
            collection.with_groups(|groups| entry.set(EntryValues::of(&again.edit.entry, groups)));
            refill(&again.edit, lot);
            draft.touch();
            by_hand.set(true);
        }
    });

    let form = NodeRef::<Form>::new();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        day.refresh();
        let values = entry.values();
        let new_lot = match lot.values().new_lot(engine.new_id(), untrack(|| base_currency(engine))) {
            Ok(lot) => lot,
            Err(unread) => return wrong.set(unread),
        };
        let fresh = Fresh { portfolio: engine.new_id(), location: engine.new_id(), today: engine.today().parse().ok() };
        let read = prefilled.with_value(|before| {
            let before = before.as_ref().map(|(entry, shown)| (entry, shown));
            untrack(|| collection.with_groups(|groups| values.entry(before, groups, fresh)))
        });
        let mut entry_read = match read {
            Ok(entry) => entry,
            Err(unread) => return wrong.set(unread),
        };
        prefilled.with_value(|before| {
            if let Some((before, _)) = before {
                only_if_the_same(&mut entry_read.card, &before.card);
            }
        });
        let location = entry_read.place.as_ref().map(|place| place.location);
        let mut parts = values.new_groups(entry_read.portfolio, location, fresh);
        let holding = NewHolding { id: engine.new_id(), entry: entry_read, lots: vec![new_lot] };
        let name = holding.entry.card.name.clone();
        let adding = Mutation::add(holding);
        let what = actions.describe(&adding);
        parts.push(adding);
        match actions.attempt_all_undoable(what, parts, None, format!("Added {name}.")) {
            Ok(tokens) => reopen.replaces(&tokens, refused.try_update_value(Option::take).flatten()),
            Err(why) => return wrong.set(form::refused(&why)),
        }
        wrong.set(Wrong::new());
        draft.done();
        found.set(String::new());
        next(entry, lot, values);
        if prefilled.try_update_value(Option::take).flatten().is_some() {
            // Found by search, changed by hand: on with the search.
            by_hand.set(false);
            return focus(document().get_element_by_id("find"));
        }
        focus_field(form, "#name");
    };

    let catalog = use_catalog();
    let searching = Memo::new(move |before: Option<&bool>| {
        let open = catalog.state() == State::Open;
        // A catalogue that is ready late opens above a form in which somebody writes, and not in its place. Said here, and
        // not in an effect, which would come after the form has been hidden under the fingers.
        if open && before == Some(&false) && draft.is_changed() {
            by_hand.set(true);
        }
        open
    });
    let open = move |copy: Entry| {
        let likely = likely_currency(collection);
        let mut values = untrack(|| collection.with_groups(|groups| EntryValues::of(&copy, groups)));
        values.price_currency.clone_from(&likely);
        draft.done();
        entry.set(values.clone());
        lot.set(LotValues::fresh(&engine.today(), &likely));
        day.restart();
        found.set(serde_json::to_string(&copy).expect("BUG: an entry serialises"));
        prefilled.set_value(Some((copy, values)));
        wrong.set(Wrong::new());
        by_hand.set(true);
        set_timeout(move || focus_field(form, "#quantity"), std::time::Duration::ZERO);
    };

    // Asked for by the address: `?game=…&card=…`, as the sets do.
    let asked = use_query_map();
    let hands = use_hands();
    Effect::new(move |_| {
        if !searching.get() {
            return;
        }
        let spot = asked.with_untracked(|asked| catalog.spot(&asked.get("game")?, &asked.get("card")?));
        if let Some(copy) = spot.and_then(|spot| hands.copy(spot, None)) {
            open(copy);
        }
    });

    view! {
        <Title text="Add a card \u{b7} Vitrine" />
        <div class="narrow stack">
            <div class="page-head">
                <h1>"Add a card"</h1>
            </div>
            <Show when=move || searching.get() fallback=CatalogueOffer>
                <Search form=open />
                <button
                    type="button"
                    class="button plain by-hand"
                    aria-expanded=move || if by_hand.get() { "true" } else { "false" }
                    aria-controls="by-hand"
                    on:click=move |_| by_hand.update(|open| *open = !*open)
                >
                    "Not in a catalogue?"
                </button>
            </Show>
            <form
                class="form panel"
                id="by-hand"
                method="post"
                node_ref=form
                hidden=move || searching.get() && !by_hand.get()
                on:submit=add
                on:input=move |_| draft.touch()
                on:change=move |_| draft.touch()
            >
                <DraftLine draft discarded=Callback::new(move |()| prefilled.set_value(None)) />
                <EntryForm fields=entry wrong focus=true />
                <LotForm fields=lot wrong />
                {move || wrong.with(|wrong| form::at(wrong, "form")).map(|why| view! { <p class="note bad" role="alert">{why}</p> })}
                <div class="form-end">
                    <button class="button primary" disabled=move || engine.phase().get() != Phase::Ready>"Add"</button>
                    <a class="button plain" href="/">"Done"</a>
                </div>
            </form>
        </div>
    }
}

/// What a catalogue says of a card holds for that card only: another name, set or number is another card.
fn only_if_the_same(card: &mut CardRef, found: &CardRef) {
    let place = |card: &CardRef| (card.game.clone(), card.set.clone(), card.number.clone(), card.name.clone());
    if place(card) != place(found) {
        card.ids.clear();
        card.rarity.clear();
    }
}

fn focus_field(form: NodeRef<Form>, which: &str) {
    focus(form.get_untracked().and_then(|form| form.query_selector(which).ok().flatten()));
}

fn focus(element: Option<leptos::web_sys::Element>) {
    use leptos::wasm_bindgen::JsCast;
    if let Some(element) = element {
        // A field that is gone again needs no focus.
        let _ = element.unchecked_into::<leptos::web_sys::HtmlElement>().focus();
    }
}

/// The form for the next card: where it is from stays, what it is does not.
fn next(entry: EntryFields, lot: LotFields, before: EntryValues) {
    entry.set(before.next());
    lot.quantity.set(String::from("1"));
    lot.cost.set(String::new());
    lot.per.set(String::from(EACH));
}

/// Puts the copies of a card that could not be stored back into the form.
fn refill(holding: &NewHolding, lot: LotFields) {
    if let Some(first) = holding.lots.first() {
        let currency = lot.currency.get_untracked();
        lot.set(LotValues::of(&first.lot(holding.id), &currency));
    }
}
