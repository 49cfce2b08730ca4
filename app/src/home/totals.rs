//! What the whole collection adds up to: right at once, also without a network.

use leptos::prelude::*;
use vitrine_ledger::{Money, Totals};

use crate::collection::{Show, use_collection};
use vitrine_presenter::words;

/// The same in a line, for a phone: how many cards, and what they are worth, or else what they cost.
#[component]
pub fn TotalsLine() -> impl IntoView {
    let collection = use_collection();
    let sums = Memo::new(move |_| collection.sums());
    let amount = move || {
        let worth = collection.is_whole().then(|| collection.worth()).filter(|worth| worth.priced() > 0);
        let value = worth.zip(collection.currency()).map(|(worth, currency)| Money::new(worth.value(), currency));
        match value {
            Some(value) => format!("worth {}", words::money(value)),
            None => sums.with(cost_in_short),
        }
    };
    view! {
        <span class="totals-line" translate="no" data-testid="totals-line">
            <strong>{move || words::plural(sums.with(|sums| sums.cards), "card", "cards")}</strong>
            " "
            <span>{amount}</span>
        </span>
    }
}

/// What all of it cost: the largest sum, and in how many other currencies there is more.
fn cost_in_short(sums: &Totals) -> String {
    let largest = sums.cost.iter().max_by_key(|(_, minor)| **minor);
    let Some((currency, minor)) = largest else { return String::new() };
    let said = words::money(Money::new(*minor, *currency));
    match sums.cost.len() - 1 {
        0 => format!("cost {said}"),
        more => format!("cost {said} + {}", words::plural(more as i64, "currency", "currencies")),
    }
}

#[component]
pub fn TotalsPanel() -> impl IntoView {
    let collection = use_collection();
    let sums = Memo::new(move |_| collection.sums());
    let costs = move || costs(&sums.get());
    let only = move || collection.query.with(|query| query.show == Show::NoCost);
    let sold = Memo::new(move |_| sums.with(|sums| !sums.gains.is_empty()));
    let gains = move || gains(&sums.get());
    // Known once the rows and the prices are here.
    let valued = Memo::new(move |_| collection.is_whole() && collection.worth().priced() > 0);
    let money = move |minor| collection.currency().map(|currency| Money::new(minor, currency));
    let value = move || money(collection.worth().value()).map(words::money);
    let gain = move || {
        let worth = collection.worth();
        let gain = worth.gain().and_then(money);
        gain.map_or_else(|| String::from("Overview"), |gain| words::gain_of(gain, &worth))
    };
    let no_rate = move || sums.with(|sums| sums.no_rate);
    let unknown = move || sums.with(|sums| sums.unknown_costs);
    view! {
        <dl class="totals" aria-label="Totals">
            <div>
                <dt>"Cards"</dt>
                <dd translate="no" data-testid="total-cards">{move || words::count(sums.with(|sums| sums.cards))}</dd>
                <dd class="lesser" translate="no">{move || words::plural(sums.with(|sums| sums.entries), "entry", "entries")}</dd>
            </div>
            <div>
                <dt>"Cost"</dt>
                {costs}
            </div>
            <Show when=move || valued.get()>
                <div>
                    <dt>"Value"</dt>
                    <dd translate="no" data-testid="total-value">{value}</dd>
                    <dd class="lesser" translate="no">
                        <a href="/overview">{gain}</a>
                    </dd>
                </div>
            </Show>
            <Show when=move || sold.get()>
                <div>
                    <dt>"Realised gain"</dt>
                    {gains}
                    <dd class="lesser" translate="no">{move || sums.with(|sums| words::gains_of(&sums.gains))}</dd>
                </div>
            </Show>
            <Show when=move || { no_rate() > 0 }>
                <div>
                    <dt>"Without a rate"</dt>
                    <dd data-testid="total-no-rate">{move || words::count(no_rate())}</dd>
                    <dd class="lesser">"in no gain"</dd>
                </div>
            </Show>
            <Show when=move || { unknown() > 0 }>
                <div>
                    <dt>"Without a cost"</dt>
                    <dd translate="no" data-testid="total-unknown">{move || words::count(unknown())}</dd>
                    <dd class="lesser">
                        <button
                            type="button"
                            class="link"
                            aria-pressed=move || if only() { "true" } else { "false" }
                            on:click=move |_| collection.query.update(|query| {
                                query.show = if query.show == Show::NoCost { Show::All } else { Show::NoCost };
                            })
                        >
                            {move || if only() { "show all" } else { "show them" }}
                        </button>
                    </dd>
                </div>
            </Show>
        </dl>
    }
}

/// What all copies cost, an amount for each currency, the largest first.
fn costs(sums: &Totals) -> AnyView {
    let mut costs: Vec<Money> = sums.cost.iter().map(|(currency, minor)| Money::new(*minor, *currency)).collect();
    costs.sort_by_key(|money| std::cmp::Reverse(money.minor));
    if costs.is_empty() {
        return view! { <dd translate="no" data-testid="total-cost">{words::no_cost(sums)}</dd> }.into_any();
    }
    costs
        .into_iter()
        .map(|money| view! { <dd translate="no" data-testid="total-cost">{words::money(money)}</dd> })
        .collect_view()
        .into_any()
}

/// What sales have gained; a dash where that is unknown.
fn gains(sums: &Totals) -> impl IntoView + use<> {
    let mut said = words::gains(&sums.gains);
    if said.is_empty() {
        said.push(String::from("\u{2013}"));
    }
    said.into_iter().map(|text| view! { <dd translate="no" data-testid="total-gain">{text}</dd> }).collect_view()
}
