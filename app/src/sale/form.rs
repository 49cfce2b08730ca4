//! The form that parts with copies: how many, how, for how much, when. A price and Enter are enough.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Mutation, NewSale};

use super::fields::{SaleFields, SaleInputs};
use super::which_lots::WhichLots;
use crate::collection::{likely_currency, use_collection};
use crate::drafts::{Again, Draft, DraftLine, OfferedDay, Reopen};
use crate::engine::use_engine;
use crate::kit::{Field, Prefix, RateFields, base_currency, is_escape};
use crate::undo::use_actions;
use vitrine_presenter::form::{self, Reads, SaleValues, Wrong};
use vitrine_presenter::words;

/// The name of the form, for its draft.
pub(super) fn sale_form(entry: Uuid) -> String {
    format!("sale {entry}")
}

#[component]
pub fn SellForm(
    entry: Uuid,
    /// A sale that could not be stored, or was refused.
    again: Option<Again<NewSale>>,
    /// Called when the sale is booked, and when it is not to be.
    close: Callback<()>,
) -> impl IntoView {
    let engine = use_engine();
    let actions = use_actions();
    let collection = use_collection();
    // Frozen when the form opens (docs/engine.md#the-base-is-frozen-when-the-form-opens).
    let base = engine.base();
    let currency = likely_currency(collection);
    let refused = again.as_ref().and_then(|again| again.refused);
    let reopen = expect_context::<Reopen>();
    let values = match again {
        Some(again) => SaleValues::of(&again.edit, &currency),
        None => SaleValues::fresh(&engine.today(), &currency),
    };
    let lots = untrack(|| collection.row(entry)).map(|row| row.lots.clone()).unwrap_or_default();
    let fields = SaleFields::new(values, &lots);
    let draft = Draft::new(sale_form(entry), fields.signals());
    if refused.is_some() {
        draft.touch();
    }
    let day = OfferedDay::new(fields.date, Some((draft, "date")));
    let close = Callback::new(move |()| {
        draft.done();
        close.run(());
    });
    let wrong = RwSignal::new(Wrong::new());
    let written = fields.clone();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        day.refresh();
        let currency = untrack(|| base_currency(engine));
        let sale = match written.values().new_sale(engine.new_id(), entry, currency) {
            Ok(sale) => sale,
            Err(unread) => return wrong.set(unread),
        };
        let row = untrack(|| collection.row(entry));
        let seen = row.iter().map(|row| row.seen(&sale.lots)).collect();
        let said = format!("{} {}.", words::sale_kind(sale.kind), words::plural(sale.quantity, "copy", "copies"));
        match actions.attempt_undoable(Mutation::sell_of(vec![sale], seen), Some(base), said) {
            Ok(tokens) => {
                reopen.replaces(&tokens, refused);
                close.run(());
            }
            Err(why) => wrong.set(form::refused(&why)),
        }
    };
    let escape = move |event: KeyboardEvent| {
        if is_escape(&event) {
            close.run(());
        }
    };
    let inputs = SaleInputs::new(&fields, wrong);
    provide_context(Prefix(String::from("sale")));
    view! {
        <form class="form sell" aria-label="Mark as sold" data-testid="sell" on:submit=save on:keydown=escape on:input=move |_| draft.touch() on:change=move |_| draft.touch()>
            <DraftLine draft />
            <fieldset class="form-part">
                <legend class="quiet">"Mark as sold"</legend>
                <Field name="quantity" label="How many" class="span-3 half" value=fields.quantity reads=Reads::Copies wrong=inputs.wrong(&["quantity"]) />
                {inputs.kind("span-3 half")}
                {inputs.gross("span-3 half", "Empty means unknown.")}
                {inputs.currency("span-3 half")}
                {inputs.date("span-6")}
                <RateFields fields=fields.rate currency=fields.currency wrong=inputs.wrong(&["rate"]) />
            </fieldset>
            {more(&inputs, fields)}
            {move || wrong.with(|wrong| form::at(wrong, "form")).map(|why| view! { <p class="note bad" role="alert">{why}</p> })}
            <div class="actions">
                <button class="button primary">"Save"</button>
                <button type="button" class="button plain" on:click=move |_| close.run(())>"Cancel"</button>
            </div>
        </form>
    }
}

/// What one seldom says of a sale: what it cost, where and to whom it went, and which copies.
fn more(inputs: &SaleInputs, fields: SaleFields) -> impl IntoView + use<> {
    view! {
        <details class="more">
            <summary>"More"</summary>
            <div class="form-part">
                {inputs.fees("span-3 half")}
                {inputs.shipping_paid("span-3 half")}
                {inputs.shipping_charged("span-3 half")}
                {inputs.tax("span-3 half")}
                {inputs.channel("span-6 half")}
                <Field name="buyer" label="Buyer" class="span-6 half" value=fields.buyer wrong=inputs.wrong(&["buyer"]) />
                <Field name="note" label="Note" class="span-12" value=fields.note wrong=inputs.wrong(&["note"]) />
            </div>
            <WhichLots choice=fields.lots wrong=inputs.wrong(&["lots"]) />
        </details>
    }
}
