//! What is owned, counted by difference, against counting everything again; and what the number keys do to the ledger.

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;
use vitrine_catalog::Index;
use vitrine_catalog::build::Builder;
use vitrine_catalog::set::{CatalogCard, CatalogSet, Finish};
use vitrine_ledger::{CardRef, Date, Entry, Grade, Mutation, NewLot, NewSale, Stored};
use vitrine_sync::{Version, Versions};

use super::quick::{self, Today};
use super::{Completion, Owned, SetQuery, Spot, close_sets, list_sets};
use crate::collection::Row;

fn card(set: &str, number: usize, finishes: &[&str]) -> CatalogCard {
    CatalogCard {
        id: format!("{set}-{number}"),
        number: number.to_string(),
        name: format!("Card {number}"),
        finishes: finishes.iter().map(|name| Finish::new(name)).collect(),
        ..CatalogCard::default()
    }
}

/// Two sets of ten cards; the even ones of the first were printed in foil too.
fn index() -> Arc<Index> {
    let mut builder = Builder::new("mtg");
    for (set, name, released) in [("old", "The old set", "2001-01-01"), ("new", "The new set", "2020-01-01")] {
        let finishes = |number: usize| {
            if set == "old" && number.is_multiple_of(2) { &["Normal", "Foil"][..] } else { &["Normal"] }
        };
        let cards = (1..=10).map(|number| card(set, number, finishes(number))).collect();
        let set = CatalogSet {
            game: "mtg".into(),
            id: set.into(),
            name: name.into(),
            released: released.into(),
            cards,
            ..CatalogSet::default()
        };
        builder.add(&set);
    }
    Arc::new(Index::open(&builder.finish()).expect("what was just made can be opened"))
}

fn entry(set: &str, number: usize, finish: &str) -> Entry {
    let card = CardRef { game: "mtg".into(), set: set.into(), number: number.to_string(), ..CardRef::default() };
    Entry { finish: finish.into(), ..Entry::new(card) }
}

fn spot(indexes: &[Arc<Index>], set: &str, number: usize) -> Spot {
    Owned::spot(indexes, &entry(set, number, "").card).expect("the card is in the index")
}

/// The counts that the public functions give.
fn seen(indexes: &[Arc<Index>], owned: &Owned) -> Vec<(i64, i64, u32)> {
    let of = |card| {
        let (spot, found) = (Spot { index: 0, card }, indexes[0].card(card));
        (owned.copies(spot), owned.in_finish(spot, &found.finishes, "Foil"), owned.of_set(0, found.set))
    };
    (0..indexes[0].len() as u32).map(of).collect()
}

#[test]
fn what_is_owned_by_difference_is_what_counting_everything_again_says() {
    let indexes = [index()];
    let (mut owned, mut there) = (Owned::default(), HashMap::new());
    let mut state = 7_u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for _ in 0..2_000 {
        let id = Uuid::from_u128(u128::from(random(30)));
        if random(4) == 0 {
            owned.put(&indexes, id, None);
            there.remove(&id);
        } else {
            let set = if random(2) == 0 { "old" } else { "new" };
            // Beyond ten there is no card.
            let entry = entry(set, random(12) as usize + 1, ["", "Foil", "normal"][random(3) as usize]);
            let copies = random(4) as i64 - 1;
            owned.put(&indexes, id, Some((&entry, copies)));
            there.insert(id, (entry, copies));
        }
        let mut again = Owned::default();
        there.iter().for_each(|(id, (entry, copies))| again.put(&indexes, *id, Some((entry, *copies))));
        assert_eq!(seen(&indexes, &owned), seen(&indexes, &again));
    }
}

#[test]
fn a_set_is_complete_in_any_finish_before_it_is_in_each() {
    let indexes = [index()];
    let mut owned = Owned::default();
    for number in 1..=10 {
        owned.put(&indexes, Uuid::from_u128(number as u128), Some((&entry("OLD", number, ""), 1)));
    }
    let set = indexes[0].find_set("old").expect("the set is there");
    let whole = Completion::of(&indexes[0], 0, set, &owned);
    assert_eq!((whole.own, whole.total, whole.master()), (10, 10, Some((10, 15))));
    owned.put(&indexes, Uuid::from_u128(99), Some((&entry("old", 2, "FOIL"), 1)));
    let more = Completion::of(&indexes[0], 0, set, &owned);
    assert_eq!(more.master(), Some((11, 15)));
    assert_eq!(more.finishes[1].own, 1);
}

