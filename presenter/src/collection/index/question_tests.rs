//! Questions in the search box (docs/query.md), asked of rows.

use vitrine_ledger::{CardRef, Condition, Entry, Grade, Location, LocationKind, NewLot, Place, PriceOverride, Tags};
use vitrine_sync::{Version, Versions};

use super::tests::{Records, key_entry, key_lot, key_sale, lot, names, rebuilt, refresh, sale};
use super::*;

fn stored<T>(value: T) -> Stored<T> {
    Stored { value, alive: true, versions: Versions::new(Version::NONE) }
}

fn date(text: &str) -> vitrine_ledger::Date {
    text.parse().expect("a date")
}

/// Charizard, graded, in the red binder; Opt, a foil of Magic, twice; Venusaur with an own price and a note.
fn records() -> Records {
    let mut records = Records::new();
    let binder = Location { name: "Red binder".into(), kind: LocationKind::Binder, about: String::new() };
    let place = Uuid::from_u128(900);
    records.insert(Key { kind: Kind::Location, id: place }, Record::Location(Box::new(stored(binder))));
    let card = |game: &str, set: &str, set_name: &str, number: &str, name: &str, rarity: &str| {
        Entry::new(CardRef {
            game: game.into(),
            set: set.into(),
            set_name: set_name.into(),
            number: number.into(),
            name: name.into(),
            rarity: rarity.into(),
            ..CardRef::default()
        })
    };
    let mut charizard = card("pokemon", "base1", "Base Set", "4/102", "Charizard", "Rare Holo");
    charizard.grade =
        Some(Grade { company: "PSA".into(), value: "9.5".into(), cert: "123".into(), ..Grade::default() });
    charizard.place = Some(Place { location: place, page: "12".into(), slot: String::new() });
    charizard.finish = "Holofoil".into();
    let mut opt = card("mtg", "inv", "Invasion", "64", "Opt", "Common");
    opt.finish = "Foil".into();
    opt.condition = Some(Condition::new("tcg", "LP"));
    opt.tags = Tags::new(["swap"]);
    opt.for_trade = 1;
    let mut venusaur = card("pokemon", "base1", "Base Set", "15/102", "Venusaur", "Rare Holo");
    venusaur.notes = "from Éowyn".into();
    venusaur.condition = Some(Condition::new("tcg", "NM"));
    let price = vitrine_ledger::Money::new(9_000, Currency::USD);
    venusaur.price = Some(PriceOverride { price, date: date("2026-01-01"), reason: String::new() });
    for (id, entry) in [(1, charizard), (2, opt), (3, venusaur)] {
        records.insert(key_entry(id), Record::Entry(Box::new(stored(entry))));
    }
    let dated = |entry: u128, day: &str| {
        let cost = Some(vitrine_ledger::Money::new(2_000, Currency::USD));
        let lot = NewLot { quantity: 1, cost, acquired: Some(date(day)), ..NewLot::default() };
        Record::Lot(stored(lot.lot(Uuid::from_u128(entry))))
    };
    records.insert(key_lot(11), dated(1, "2025-03-04"));
    records.insert(key_lot(12), lot(2, 2, None));
    records.insert(key_lot(13), dated(3, "2024-12-31"));
    records.insert(key_lot(14), lot(3, 1, Some(2_000)));
    records.insert(key_sale(15), sale(3, 1, true));
    records
}

fn found(search: &str) -> Vec<String> {
    let mut index = rebuilt(&records(), &Query::default());
    index.ask(&Query { search: search.into(), ..Query::default() });
    let mut names: Vec<String> = names(&index).into_iter().map(str::to_owned).collect();
    names.sort_unstable();
    names
}

#[test]
fn a_question_is_answered_by_what_a_row_knows() {
    let all = ["Charizard", "Opt", "Venusaur"];
    for (search, wanted) in [
        ("charizard -is:graded", &[][..]),
        ("-is:graded", &["Opt", "Venusaur"]),
        ("in:\"red binder\" page:12", &["Charizard"]),
        ("game:mtg is:foil qty>=2", &["Opt"]),
        ("game:\"Magic: The Gathering\"", &["Opt"]),
        ("grade>=9 grade<10", &["Charizard"]),
        ("condition:nm or grade>=8", &["Charizard", "Venusaur"]),
        ("set:base1", &["Charizard", "Venusaur"]),
        ("set:invasion number:64", &["Opt"]),
        ("number:4", &["Charizard"]),
        ("bought:2025", &["Charizard"]),
        ("bought:2024", &["Venusaur"]),
        ("cost:20", &["Charizard", "Venusaur"]),
        ("cost<10", &[]),
        ("is:uncosted", &["Opt"]),
        ("tag:swap", &["Opt"]),
        ("-tag:*", &["Charizard", "Venusaur"]),
        ("note:eowyn", &["Venusaur"]),
        ("has:note", &["Venusaur"]),
        ("has:sale", &["Venusaur"]),
        ("has:cert", &["Charizard"]),
        ("is:trade", &["Opt"]),
        ("is:overridden", &["Venusaur"]),
        ("is:unplaced", &["Opt", "Venusaur"]),
        ("rarity>=rare", &["Charizard", "Venusaur"]),
        // Not understood, and half typed: left out.
        ("worht>5", &all),
        ("in:", &all),
        ("(charizard", &["Charizard"]),
        ("\"charizard\"", &["Charizard"]),
    ] {
        assert_eq!(found(search), wanted, "{search}");
    }
}

#[test]
fn what_is_not_understood_is_said_and_words_alone_are_looked_for_as_ever() {
    let mut index = rebuilt(&records(), &Query::default());
    index.ask(&Query { search: "worht>5".into(), ..Query::default() });
    assert_eq!(index.notes().len(), 1);
    assert_eq!(index.notes()[0].suggestion.as_deref(), Some("worth"));
    index.ask(&Query { search: "red binder".into(), ..Query::default() });
    assert_eq!((index.notes().len(), names(&index)), (0, vec!["Charizard"]), "a group is found by its name");
}

#[test]
fn an_order_in_the_question_wins_and_goes_with_it() {
    let mut index = rebuilt(&records(), &Query::default());
    index.ask(&Query { search: "sort:quantity-".into(), ..Query::default() });
    assert_eq!(names(&index)[0], "Opt");
    index.ask(&Query::default());
    assert_eq!(names(&index)[0], "Charizard");
}

#[test]
fn a_row_that_changes_is_asked_again() {
    let mut records = records();
    let mut index = rebuilt(&records, &Query { search: "qty>=2".into(), ..Query::default() });
    assert_eq!(names(&index), ["Opt"]);
    records.insert(key_lot(12), lot(2, 1, None));
    refresh(&mut index, &records, &[key_lot(12)]);
    assert_eq!(names(&index), Vec::<&str>::new());
}
