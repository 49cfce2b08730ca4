//! What one card is worth: who says so, since when, how exactly, and how the price went.

use std::collections::BTreeMap;

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Date, Money};

use super::grading::Grading;
use crate::api::value::{CardHistory, Quote};
use crate::collection::{Row, use_collection};
use crate::engine::use_engine;
use crate::kit::chart::{Chart, Spans};
use crate::kit::chart::{ChartLine, Course, Plot, Sign, Span};
use crate::kit::use_clock;
use crate::value::{OWN, STALE_DAYS, read_card, use_values, value_of};
use vitrine_presenter::words;

#[component]
pub fn CardValue(entry: Uuid) -> impl IntoView {
    let collection = use_collection();
    let values = use_values();
    let engine = use_engine();
    let clock = use_clock();
    let view = values.card(entry);
    Effect::new(move |_| {
        values.want();
        view.want();
    });
    on_cleanup(move || view.leave());
    let span = RwSignal::new(Span::All);
    let history = Memo::new(move |_| read_card(view.kept()));
    let today = move || {
        clock.now_ms();
        engine.today().parse::<Date>().ok()
    };
    let row = Memo::new_with_compare(
        move |_| collection.row(entry),
        |a, b| !matches!((a, b), (Some(Some(a)), Some(Some(b))) if std::sync::Arc::ptr_eq(a, b)),
    );
    let plot = Memo::new(move |_| {
        let (history, row, today) = (history.get()?, row.get()?, today()?);
        let live = values.is_known().then(|| collection.price(&row).map(|price| price.unit));
        plotted(&history, &row, live, today, span.get())
    });
    let drawn = Memo::new(move |_| plot.with(|plot| plot.as_ref().is_some_and(|plot| plot.days() > 1)));
    let shown = Signal::derive(move || {
        plot.with(|plot| {
            let plot = plot.as_ref()?;
            Some((plot.date(0)?, plot.date(plot.days().checked_sub(1)?)?))
        })
    });
    let graded = Signal::derive(move || {
        let raw = row.with(|row| row.as_ref().is_some_and(|row| row.grade.is_none()));
        let known = history.with(|history| history.as_ref().map(|history| history.graded.clone()));
        known.filter(|_| raw).unwrap_or_default()
    });
    let as_of = move || {
        let made = values.as_of_ms(view)?;
        Some(format!("as of {}", words::ago(clock.now_ms(), made)))
    };
    let now = move || {
        let row = row.get()?;
        let price = collection.price(&row)?;
        let all = value_of(&row, &price).zip(collection.currency()).filter(|_| {
            row.quantity > 1 || price.unit.currency != collection.currency().unwrap_or(price.unit.currency)
        });
        let quote = collection.with_quotes(|quotes| quotes.quote(&row));
        Some(
            view! { <Now unit=price.unit date=price.date quote all=all.map(|(minor, currency)| Money::new(minor, currency)) today=today() /> },
        )
    };
    let unknown = move || row.with(|row| row.as_ref().is_some_and(|row| collection.price(row).is_none()));
    view! {
        <section class="panel stack" aria-labelledby="worth" data-testid="card-value">
            <h2 id="worth">"Worth"</h2>
            {now}
            <Show when=unknown>
                <NoPrice />
            </Show>
            <Show when=move || drawn.get()>
                <figure class="chart">
                    <Chart title="Price of one copy" plot=Memo::new(move |_| plot.get().unwrap_or_else(Plot::empty)) />
                    <div class="chart-foot"><Spans span shown /></div>
                </figure>
            </Show>
            <p class="muted small" translate="no">{as_of}</p>
        </section>
        <Grading graded currency=Signal::derive(move || collection.currency()) today=Signal::derive(today) />
    }
}

