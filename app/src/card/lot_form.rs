//! The fields of a lot: how many, for how much, when, how.

use leptos::prelude::*;
use vitrine_ledger::{Currency, LotKind};

use crate::drafts::{Signals, wrong_clock};
use crate::kit::{Choice, Field, RateFields, RateSignals};
use vitrine_presenter::form::{self, EACH, LotValues, Reads, TOGETHER, Wrong};
use vitrine_presenter::words;

/// What stands in the fields, each in a signal of its own.
#[derive(Clone, Copy)]
pub struct LotFields {
    pub quantity: RwSignal<String>,
    pub cost: RwSignal<String>,
    pub per: RwSignal<String>,
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
            per: RwSignal::new(values.per),
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

    /// Each by its name, for the draft.
    pub fn signals(&self) -> Signals {
        let own = [
            ("quantity", self.quantity),
            ("cost", self.cost),
            ("per", self.per),
            ("currency", self.currency),
            ("acquired", self.acquired),
            ("kind", self.kind),
            ("fees", self.fees),
            ("shipping", self.shipping),
            ("tax", self.tax),
            ("source", self.source),
        ];
        own.map(|(name, text)| (String::from(name), text)).into_iter().chain(self.rate.signals()).collect()
    }

    pub fn set(&self, values: LotValues) {
        self.quantity.set(values.quantity);
        self.cost.set(values.cost);
        self.per.set(values.per);
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
            per: self.per.get(),
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

#[component]
pub fn LotForm(fields: LotFields, wrong: RwSignal<Wrong>) -> impl IntoView {
    let at = move |field: &'static str| Signal::derive(move || wrong.with(|wrong| form::at(wrong, field)));
    let currencies = Signal::stored(Currency::all().map(|currency| currency.to_string()).collect::<Vec<_>>());
    let amounts = [fields.cost, fields.fees, fields.shipping, fields.tax];
    let beside = move |one: usize| {
        amounts.into_iter().enumerate().filter(|(at, _)| *at != one).map(|(_, other)| other).collect::<Vec<_>>()
    };
    // Of one copy there is nothing to choose.
    let several = Memo::new(move |_| {
        fields.per.with(|per| per == TOGETHER)
            || fields.quantity.with(|text| form::copies(text).is_ok_and(|copies| copies > 1))
    });
    let cost_label = Signal::derive(move || {
        String::from(if fields.per.with(|per| per == TOGETHER) { "Cost of all" } else { "Cost of one" })
    });
    view! {
        <fieldset class="form-part">
            <legend>"Copies"</legend>
            <Field name="quantity" label="How many" class="span-3 half" value=fields.quantity reads=Reads::Copies wrong=at("quantity") />
            <Field
                name="cost"
                label=cost_label
                class="span-3 half"
                value=fields.cost
                reads=Reads::Amount
                currency=fields.currency
                beside=beside(0)
                placeholder="unknown"
                hint="Empty means unknown."
                wrong=at("cost")
            />
            <Show when=move || several.get()>
                <Choice name="per" label="The cost is" class="span-3 half" value=fields.per options=per() />
            </Show>
            <Field name="currency" label="Currency" class="span-3 half" value=fields.currency suggestions=currencies />
            <Field name="acquired" label="Day" class="span-3 half" kind="date" value=fields.acquired says=wrong_clock() wrong=at("acquired") />
            <Choice name="kind" label="How it came" class="span-6" value=fields.kind options=kinds() />
            <RateFields fields=fields.rate currency=fields.currency wrong=at("rate") />
        </fieldset>
        <details class="more">
            <summary>"Fees, shipping, tax, source"</summary>
            <div class="form-part">
                <Field name="fees" label="Fees" class="span-3 half" value=fields.fees reads=Reads::Amount currency=fields.currency beside=beside(1) hint="For all copies together." wrong=at("fees") />
                <Field name="shipping" label="Shipping" class="span-3 half" value=fields.shipping reads=Reads::Amount currency=fields.currency beside=beside(2) wrong=at("shipping") />
                <Field name="tax" label="Tax" class="span-3 half" value=fields.tax reads=Reads::Amount currency=fields.currency beside=beside(3) wrong=at("tax") />
                <Field name="source" label="From" class="span-3 half" value=fields.source placeholder="shop, person" wrong=at("source") />
            </div>
        </details>
    }
}

/// What the cost is of.
fn per() -> Vec<(String, String)> {
    [(EACH, "for each"), (TOGETHER, "together")].map(|(per, words)| (per.into(), words.into())).to_vec()
}

fn kinds() -> Vec<(String, String)> {
    let of = |kind: LotKind| (String::from(kind.as_str()), String::from(words::lot_kind(kind)));
    LotKind::ALL.map(of).to_vec()
}
