//! The rate of exchange, asked for where an amount is not in the ledger's base currency. Nobody has to know it: without one
//! the amount stands in its own currency and is left out of sums in the other.

use leptos::prelude::*;
use vitrine_ledger::{Currency, Settings};

use super::field::Field;
use crate::engine::{Engine, use_engine};
use vitrine_presenter::form::{RateValues, Reads, needs_rate};

/// What stands in the fields.
#[derive(Clone, Copy)]
pub struct RateSignals {
    rate: RwSignal<String>,
    day: RwSignal<String>,
}

impl RateSignals {
    pub fn new(values: RateValues) -> Self {
        Self { rate: RwSignal::new(values.rate), day: RwSignal::new(values.day) }
    }

    /// Both texts by the names of their fields, as a draft keeps them.
    pub fn signals(&self) -> [(String, RwSignal<String>); 2] {
        [(String::from("rate"), self.rate), (String::from("rate_day"), self.day)]
    }

    pub fn set(&self, values: RateValues) {
        self.rate.set(values.rate);
        self.day.set(values.day);
    }

    pub fn values(&self) -> RateValues {
        RateValues { rate: self.rate.get(), day: self.day.get() }
    }
}

/// The ledger's base currency, if one is set. Reactive.
pub fn base_currency(engine: Engine) -> Option<Currency> {
    engine.revision().track();
    let settings = engine.with_record(&Settings::key(), |record| {
        record.as_settings().filter(|stored| stored.alive).and_then(|stored| stored.value.currency)
    });
    settings.flatten()
}

#[component]
pub fn RateFields(
    fields: RateSignals,
    /// The currency the amounts are written in.
    currency: RwSignal<String>,
    #[prop(into)] wrong: MaybeProp<String>,
) -> impl IntoView {
    let engine = use_engine();
    let to = Memo::new(move |_| needs_rate(&currency.get(), base_currency(engine)));
    move || {
        to.get().map(|to| {
            let label = format!("1 {} in {to}", currency.get().trim().to_uppercase());
            view! {
                <Field
                    name="rate"
                    label
                    class="span-3 half"
                    value=fields.rate
                    reads=Reads::Rate
                    placeholder="1.0845"
                    hint="To count it in your base currency."
                    wrong
                />
                <Field name="rate_day" label="Rate of the day" class="span-3 half" kind="date" value=fields.day />
            }
        })
    }
}
