//! Copies without a price: by the reason, and with the rules by which other prices may stand in, each saying what it
//! would do. From what the server said last and the rows of this device.

use std::sync::Arc;

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::settings::SUBSTITUTES;

use crate::collection::{Query, Row, Show as Shown, use_collection};
use crate::engine::{Phase, use_engine};
use crate::kit::{Title, use_clock};
use crate::session::use_session;
use crate::settings::set_substitute;
use crate::undo::use_actions;
use crate::value::{ByRule, Reason, read_unpriced, reasons, sum_of, use_values, value_of, would};
use vitrine_presenter::words;

/// Cards of one reason that are named at once.
const NAMED: usize = 50;

#[component]
pub fn UnpricedPage() -> impl IntoView {
    let (engine, values, collection, clock) = (use_engine(), use_values(), use_collection(), use_clock());
    let view = values.unpriced();
    Effect::new(move |_| {
        values.want();
        view.want();
    });
    on_cleanup(move || view.leave());
    let ready = move || engine.phase().get() == Phase::Ready && collection.is_whole();
    let unpriced = Memo::new(move |_| if ready() { collection.worth().unpriced } else { 0 });
    let told = Memo::new(move |_| {
        let said = read_unpriced(view.kept()).filter(|_| ready())?;
        Some(reasons(&said, |id| without_price(collection, id)))
    });
    // What came or changed since the server was asked.
    let waiting = move || {
        let counted = |reasons: &Vec<Reason>| {
            let counts = |reason: &&Reason| reason.why != crate::api::value::Lack::NoRate;
            reasons.iter().filter(counts).map(|reason| reason.copies).sum::<i64>()
        };
        told.with(|told| told.as_ref().map_or(0, |told| unpriced.get() - counted(told)))
    };
    let as_of = move || {
        let made = values.as_of_ms(view)?;
        Some(format!("as of {}", words::ago(clock.now_ms(), made)))
    };
    let show = move |_| {
        collection.query.set(Query { show: Shown::NoPrice, ..collection.query.get_untracked().unfiltered() });
    };
    view! {
        <Title text="Without a price \u{b7} Vitrine" />
        <div class="narrow stack">
            <div class="page-head">
                <h1>"Without a price"</h1>
                <p class="sub" data-testid="unpriced-count">
                    {move || match (engine.phase().get(), unpriced.get()) {
                        (Phase::Nobody, _) => String::from("Sign in to see your collection."),
                        _ if !ready() || !values.is_known() => String::from("Your collection is opening\u{2026}"),
                        (_, 0) => String::from("Every copy has a price."),
                        (_, copies) => format!("{} without a price: counted, and worth nothing known.", words::plural(copies, "copy", "copies")),
                    }}
                </p>
            </div>
            <Show when=ready>
                <Rules />
            </Show>
            {move || match told.get() {
                Some(told) => told.into_iter().map(|reason| view! { <Why reason /> }).collect_view().into_any(),
                None if !ready() => ().into_any(),
                None if values.unreachable() => {
                    view! { <p class="muted">"Why needs the server once, and it cannot be reached now."</p> }.into_any()
                }
                None => view! { <p class="muted" role="status">"The reasons stand here as soon as the server has looked."</p> }.into_any(),
            }}
            <Show when=move || { waiting() > 0 }>
                <p class="muted small">
                    {move || format!("{} not looked at yet: the server has not heard of the last changes.", words::plural(waiting(), "copy", "copies"))}
                </p>
            </Show>
            <Show when=move || { unpriced.get() > 0 }>
                <p><a class="button" href="/" on:click=show>"Show them in the collection"</a></p>
            </Show>
            <p class="muted small">{as_of}</p>
        </div>
    }
}

/// The row of an entry, while it has no price that counts.
fn without_price(collection: crate::collection::Collection, id: Uuid) -> Option<Arc<Row>> {
    let row = collection.row(id).filter(|row| row.quantity > 0)?;
    collection.price(&row).is_none_or(|price| price.reckoned.is_none()).then_some(row)
}

