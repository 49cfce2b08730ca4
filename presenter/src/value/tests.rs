//! Live sums and merged differences, against what they should say.

use super::*;
use crate::row::Row;
use crate::wire::value::{MadeFrom, Quote, SourcedRate, Valuation};
use uuid::Uuid;
use vitrine_ledger::{CardRef, Currency, Date, Entry, Money, NewLot, PriceOverride, Rate, Settings, Stored};
use vitrine_sync::{LedgerId, Version, Versions};

const DAY: &str = "2026-11-03";

fn day() -> Date {
    DAY.parse().unwrap()
}

fn row(id: u128, lots: &[(i64, Option<Money>)], own: Option<Money>) -> Row {
    let card = CardRef { game: "pokemon".into(), name: "Mew".into(), ..CardRef::default() };
    let price = own.map(|price| PriceOverride { price, date: day(), reason: String::new() });
    let versions = || Versions::new(Version::NONE);
    let entry = Stored { value: Entry { price, ..Entry::new(card) }, alive: true, versions: versions() };
    let mut row = Row::new(Uuid::from_u128(id), &entry).unwrap();
    for (n, (quantity, cost)) in (0..).zip(lots) {
        let lot = NewLot { quantity: *quantity, cost: *cost, ..NewLot::default() }.lot(row.id);
        row.add_lot(Uuid::from_u128(n), &Stored { value: lot, alive: true, versions: versions() });
    }
    row.settle(&Reckoned::by(&Settings { currency: Some(Currency::USD), ..Settings::default() }));
    row
}

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn quote(price: Money, stands_in: &[&str]) -> Option<Quote> {
    let stands_in = stands_in.iter().map(|word| String::from(*word)).collect();
    Some(Quote { price, date: day(), source: "tcgplayer".into(), kind: "market".into(), stands_in })
}

fn valuation(whole: bool, quotes: Vec<(u128, Option<Quote>)>) -> Valuation {
    let rate = Rate { from: Currency::EUR, to: Currency::USD, rate: "1.1".parse().unwrap(), date: day() };
    Valuation {
        ledger: LedgerId(Uuid::nil()),
        from: MadeFrom::default(),
        whole,
        currency: Currency::USD,
        quotes: quotes.into_iter().map(|(id, quote)| (Uuid::from_u128(id), quote)).collect(),
        under: Vec::new(),
        rates: vec![SourcedRate { rate, source: "ecb".into() }],
        dated: Default::default(),
        today: None,
        time_ms: 0,
    }
}

#[test]
fn unpriced_and_unconverted_copies_are_counted_and_worth_nothing_is_a_price() {
    let quotes = Quotes::of(valuation(
        true,
        vec![
            (1, quote(usd(500), &[])),
            (2, quote(usd(0), &[])),
            (3, None),
            (4, quote(Money::new(900, Currency::JPY), &[])),
            (5, quote(Money::new(1_000, Currency::EUR), &["condition"])),
        ],
    ));
    let mut tally = Tally::default();
    for id in 1..=6 {
        tally.add(&quotes.tally(&row(id, &[(2, None)], None)));
    }
    let worth = tally.worth(&quotes);
    assert_eq!((worth.copies, worth.priced(), worth.unpriced, worth.unconverted), (12, 6, 4, 2));
    assert_eq!((worth.value(), worth.standing_in), (2 * 500 + 2 * 1_100, 2));
    assert_eq!((worth.gain(), worth.left_out), (None, 6), "nothing to compare with");
}

#[test]
fn the_gain_leaves_out_what_has_no_cost_to_compare_with() {
    let quotes = Quotes::of(valuation(true, (1..=4).map(|id| (id, quote(usd(500), &[]))).collect()));
    let partly = row(1, &[(2, Some(usd(300))), (3, None)], None);
    let free = row(2, &[(1, Some(usd(0)))], None);
    let foreign = row(3, &[(1, Some(Money::new(300, Currency::EUR)))], None);
    let oversold = row(4, &[(-1, None)], None);
    let of = |row: &Row| {
        let worth = quotes.tally(row).worth(&quotes);
        (worth.value(), worth.gain(), worth.cost(), worth.left_out)
    };
    assert_eq!(of(&partly), (2_500, Some(400), 600, 3));
    assert_eq!(of(&free), (500, Some(500), 0, 0), "what cost nothing has a cost");
    assert_eq!(of(&foreign), (500, None, 0, 1));
    assert_eq!(of(&oversold), (0, None, 0, 0));
}

