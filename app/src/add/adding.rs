//! The form that adds a card, with what fills it: a card of a catalogue, a draft, an edit that was refused. Made for adding
//! many: after each card the set stays, the name is empty and has the cursor.

use leptos::ev::SubmitEvent;
use leptos::html::Form;
use leptos::prelude::*;
use vitrine_ledger::{CardRef, Entry, Mutation, NewHolding};
use vitrine_sync::client::Token;

use crate::card::{EntryFields, LotFields};
use crate::collection::{Collection, likely_currency, use_collection};
use crate::drafts::{Draft, OfferedDay, Reopen};
use crate::engine::{Engine, Phase, use_engine};
use crate::kit::base_currency;
use crate::undo::{Actions, use_actions};
use vitrine_presenter::form::{self, EACH, EntryValues, Fresh, LotValues, Wrong};

/// What stands in the form, and where it came from.
#[derive(Clone, Copy)]
pub(super) struct Adding {
    pub(super) form: NodeRef<Form>,
    pub(super) entry: EntryFields,
    pub(super) lot: LotFields,
    pub(super) wrong: RwSignal<Wrong>,
    pub(super) draft: Draft,
    /// The form is open beside the search.
    pub(super) by_hand: RwSignal<bool>,
    day: OfferedDay,
    /// The card of a catalogue the form was opened with, and what the form said of it.
    prefilled: StoredValue<Option<(Entry, EntryValues)>>,
    /// The same card as its draft keeps it.
    found: RwSignal<String>,
    /// The refused edit that stands in the form.
    refused: StoredValue<Option<Token>>,
    reopen: Reopen,
    engine: Engine,
    actions: Actions,
    collection: Collection,
}

impl Adding {
    pub(super) fn new() -> Self {
        let entry = EntryFields::new(EntryValues::fresh());
        let lot = LotFields::new(LotValues::fresh("", "USD"));
        let found = RwSignal::new(String::new());
        let signals = entry.signals().into_iter().chain(lot.signals()).chain([(String::from("found"), found)]);
        let draft = Draft::new(String::from("add"), signals.collect());
        let state = Self {
            form: NodeRef::new(),
            entry,
            lot,
            wrong: RwSignal::new(Wrong::new()),
            draft,
            by_hand: RwSignal::new(false),
            day: OfferedDay::new(lot.acquired, Some((draft, "acquired"))),
            prefilled: StoredValue::new(None),
            found,
            refused: StoredValue::new(None),
            reopen: expect_context::<Reopen>(),
            engine: use_engine(),
            actions: use_actions(),
            collection: use_collection(),
        };
        state.offer();
        state.take_draft();
        state.take_refused();
        state
    }

    /// Only the browser knows the day, and only the local view the currency.
    fn offer(self) {
        let Self { engine, collection, entry, lot, draft, day, .. } = self;
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
    }

    /// A draft is seen, and is of the card it was begun with.
    fn take_draft(self) {
        let Self { collection, draft, found, by_hand, prefilled, .. } = self;
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
    }

    /// A card that could not be stored, or was refused, stands in the form again.
    fn take_refused(self) {
        let Self { collection, reopen, entry, lot, draft, by_hand, refused, .. } = self;
        Effect::new(move |_| {
            if let Some(again) = reopen.holding() {
                refused.set_value(again.refused);
                collection.with_groups(|groups| entry.set(EntryValues::of(&again.edit.entry, groups)));
                refill(&again.edit, lot);
                draft.touch();
                by_hand.set(true);
            }
        });
    }

    /// Puts a card of a catalogue into the form.
    pub(super) fn open(self, copy: Entry) {
        let likely = likely_currency(self.collection);
        let mut values = untrack(|| self.collection.with_groups(|groups| EntryValues::of(&copy, groups)));
        values.price_currency.clone_from(&likely);
        self.draft.done();
        self.entry.set(values.clone());
        self.lot.set(LotValues::fresh(&self.engine.today(), &likely));
        self.day.restart();
        self.found.set(serde_json::to_string(&copy).expect("BUG: an entry serialises"));
        self.prefilled.set_value(Some((copy, values)));
        self.wrong.set(Wrong::new());
        self.by_hand.set(true);
        set_timeout(move || focus_field(self.form, "#quantity"), std::time::Duration::ZERO);
    }

    /// The draft was thrown away: what is written now is of no card of a catalogue.
    pub(super) fn forget_found(&self) {
        self.prefilled.set_value(None);
    }

    /// Adds what is written, and makes the form ready for the next card.
    pub(super) fn save(&self, event: &SubmitEvent) {
        event.prevent_default();
        self.day.refresh();
        let values = self.entry.values();
        if let Err(wrong) = self.add(&values) {
            return self.wrong.set(wrong);
        }
        self.wrong.set(Wrong::new());
        self.draft.done();
        self.found.set(String::new());
        next(self.entry, self.lot, values);
        if self.prefilled.try_update_value(Option::take).flatten().is_some() {
            // Found by search, changed by hand: on with the search.
            self.by_hand.set(false);
            return focus(document().get_element_by_id("find"));
        }
        focus_field(self.form, "#name");
    }

    fn add(&self, values: &EntryValues) -> Result<(), Wrong> {
        let Self { engine, actions, collection, prefilled, .. } = *self;
        let new_lot = self.lot.values().new_lot(engine.new_id(), untrack(|| base_currency(engine)))?;
        let fresh = Fresh { portfolio: engine.new_id(), location: engine.new_id(), today: engine.today().parse().ok() };
        let mut entry = prefilled.with_value(|before| {
            let before = before.as_ref().map(|(entry, shown)| (entry, shown));
            untrack(|| collection.with_groups(|groups| values.entry(before, groups, fresh)))
        })?;
        prefilled.with_value(|before| {
            if let Some((before, _)) = before {
                only_if_the_same(&mut entry.card, &before.card);
            }
        });
        let location = entry.place.as_ref().map(|place| place.location);
        let mut parts = values.new_groups(entry.portfolio, location, fresh);
        let holding = NewHolding { id: engine.new_id(), entry, lots: vec![new_lot] };
        let name = holding.entry.card.name.clone();
        let adding = Mutation::add(holding);
        let what = actions.describe(&adding);
        parts.push(adding);
        let added = actions.attempt_all_undoable(what, parts, None, format!("Added {name}."));
        let tokens = added.map_err(|why| form::refused(&why))?;
        self.reopen.replaces(&tokens, self.refused.try_update_value(Option::take).flatten());
        Ok(())
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
