//! A value that a person makes of the two: the form of one field, filled with what stands; notes begin with both texts.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::Currency;

use crate::collection::{likely_currency, use_collection};
use crate::engine::use_engine;
use crate::kit::{Area, Field, Prefix, is_escape};
use crate::undo::use_actions;
use vitrine_presenter::conflict::{OpenConflict, both, by_hand};
use vitrine_presenter::form::{self, Asks, ByHand, Reads, Wrong};
use vitrine_presenter::words;

#[component]
pub fn ByHandForm(conflict: OpenConflict, settled: Callback<Uuid>, close: Callback<()>) -> impl IntoView {
    let engine = use_engine();
    let actions = use_actions();
    // Frozen when the form opens (docs/engine.md#the-base-is-frozen-when-the-form-opens).
    let base = engine.base();
    let asks = Asks::of(&conflict.field);
    let text = conflict.texts().map(|(stands, other)| both(stands, other)).unwrap_or_default();
    let ByHand { first, second, third } =
        ByHand::of(asks, &conflict.stands.value, text, &likely_currency(use_collection()));
    let [first, second, third] = [first, second, third].map(RwSignal::new);
    let wrong = RwSignal::new(Wrong::new());
    provide_context(Prefix(format!("by-hand-{}", conflict.id)));
    let fields = fields(asks, [first, second, third], wrong);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let texts = ByHand { first: first.get(), second: second.get(), third: third.get() };
        let value = match texts.value(asks, &conflict.stands.value, &conflict.other.value) {
            Ok(value) => value,
            Err(unread) => return wrong.set(unread),
        };
        let said = words::quoted(&words::conflict_value(&conflict.field, &value));
        let Some(parts) = by_hand(&conflict, value) else { return };
        let what = String::from("Settle by hand");
        match actions.attempt_all_undoable(what, parts, Some(base), format!("{said} stands now.")) {
            Ok(_) => settled.run(conflict.id),
            Err(why) => wrong.set(vec![("first", words::mutate_error(&why))]),
        }
    };
    let escape = move |event: KeyboardEvent| {
        if is_escape(&event) {
            close.run(());
        }
    };
    let unplaced = move || wrong.with(|wrong| form::at(wrong, "form"));
    view! {
        <form class="form" data-testid="by-hand" on:submit=save on:keydown=escape>
            <div class="form-part">{fields}</div>
            {move || unplaced().map(|why| view! { <p class="note bad" role="alert">{why}</p> })}
            <div class="actions">
                <button class="button primary">"Save and settle"</button>
                <button type="button" class="button plain" on:click=move |_| close.run(())>"Cancel"</button>
            </div>
        </form>
    }
}

/// The fields of a value. Each label says what it is, whatever stands around it.
fn fields(asks: Asks, [first, second, third]: [RwSignal<String>; 3], wrong: RwSignal<Wrong>) -> impl IntoView {
    let at = move |field: &'static str| Signal::derive(move || wrong.with(|wrong| form::at(wrong, field)));
    let hint = "Empty means unknown.";
    let currency = move || {
        let known = Signal::stored(Currency::all().map(|currency| currency.to_string()).collect::<Vec<_>>());
        view! { <Field name="second" label="Currency" class="span-3 half" value=second suggestions=known /> }
    };
    let amount = move || {
        view! { <Field name="first" label="Amount" class="span-3 half" value=first reads=Reads::Amount currency=second hint wrong=at("first") focus=true /> }
    };
    match asks {
        Asks::Money => view! { {amount()} {currency()} }.into_any(),
        Asks::Price => view! {
            {amount()} {currency()}
            <Field name="third" label="From this day" class="span-6" kind="date" value=third wrong=at("third") />
        }
        .into_any(),
        Asks::Day => view! { <Field name="first" label="Day" class="span-6" kind="date" value=first wrong=at("first") focus=true /> }
            .into_any(),
        Asks::Grade => view! {
            <Field name="first" label="Graded by" class="span-4" value=first wrong=at("first") focus=true />
            <Field name="second" label="Grade" class="span-4 half" value=second />
            <Field name="third" label="Certificate" class="span-4 half" value=third inputmode="numeric" />
        }
        .into_any(),
        Asks::Rate => view! {
            <Field name="first" label="Rate" class="span-3 half" value=first reads=Reads::Rate hint wrong=at("first") focus=true />
            <Field name="second" label="Day" class="span-3 half" kind="date" value=second wrong=at("second") />
        }
        .into_any(),
        Asks::Text => view! { <Area name="first" label="Text" value=first wrong=at("first") /> }.into_any(),
    }
}
