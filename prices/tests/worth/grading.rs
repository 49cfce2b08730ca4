//! What graded copies of a raw card are quoted at, and by how much that is more.

use std::sync::Arc;

use vitrine_ledger::{
    CardRef, Condition, Currency, Entry, Grade, Key, Money, PriceOverride, Record, Settings, Stored, Tags,
};
use vitrine_prices::{Book, Point, PriceLine, Rates, Series, SeriesByCard, Worth, day, series};
use vitrine_sync::{Version, Versions};

use crate::some::{START, TODAY, id};

fn card() -> CardRef {
    CardRef { game: "pokemon".into(), set: "base1".into(), number: "4".into(), ..CardRef::default() }
}

fn line(grade: &str, finish: &str, currency: Currency) -> PriceLine {
    PriceLine { grade: grade.into(), finish: finish.into(), ..PriceLine::market("pricecharting", currency) }
}

/// Each line with one price of the first day.
fn worth(entry: &Entry, lines: &[(PriceLine, i64)]) -> (Book, Worth) {
    let series = lines.iter().map(|(line, minor)| {
        let chunks = series::chunks(&[Point { day: START, minor: *minor }], START + 3);
        Series { line: Arc::new(line.clone()), chunks }
    });
    let mut rates = Rates::default();
    rates.put(Currency::EUR, Currency::USD, "ecb", vec![(START, "1.5".parse().unwrap())]);
    let mut worth = Worth::new(Arc::new(rates));
    let mut shelf = SeriesByCard::default();
    shelf.put("pokemon:base1-4".into(), series.collect()).unwrap();
    *worth.series() = shelf;
    let mut book = Book::default();
    let versions = Versions::new(Version::NONE);
    book.put(Key::entry(id(1)), Record::Entry(Box::new(Stored { value: entry.clone(), alive: true, versions })));
    worth.count(&book, id(1), 1).unwrap();
    worth.settle(&book, &Settings { currency: Some(Currency::USD), ..Settings::default() });
    (book, worth)
}

fn graded(entry: &Entry, lines: &[(PriceLine, i64)]) -> Vec<(String, i64, Option<i64>)> {
    let (book, worth) = worth(entry, lines);
    let graded = worth.graded(&book, id(1), TODAY).unwrap();
    graded.into_iter().map(|one| (one.grade, one.quote.minor, one.more)).collect()
}

fn prices() -> Vec<(PriceLine, i64)> {
    let usd = Currency::USD;
    vec![
        (line("", "", usd), 1_000),
        (line("PSA_10", "", usd), 9_000),
        (line("GRADE_9", "", Currency::EUR), 3_000),
        (line("CGC_10", "foil", usd), 7_000),
    ]
}

#[test]
fn every_grade_of_the_same_finish_is_told_with_what_it_is_more_than_the_raw_copy() {
    let told = graded(&Entry::new(card()), &prices());
    // Thirty euros are 45 dollars; the foil is another printing.
    assert_eq!(told, [("GRADE_9".into(), 3_000, Some(3_500)), ("PSA_10".into(), 9_000, Some(8_000))]);
}

#[test]
fn a_grade_that_is_worth_less_than_the_raw_copy_says_so() {
    let mut prices = prices();
    prices[1].1 = 400;
    assert_eq!(graded(&Entry::new(card()), &prices)[1], ("PSA_10".into(), 400, Some(-600)));
}

#[test]
fn without_a_raw_price_or_a_rate_nobody_knows_how_much_more() {
    let entry = Entry::new(card());
    assert_eq!(graded(&entry, &prices()[1..2]), [("PSA_10".into(), 9_000, None)]);
    let yen = vec![(line("", "", Currency::USD), 1_000), (line("PSA_9", "", Currency::JPY), 5_000)];
    assert_eq!(graded(&entry, &yen), [("PSA_9".into(), 5_000, None)]);
}

#[test]
fn the_price_the_owner_set_is_that_of_the_raw_copy_only() {
    let price = Money::new(2_000, Currency::USD);
    let own = PriceOverride { price, date: day::date(START), reason: String::new() };
    let entry = Entry { price: Some(own), ..Entry::new(card()) };
    assert_eq!(graded(&entry, &prices())[1], ("PSA_10".into(), 9_000, Some(7_000)));
}

#[test]
fn a_played_copy_is_compared_by_its_own_price_and_a_graded_a_proxy_or_a_signed_one_with_nothing() {
    let played = Entry { condition: Some(Condition::new("tcg", "LP")), ..Entry::new(card()) };
    let lp = PriceLine { condition: "lp".into(), ..line("", "", Currency::USD) };
    let mut prices = prices();
    prices.push((lp, 600));
    assert_eq!(graded(&played, &prices)[1], ("PSA_10".into(), 9_000, Some(8_400)));
    let grade = Grade { company: "PSA".into(), value: "9".into(), ..Grade::default() };
    assert_eq!(graded(&Entry { grade: Some(grade), ..Entry::new(card()) }, &prices), []);
    for flag in ["proxy", "signed"] {
        let flags = Tags::new([flag]);
        assert_eq!(graded(&Entry { flags, ..Entry::new(card()) }, &prices), [], "{flag}");
    }
}
