//! What a field asks: which of its meanings a text has that can be read in several ways, and which currency an amount says.

use leptos::prelude::*;
use vitrine_ledger::Currency;

use vitrine_presenter::form::{self, Reads};

/// What is asked about a field's text, and why it was refused.
#[derive(Clone, Copy)]
pub(super) struct Asking {
    value: RwSignal<String>,
    currency: Option<RwSignal<String>>,
    wrong: StoredValue<MaybeProp<String>>,
    /// A question is asked when the field is left, or with the refusal; not while somebody is in the middle of a number.
    asked: RwSignal<bool>,
    /// A reason is of the text it was said about.
    pub(super) changed: RwSignal<bool>,
    /// What the text may mean, as it would be written and in words.
    pub(super) meanings: Memo<Vec<(String, String)>>,
    /// The currency the amount says by itself.
    pub(super) own: Memo<Option<Currency>>,
}

impl Asking {
    pub(super) fn new(
        reads: Reads,
        value: RwSignal<String>,
        currency: Option<RwSignal<String>>,
        wrong: MaybeProp<String>,
    ) -> Self {
        let (asked, changed) = (RwSignal::new(false), RwSignal::new(false));
        Effect::new(move |_| {
            let refused = wrong.get().is_some();
            changed.set(false);
            asked.update(|asked| *asked |= refused);
        });
        let code = move || currency.map(|currency| currency.get()).unwrap_or_default();
        let meanings = Memo::new(move |_| if asked.get() { reads.meanings(&value.get(), &code()) } else { Vec::new() });
        let own =
            Memo::new(move |_| (reads == Reads::Amount).then(|| form::other_currency(&value.get(), &code())).flatten());
        Self { value, currency, wrong: StoredValue::new(wrong), asked, changed, meanings, own }
    }

    /// Why the text was refused, as long as it is that text. Reactive.
    pub(super) fn wrong(&self) -> Option<String> {
        self.wrong.with_value(|wrong| wrong.get()).filter(|_| !self.changed.get())
    }

    /// The field was left. While the form's other amounts are empty, an amount that says its currency says the form's.
    pub(super) fn left(&self, beside: &[RwSignal<String>]) {
        self.asked.set(true);
        let alone = beside.iter().all(|other| other.with_untracked(|other| other.trim().is_empty()));
        if let (Some(own), Some(currency), true) = (self.own.get_untracked(), self.currency, alone) {
            currency.set(own.to_string());
        }
    }

    pub(super) fn typed(&self, text: String) {
        self.changed.set(true);
        self.asked.set(false);
        self.value.set(text);
    }
}
