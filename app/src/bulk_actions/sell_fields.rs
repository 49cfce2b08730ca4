//! What is said once of a sale of many cards: how they went, for how much in all, when, and what it cost to sell them.

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Currency, NewSale, SaleKind};

use crate::bulk::By;
use crate::drafts::wrong_clock;
use crate::form::{self, Reads, SaleValues, Wrong};
use crate::kit::{Choice, Field};
use crate::sale::kinds;

/// What stands in the fields, each in a signal of its own.
#[derive(Clone, Copy)]
pub struct TotalFields {
    kind: RwSignal<String>,
    gross: RwSignal<String>,
    pub currency: RwSignal<String>,
    pub date: RwSignal<String>,
    fees: RwSignal<String>,
    shipping_paid: RwSignal<String>,
    shipping_charged: RwSignal<String>,
    channel: RwSignal<String>,
}

impl TotalFields {
    pub fn new(values: SaleValues) -> Self {
        Self {
            kind: RwSignal::new(values.kind),
            gross: RwSignal::new(values.gross),
            currency: RwSignal::new(values.currency),
            date: RwSignal::new(values.date),
            fees: RwSignal::new(values.fees),
            shipping_paid: RwSignal::new(values.shipping_paid),
            shipping_charged: RwSignal::new(values.shipping_charged),
            channel: RwSignal::new(values.channel),
        }
    }

    /// How the copies went.
    pub fn is_paid(&self) -> bool {
        self.kind
            .with(|kind| SaleKind::ALL.into_iter().find(|known| known.as_str() == kind))
            .is_none_or(SaleKind::for_value)
    }

    /// The sale as a whole: of nothing yet, with the amounts that are to be spread.
    ///
    /// # Errors
    /// The fields that cannot be read.
    pub fn total(&self) -> Result<NewSale, Wrong> {
        let values = SaleValues {
            kind: self.kind.get(),
            gross: self.gross.get(),
            fees: self.fees.get(),
            shipping_paid: self.shipping_paid.get(),
            shipping_charged: self.shipping_charged.get(),
            channel: self.channel.get(),
            ..SaleValues::fresh(&self.date.get(), &self.currency.get())
        };
        values.new_sale(Uuid::nil(), Uuid::nil(), None)
    }
}

#[component]
pub fn TotalForm(
    fields: TotalFields,
    wrong: RwSignal<Wrong>,
    /// How the price is spread, and in which ways it may be.
    spread: RwSignal<String>,
    ways: Vec<(String, String)>,
) -> impl IntoView {
    let at = move |names: &'static [&'static str]| {
        Signal::derive(move || wrong.with(|wrong| names.iter().find_map(|name| form::at(wrong, name))))
    };
    let unpaid = Signal::derive(move || !fields.is_paid());
    let currencies = Signal::stored(Currency::all().map(|currency| currency.to_string()).collect::<Vec<_>>());
    let amounts = [fields.gross, fields.fees, fields.shipping_paid, fields.shipping_charged];
    let beside = move |one: usize| {
        amounts.into_iter().enumerate().filter(|(at, _)| *at != one).map(|(_, other)| other).collect::<Vec<_>>()
    };
    let amount = move |name: &'static str, label: &'static str, one: usize, wrong: &'static [&'static str]| {
        let value = amounts[one];
        view! {
            <Field name label class="span-4 half" value reads=Reads::Amount currency=fields.currency beside=beside(one) wrong=at(wrong) />
        }
    };
    view! {
        <div class="form-part">
            <Field
                name="gross"
                label="Price in all"
                class="span-4 half"
                value=fields.gross
                reads=Reads::Amount
                currency=fields.currency
                beside=beside(0)
                placeholder="unknown"
                disabled=unpaid
                wrong=at(&["gross", "cost"])
                focus=true
            />
            <Field name="currency" label="Currency" class="span-4 half" value=fields.currency suggestions=currencies />
            <Choice name="spread" label="Spread the price" class="span-4" value=spread options=ways />
            <Choice name="kind" label="How they went" class="span-4 half" value=fields.kind options=kinds() />
            <Field name="date" label="Day" class="span-4 half" kind="date" value=fields.date says=wrong_clock() wrong=at(&["date"]) />
            <Field name="channel" label="Where" class="span-4" value=fields.channel placeholder="eBay\u{2026}" />
            {amount("fees", "Fees", 1, &["fees"])}
            {amount("shipping_paid", "Shipping paid", 2, &["shipping_paid"])}
            {amount("shipping_charged", "Shipping charged", 3, &["shipping_charged"])}
        </div>
    }
}

/// The ways to spread a price over so many cards, `(value, words)`.
pub fn ways(by_hand: bool) -> Vec<(String, String)> {
    let ways = By::ALL.into_iter().filter(|by| *by != By::Hand || by_hand);
    ways.map(|by| (by.code().to_owned(), crate::words::spread_by(by).to_owned())).collect()
}
