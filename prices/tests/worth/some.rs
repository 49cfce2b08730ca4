//! Random small ledgers and prices for them: every kind of gap, sale, currency and deletion within a few months.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use uuid::Uuid;
use vitrine_ledger::basis::Method;
use vitrine_ledger::{
    CardRef, Condition, Currency, Date, Decimal, Entry, Grade, Key, Lot, Money, NewLot, NewSale, PriceOverride, Rate,
    Record, Sale, SaleKind, Settings, Stored, Tags, Taken,
};
use vitrine_prices::{Day, Point, PriceLine, Rates, Series, SeriesByCard, day, series};
use vitrine_sync::{Version, Versions};

pub(crate) type Ledger = BTreeMap<Key, Record>;

/// 1 January 2026, and the last day of the histories.
pub(crate) const START: Day = 739_616;
pub(crate) const TODAY: Day = START + 80;
const ENTRIES: u128 = 6;
const CURRENCIES: [Currency; 3] = [Currency::USD, Currency::EUR, Currency::JPY];

pub(crate) struct World {
    pub(crate) shelf: SeriesByCard,
    pub(crate) rates: Rates,
    /// The same series, as they were said.
    pub(crate) series: Vec<(String, PriceLine, Vec<Point>, Day)>,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}\n{:?}", self.series, self.rates)
    }
}

/// Lots and sales (from 100 on) were booked at one of a few moments: what came and went on one day stands in any order.
pub(crate) fn id(n: u128) -> Uuid {
    let booked_ms = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5][n as usize % 11];
    Uuid::from_u128(if (100..900).contains(&n) { booked_ms << 80 | 7 << 76 | 2 << 62 | n } else { n })
}

fn stored<R>(value: R, alive: bool) -> Stored<R> {
    Stored { value, alive, versions: Versions::new(Version::NONE) }
}

fn date() -> impl Strategy<Value = Date> {
    prop_oneof![
        20 => (START - 5..TODAY + 10).prop_map(day::date),
        1 => Just("0003-04-05".parse().unwrap()),
        1 => Just("9000-01-01".parse().unwrap()),
    ]
}

fn currency() -> impl Strategy<Value = Currency> {
    (0..CURRENCIES.len()).prop_map(|at| CURRENCIES[at])
}

fn money(most: i64) -> impl Strategy<Value = Money> {
    (0..most, currency()).prop_map(|(minor, currency)| Money::new(minor, currency))
}

fn decimal() -> impl Strategy<Value = Decimal> {
    (1..3_000_000_u32, 2..6_usize).prop_map(|(n, scale)| {
        let text = format!("{:0width$}", n, width = scale + 1);
        let (whole, fraction) = text.split_at(text.len() - scale);
        format!("{whole}.{fraction}").parse().unwrap()
    })
}

fn card(n: u8) -> CardRef {
    CardRef { game: "mtg".into(), set: "tst".into(), number: n.to_string(), ..CardRef::default() }
}

fn entry() -> impl Strategy<Value = Entry> {
    let finish = prop_oneof![3 => Just(""), 1 => Just("foil")];
    let condition = weighted(0.2, Just(Condition::new("tcg", "LP")));
    let grade = weighted(0.15, Just(Grade { company: "PSA".into(), value: "9".into(), ..Grade::default() }));
    let own = weighted(0.15, (money(5_000), date()));
    let portfolio = of((900..902_u128).prop_map(id));
    let language = prop_oneof![6 => Just(""), 1 => Just("de")];
    (1..4_u8, finish, condition, grade, own, portfolio, language).prop_map(
        |(number, finish, condition, grade, own, portfolio, language)| Entry {
            finish: finish.into(),
            language: language.into(),
            condition,
            grade,
            price: own.map(|(price, date)| PriceOverride { price, date, reason: String::new() }),
            portfolio,
            ..Entry::new(card(number))
        },
    )
}

fn lot() -> impl Strategy<Value = Lot> {
    let rate = weighted(0.3, (currency(), currency(), decimal(), date()));
    (0..ENTRIES, -1..5_i64, of(money(9_000)), weighted(0.8, date()), of(0..300_i64), rate).prop_map(
        |(entry, quantity, cost, acquired, fees, rate)| {
            let fees = fees.zip(cost).map(|(fees, cost)| Money::new(fees, cost.currency));
            let rate = rate.map(|(from, to, rate, date)| Rate { from, to, rate, date });
            Lot { rate, ..NewLot { quantity, cost, acquired, fees, ..NewLot::default() }.lot(id(entry)) }
        },
    )
}

fn sale() -> impl Strategy<Value = Sale> {
    let kind = prop_oneof![3 => Just(SaleKind::Sell), 1 => Just(SaleKind::Gift), 1 => Just(SaleKind::Lost)];
    let rate = weighted(0.2, (currency(), currency(), decimal(), date()));
    (0..ENTRIES, 1..4_i64, of(money(9_000)), weighted(0.85, date()), kind, of(0..300_i64), rate).prop_map(
        |(entry, quantity, gross, date, kind, fees, rate)| {
            let fees = fees.zip(gross).map(|(fees, gross)| Money::new(fees, gross.currency));
            let rate = rate.map(|(from, to, rate, date)| Rate { from, to, rate, date });
            NewSale { entry: id(entry), quantity, gross, fees, date, kind, rate, ..NewSale::default() }.sale()
        },
    )
}