#[test]
fn report_a8_a_copy_as_another_app_writes_it_counts_in_its_set_and_finish() {
    let indexes = [index()];
    let mut owned = Owned::default();
    let mut copy = entry("OS", 2, "Holofoil");
    (copy.card.set_name, copy.card.number, copy.card.name) =
        ("X01: The Old Set".into(), "002/010".into(), "Card 2".into());
    owned.put(&indexes, Uuid::from_u128(1), Some((&copy, 1)));
    let spot = spot(&indexes, "old", 2);
    assert_eq!((owned.copies(spot), owned.in_finish(spot, &["Normal", "Foil"], "Foil")), (1, 1));
    let set = indexes[0].find_set("old").expect("the set is there");
    assert_eq!(owned.of_set(0, set), 1);
}

#[test]
fn sets_are_listed_newest_first_and_those_that_lack_little_are_named() {
    let indexes = [index()];
    let mut owned = Owned::default();
    for number in 1..=8 {
        owned.put(&indexes, Uuid::from_u128(number as u128), Some((&entry("old", number, ""), 2)));
    }
    owned.put(&indexes, Uuid::from_u128(50), Some((&entry("new", 1, ""), 1)));
    let ids = |query: &SetQuery| list_sets(&indexes, &owned, query).into_iter().map(|line| line.id).collect::<Vec<_>>();
    assert_eq!(ids(&SetQuery::default()), ["new", "old"]);
    assert_eq!(ids(&SetQuery { text: " THE OLD".into(), ..SetQuery::default() }), ["old"]);
    assert!(ids(&SetQuery { game: "lorcana".into(), ..SetQuery::default() }).is_empty());
    let close = close_sets(&indexes, &owned, 5);
    assert_eq!(close.iter().map(|line| (line.id.as_str(), line.own, line.total)).collect::<Vec<_>>(), [("old", 8, 10)]);
    owned.put(&indexes, Uuid::from_u128(50), None);
    assert_eq!(list_sets(&indexes, &owned, &SetQuery { started: true, ..SetQuery::default() }).len(), 1);
}

#[test]
fn a_sealed_product_or_a_card_of_no_open_game_is_no_card_of_a_set() {
    let indexes = [index()];
    let sealed = CardRef { product: "Booster box".into(), ..entry("old", 1, "").card };
    assert_eq!(Owned::spot(&indexes, &sealed), None);
    assert_eq!(Owned::spot(&indexes, &CardRef { game: "lorcana".into(), ..entry("old", 1, "").card }), None);
    let named = CardRef {
        ids: [("catalog".to_owned(), "old-3".to_owned())].into(),
        ..CardRef { game: "mtg".into(), ..CardRef::default() }
    };
    assert_eq!(Owned::spot(&indexes, &named), Some(spot(&indexes, "old", 3)));
}

fn today() -> Option<Date> {
    Date::new(2026, 11, 21)
}

fn row(id: u128, lots: &[(u128, i64, Option<Date>)], sold: i64) -> Arc<Row> {
    let id = Uuid::from_u128(id);
    let versions = || Versions::new(Version::NONE);
    let mut row = Row::new(id, &Stored { value: entry("old", 1, "Normal"), alive: true, versions: versions() })
        .expect("it lives");
    for (lot, quantity, acquired) in lots {
        let value = NewLot { quantity: *quantity, acquired: *acquired, ..NewLot::default() }.lot(id);
        row.add_lot(Uuid::from_u128(*lot), &Stored { value, alive: true, versions: versions() });
    }
    if sold > 0 {
        let value = NewSale { entry: id, quantity: sold, ..NewSale::default() }.sale();
        row.add_sale(Uuid::from_u128(900), &Stored { value, alive: true, versions: versions() });
    }
    row.settle(&crate::value::Reckoned::default());
    Arc::new(row)
}

