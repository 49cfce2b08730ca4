//! The cards whose price moved most in a day, a week or a month.

use leptos::prelude::*;
use vitrine_ledger::{Date, Money};

use crate::api::value::{Explained, MovedCard};
use crate::collection::use_collection;
use crate::engine::{Phase, use_engine};
use crate::kit::use_clock;
use crate::value::{read_explained, use_values};
use vitrine_presenter::words;

/// Cards shown at most.
const SHOWN: usize = 6;

/// The span, its name, and where its answer is kept.
const SPANS: [(u32, &str, &str); 3] =
    [(1, "Day", "movers_day"), (7, "Week", "movers_week"), (30, "Month", "movers_month")];

#[component]
pub fn Movers() -> impl IntoView {
    let values = use_values();
    let engine = use_engine();
    let clock = use_clock();
    let chosen = RwSignal::new(1_usize);
    let days = Memo::new(move |_| {
        if engine.phase().get() != Phase::Ready {
            return None;
        }
        let today: Date = engine.today().parse().ok()?;
        let before = Date::from_ordinal(today.ordinal().checked_sub(SPANS[chosen.get()].0)?)?;
        Some((before, today))
    });
    let view = move || {
        let (before, after) = days.get()?;
        Some(values.explained(SPANS[chosen.get()].2, None, &before.to_string(), &after.to_string()))
    };
    Effect::new(move |_| view().iter().for_each(|view| view.want()));
    let explained = Memo::new(move |_| read_explained(view()?.kept()));
    let movers = move || {
        explained.with(|explained| {
            let explained = explained.as_ref()?;
            let moved = explained.cards.iter().filter(|card| card.moved.price != 0);
            Some(moved.take(SHOWN).map(|card| (card.clone(), explained.clone())).collect::<Vec<_>>())
        })
    };
    let why = move || days.get().map(|(before, after)| format!("/why?from={before}&to={after}"));
    let as_of = move || {
        let made = values.as_of_ms(view()?)?;
        Some(format!("as of {}", words::ago(clock.now_ms(), made)))
    };
    view! {
        <section class="panel stack movers" aria-labelledby="movers">
            <div class="panel-head">
                <h2 id="movers">"Movers"</h2>
                <div class="spans" role="group" aria-label="Time the prices moved in">
                    {(0..SPANS.len()).map(|i| view! {
                        <button
                            type="button"
                            aria-pressed=move || if chosen.get() == i { "true" } else { "false" }
                            on:click=move |_| chosen.set(i)
                        >
                            {SPANS[i].1}
                        </button>
                    }).collect_view()}
                </div>
            </div>
            {move || match movers() {
                Some(movers) if !movers.is_empty() => view! {
                    <ul class="lines" translate="no">
                        {movers.into_iter().map(|(card, explained)| view! { <Mover card explained=&*explained /> }).collect_view()}
                    </ul>
                }
                .into_any(),
                Some(_) => view! { <p class="muted small">"No price moved."</p> }.into_any(),
                None if values.unreachable() => {
                    view! { <p class="muted small">"Movers need the server once."</p> }.into_any()
                }
                None => view! { <p class="muted small">"Cards whose price moves appear here."</p> }.into_any(),
            }}
            <p class="small">{move || why().map(|href| view! { <a href=href>"Why did the value move?"</a> })}</p>
            <p class="muted small">{as_of}</p>
        </section>
    }
}

/// One card: what a copy was and is worth, and what that made in all.
#[component]
fn Mover<'a>(card: MovedCard, explained: &'a Explained) -> impl IntoView + use<> {
    let collection = use_collection();
    let money = |minor| Money::new(minor, explained.currency);
    let name = collection.row(card.entry).map_or_else(|| String::from("A card"), |row| row.name.clone());
    let copy = match (card.price_before, card.price_after) {
        (Some(before), Some(after)) => {
            let part = words::percent(after.saturating_sub(before), before).unwrap_or_default();
            format!("{} \u{2192} {} {part}", words::money(money(before)), words::money(money(after)))
        }
        _ => String::new(),
    };
    let class = if card.moved.price < 0 { "num loss" } else { "num gain" };
    view! {
        <li>
            <span class="grow">
                <a href=format!("/card/{}", card.entry)>{name}</a>
                <span class="muted small">{copy}</span>
            </span>
            <span class=class>{words::signed(money(card.moved.price))}</span>
        </li>
    }
}
