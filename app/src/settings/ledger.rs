//! The settings of the ledger, the same on all its devices: they hold with the click that changes them.

use leptos::ev::Event;
use leptos::prelude::*;
use vitrine_ledger::{Appearance, Currency, Method, Mutation, Settings, SettingsPatch};

use crate::collection::use_collection;
use crate::session::use_session;
use crate::undo::use_actions;
use vitrine_presenter::words;

#[component]
pub fn LedgerSettings() -> impl IntoView {
    let collection = use_collection();
    let ready = Memo::new(move |_| collection.is_whole());
    view! {
        <section class="panel stack" data-testid="ledger-settings">
            <h2>"Money and appearance"</h2>
            <Show
                when=move || ready.get()
                fallback=|| view! { <p class="muted" role="status">"Opening your collection\u{2026}"</p> }
            >
                <Choices />
            </Show>
        </section>
    }
}

#[component]
fn Choices() -> impl IntoView {
    let collection = use_collection();
    let actions = use_actions();
    let session = use_session();
    let settings = Memo::new(move |_| collection.with_groups(|groups| groups.settings().clone()));
    let edit = move |patch: SettingsPatch| {
        actions.run(Mutation::EditSettings { patch }, None);
    };
    let base = move |event: Event| {
        let currency = event_target_value(&event).parse().ok();
        edit(SettingsPatch { currency: Some(currency), ..SettingsPatch::default() });
    };
    let currencies = Currency::all().map(|currency| {
        let here = move || settings.with(|settings| settings.currency == Some(currency));
        view! { <option value=currency.to_string() prop:selected=here>{currency.to_string()}</option> }
    });
    let frozen = move || !session.may_write();
    view! {
        <div class="field">
            <label for="base-currency">"Base currency"</label>
            <select class="input" id="base-currency" disabled=frozen on:change=base>
                <option value="" prop:selected=move || settings.with(|settings| settings.currency.is_none())>
                    "None: every amount in its own"
                </option>
                {currencies.collect_view()}
            </select>
            <span class="hint">
                "Amounts in other currencies are converted by the rate beside them, or else by the rate of their day; those without either stay as they were paid."
            </span>
        </div>
        <Radios
            legend="Cost of what was sold"
            name="method"
            options=Method::ALL.map(|method| (words::method(method), words::method_hint(method), method)).to_vec()
            get=|settings| settings.method
            set=move |method| edit(SettingsPatch { method: Some(method), ..SettingsPatch::default() })
            settings
        />
        <Radios
            legend="Appearance"
            name="appearance"
            options=Appearance::ALL.map(|look| (words::appearance(look), "", look)).to_vec()
            get=|settings| settings.appearance
            set=move |look| edit(SettingsPatch { appearance: Some(look), ..SettingsPatch::default() })
            settings
        />
    }
}

/// One of a few, each with what it means.
#[component]
fn Radios<T>(
    legend: &'static str,
    name: &'static str,
    options: Vec<(&'static str, &'static str, T)>,
    get: fn(&Settings) -> T,
    set: impl Fn(T) + Copy + Send + Sync + 'static,
    settings: Memo<Settings>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let session = use_session();
    let option = move |(said, hint, value): (&'static str, &'static str, T)| {
        let here = move || settings.with(|settings| get(settings) == value);
        view! {
            <label class="check">
                <input
                    type="radio"
                    name=name
                    prop:checked=here
                    disabled=move || !session.may_write()
                    on:change=move |_| set(value)
                />
                <span>
                    {said} {(!hint.is_empty()).then(|| view! { <span class="hint">{format!(" \u{b7} {hint}")}</span> })}
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="choices">
            <legend>{legend}</legend>
            {options.into_iter().map(option).collect_view()}
        </fieldset>
    }
}
