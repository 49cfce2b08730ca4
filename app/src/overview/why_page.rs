//! Why the value of one day is not that of another: parts that add up exactly, and the cards behind them.

use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};
use uuid::Uuid;
use vitrine_ledger::{Date, Money};

use crate::api::value::{Explained, Moved, MovedCard};
use crate::collection::{GroupKind, use_collection};
use crate::engine::{Phase, use_engine};
use crate::kit::{Title, use_clock};
use crate::value::{read_explained, use_values};
use vitrine_presenter::words;

/// Cards in the table; the others are one line more, so that it adds up.
const SHOWN: usize = 100;

#[component]
pub fn WhyPage() -> impl IntoView {
    let query = use_query_map();
    let engine = use_engine();
    let values = use_values();
    let collection = use_collection();
    let clock = use_clock();
    let navigate = use_navigate();
    let read = move |name: &'static str| query.with(|query| query.get(name).and_then(|day| day.parse::<Date>().ok()));
    let portfolio =
        Memo::new(move |_| query.with(|query| query.get("portfolio").and_then(|id| Uuid::try_parse(&id).ok())));
    // Without days in the address: the week until today, where today is known.
    let days = Memo::new(move |_| {
        let ready = engine.phase().get() == Phase::Ready;
        let today = || if ready { engine.today().parse::<Date>().ok() } else { None };
        let until = read("to").or_else(today)?;
        let from = read("from").or_else(|| Date::from_ordinal(until.ordinal().checked_sub(7)?))?;
        Some((from.min(until), from.max(until)))
    });
    let view = move || {
        let (from, until) = days.get()?;
        Some(values.explained("explained", portfolio.get(), &from.to_string(), &until.to_string()))
    };
    Effect::new(move |_| {
        if let (Phase::Ready, Some(view)) = (engine.phase().get(), view()) {
            view.want();
        }
    });
    let explained = Memo::new(move |_| read_explained(view()?.kept()));
    let as_of = move || {
        let made = values.as_of_ms(view()?)?;
        Some(format!("as of {}", words::ago(clock.now_ms(), made)))
    };
    let of = move || {
        let id = portfolio.get()?;
        Some(collection.with_groups(|groups| groups.name(GroupKind::Portfolio, Some(id)).to_owned()))
    };
    let go = StoredValue::new(navigate);
    let change = move |first: bool| {
        move |event: ev::Event| {
            let (Ok(day), Some((from, until))) = (event_target_value(&event).parse::<Date>(), days.get_untracked())
            else {
                return;
            };
            let (from, until) = if first { (day, until) } else { (from, day) };
            let of = portfolio.get_untracked().map_or_else(String::new, |id| format!("&portfolio={id}"));
            go.with_value(|go| go(&format!("/why?from={from}&to={until}{of}"), Default::default()));
        }
    };
    let day = move |label, first| day_field(label, first, days, change(first));
    view! {
        <Title text="Why did it move? \u{b7} Vitrine" />
        <div class="narrow stack">
            <div class="page-head">
                <h1>"Why did it move?"</h1>
                <p class="sub">{of}</p>
            </div>
            <section class="panel stack" aria-label="The move" data-testid="why">
                <div class="between">{day("From", true)} {day("Until", false)}</div>
                {move || match explained.get() {
                    Some(explained) => view! { <Causes explained=(*explained).clone() /> }.into_any(),
                    None if engine.phase().get() == Phase::Nobody => {
                        view! { <p><a class="button primary" href="/sign-in">"Sign in"</a></p> }.into_any()
                    }
                    None if values.unreachable() => {
                        view! { <p class="muted">"This needs the server, and it cannot be reached now."</p> }.into_any()
                    }
                    None => view! { <p class="muted">"What moved stands here as soon as it is reckoned."</p> }.into_any(),
                }}
                <p class="muted small">{as_of}</p>
            </section>
        </div>
    }
}

