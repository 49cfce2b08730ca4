//! What it is worth now, what was gained, and all that is left out of both.

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Currency, Money};

use crate::collection::use_collection;
use crate::kit::chart::Span;
use crate::kit::use_clock;
use crate::value::{Worth, read_history, use_values};
use vitrine_presenter::words;

/// What is said, from whichever side knows it.
#[derive(Clone, Copy, PartialEq)]
struct Said {
    currency: Currency,
    value: Option<i64>,
    unpriced: i64,
    /// What the rows of this device add up to; none before they are here.
    worth: Option<Worth>,
}

#[component]
pub fn Headline(#[prop(into)] portfolio: Signal<Option<Uuid>>) -> impl IntoView {
    let values = use_values();
    let collection = use_collection();
    let clock = use_clock();
    let said = Memo::new(move |_| {
        let live = collection.currency().filter(|_| collection.is_whole());
        if let Some(currency) = live {
            let worth = portfolio.get().map_or_else(|| collection.worth(), |id| collection.worth_of(id));
            let value = (worth.priced() > 0 || worth.copies == 0).then(|| worth.value());
            return Some(Said { currency, value, unpriced: worth.unpriced, worth: Some(worth) });
        }
        // What the server rendered, until the rows are here.
        let history = read_history(values.history(portfolio.get()).kept())?;
        let plot = values.plot(Some(&history), portfolio.get(), Span::Week)?;
        let last = plot.days().checked_sub(1)?;
        let unpriced = plot.unpriced.get(last).copied().unwrap_or(0);
        Some(Said {
            currency: history.currency,
            value: plot.value(last).map(|money| money.minor),
            unpriced,
            worth: None,
        })
    });
    let value = move || match said.get() {
        Some(Said { currency, value: Some(value), .. }) => words::money(Money::new(value, currency)),
        _ => String::from("\u{2013}"),
    };
    let gain = move || said.get().and_then(|said| gain(&said));
    let rest = move || said.get().and_then(|said| said.worth).map(|worth| words::left_out(&worth)).unwrap_or_default();
    let unpriced = move || said.get().map_or(0, |said| said.unpriced);
    let as_of = move || {
        let made = values.as_of_ms(values.valuation())?;
        Some(format!("prices as of {}", words::ago(clock.now_ms(), made)))
    };
    view! {
        <dl class="totals headline" aria-label="Worth">
            <div>
                <dt>"Value"</dt>
                <dd translate="no" data-testid="total-value">{value}</dd>
            </div>
            <div>
                <dt>"Gain"</dt>
                {move || match gain() {
                    Some((class, gain, cost)) => view! {
                        <dd class=class translate="no" data-testid="unrealised">{gain}</dd>
                        <dd class="lesser" translate="no">{cost}</dd>
                    }
                    .into_any(),
                    // The line below keeps its place: the chart does not move when it comes.
                    None => view! {
                        <dd data-testid="unrealised">"\u{2013}"</dd>
                        <dd class="lesser">"\u{a0}"</dd>
                    }
                    .into_any(),
                }}
            </div>
        </dl>
        <ul class="left-out small muted" translate="no" data-testid="left-out">
            <Show when=move || { unpriced() > 0 }>
                <li>
                    <a href="/unpriced">
                        {move || words::plural(unpriced(), "copy", "copies")} " without a price"
                    </a>
                </li>
            </Show>
            {move || rest().into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}
            <Show when=move || values.has_unsynced()>
                <li class="ahead">"with your unsynced changes"</li>
            </Show>
            {move || as_of().map(|text| view! { <li data-testid="prices-as-of">{text}</li> })}
        </ul>
    }
}

/// The class of the gain, the gain with its percentage, and of what it is one.
fn gain(said: &Said) -> Option<(&'static str, String, String)> {
    let (currency, worth) = (said.currency, said.worth.as_ref()?);
    let gain = worth.gain()?;
    let share = words::percent(gain, worth.cost()).map(|share| format!(" ({share})")).unwrap_or_default();
    let class = match gain {
        0 => "",
        gain if gain < 0 => "loss",
        _ => "gain",
    };
    Some((class, format!("{}{share}", words::signed(Money::new(gain, currency))), words::gain_on(worth, currency)))
}