fn change(rows: &[Arc<Row>], by: i64) -> Vec<Mutation> {
    let indexes = [index()];
    let copy = quick::ordinary(&indexes[0], spot(&indexes, "old", 1).card, "Normal");
    quick::change(&copy, rows, by, &Today { new_id: &|| Uuid::from_u128(77), day: today() })
}

#[test]
fn the_first_copies_make_an_entry_and_the_next_of_the_day_go_to_its_lot() {
    let first = change(&[], 2);
    let [Mutation::Add { holdings }] = first.as_slice() else { panic!("{first:?}") };
    assert_eq!((holdings[0].lots[0].quantity, holdings[0].entry.language.as_str()), (2, "en"));
    let (entry, lot) = (Uuid::from_u128(1), Uuid::from_u128(10));
    assert_eq!(change(&[row(1, &[(10, 2, today())], 0)], 1), [Mutation::Adjust { entry, lot, by: 1 }]);
    let another_day = change(&[row(1, &[(10, 2, Date::new(2025, 1, 1))], 0)], 1);
    assert!(matches!(another_day.as_slice(), [Mutation::AddLot { entry: of, .. }] if *of == entry), "{another_day:?}");
}

#[test]
fn copies_are_taken_from_the_lots_that_came_last_and_an_entry_goes_with_its_last_copy() {
    let (entry, early, late) = (Uuid::from_u128(1), Uuid::from_u128(10), Uuid::from_u128(11));
    let rows = [row(1, &[(10, 2, Date::new(2025, 1, 1)), (11, 1, today())], 0)];
    let parts = [(late, -1), (early, -1)].map(|(lot, by)| Mutation::Adjust { entry, lot, by });
    assert_eq!(change(&rows, -2), parts);
    assert_eq!(change(&rows, -3), [Mutation::delete(entry)]);
    assert!(change(&[], -1).is_empty(), "nothing to take");
    let sold = change(&[row(1, &[(10, 3, today())], 1)], -2);
    assert_eq!(sold, [Mutation::Adjust { entry, lot: early, by: -2 }], "what was sold stays told");
}

#[test]
fn an_ordinary_copy_is_plain_near_mint_and_raw() {
    let indexes = [index()];
    let copy = quick::ordinary(&indexes[0], spot(&indexes, "old", 2).card, "Normal");
    assert!(quick::is_ordinary(&entry("old", 2, ""), &copy, true), "nothing is said of it");
    assert!(!quick::is_ordinary(&entry("old", 2, "Foil"), &copy, true));
    assert!(!quick::is_ordinary(&Entry { language: "de".into(), ..entry("old", 2, "") }, &copy, true));
    assert!(!quick::is_ordinary(&Entry { grade: Some(Grade::default()), ..entry("old", 2, "") }, &copy, true));
    assert_eq!(quick::finish_of(&["Holofoil", "Normal"]), "Normal");
    assert_eq!((quick::finish_of(&["Holofoil"]), quick::finish_of(&[])), ("Holofoil", ""));
}

#[test]
fn report_a2_sets_are_found_however_they_are_written() {
    let mut builder = Builder::new("pokemon");
    let set = CatalogSet {
        game: "pokemon".into(),
        id: "pgo".into(),
        name: "Pokémon GO".into(),
        series: "Épée et Bouclier".into(),
        cards: vec![card("pgo", 1, &["Normal"])],
        ..CatalogSet::default()
    };
    builder.add(&set);
    let indexes = [Arc::new(Index::open(&builder.finish()).expect("what was just made can be opened"))];
    let owned = Owned::default();
    let found =
        |text: &str| super::sets::list(&indexes, &owned, &SetQuery { text: text.into(), ..SetQuery::default() }).len();
    assert_eq!(["pokemon go", "POKÉMON", "poke\u{301}mon", "epee", "pgo"].map(found), [1; 5]);
    assert_eq!(["pokemon x", "yugioh"].map(found), [0; 2]);
}
