//! One arithmetic: on random ledgers the figures that say the same of the same day are the same number, wherever they are
//! shown. The server's views are those of the server, the rows are those of a device, which is told the views and edits
//! without a network.

#[path = "../../prices/tests/worth/some.rs"]
mod some;

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use uuid::Uuid;
use vitrine_app::api::value::{
    CardHistoryRequest, ExplainRequest, MadeFrom, ValuationRequest, ValueHistory, ValueHistoryRequest,
};
use vitrine_app::collection::{Index, Row};
use vitrine_app::kit::chart::{Gain, Plot, Span};
use vitrine_app::value::{Division, Live, Worth as Shown, first_live, plot};
use vitrine_ledger::{Currency, Date, Key, Kind, Record};
use vitrine_prices::{Day, Worth, day};
use vitrine_sync::LedgerId;

use crate::derived::Whole;
use crate::store::Place;
use some::{Ledger, TODAY, World};

const LEDGER: LedgerId = LedgerId(Uuid::nil());

type Tried = Result<(), TestCaseError>;

/// The server, with everything in memory.
struct Server {
    whole: Whole,
    world: World,
}

impl Server {
    fn new(ledger: &Ledger, world: World) -> Self {
        let mut server = Self { whole: Whole::default(), world };
        server.write(ledger.iter().map(|(key, record)| (*key, record.clone())));
        let mut worth = Worth::new(Arc::new(server.world.rates.clone()));
        *worth.series() = server.world.shelf.clone();
        let book = &server.whole.book;
        book.entries().for_each(|(id, _)| worth.count(book, id, 1).unwrap());
        worth.settle(book, &book.settings());
        server.whole.worth = Some((1, worth));
        server
    }

    fn write(&mut self, rows: impl IntoIterator<Item = (Key, Record)>) {
        let rows: Vec<_> = rows.into_iter().zip(self.whole.place.head + 1..).collect();
        let head = self.whole.place.head + rows.len() as u64;
        self.whole.catch_up(Place { epoch: 1, head, ..Place::default() }, rows, Vec::new()).unwrap();
        let rates = self.whole.needs_rates().then(|| (1, Arc::new(self.world.rates.clone())));
        self.whole.reckon(rates);
    }

    /// What a device is told that has nothing, or this.
    fn tell(&mut self, device: &mut Index, have: Option<MadeFrom>) -> MadeFrom {
        let request = ValuationRequest { ledger: LEDGER, today: today(), have };
        let valuation = self.whole.valuation(&request, TODAY).unwrap();
        let from = valuation.from;
        if valuation.whole {
            device.value(valuation);
        } else {
            device.value_more(valuation);
        }
        from
    }

    fn history(&mut self, portfolio: Option<Uuid>) -> ValueHistory {
        self.whole.value_history(&ValueHistoryRequest { ledger: LEDGER, portfolio, today: today() }, TODAY).unwrap()
    }
}

fn today() -> Date {
    day::date(TODAY)
}

fn device(ledger: &Ledger) -> Index {
    let mut device = Index::default();
    device.rebuild(|put| ledger.iter().for_each(|(key, record)| put(key, record)));
    device.set_today(Some(today()));
    device
}

fn rows(device: &Index, ledger: &Ledger) -> Vec<Arc<Row>> {
    ledger.keys().filter(|key| key.kind == Kind::Entry).filter_map(|key| device.row(key.id)).collect()
}

/// The chart of a page, as this device draws it.
fn chart(device: &Index, history: &ValueHistory, portfolio: Option<Uuid>, unsynced: bool) -> Option<Plot> {
    let from = first_live(history, unsynced, TODAY);
    let mut worths = device.worth_on(portfolio, from, TODAY);
    worths.push(worth(device, portfolio));
    let live = Live { currency: device.quotes().currency().unwrap(), from, worths };
    plot(history, Some(&live), Some(TODAY), Span::All)
}

fn worth(device: &Index, portfolio: Option<Uuid>) -> Shown {
    portfolio.map_or_else(|| device.worth(), |id| device.worth_of(id))
}

/// What a column of a history has of a day.
fn at(history: &ValueHistory, column: &[i64], day: Day) -> i64 {
    let first = history.first.map_or(day, Date::ordinal);
    day.checked_sub(first).and_then(|at| column.get(at as usize)).copied().unwrap_or(0)
}