/// The first or the last day of the time that is looked at.
fn day_field(
    label: &'static str,
    first: bool,
    days: Memo<Option<(Date, Date)>>,
    change: impl Fn(ev::Event) + 'static,
) -> impl IntoView {
    let value =
        move || days.get().map(|(from, until)| if first { from } else { until }.to_string()).unwrap_or_default();
    view! {
        <label class="field">
            <span class="label">{label}</span>
            <input class="input" type="date" prop:value=value on:change=change />
        </label>
    }
}

#[component]
fn Causes(explained: Explained) -> impl IntoView {
    let money = move |minor| Money::new(minor, explained.currency);
    let all = sum(&explained.moved);
    let part = words::percent(all, explained.before).map(|part| format!(" ({part})")).unwrap_or_default();
    let line = move |(name, hint, minor): (&'static str, &'static str, i64)| {
        view! {
            <tr>
                <th scope="row">
                    {name}
                    {(!hint.is_empty()).then(|| view! { <span class="muted small">{format!(" \u{b7} {hint}")}</span> })}
                </th>
                <td class="num">{words::signed(money(minor))}</td>
            </tr>
        }
    };
    let Moved { price, buys, sales, rates, known } = explained.moved;
    let parts = [
        ("Prices", "what you held all the time became worth more or less", price),
        ("Cards that came", "", buys),
        ("Cards that went", "", sales),
        ("Exchange rates", "", rates),
        ("Newly known", "a first price, or one that is no longer", known),
    ];
    let mut cards = explained.cards;
    let rest = cards.split_off(cards.len().min(SHOWN));
    let others = rest.iter().fold(0_i64, |all, card| all.saturating_add(sum(&card.moved)));
    let more = (!rest.is_empty()).then(|| {
        view! {
            <tr>
                <th scope="row">{words::plural(rest.len() as i64, "more card", "more cards")}</th>
                <td></td>
                <td class="num">{words::signed(money(others))}</td>
            </tr>
        }
    });
    view! {
        <p class="moved">
            <span>{words::money(money(explained.before))} " \u{2192} " {words::money(money(explained.after))}</span>
            <strong class=if all < 0 { "loss" } else { "gain" } data-testid="moved">{words::signed(money(all))} {part}</strong>
        </p>
        <table class="parts" data-testid="parts">
            <caption class="quiet">"The parts of the move"</caption>
            <tbody>{parts.into_iter().filter(|(.., minor)| *minor != 0).map(line).collect_view()}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">"Together"</th>
                    <td class="num">{words::signed(money(all))}</td>
                </tr>
            </tfoot>
        </table>
        {(!cards.is_empty()).then(|| view! {
            <table class="parts" data-testid="cards">
                <caption>"Card by card"</caption>
                <tbody>
                    {cards.into_iter().map(|card| view! { <CardLine card currency=explained.currency /> }).collect_view()}
                    {more}
                </tbody>
            </table>
        })}
    }
}

#[component]
fn CardLine(card: MovedCard, currency: vitrine_ledger::Currency) -> impl IntoView {
    let collection = use_collection();
    let money = move |minor| words::money(Money::new(minor, currency));
    let name = collection.row(card.entry).map_or_else(|| String::from("A card that is gone"), |row| row.name.clone());
    let price = match (card.price_before, card.price_after) {
        (Some(before), Some(after)) if before == after => money(after),
        (Some(before), Some(after)) => format!("{} \u{2192} {}", money(before), money(after)),
        (None, Some(after)) => format!("no price \u{2192} {}", money(after)),
        (Some(before), None) => format!("{} \u{2192} no price", money(before)),
        (None, None) => String::from("no price"),
    };
    let (before, after) = card.copies;
    let copies = if before == after {
        words::plural(after, "copy", "copies")
    } else {
        format!("{before} \u{2192} {after} copies")
    };
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/card/{}", card.entry)>{name}</a>
            </th>
            <td class="muted small">{format!("{copies}, {price}")}</td>
            <td class="num">{words::signed(Money::new(sum(&card.moved), currency))}</td>
        </tr>
    }
}

fn sum(moved: &Moved) -> i64 {
    let Moved { price, buys, sales, rates, known } = *moved;
    [price, buys, sales, rates, known].into_iter().fold(0, i64::saturating_add)
}