/// The rules by which a price may stand in, with what each does or would do.
#[component]
fn Rules() -> impl IntoView {
    let (values, collection, actions, session) = (use_values(), use_collection(), use_actions(), use_session());
    let view = values.unpriced();
    let frozen = move || !collection.is_whole() || !session.may_write();
    let rule = move |rule: &'static str| {
        let (name, hint) = words::substitute(rule);
        let on = Memo::new(move |_| collection.with_groups(|groups| groups.settings().substitutes.contains(rule)));
        let does = Memo::new(move |_| {
            let mut sum = ByRule::default();
            for id in collection.with_quotes(|quotes| quotes.standing_in(rule)) {
                if let Some((row, price)) =
                    collection.row(id).and_then(|row| collection.price(&row).map(|price| (row, price)))
                    && price.stands_in
                    && row.quantity > 0
                {
                    sum.add(row.quantity, value_of(&row, &price).map(|all| all / row.quantity));
                }
            }
            sum
        });
        let would = Memo::new(move |_| {
            let said = read_unpriced(view.kept())?;
            Some(would(&said, rule, |id| without_price(collection, id)))
        });
        let said = move || {
            let money = |by: ByRule| collection.currency().map(|currency| words::money(sum_of(by, currency)));
            let copies = |by: ByRule| words::plural(by.copies, "copy", "copies");
            match (on.get(), does.get(), would.get()) {
                (true, does, _) if does.copies > 0 => Some(format!("prices {}: {}", copies(does), money(does)?)),
                (_, _, Some(would)) if would.copies > 0 => {
                    let soon = if on.get() { ", once the server has heard of it" } else { "" };
                    Some(format!("would price {}: {}{soon}", copies(would), money(would)?))
                }
                (true, ..) => Some(String::from("prices no copy now")),
                (false, _, Some(_)) => Some(String::from("would price no copy")),
                (false, _, None) => None,
            }
        };
        view! {
            <li>
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=on
                        disabled=frozen
                        on:change=move |event| set_substitute(actions, rule, event_target_checked(&event))
                    />
                    <span>
                        {name}
                        <span class="muted small">{format!(" \u{b7} {hint}")}</span>
                        <br />
                        <strong class="small" data-testid=format!("rule-{rule}")>{said}</strong>
                    </span>
                </label>
            </li>
        }
    };
    view! {
        <section class="panel stack" aria-labelledby="stand-in" data-testid="rules">
            <h2 id="stand-in">"What may stand in"</h2>
            <p class="muted small">"Each of these is a price of something else. It is marked wherever it is shown, and gives way as soon as there is an exact one."</p>
            <ul class="lines">{SUBSTITUTES.map(rule).into_iter().collect_view()}</ul>
        </section>
    }
}

/// One reason, with the cards it is of.
#[component]
fn Why(reason: Reason) -> impl IntoView {
    let Reason { why, needs, copies, mut rows } = reason;
    let (title, advice) = words::lack(why, &needs);
    let rest = rows.split_off(rows.len().min(NAMED)).len();
    let line = |row: Arc<Row>| {
        view! {
            <li>
                <span class="grow">
                    <a href=format!("/card/{}", row.id)>{row.name.clone()}</a>
                    <span class="muted small">{row.printing()}</span>
                </span>
                <span class="num">{words::count(row.quantity)}</span>
            </li>
        }
    };
    view! {
        <section class="panel stack" data-testid="reason">
            <div class="panel-head">
                <h2>{title}</h2>
                <span class="num">{words::plural(copies, "copy", "copies")}</span>
            </div>
            <p class="muted small">{advice}</p>
            <details>
                <summary>{words::plural((rows.len() + rest) as i64, "card", "cards")}</summary>
                <ul class="lines">{rows.into_iter().map(line).collect_view()}</ul>
                {(rest > 0).then(|| view! { <p class="muted small">{format!("and {} more", words::count(rest as i64))}</p> })}
            </details>
        </section>
    }
}