/// What stands on the device's screen adds up, whatever the server knows of it.
fn the_screen_agrees(device: &Index, rows: &[Arc<Row>]) -> Tried {
    let base = device.quotes().currency().unwrap();
    let (sums, worth) = (device.sums(), device.worth());
    let cost = |row: &Row| row.costs.iter().filter(|cost| cost.currency == base).map(|cost| cost.minor).sum::<i64>();
    prop_assert_eq!(sums.cost.get(&base).copied().unwrap_or(0), rows.iter().map(|row| cost(row)).sum::<i64>());
    prop_assert_eq!(sums.cards, rows.iter().map(|row| row.quantity).sum::<i64>());
    prop_assert_eq!(sums.cost.get(&base).copied().unwrap_or(0), worth.spent().unwrap_or(0));
    prop_assert_eq!(worth.uncosted, sums.unknown_costs + sums.no_rate);
    let mut gain = 0;
    for realised in rows.iter().flat_map(|row| &row.sales).filter_map(|line| line.realised.as_ref()) {
        let of = realised.gain.as_ref().filter(|_| realised.kind.for_value());
        gain += of.and_then(|gain| gain.get(&base)).copied().unwrap_or(0);
    }
    prop_assert_eq!(sums.gains.gain.get(&base).copied().unwrap_or(0), gain);
    // The rows, exactly: by the currency of their prices, each sum converted and rounded once.
    let mut exact: BTreeMap<Currency, i64> = BTreeMap::new();
    let mut unpriced = 0;
    for row in rows {
        match device.quotes().price(row) {
            Some(price) => *exact.entry(price.unit.currency).or_default() += price.unit.minor * row.here,
            None => unpriced += row.here,
        }
    }
    let rate =
        |from: Currency| device.quotes().rates().iter().map(|sourced| sourced.rate).find(|rate| rate.from == from);
    let minor = |(currency, minor): (Currency, i64)| {
        let money = vitrine_ledger::Money::new(minor, currency);
        if currency == base { Some(minor) } else { Some(rate(currency)?.convert(money)?.minor) }
    };
    prop_assert_eq!(worth.value(), exact.into_iter().filter_map(minor).sum::<i64>());
    prop_assert_eq!(worth.unpriced, unpriced);
    Ok(())
}

