//! The derived view: what the collection cost, day by day. The server makes it; the device keeps the last one with the
//! head it was made from and fetches again only when the engine says that it is out of date.

use leptos::ev::PointerEvent;
use leptos::prelude::*;
use vitrine_ledger::{CostPoint, Currency, Date, Money};
use vitrine_sync::client::Word;

use super::chart_path::{self, HEIGHT, Point, WIDTH};
use super::clock::use_clock;
use crate::collection::use_costs;
use crate::engine::{Phase, use_engine};
use crate::words;

#[component]
pub fn CostChart() -> impl IntoView {
    let costs = use_costs();
    let engine = use_engine();
    let clock = use_clock();
    let unreachable = Memo::new(move |_| {
        let word = engine.status().with(|status| status.word);
        matches!(word, Word::Offline { .. } | Word::Stale { .. } | Word::SignIn)
    });
    // While the server can be reached the line is as it is now.
    let as_of = move || {
        let made = costs.made_ms().filter(|_| unreachable.get() && engine.phase().get() == Phase::Ready)?;
        Some(format!("as of {}; needs the server to be refreshed", words::ago(clock.now_ms(), made)))
    };
    let undated = move || match costs.undated() {
        0 => None,
        1 => Some(String::from("1 card without a day is not on the line.")),
        count => Some(format!("{} cards without a day are not on the line.", words::count(count))),
    };
    view! {
        <figure class="chart" data-testid="cost-chart">
            {move || match costs.points() {
                Some(points) if !points.is_empty() => view! { <Drawn points /> }.into_any(),
                Some(_) => view! { <p class="muted small">"Cards with a cost and a day appear here as a line."</p> }.into_any(),
                None if unreachable.get() => {
                    view! { <p class="muted small">"Cost by day needs the server once."</p> }.into_any()
                }
                None => view! { <p class="muted small">"Cost by day"</p> }.into_any(),
            }}
            <p class="muted small">{undated}</p>
            <p class="muted small" data-testid="as-of">{as_of}</p>
        </figure>
    }
}

/// The line of one currency; the one with the longest line first.
#[component]
fn Drawn(points: Vec<CostPoint>) -> impl IntoView {
    let engine = use_engine();
    let currencies = by_use(&points);
    let chosen = RwSignal::new(currencies.first().copied().unwrap_or(Currency::USD));
    let points = StoredValue::new(points);
    let line = Memo::new(move |_| {
        points
            .with_value(|points| points.iter().filter_map(|point| Dated::new(point, chosen.get())).collect::<Vec<_>>())
    });
    // The server does not know which day it is for the person: its line ends with the last purchase.
    let until = Memo::new(move |_| {
        let today = if engine.phase().get() == Phase::Ready { engine.today().parse::<Date>().ok() } else { None };
        today.map_or(0, |today| i64::from(today.ordinal()))
    });
    let plain = Memo::new(move |_| line.with(|line| line.iter().map(|dated| dated.point).collect::<Vec<_>>()));
    let path = Memo::new(move |_| plain.with(|plain| chart_path::path(plain, until.get())));

    let under = RwSignal::new(None::<i64>);
    let width = NodeRef::<leptos::html::Div>::new();
    let follow = move |event: PointerEvent| {
        let Some(element) = width.get_untracked() else { return };
        let wide = i64::from(element.offset_width()).max(1);
        under.set(Some(i64::from(event.offset_x()) * WIDTH / wide));
    };
    let pointed = Memo::new(move |_| {
        let at = plain.with(|plain| chart_path::at(plain, until.get(), under.get().unwrap_or(WIDTH)))?;
        line.with(|line| line.iter().rev().find(|dated| dated.point == at).copied())
    });
    let said = move || {
        pointed.get().map(|at| {
            let money = words::money(Money::new(at.point.value, chosen.get()));
            format!("{money} \u{b7} {} \u{b7} {}", words::plural(at.cards, "card", "cards"), words::date(at.date))
        })
    };
    let first = move || line.with(|line| line.first().map(|at| words::month_day(at.date)));
    let last = move || {
        line.with(|line| {
            let at = line.last()?;
            Some(if until.get() > at.point.day { String::from("today") } else { words::month_day(at.date) })
        })
    };

    view! {
        <figcaption>
            <span>
                "Cost by day"
                {(currencies.len() > 1).then(|| view! { <Currencies currencies chosen /> })}
            </span>
            <output>{said}</output>
        </figcaption>
        <div node_ref=width on:pointermove=follow on:pointerleave=move |_| under.set(None)>
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" aria-hidden="true">
                <path class="area" d=move || path.with(|path| path.area.clone()) />
                <path class="axis" d=format!("M0 {HEIGHT}H{WIDTH}") />
                <path class="stroke" d=move || path.with(|path| path.line.clone()) />
                <path class="cross" d=move || under.get().map(|x| format!("M{x} 0V{HEIGHT}")).unwrap_or_default() />
            </svg>
        </div>
        <div class="ends" aria-hidden="true">
            <span>{first}</span>
            <span>{last}</span>
        </div>
        <table class="quiet">
            <caption>"Cost by day"</caption>
            <thead>
                <tr>
                    <th scope="col">"Day"</th>
                    <th scope="col">"Cost so far"</th>
                    <th scope="col">"Cards"</th>
                </tr>
            </thead>
            <tbody>
                {move || {
                    let currency = chosen.get();
                    let row = move |at: Dated| view! {
                        <tr>
                            <td>{words::date(at.date)}</td>
                            <td>{words::money(Money::new(at.point.value, currency))}</td>
                            <td>{words::count(at.cards)}</td>
                        </tr>
                    };
                    line.get().into_iter().rev().take(TABLE_ROWS).map(row).collect_view()
                }}
            </tbody>
        </table>
    }
}

/// Days in the table for screen readers, the newest first: more is noise.
const TABLE_ROWS: usize = 60;

#[component]
fn Currencies(currencies: Vec<Currency>, chosen: RwSignal<Currency>) -> impl IntoView {
    currencies
        .into_iter()
        .map(|currency| {
            view! {
                <button
                    type="button"
                    class="currency"
                    aria-pressed=move || if chosen.get() == currency { "true" } else { "false" }
                    on:click=move |_| chosen.set(currency)
                >
                    {currency.to_string()}
                </button>
            }
        })
        .collect_view()
}

/// A point of the line with what the pointer says about it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Dated {
    point: Point,
    date: Date,
    cards: i64,
}

impl Dated {
    /// None before the first purchase in this currency.
    fn new(of: &CostPoint, currency: Currency) -> Option<Self> {
        let value = *of.cost.get(&currency)?;
        let point = Point { day: i64::from(of.date.ordinal()), value };
        Some(Self { point, date: of.date, cards: of.cards })
    }
}

/// The currencies of the points, the one with the longest line first.
fn by_use(points: &[CostPoint]) -> Vec<Currency> {
    let mut uses = std::collections::BTreeMap::new();
    for currency in points.iter().flat_map(|point| point.cost.keys()) {
        *uses.entry(*currency).or_insert(0_usize) += 1;
    }
    let mut uses: Vec<_> = uses.into_iter().collect();
    uses.sort_by_key(|(currency, times)| (std::cmp::Reverse(*times), *currency));
    uses.into_iter().map(|(currency, _)| currency).collect()
}
