//! The fields of a lot: how many, for how much, when, how.

use leptos::prelude::*;
use vitrine_ledger::{Currency, LotKind};

use super::field::{Choice, Field};
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
}

impl LotFields {
    pub fn new(values: LotValues) -> Self {
        Self {
            quantity: RwSignal::new(values.quantity),
            cost: RwSignal::new(values.cost),
            currency: RwSignal::new(values.currency),
            acquired: RwSignal::new(values.acquired),
            kind: RwSignal::new(values.kind),
        }
    }

    pub fn set(&self, values: LotValues) {
        self.quantity.set(values.quantity);
        self.cost.set(values.cost);
        self.currency.set(values.currency);
        self.acquired.set(values.acquired);
        self.kind.set(values.kind);
    }

    pub fn values(&self) -> LotValues {
        LotValues {
            quantity: self.quantity.get(),
            cost: self.cost.get(),
            currency: self.currency.get(),
            acquired: self.acquired.get(),
            kind: self.kind.get(),
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
        </fieldset>
    }
}

fn kinds() -> Vec<(String, String)> {
    let of = |kind: LotKind| (String::from(kind.as_str()), String::from(words::lot_kind(kind)));
    LotKind::ALL.map(of).to_vec()
}
