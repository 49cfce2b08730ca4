//! The form that parts with copies: how many, how, for how much, when. A price and Enter are enough.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Currency, Mutation, NewSale, SaleKind};

use super::which_lots::{LotChoice, WhichLots};
use crate::collection::{LotLine, likely_currency, use_collection};
use crate::drafts::{Again, Draft, DraftLine, OfferedDay, Reopen, Signals, wrong_clock};
use crate::engine::use_engine;
use crate::form::{self, Reads, SaleValues, Wrong};
use crate::kit::{Choice, Field, Prefix, RateFields, RateSignals, base_currency, is_escape};
use crate::undo::use_actions;
use crate::words;

/// What stands in the fields, each in a signal of its own.
#[derive(Clone)]
struct SaleFields {
    quantity: RwSignal<String>,
    kind: RwSignal<String>,
    gross: RwSignal<String>,
    currency: RwSignal<String>,
    date: RwSignal<String>,
    fees: RwSignal<String>,
    shipping_paid: RwSignal<String>,
    shipping_charged: RwSignal<String>,
    channel: RwSignal<String>,
    tax: RwSignal<String>,
    buyer: RwSignal<String>,
    note: RwSignal<String>,
    rate: RateSignals,
    lots: LotChoice,
}

impl SaleFields {
    fn new(values: SaleValues, lots: &[LotLine]) -> Self {
        Self {
            lots: LotChoice::new(lots, &values.lots),
            quantity: RwSignal::new(values.quantity),
            kind: RwSignal::new(values.kind),
            gross: RwSignal::new(values.gross),
            currency: RwSignal::new(values.currency),
            date: RwSignal::new(values.date),
            fees: RwSignal::new(values.fees),
            shipping_paid: RwSignal::new(values.shipping_paid),
            shipping_charged: RwSignal::new(values.shipping_charged),
            channel: RwSignal::new(values.channel),
            tax: RwSignal::new(values.tax),
            buyer: RwSignal::new(values.buyer),
            note: RwSignal::new(values.note),
            rate: RateSignals::new(values.rate),
        }
    }

    /// Each by its name, for the draft.
    fn signals(&self) -> Signals {
        let own = [
            ("quantity", self.quantity),
            ("kind", self.kind),
            ("gross", self.gross),
            ("currency", self.currency),
            ("date", self.date),
            ("fees", self.fees),
            ("shipping_paid", self.shipping_paid),
            ("shipping_charged", self.shipping_charged),
            ("channel", self.channel),
            ("tax", self.tax),
            ("buyer", self.buyer),
            ("note", self.note),
        ];
        let own = own.map(|(name, text)| (String::from(name), text)).into_iter();
        own.chain(self.rate.signals()).chain(self.lots.signals()).collect()
    }

    fn values(&self) -> SaleValues {
        SaleValues {
            quantity: self.quantity.get(),
            kind: self.kind.get(),
            gross: self.gross.get(),
            currency: self.currency.get(),
            date: self.date.get(),
            fees: self.fees.get(),
            shipping_paid: self.shipping_paid.get(),
            shipping_charged: self.shipping_charged.get(),
            channel: self.channel.get(),
            tax: self.tax.get(),
            buyer: self.buyer.get(),
            note: self.note.get(),
            rate: self.rate.values(),
            lots: self.lots.values(),
        }
    }
}

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
        let seen = row.iter().flat_map(|row| row.parts());
        let said = format!("{} {}.", words::sale_kind(sale.kind), words::plural(sale.quantity, "copy", "copies"));
        match actions.attempt_undoable(Mutation::sell(vec![sale], seen), Some(base), said) {
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
    let at = move |names: &'static [&'static str]| {
        Signal::derive(move || wrong.with(|wrong| names.iter().find_map(|name| form::at(wrong, name))))
    };
    let kind = fields.kind;
    let amounts = [fields.gross, fields.fees, fields.shipping_paid, fields.shipping_charged, fields.tax];
    let beside = move |one: usize| {
        amounts.into_iter().enumerate().filter(|(at, _)| *at != one).map(|(_, other)| other).collect::<Vec<_>>()
    };
    let unpaid = Signal::derive(move || !kind.with(|kind| SaleValues::kind_of(kind)).for_value());
    let currencies = Signal::stored(Currency::all().map(|currency| currency.to_string()).collect::<Vec<_>>());
    provide_context(Prefix(String::from("sale")));
    view! {
        <form class="form sell" aria-label="Mark as sold" data-testid="sell" on:submit=save on:keydown=escape on:input=move |_| draft.touch() on:change=move |_| draft.touch()>
            <DraftLine draft />
            <fieldset class="form-part">
                <legend class="quiet">"Mark as sold"</legend>
                <Field name="quantity" label="How many" class="span-3 half" value=fields.quantity reads=Reads::Copies wrong=at(&["quantity"]) />
                <Choice name="kind" label="How they went" class="span-3 half" value=fields.kind options=kinds() />
                <Field
                    name="gross"
                    label="Price in all"
                    class="span-3 half"
                    value=fields.gross
                    reads=Reads::Amount
                    currency=fields.currency
                    beside=beside(0)
                    placeholder="unknown"
                    hint="Empty means unknown."
                    disabled=unpaid
                    wrong=at(&["gross", "cost"])
                    focus=true
                />
                <Field name="currency" label="Currency" class="span-3 half" value=fields.currency suggestions=currencies />
                <Field name="date" label="Day" class="span-6" kind="date" value=fields.date says=wrong_clock() wrong=at(&["date"]) />
                <RateFields fields=fields.rate currency=fields.currency wrong=at(&["rate"]) />
            </fieldset>
            <details class="more">
                <summary>"More"</summary>
                <div class="form-part">
                    <Field name="fees" label="Fees" class="span-3 half" value=fields.fees reads=Reads::Amount currency=fields.currency beside=beside(1) wrong=at(&["fees"]) />
                    <Field name="shipping_paid" label="Shipping paid" class="span-3 half" value=fields.shipping_paid reads=Reads::Amount currency=fields.currency beside=beside(2) wrong=at(&["shipping_paid"]) />
                    <Field
                        name="shipping_charged"
                        label="Shipping charged"
                        class="span-3 half"
                        value=fields.shipping_charged
                        reads=Reads::Amount
                        currency=fields.currency
                        beside=beside(3)
                        wrong=at(&["shipping_charged"])
                    />
                    <Field name="tax" label="Tax paid" class="span-3 half" value=fields.tax reads=Reads::Amount currency=fields.currency beside=beside(4) wrong=at(&["tax"]) />
                    <Field name="channel" label="Where" class="span-6 half" value=fields.channel placeholder="eBay\u{2026}" wrong=at(&["channel"]) />
                    <Field name="buyer" label="Buyer" class="span-6 half" value=fields.buyer wrong=at(&["buyer"]) />
                    <Field name="note" label="Note" class="span-12" value=fields.note wrong=at(&["note"]) />
                </div>
                <WhichLots choice=fields.lots wrong=at(&["lots"]) />
            </details>
            {move || wrong.with(|wrong| form::at(wrong, "form")).map(|why| view! { <p class="note bad" role="alert">{why}</p> })}
            <div class="actions">
                <button class="button primary">"Save"</button>
                <button type="button" class="button plain" on:click=move |_| close.run(())>"Cancel"</button>
            </div>
        </form>
    }
}

pub(crate) fn kinds() -> Vec<(String, String)> {
    let of = |kind: SaleKind| (String::from(kind.as_str()), String::from(words::sale_kind(kind)));
    SaleKind::ALL.map(of).to_vec()
}
