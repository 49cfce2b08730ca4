//! Which prices may stand in where the exact one is missing. All off at first: a price that is not exact is worth less
//! than knowing that there is none.

use leptos::prelude::*;
use vitrine_ledger::settings::SUBSTITUTES;
use vitrine_ledger::{Mutation, SettingsPatch, TagsChange};

use crate::collection::use_collection;
use crate::session::use_session;
use crate::undo::{Actions, use_actions};
use vitrine_presenter::words;

/// Switches a rule on or off, for the whole ledger.
pub fn set_substitute(actions: Actions, rule: &str, on: bool) {
    let words = vec![rule.to_owned()];
    let change = if on {
        TagsChange { add: words, ..TagsChange::default() }
    } else {
        TagsChange { remove: words, ..TagsChange::default() }
    };
    let patch = SettingsPatch { substitutes: Some(change), ..SettingsPatch::default() };
    actions.run(Mutation::EditSettings { patch }, None);
}

#[component]
pub fn PriceSettings() -> impl IntoView {
    let collection = use_collection();
    let actions = use_actions();
    let session = use_session();
    let frozen = move || !collection.is_whole() || !session.may_write();
    let rule = move |rule: &'static str| {
        let (said, hint) = words::substitute(rule);
        let on = move || collection.with_groups(|groups| groups.settings().substitutes.contains(rule));
        let change = move |event| set_substitute(actions, rule, event_target_checked(&event));
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=on disabled=frozen on:change=change />
                <span>{said} <span class="hint">{format!(" \u{b7} {hint}")}</span></span>
            </label>
        }
    };
    view! {
        <section class="panel stack" id="prices" data-testid="price-settings">
            <h2>"Prices"</h2>
            <p class="small"><a href="/unpriced">"Copies without a price"</a>": what each of these would do for them"</p>
            <fieldset class="choices">
                <legend>"Where nobody says a price of exactly your copy, this may stand in, marked as such"</legend>
                {SUBSTITUTES.map(rule).into_iter().collect_view()}
            </fieldset>
        </section>
    }
}