fn settings() -> impl Strategy<Value = Settings> {
    let words = vec(proptest::sample::select(&["finish", "condition", "language", "raw"][..]), 0..3);
    (of(currency()), 0..3_usize, words).prop_map(|(currency, method, words)| Settings {
        currency,
        method: Method::ALL[method],
        substitutes: Tags::new(words),
        ..Settings::default()
    })
}

/// One record, new or written over another.
pub(crate) fn edit() -> impl Strategy<Value = (Key, Record)> {
    let alive = || proptest::bool::weighted(0.85);
    prop_oneof![
        3 => (0..ENTRIES, entry(), alive()).prop_map(|(n, entry, alive)| (Key::entry(id(n)), Record::Entry(Box::new(stored(entry, alive))))),
        4 => (100..112_u128, lot(), alive()).prop_map(|(n, lot, alive)| (Key::lot(id(n)), Record::Lot(stored(Lot { entry: id(n % ENTRIES), ..lot }, alive)))),
        3 => (200..206_u128, sale(), alive(), weighted(0.3, 0..2_u128)).prop_map(|(n, sale, alive, named)| {
            // A lot of the same entry; one of them may not be there.
            let named = named.map(|of| Taken { lot: id(102 + n % ENTRIES + of * ENTRIES), copies: 1 });
            let lots = named.into_iter().collect();
            (Key::sale(id(n)), Record::Sale(Box::new(stored(Sale { entry: id(n % ENTRIES), lots, ..sale }, alive))))
        }),
        1 => settings().prop_map(|settings| (Settings::key(), Record::Settings(Box::new(stored(settings, true))))),
    ]
}

/// A lot or a sale stays with its entry, as in a real ledger.
pub(crate) fn ledger() -> impl Strategy<Value = Ledger> {
    vec(edit(), 0..30).prop_map(|edits| edits.into_iter().collect())
}

fn dated<T: std::fmt::Debug>(value: impl Strategy<Value = T>, most: usize) -> impl Strategy<Value = BTreeMap<Day, T>> {
    proptest::collection::btree_map(START - 5..TODAY + 5, value, 1..most)
}

pub(crate) fn world() -> impl Strategy<Value = World> {
    let grade = prop_oneof![4 => Just(""), 1 => Just("PSA_9"), 1 => Just("GRADE_9")];
    let finish = prop_oneof![3 => Just(""), 1 => Just("normal"), 1 => Just("foil")];
    let condition = prop_oneof![5 => Just(""), 1 => Just("lp")];
    let kind = prop_oneof![3 => Just("market"), 1 => Just("low"), 1 => Just("trend"), 1 => Just("buylist")];
    let one = (
        1..4_u8,
        finish,
        grade,
        condition,
        kind,
        currency(),
        dated(prop_oneof![1 => Just(0), 9 => 1..20_000_i64], 25),
        0..20_u32,
    );
    let rates = (dated(decimal(), 20), dated(decimal(), 20), 0..4_u8);
    (vec(one, 0..8), rates).prop_map(|(said, (usd, jpy, which))| {
        let mut series: BTreeMap<(String, PriceLine), (Vec<Point>, Day)> = BTreeMap::new();
        for (number, finish, grade, condition, kind, currency, days, longer) in said {
            let market = PriceLine::market("x", currency);
            let line = PriceLine {
                finish: finish.into(),
                grade: grade.into(),
                condition: condition.into(),
                kind: kind.into(),
                ..market
            };
            let points: Vec<Point> = days.into_iter().map(|(day, minor)| Point { day, minor }).collect();
            let (points, seen) = series::merge(&[], 0, &points);
            if points.is_empty() {
                continue;
            }
            series.insert((format!("mtg:tst-{number}"), line), (points, seen + longer));
        }
        let series: Vec<_> =
            series.into_iter().map(|((card, line), (points, seen))| (card, line, points, seen)).collect();
        let mut shelf = SeriesByCard::default();
        for number in 1..4 {
            let card = format!("mtg:tst-{number}");
            let of = series.iter().filter(|(of, ..)| *of == card);
            let kept = of.map(|(_, line, points, seen)| Series {
                line: Arc::new(line.clone()),
                // Small chunks, so that there are several.
                chunks: cut(points, *seen),
            });
            shelf.put(card.clone(), kept.collect()).unwrap();
        }
        let mut rates = Rates::default();
        if which & 1 == 0 {
            rates.put(Currency::EUR, Currency::USD, "ecb", usd.into_iter().collect());
        }
        if which & 2 == 0 {
            rates.put(Currency::EUR, Currency::JPY, "ecb", jpy.into_iter().collect());
        }
        World { shelf, rates, series }
    })
}

/// As [`series::chunks`], five points each.
fn cut(points: &[Point], seen: Day) -> Vec<series::Chunk> {
    let mut chunks: Vec<series::Chunk> = points.chunks(5).flat_map(|part| series::chunks(part, seen)).collect();
    for at in 1..chunks.len() {
        chunks[at - 1].until = chunks[at].from - 1;
    }
    chunks
}
