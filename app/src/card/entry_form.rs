//! The fields of an entry: for a new one, and for one that is edited. Owns what stands in them; whoever opens the form
//! keeps the base and sends the mutation.

use leptos::ev::Event;
use leptos::prelude::*;
use vitrine_ledger::entry::STAMPS;
use vitrine_ledger::suggest;

use super::entry_fields::EntryFields;
use super::entry_more::EntryMore;
use crate::collection::{Facet, use_collection};
use crate::kit::choices::{conditions, games, languages, suggested};
use crate::kit::{Area, Choice, Field};
use vitrine_presenter::form::{self, ON, Wrong};

#[component]
pub fn EntryForm(
    fields: EntryFields,
    wrong: RwSignal<Wrong>,
    /// Puts the cursor into the name.
    #[prop(optional)]
    focus: bool,
) -> impl IntoView {
    let collection = use_collection();
    let at = move |field: &'static str| Signal::derive(move || wrong.with(|wrong| form::at(wrong, field)));
    let sets = Signal::derive(move || {
        collection.with_facets(|facets| facets.of(Facet::Set).map(|(set, _)| set.to_owned()).collect::<Vec<_>>())
    });
    let finishes = Signal::derive(move || {
        fields.game.with(|game| suggest::finishes(game)).iter().map(|text| String::from(*text)).collect::<Vec<_>>()
    });
    let sealed = Memo::new(move |_| fields.sealed.with(|sealed| sealed == ON));
    let seal = move |event: Event| {
        let on = event_target_checked(&event);
        // Before the choice of conditions changes.
        fields.condition.set(String::from(if on { "sealed:S" } else { "tcg:NM" }));
        fields.sealed.set(String::from(if on { ON } else { "" }));
    };
    view! {
        <fieldset class="form-part">
            <legend>"Card"</legend>
            <Field name="name" label="Name" class="span-8" value=fields.name wrong=at("name") focus />
            <Choice name="game" label="Game" class="span-4" value=fields.game options=games(fields.game) wrong=at("game") />
            <Field name="set_name" label="Set" class="span-6" value=fields.set_name suggestions=sets wrong=at("set_name") />
            <Field name="set" label="Set code" class="span-3 half" value=fields.set wrong=at("set") />
            <Show
                when=move || sealed.get()
                fallback=move || view! {
                    <Field name="number" label="Number" class="span-3 half" value=fields.number wrong=at("number") />
                }
            >
                <Field
                    name="product"
                    label="What it is"
                    class="span-3 half"
                    value=fields.product
                    suggestions=suggested(suggest::PRODUCTS)
                    placeholder="booster box\u{2026}"
                    wrong=at("product")
                />
            </Show>
            <Field name="finish" label="Finish" class="span-3 half" value=fields.finish suggestions=finishes wrong=at("finish") />
            <Field name="stamp" label="Stamp" class="span-3 half" value=fields.stamp suggestions=suggested(&STAMPS) placeholder="none" wrong=at("stamp") />
            <Choice
                name="language"
                label="Language"
                class="span-3 half"
                value=fields.language
                options=languages(fields.language)
                wrong=at("language")
            />
            {move || {
                let options = conditions(fields.condition, sealed.get());
                view! { <Choice name="condition" label="Condition" class="span-3 half" value=fields.condition options wrong=at("condition") /> }
            }}
            <label class="check">
                <input type="checkbox" name="sealed" prop:checked=move || sealed.get() on:change=seal />
                "Sealed product"
            </label>
        </fieldset>
        <EntryMore fields wrong />
        <fieldset class="form-part">
            <legend class="quiet">"Tags and notes"</legend>
            <Field name="tags" label="Tags" class="span-6" value=fields.tags placeholder="set apart by commas" wrong=at("tags") />
            <Area name="notes" label="Notes" value=fields.notes wrong=at("notes") />
        </fieldset>
    }
}