/// Why there is no price, and what one can do about it.
#[component]
fn NoPrice() -> impl IntoView {
    let values = use_values();
    view! {
        <p>
            {move || match (values.is_known(), values.unreachable()) {
                (true, _) => "Nobody has said a price of exactly this copy.",
                (false, true) => "Its price needs the server once.",
                (false, false) => "No price is known yet.",
            }}
        </p>
        <Show when=move || values.is_known()>
            <p class="small muted">
                "You can set a price of your own, under "
                <b>"Special copies, trade, own price"</b>
                " in the form, or let "
                <a href="/settings#prices">"the price of a similar copy stand in"</a>
                ". "
                <a href="/unpriced">"Why copies have no price"</a>
            </p>
        </Show>
    }
}

/// The price that holds now, with everything that makes it doubtful.
#[component]
fn Now(unit: Money, date: Date, quote: Option<Quote>, all: Option<Money>, today: Option<Date>) -> impl IntoView {
    let age = today.and_then(|today| today.ordinal().checked_sub(date.ordinal()));
    let old = age.filter(|age| *age > STALE_DAYS && quote.is_some());
    let who = quote.as_ref().map_or_else(|| words::source(OWN, ""), |quote| words::source(&quote.source, &quote.kind));
    let stands_in = quote.as_ref().map(|quote| quote.stands_in.clone()).unwrap_or_default();
    let aged = age.map(|age| format!(", {}", words::price_age(age))).unwrap_or_default();
    view! {
        <p class="price-now" translate="no">
            <strong data-testid="price">{words::money(unit)}</strong>
            <span class="muted">" a copy"</span>
            {all.map(|all| view! { <span class="muted">{format!("{} in all", words::money(all))}</span> })}
        </p>
        <p class="small muted" translate="no" data-testid="price-source">{format!("{who}, {}{aged}", words::date(date))}</p>
        {(!stands_in.is_empty()).then(|| view! { <p><span class="chip warn">{words::stands_in(&stands_in)}</span></p> })}
        {old.map(|_| view! { <p><span class="chip warn">"old price"</span></p> })}
    }
}