/// The device's screen and the server's views agree.
fn all_agree(server: &mut Server, device: &mut Index, rows: &[Arc<Row>]) -> Tried {
    the_screen_agrees(device, rows)?;
    prop_assert_eq!(&server.whole.totals, device.sums(), "the first document, and the rows");
    let base = device.quotes().currency().unwrap();
    for portfolio in [None, Some(some::id(900)), Some(some::id(901))] {
        let history = server.history(portfolio);
        let now = worth(device, portfolio);
        let last = |column: &[i64]| at(&history, column, TODAY);
        prop_assert_eq!((last(&history.value), last(&history.unpriced)), (now.value(), now.unpriced));
        prop_assert_eq!((last(&history.cost), last(&history.uncosted)), (now.spent().unwrap_or(0), now.uncosted));
        prop_assert_eq!(last(&history.unconverted), now.unconverted);
        let sums = portfolio.map_or_else(|| device.sums().clone(), |id| device.sums_of(id));
        prop_assert_eq!(last(&history.realised), sums.gains.gain.get(&base).copied().unwrap_or(0));
        prop_assert_eq!(last(&history.cost), sums.cost.get(&base).copied().unwrap_or(0));
        if history.compared.is_empty() {
            prop_assert_eq!((now.compared(), now.gain().unwrap_or(0)), (now.copies, now.value() - now.cost()));
        } else {
            let gain =
                (last(&history.compared) > 0).then(|| last(&history.compared_value) - last(&history.compared_cost));
            prop_assert_eq!((last(&history.compared), gain), (now.compared(), now.gain()));
            prop_assert_eq!(last(&history.compared_cost), now.cost());
        }
        // Day by day: what the rows say of copies, costs and gains, and what the server's chart says.
        let from = history.first.map_or(TODAY, Date::ordinal).clamp(some::START - 6, TODAY);
        for (day, then) in (from..TODAY).zip(device.worth_on(portfolio, from, TODAY)) {
            prop_assert_eq!(at(&history, &history.cost, day), then.spent().unwrap_or(0), "cost of {}", day);
            prop_assert_eq!(at(&history, &history.uncosted, day), then.uncosted, "of {}", day);
        }
        let of = |row: &&Arc<Row>| portfolio.is_none() || row.portfolio == portfolio;
        for day in [from, from + 20, TODAY - 30, TODAY - 1].into_iter().filter(|day| (from..TODAY).contains(day)) {
            let mut gain = 0;
            for realised in rows.iter().filter(of).flat_map(|row| &row.sales).filter_map(|line| line.realised.as_ref())
            {
                let told = realised.gain.as_ref().filter(|_| realised.kind.for_value());
                let until = realised.date.is_none_or(|date| date <= day::date(day));
                gain += told.and_then(|gain| gain.get(&base)).copied().filter(|_| until).unwrap_or(0);
            }
            prop_assert_eq!(at(&history, &history.realised, day), gain, "gains until {}", day);
        }
        if let Some(plot) = chart(device, &history, portfolio, false) {
            let last = plot.days() - 1;
            prop_assert_eq!(plot.value(last).map(|money| money.minor).unwrap_or(0), now.value());
            let cost = plot.lines.last().and_then(|line| line.numbers[last]);
            prop_assert_eq!(cost, now.spent());
            let gain = plot.gains[last].map(|Gain { value, cost, .. }| value - cost);
            prop_assert_eq!(gain, now.gain().filter(|_| now.compared() < now.copies));
        }
        // Why it moved ends where the headline stands, and begins where the chart does.
        let before = (TODAY - 40).max(from);
        let days = (day::date(before), today());
        let request = ExplainRequest { ledger: LEDGER, portfolio, before: days.0, after: days.1, today: Some(today()) };
        let why = server.whole.explained(&request, (before, TODAY), Some(TODAY)).unwrap();
        prop_assert_eq!((why.before, why.after), (at(&history, &history.value, before), now.value()));
    }
    for division in Division::ALL {
        device.divide(Some(division));
        let shares = device.breakdown().unwrap();
        prop_assert_eq!(shares.iter().map(|(_, share)| share.value()).sum::<i64>(), device.worth().value());
        prop_assert_eq!(shares.iter().map(|(_, share)| share.copies).sum::<i64>(), device.worth().copies);
    }
    device.divide(None);
    // The page of a card.
    for row in rows {
        let request = CardHistoryRequest { ledger: LEDGER, entry: row.id, today: today() };
        let card = server.whole.card_history(&request, TODAY).unwrap();
        prop_assert_eq!(
            card.quotes.last().map(|quote| quote.price),
            device.quotes().price(row).map(|price| price.unit)
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn the_same_quantity_of_the_same_day_is_the_same_number_everywhere(
        ledger in some::ledger(), world in some::world(), edits in proptest::collection::vec(some::edit(), 1..8)
    ) {
        let mut server = Server::new(&ledger, world);
        let mut device = device(&ledger);
        let have = server.tell(&mut device, None);
        let known = rows(&device, &ledger);
        all_agree(&mut server, &mut device, &known)?;

        // Without a network: what the server has not seen.
        let mut now = ledger.clone();
        for (key, record) in &edits {
            now.insert(*key, record.clone());
            device.refresh([*key], &|key, look| now.get(key).into_iter().for_each(look));
        }
        the_screen_agrees(&device, &rows(&device, &now))?;
        let history = server.history(None);
        if device.quotes().currency() == Some(history.currency)
            && let Some(plot) = chart(&device, &history, None, true)
        {
            let (last, shown) = (plot.days() - 1, device.worth());
            prop_assert_eq!(plot.value(last).map(|money| money.minor).unwrap_or(0), shown.value());
            prop_assert_eq!(plot.lines.last().and_then(|line| line.numbers[last]), shown.spent());
        }

        // And when it has.
        server.write(edits);
        server.tell(&mut device, Some(have));
        let seen = rows(&device, &now);
        all_agree(&mut server, &mut device, &seen)?;
        // A device that is told everything anew says the same.
        let mut other = self::device(&now);
        server.tell(&mut other, None);
        prop_assert_eq!((other.worth(), other.sums()), (device.worth(), device.sums()));
    }

    #[test]
    fn report_b11_a_price_that_is_taken_away_offline_leaves_what_the_server_will_say(
        ledger in some::ledger(), world in some::world()
    ) {
        let mut server = Server::new(&ledger, world);
        let mut device = device(&ledger);
        server.tell(&mut device, None);
        let mut now = ledger.clone();
        let without = |(key, record): (&Key, &Record)| {
            let Record::Entry(stored) = record else { return None };
            let mut stored = stored.clone();
            stored.value.price.take().filter(|_| stored.alive)?;
            Some((*key, Record::Entry(stored)))
        };
        let edits: Vec<(Key, Record)> = ledger.iter().filter_map(without).collect();
        now.extend(edits.clone());
        device.refresh(edits.iter().map(|(key, _)| *key), &|key, look| now.get(key).into_iter().for_each(look));
        server.write(edits.clone());
        let mut told = self::device(&now);
        server.tell(&mut told, None);
        // Which money is reckoned in may follow from the prices themselves: then everything is otherwise.
        prop_assume!(told.quotes().currency() == device.quotes().currency());
        for (key, _) in edits {
            let price = |index: &Index| index.row(key.id).and_then(|row| index.quotes().price(&row)).map(|price| price.unit);
            prop_assert_eq!(price(&device), price(&told));
        }
    }
}