#[test]
fn report_b11_an_owners_price_beats_every_quote_and_what_was_known_before_comes_back() {
    let own_quote = |price| Some(Quote { source: OWN.into(), ..quote(usd(price), &[]).unwrap() });
    let told = valuation(true, vec![(1, quote(usd(500), &[])), (2, own_quote(700)), (3, own_quote(700))]);
    let quotes = Quotes::of(Valuation { under: vec![(Uuid::from_u128(2), quote(usd(600), &[]).unwrap())], ..told });
    let price = |row: &Row| quotes.price(row).map(|price| (price.reckoned, price.own));
    assert_eq!(price(&row(1, &[], Some(usd(900)))), Some((Some(900), true)));
    assert_eq!(price(&row(1, &[], None)), Some((Some(500), false)), "set and taken away offline");
    assert_eq!(price(&row(1, &[], Some(Money::new(1_000, Currency::EUR)))), Some((Some(1_100), true)));
    assert_eq!(price(&row(1, &[], Some(Money::new(1_000, Currency::GBP)))), Some((None, true)));
    assert_eq!(price(&row(2, &[], Some(usd(800)))), Some((Some(800), true)), "set anew since");
    assert_eq!(price(&row(2, &[], None)), Some((Some(600), false)), "taken away since: what others say holds");
    assert_eq!(price(&row(3, &[], None)), None, "nobody else says anything");
}

#[test]
fn copies_are_converted_together_and_rounded_once() {
    let quotes = Quotes::of(valuation(true, vec![(1, quote(Money::new(5, Currency::EUR), &[]))]));
    let three = row(1, &[(3, None)], None);
    let price = quotes.price(&three).unwrap();
    // 5 cents at 1.1 are 5.5, shown as 6; three of them are 16.5, and not 18.
    assert_eq!((price.reckoned, value_of(&three, &price)), (Some(6), Some(17)));
    let mut tally = quotes.tally(&three);
    tally.add(&quotes.tally(&three));
    assert_eq!(tally.worth(&quotes).value(), 33);
}

#[test]
fn a_price_of_ones_own_holds_from_its_day_on_and_until_then_what_was_quoted() {
    let mut quotes = Quotes::of(valuation(true, vec![(1, quote(usd(500), &[]))]));
    let (own, unquoted) = (row(1, &[], Some(usd(900))), row(2, &[], Some(usd(900))));
    let unit = |quotes: &Quotes, row: &Row| quotes.price(row).map(|price| (price.unit.minor, price.own));
    quotes.set_today(Date::new(2026, 11, 2));
    assert_eq!((unit(&quotes, &own), unit(&quotes, &unquoted)), (Some((500, false)), None));
    assert_eq!(quotes.quote(&own).map(|quote| quote.source), Some(String::from("tcgplayer")));
    quotes.set_today(Some(day()));
    assert_eq!((unit(&quotes, &own), unit(&quotes, &unquoted)), (Some((900, true)), Some((900, true))));
    assert_eq!(quotes.quote(&own), None);
}

#[test]
fn a_difference_changes_what_it_names_and_takes_away_what_has_no_price_any_more() {
    let mut quotes = Quotes::of(valuation(true, vec![(1, quote(usd(500), &[])), (2, quote(usd(600), &[]))]));
    let difference = valuation(false, vec![(2, None), (3, quote(usd(700), &["raw"]))]);
    assert!(!quotes.reckons_otherwise(&difference));
    quotes.merge(difference);
    let unit = |id| quotes.price(&row(id, &[], None)).map(|price| (price.unit.minor, price.stands_in));
    assert_eq!((unit(1), unit(2), unit(3)), (Some((500, false)), None, Some((700, true))));
    let other_rates = Valuation { rates: Vec::new(), ..valuation(false, Vec::new()) };
    assert!(quotes.reckons_otherwise(&other_rates));
}

#[test]
fn a_card_that_became_another_printing_has_no_price_until_the_server_has_seen_it() {
    let mut quotes = Quotes::of(valuation(true, vec![(1, quote(usd(500), &[]))]));
    let unit = |quotes: &Quotes| quotes.price(&row(1, &[], None)).map(|price| price.unit.minor);
    quotes.doubt(Uuid::from_u128(1));
    assert_eq!(unit(&quotes), None);
    let same = valuation(false, Vec::new());
    assert_eq!(quotes.touched_by(&same), [Uuid::from_u128(1)]);
    quotes.merge(same);
    assert_eq!(unit(&quotes), Some(500), "the server has looked and the price is the same");
}

#[test]
fn what_was_added_can_be_subtracted_however_large() {
    let quotes = Quotes::of(valuation(true, vec![(1, quote(usd(i64::MAX), &[]))]));
    let rich = quotes.tally(&row(1, &[(1_000, Some(usd(1)))], None));
    let mut tally = rich.clone();
    tally.add(&rich);
    assert_eq!(tally.worth(&quotes).value(), i64::MAX, "shown as much as can be shown");
    tally.subtract(&rich);
    assert_eq!(tally, rich);
    tally.subtract(&rich);
    assert_eq!(tally, Tally::default());
}