/// The price of one copy day by day, in the currency of the last one, with the days on which copies came and went. The
/// owner's own price is that of the row, which this device knows better than the server; its last day is `live`, the price
/// that stands above, where this device knows one: none where it knows that there is none.
fn plotted(history: &CardHistory, row: &Row, live: Option<Option<Money>>, today: Date, span: Span) -> Option<Plot> {
    let others = history.quotes.iter().filter(|quote| quote.source != OWN).chain(&history.under);
    let mut prices: BTreeMap<u32, Money> = others.map(|quote| (quote.date.ordinal(), quote.price)).collect();
    if let Some((own, from)) = row.own_price {
        let from = from.ordinal();
        prices.retain(|day, _| *day < from);
        prices.insert(from, own);
    }
    let today = today.ordinal();
    prices.retain(|day, _| *day <= today);
    let first = *prices.keys().next()?;
    let held = *prices.values().next_back()?;
    let last = live.unwrap_or(Some(held));
    let currency = last.unwrap_or(held).currency;
    let (from, until) = span.days(first, today);
    let numbers = (from..=until)
        .map(|day| {
            let price = if day == today { last } else { prices.range(..=day).next_back().map(|(_, price)| *price) };
            price.filter(|price| price.currency == currency).map(|price| price.minor)
        })
        .collect();
    let at = |date: Option<Date>| {
        let day = date?.ordinal();
        (from..=until).contains(&day).then(|| (day - from) as usize)
    };
    let came = row.lots.iter().filter_map(|lot| {
        let said = format!("{} came", words::count(lot.quantity));
        Some(Sign { day: at(lot.acquired)?, came: true, said })
    });
    let went = row.sales.iter().filter(|line| !line.reversed()).filter_map(|line| {
        let said = format!("{} went", words::count(line.sale.quantity));
        Some(Sign { day: at(line.sale.date)?, came: false, said })
    });
    let signs = came.chain(went).collect();
    let line = ChartLine { name: "Price", course: Course::Steps, numbers };
    let (lines, unpriced, gains) = (vec![line], Vec::new(), Vec::new());
    Some(Plot { first: from, currency, lines, signs, unpriced, gains })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::value::MadeFrom;
    use vitrine_ledger::{CardRef, Currency, Entry, NewLot, NewSale, Stored};
    use vitrine_sync::{LedgerId, Version, Versions};

    fn day(day: u8) -> Date {
        Date::new(2026, 11, day).unwrap()
    }

    fn history(quotes: &[(u8, i64, Currency)]) -> CardHistory {
        let quote = |(on, minor, currency): &(u8, i64, Currency)| Quote {
            price: Money::new(*minor, *currency),
            date: day(*on),
            source: "tcgplayer".into(),
            kind: "market".into(),
            stands_in: Vec::new(),
        };
        CardHistory {
            ledger: LedgerId(Uuid::nil()),
            entry: Uuid::nil(),
            from: MadeFrom::default(),
            quotes: quotes.iter().map(quote).collect(),
            under: Vec::new(),
            graded: Vec::new(),
            time_ms: 0,
        }
    }

    fn row() -> Row {
        let versions = || Versions::new(Version::NONE);
        let entry = Stored { value: Entry::new(CardRef::default()), alive: true, versions: versions() };
        let mut row = Row::new(Uuid::nil(), &entry).unwrap();
        let lot = NewLot { quantity: 2, acquired: Some(day(2)), ..NewLot::default() }.lot(Uuid::nil());
        row.add_lot(Uuid::nil(), &Stored { value: lot, alive: true, versions: versions() });
        let sale = NewSale { quantity: 1, date: Some(day(4)), ..NewSale::default() }.sale();
        row.add_sale(Uuid::nil(), &Stored { value: sale, alive: true, versions: versions() });
        row
    }

    #[test]
    fn a_price_holds_until_the_next_one_and_what_came_and_went_is_marked() {
        let usd = Currency::USD;
        let plot = plotted(&history(&[(1, 500, usd), (3, 700, usd)]), &row(), None, day(5), Span::All).unwrap();
        assert_eq!(plot.lines[0].numbers, [500, 500, 700, 700, 700].map(Some));
        let signs: Vec<_> = plot.signs.iter().map(|sign| (sign.day, sign.came, sign.said.as_str())).collect();
        assert_eq!(signs, [(1, true, "2 came"), (3, false, "1 went")]);
    }

    #[test]
    fn prices_in_other_money_than_the_last_are_no_part_of_its_line() {
        let quotes = [(1, 500, Currency::EUR), (2, 700, Currency::USD)];
        let plot = plotted(&history(&quotes), &row(), None, day(3), Span::All).unwrap();
        assert_eq!(plot.lines[0].numbers, [None, Some(700), Some(700)]);
        assert_eq!(plotted(&history(&[]), &row(), None, day(3), Span::All), None);
    }

    #[test]
    fn report_b11_an_own_price_set_or_taken_away_offline_ends_the_chart_as_it_stands_above_it() {
        let usd = Currency::USD;
        let known = history(&[(1, 6_000, usd)]);
        let mut set = row();
        set.own_price = Some((Money::new(10_000, usd), day(3)));
        let numbers = |history: &CardHistory, row: &Row, live: i64| {
            let live = Some(Some(Money::new(live, usd)));
            plotted(history, row, live, day(4), Span::All).unwrap().lines[0].numbers.clone()
        };
        assert_eq!(numbers(&known, &set, 10_000), [6_000, 6_000, 10_000, 10_000].map(Some));
        // As the server has it, with what others said since; then taken away.
        let mut own = history(&[(1, 6_000, usd), (3, 10_000, usd)]);
        own.quotes[1].source = OWN.into();
        own.under = history(&[(1, 6_000, usd), (4, 6_500, usd)]).quotes;
        assert_eq!(numbers(&own, &set, 10_000), [6_000, 6_000, 10_000, 10_000].map(Some));
        assert_eq!(numbers(&own, &row(), 6_500), [6_000, 6_000, 6_000, 6_500].map(Some));
        let none = plotted(&own, &row(), Some(None), day(4), Span::All).unwrap();
        assert_eq!(none.lines[0].numbers.last(), Some(&None), "no price is no amount");
    }
}
