//! What was added last, and what waits for somebody.

use leptos::prelude::*;
use vitrine_ledger::Money;

use crate::attention::waiting;
use crate::collection::{Query, Show as Shown, use_collection};
use crate::value::value_of;
use vitrine_presenter::words;

/// Cards shown at most.
const SHOWN: usize = 6;

#[component]
pub fn Recent() -> impl IntoView {
    let collection = use_collection();
    let rows = move || {
        let ids = collection.with_shares(|shares| shares.newest(SHOWN)).unwrap_or_default();
        ids.into_iter().filter_map(|id| collection.row(id)).collect::<Vec<_>>()
    };
    let line = move |row: std::sync::Arc<crate::collection::Row>| {
        let value = collection.price(&row).and_then(|price| value_of(&row, &price)).zip(collection.currency());
        let said = value
            .map_or_else(|| String::from("no price"), |(minor, currency)| words::money(Money::new(minor, currency)));
        view! {
            <li>
                <span class="grow">
                    <a href=format!("/card/{}", row.id)>{row.name.clone()}</a>
                    <span class="muted small">{row.printing()}</span>
                </span>
                <span class="num">{said}</span>
            </li>
        }
    };
    view! {
        <section class="panel stack" aria-labelledby="recent">
            <h2 id="recent">"Added last"</h2>
            <ul class="lines" translate="no" data-testid="recent">{move || rows().into_iter().map(line).collect_view()}</ul>
        </section>
    }
}

#[component]
pub fn Waiting() -> impl IntoView {
    let collection = use_collection();
    let count = waiting();
    let costs = Memo::new(move |_| collection.sums().unknown_costs);
    let prices = Memo::new(move |_| if collection.currency().is_some() { collection.worth().unpriced } else { 0 });
    let nothing = move || count.get() == 0 && costs.get() == 0 && prices.get() == 0;
    let show = move |show: Shown| {
        collection.query.set(Query { show, ..collection.query.get_untracked().unfiltered() });
    };
    view! {
        <section class="panel stack" aria-labelledby="waiting">
            <h2 id="waiting">"Needs attention"</h2>
            <ul class="lines" translate="no">
                <Show when=move || { count.get() > 0 }>
                    <li>
                        <a class="grow" href="/attention">"Decisions"</a>
                        <span class="num">{move || words::count(count.get() as i64)}</span>
                    </li>
                </Show>
                <Show when=move || { prices.get() > 0 }>
                    <li>
                        <a class="grow" href="/unpriced">"Copies without a price"</a>
                        <span class="num">{move || words::count(prices.get())}</span>
                    </li>
                </Show>
                <Show when=move || { costs.get() > 0 }>
                    <li>
                        <a class="grow" href="/" on:click=move |_| show(Shown::NoCost)>"Copies without a cost"</a>
                        <span class="num">{move || words::count(costs.get())}</span>
                    </li>
                </Show>
            </ul>
            <Show when=nothing>
                <p class="muted small">"Nothing."</p>
            </Show>
        </section>
    }
}
