//! What a ledger is worth, against an implementation that is slow and obviously right: every copy on every day by itself.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod grading;
mod reference;
mod some;

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Key, Record, Settings};
use vitrine_prices::{Book, History, Rates, SeriesByCard, Worth, day};

use reference::Slow;
use some::{Ledger, World};

/// A book and its worth, counted entry by entry.
fn fresh(ledger: &Ledger, world: &World) -> (Book, Worth) {
    let mut book = Book::default();
    ledger.iter().for_each(|(key, record)| book.put(*key, record.clone()));
    let mut worth = Worth::new(Arc::new(world.rates.clone()));
    *worth.series() = world.shelf.clone();
    let entries: Vec<Uuid> = book.entries().map(|(id, _)| id).collect();
    entries.iter().for_each(|id| worth.count(&book, *id, 1).unwrap());
    worth.settle(&book, &book.settings());
    (book, worth)
}

fn portfolios() -> [Option<Uuid>; 3] {
    [None, Some(some::id(900)), Some(some::id(901))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_history_is_that_of_the_slow_way(ledger in some::ledger(), world in some::world()) {
        let (book, mut worth) = fresh(&ledger, &world);
        let slow = Slow::new(&ledger, &world, Some(some::TODAY));
        for portfolio in portfolios() {
            let history = worth.history(&book, portfolio, some::TODAY).unwrap();
            prop_assert_eq!(history, slow.history(portfolio, some::TODAY), "{:?}", portfolio);
        }
    }

    #[test]
    fn the_present_price_is_the_last_one_of_the_card_s_own_history(ledger in some::ledger(), world in some::world()) {
        let (book, mut worth) = fresh(&ledger, &world);
        let slow = Slow::new(&ledger, &world, None);
        let ids: Vec<Uuid> = book.entries().map(|(id, _)| id).collect();
        for id in ids {
            for today in [some::START - 1, some::START + 30, some::TODAY] {
                let quote = worth.quote(id, book.entry(id).unwrap(), today).unwrap();
                prop_assert_eq!(quote.as_ref().map(|quote| (quote.minor, quote.currency, quote.fit)), slow.price(id, today));
                let last = worth.quotes(&book, id, today).unwrap().pop();
                // The line tells when a price began to hold, the quote when it was confirmed last.
                prop_assert_eq!(last.map(|quote| (quote.minor, quote.currency, quote.fit, quote.source)), quote.map(|quote| (quote.minor, quote.currency, quote.fit, quote.source)));
            }
        }
    }

    #[test]
    fn the_parts_of_a_move_add_up_to_it(ledger in some::ledger(), world in some::world(), from in 0..90_u32, days in 0..90_u32) {
        let (book, mut worth) = fresh(&ledger, &world);
        let slow = Slow::new(&ledger, &world, None);
        let (before, after) = (some::START - 5 + from, some::START - 5 + from + days);
        for portfolio in portfolios() {
            let (first, last, cards) = worth.explain(&book, portfolio, (before, after), None).unwrap();
            prop_assert_eq!((first, last), (slow.value(portfolio, before), slow.value(portfolio, after)));
            let sum: i64 = cards.iter().flat_map(|card| card.moved.parts()).sum();
            prop_assert_eq!(sum, last - first, "{:?}", cards);
            for card in cards {
                let copies = (slow.copies(card.entry, before), slow.copies(card.entry, after));
                prop_assert_eq!(card.copies, copies);
                // What neither came nor went was neither bought nor sold; what was not there did not change its price.
                let (bought, sold) = slow.traffic(card.entry, before, after);
                prop_assert!(bought || card.moved.buys == 0);
                prop_assert!(sold || card.moved.sales == 0);
                prop_assert!(before != after);
            }
        }
    }

    #[test]
    fn after_any_edits_the_worth_is_that_of_a_fresh_reading(
        ledger in some::ledger(), edits in proptest::collection::vec(some::edit(), 1..12), world in some::world()
    ) {
        let (mut book, mut worth) = fresh(&ledger, &world);
        let mut now = ledger.clone();
        for portfolio in portfolios() {
            worth.history(&book, portfolio, some::TODAY).unwrap();
        }
        for (key, record) in edits {
            let touched: BTreeSet<Uuid> = match record {
                Record::Entry(_) | Record::Lot(_) | Record::Sale(_) => [record.entry(key)].into(),
                _ => BTreeSet::new(),
            };
            touched.iter().for_each(|id| worth.count(&book, *id, -1).unwrap());
            book.put(key, record.clone());
            touched.iter().for_each(|id| worth.count(&book, *id, 1).unwrap());
            worth.settle(&book, &book.settings());
            now.insert(key, record);
            let (other_book, mut other) = fresh(&now, &world);
            for portfolio in portfolios() {
                let kept: History = worth.history(&book, portfolio, some::TODAY).unwrap();
                prop_assert_eq!(kept, other.history(&other_book, portfolio, some::TODAY).unwrap(), "{:?}", portfolio);
            }
        }
    }
}

#[test]
fn an_empty_ledger_has_no_history() {
    let mut worth = Worth::new(Arc::new(Rates::default()));
    *worth.series() = SeriesByCard::default();
    let book = Book::default();
    worth.settle(&book, &Settings::default());
    assert_eq!(worth.history(&book, None, some::TODAY).unwrap(), History::default());
    assert_eq!(worth.explain(&book, None, (some::START, some::TODAY), None).unwrap(), (0, 0, Vec::new()));
    assert_eq!(day::date(some::START).to_string(), "2026-01-01");
    let _ = Key::entry(Uuid::nil());
}
