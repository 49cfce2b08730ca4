//! The fields of a lot: how many, for how much, when, how.

use leptos::prelude::*;
use vitrine_ledger::{Currency, LotKind};

use super::field::{Choice, Field};
use super::rate_fields::{RateFields, RateSignals};
use crate::collection::Collection;
use crate::form::{self, LotValues, Wrong};
use crate::words;

/// What stands in the fields, each in a signal of its own.
#[derive(Clone, Copy)]
pub struct LotFields {
    pub quantity: RwSignal<String>,
    pub cost: RwSignal<String>,
    pub currency: RwSignal<String>,
    pub acquired: RwSignal<String>,
    pub kind: RwSignal<String>,
    pub fees: RwSignal<String>,
    pub shipping: RwSignal<String>,
    pub tax: RwSignal<String>,
    pub source: RwSignal<String>,
    pub rate: RateSignals,
}

impl LotFields {
    pub fn new(values: LotValues) -> Self {
        Self {
            quantity: RwSignal::new(values.quantity),
            cost: RwSignal::new(values.cost),
            currency: RwSignal::new(values.currency),
            acquired: RwSignal::new(values.acquired),
            kind: RwSignal::new(values.kind),
            fees: RwSignal::new(values.fees),
            shipping: RwSignal::new(values.shipping),
            tax: RwSignal::new(values.tax),
            source: RwSignal::new(values.source),
            rate: RateSignals::new(values.rate),
        }
    }

    pub fn set(&self, values: LotValues) {
        self.quantity.set(values.quantity);
        self.cost.set(values.cost);
        self.currency.set(values.currency);
        self.acquired.set(values.acquired);
        self.kind.set(values.kind);
        self.fees.set(values.fees);
        self.shipping.set(values.shipping);
        self.tax.set(values.tax);
        self.source.set(values.source);
        self.rate.set(values.rate);
    }

    pub fn values(&self) -> LotValues {
        LotValues {
            quantity: self.quantity.get(),
            cost: self.cost.get(),
            currency: self.currency.get(),
            acquired: self.acquired.get(),
            kind: self.kind.get(),
            fees: self.fees.get(),
            shipping: self.shipping.get(),
            tax: self.tax.get(),
            source: self.source.get(),
            rate: self.rate.values(),
        }
    }
}

/// The currency a person most likely paid in: the one he paid most in so far.
pub fn likely_currency(collection: Collection) -> String {
    let sums = untrack(|| collection.sums());
    let most = sums.cost.iter().max_by_key(|(_, minor)| **minor);
    most.map_or(Currency::USD, |(currency, _)| *currency).to_string()
}

#[component]
pub fn LotForm(fields: LotFields, wrong: RwSignal<Wrong>) -> impl IntoView {
    let at = move |field: &'static str| Signal::derive(move || wrong.with(|wrong| form::at(wrong, field)));
    let currencies = Signal::stored(Currency::all().map(|currency| currency.to_string()).collect::<Vec<_>>());
    view! {
        <fieldset class="form-part">
            <legend>"Copies"</legend>
            <Field name="quantity" label="How many" class="span-3 half" value=fields.quantity inputmode="numeric" wrong=at("quantity") />
            <Field
                name="cost"
                label="Cost of one"
                class="span-3 half"
                value=fields.cost
                inputmode="decimal"
                placeholder="unknown"
                hint="Empty means unknown."
                wrong=at("cost")
            />
            <Field name="currency" label="Currency" class="span-3 half" value=fields.currency suggestions=currencies />
            <Field name="acquired" label="Day" class="span-3 half" kind="date" value=fields.acquired wrong=at("acquired") />
            <Choice name="kind" label="How it came" class="span-6" value=fields.kind options=kinds() />
            <RateFields fields=fields.rate currency=fields.currency wrong=at("rate") />
        </fieldset>
        <details class="more">
            <summary>"Fees, shipping, tax, source"</summary>
            <div class="form-part">
                <Field name="fees" label="Fees" class="span-3 half" value=fields.fees inputmode="decimal" hint="For all copies together." wrong=at("fees") />
                <Field name="shipping" label="Shipping" class="span-3 half" value=fields.shipping inputmode="decimal" wrong=at("shipping") />
                <Field name="tax" label="Tax" class="span-3 half" value=fields.tax inputmode="decimal" wrong=at("tax") />
                <Field name="source" label="From" class="span-3 half" value=fields.source placeholder="shop, person" wrong=at("source") />
            </div>
        </details>
    }
}

fn kinds() -> Vec<(String, String)> {
    let of = |kind: LotKind| (String::from(kind.as_str()), String::from(words::lot_kind(kind)));
    LotKind::ALL.map(of).to_vec()
}
