//! The fields of a sale, of one card or of many: what stands in them, and how each is drawn. Which of them a form has, and
//! where, is its own.

use leptos::prelude::*;
use vitrine_ledger::{Currency, SaleKind};

use super::which_lots::LotChoice;
use crate::collection::LotLine;
use crate::drafts::{Signals, wrong_clock};
use crate::kit::{Choice, Field, RateSignals};
use vitrine_presenter::form::{self, Reads, SaleValues, Wrong};
use vitrine_presenter::words;

/// What stands in the fields, each in a signal of its own. The sale of many cards has no copies, rate, lots, tax, buyer and
/// note of its own.
#[derive(Clone)]
pub struct SaleFields {
    pub quantity: RwSignal<String>,
    pub kind: RwSignal<String>,
    pub gross: RwSignal<String>,
    pub currency: RwSignal<String>,
    pub date: RwSignal<String>,
    pub fees: RwSignal<String>,
    pub shipping_paid: RwSignal<String>,
    pub shipping_charged: RwSignal<String>,
    pub channel: RwSignal<String>,
    pub tax: RwSignal<String>,
    pub buyer: RwSignal<String>,
    pub note: RwSignal<String>,
    pub rate: RateSignals,
    pub lots: LotChoice,
}

impl SaleFields {
    /// `lots`: those of the one entry that is sold; none where many are.
    pub fn new(values: SaleValues, lots: &[LotLine]) -> Self {
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
    pub fn signals(&self) -> Signals {
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

    /// What is written.
    pub fn values(&self) -> SaleValues {
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

/// Is anything paid for copies that go like this?
pub fn is_paid(kind: RwSignal<String>) -> bool {
    kind.with(|kind| SaleValues::kind_of(kind)).for_value()
}

/// Draws the fields, each with the reason it was refused. `class` is the place in the form's grid.
#[derive(Clone, Copy)]
pub struct SaleInputs {
    kind: RwSignal<String>,
    currency: RwSignal<String>,
    date: RwSignal<String>,
    channel: RwSignal<String>,
    /// The price, the fees, both shippings, the tax.
    amounts: [RwSignal<String>; 5],
    wrong: RwSignal<Wrong>,
}

impl SaleInputs {
    pub fn new(fields: &SaleFields, wrong: RwSignal<Wrong>) -> Self {
        let amounts = [fields.gross, fields.fees, fields.shipping_paid, fields.shipping_charged, fields.tax];
        let SaleFields { kind, currency, date, channel, .. } = *fields;
        Self { kind, currency, date, channel, amounts, wrong }
    }

    /// Why the first of these fields was refused that was.
    pub fn wrong(&self, names: &'static [&'static str]) -> Signal<Option<String>> {
        let wrong = self.wrong;
        Signal::derive(move || wrong.with(|wrong| names.iter().find_map(|name| form::at(wrong, name))))
    }

    pub fn kind(&self, class: &'static str) -> impl IntoView + use<> {
        let of = |kind: SaleKind| (String::from(kind.as_str()), String::from(words::sale_kind(kind)));
        view! { <Choice name="kind" label="How they went" class value=self.kind options=SaleKind::ALL.map(of).to_vec() /> }
    }

    /// The price of all copies, where one is paid; it has the cursor.
    pub fn gross(&self, class: &'static str, hint: &'static str) -> impl IntoView + use<> {
        let kind = self.kind;
        let unpaid = Signal::derive(move || !is_paid(kind));
        view! {
            <Field
                name="gross"
                label="Price in all"
                class
                value=self.amounts[0]
                reads=Reads::Amount
                currency=self.currency
                beside=self.beside(0)
                placeholder="unknown"
                hint
                disabled=unpaid
                wrong=self.wrong(&["gross", "cost"])
                focus=true
            />
        }
    }

    pub fn currency(&self, class: &'static str) -> impl IntoView + use<> {
        let currencies = Signal::stored(Currency::all().map(|currency| currency.to_string()).collect::<Vec<_>>());
        view! { <Field name="currency" label="Currency" class value=self.currency suggestions=currencies /> }
    }

    pub fn date(&self, class: &'static str) -> impl IntoView + use<> {
        view! { <Field name="date" label="Day" class kind="date" value=self.date says=wrong_clock() wrong=self.wrong(&["date"]) /> }
    }

    pub fn channel(&self, class: &'static str) -> impl IntoView + use<> {
        view! {
            <Field name="channel" label="Where" class value=self.channel placeholder="eBay\u{2026}" wrong=self.wrong(&["channel"]) />
        }
    }

    pub fn fees(&self, class: &'static str) -> impl IntoView + use<> {
        self.amount(1, "fees", "Fees", class, &["fees"])
    }

    pub fn shipping_paid(&self, class: &'static str) -> impl IntoView + use<> {
        self.amount(2, "shipping_paid", "Shipping paid", class, &["shipping_paid"])
    }

    pub fn shipping_charged(&self, class: &'static str) -> impl IntoView + use<> {
        self.amount(3, "shipping_charged", "Shipping charged", class, &["shipping_charged"])
    }

    pub fn tax(&self, class: &'static str) -> impl IntoView + use<> {
        self.amount(4, "tax", "Tax paid", class, &["tax"])
    }

    fn amount(
        &self,
        at: usize,
        name: &'static str,
        label: &'static str,
        class: &'static str,
        wrong: &'static [&'static str],
    ) -> impl IntoView + use<> {
        let (value, beside, wrong) = (self.amounts[at], self.beside(at), self.wrong(wrong));
        view! { <Field name label class value reads=Reads::Amount currency=self.currency beside wrong /> }
    }

    /// The other amounts.
    fn beside(&self, one: usize) -> Vec<RwSignal<String>> {
        self.amounts.into_iter().enumerate().filter(|(at, _)| *at != one).map(|(_, other)| other).collect()
    }
}
