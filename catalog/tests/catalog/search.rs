//! What is found, and in which order.

use vitrine_catalog::{Index, Placed};
use vitrine_ledger::CardRef;

use crate::{index, pokemon, set};

/// What a query finds, as `set-number`.
fn found(index: &Index, query: &str) -> Vec<String> {
    index.search(query, 10).iter().map(|hit| index.card(hit.card).id).collect()
}

fn first(query: &str) -> String {
    found(&index(pokemon()), query).first().cloned().unwrap_or_default()
}

#[test]
fn a_card_is_found_by_the_beginning_of_its_name_and_its_number() {
    assert_eq!(first("char 4/102"), "base1-4");
    assert_eq!(first("char 4/130"), "base4-4");
    assert_eq!(first("char #4/102"), "base1-4");
    assert_eq!(first("CHARIZARD 004/102"), "base1-4");
    assert_eq!(first("char tg7"), "swsh12tg-tg7");
    assert_eq!(first("TG07/TG30 charizard"), "swsh12tg-tg7");
}

#[test]
fn a_card_is_found_by_its_name_and_its_set() {
    assert_eq!(first("lugia neo"), "neo1-9");
    assert_eq!(first("neo lugia"), "neo1-9");
    assert_eq!(first("base 24"), "base1-24");
    assert_eq!(first("base1 4"), "base1-4");
    assert_eq!(first("sit tg4"), "swsh12tg-tg4");
}

#[test]
fn a_card_is_found_by_its_name_in_any_language() {
    for query in ["glurak", "Dracaufeu", "リザードン", "りざーどん", "リザ", "dracau 4/102"] {
        assert_eq!(first(query), "base1-4", "{query}");
    }
}

#[test]
fn accents_and_what_stands_between_words_make_no_difference() {
    assert_eq!(first("flabebe"), "swsh12tg-tg3");
    assert_eq!(first("FLABÉBÉ"), "swsh12tg-tg3");
    assert_eq!(first("lugia-gx"), "swsh12tg-tg4");
    assert_eq!(first("lugia gx"), "swsh12tg-tg4");
}

#[test]
fn mistakes_are_forgiven_where_little_is_found() {
    for query in ["feraligator", "fearligatr", "feraligatr", "ferralig"] {
        assert_eq!(first(query), "neo1-4", "{query}");
    }
    assert_eq!(first("typhlosoin neo"), "neo1-17");
    assert!(found(&index(pokemon()), "xyzzyq").is_empty());
}

#[test]
fn an_exact_name_comes_before_a_longer_one_and_this_before_a_part() {
    let sets = vec![set(
        "mtg",
        "tst",
        "Test",
        "2020-01-01",
        0,
        &[
            ("1", "Forestwalker"),
            ("2", "Deep Forest"),
            ("3", "Forest"),
            ("4", "Rainforest"),
            ("5", "Forest Bear"),
            ("6", "Fores"),
        ],
    )];
    let index = index(sets);
    let names: Vec<&str> = index.search("forest", 10).iter().map(|hit| index.card(hit.card).name).collect();
    assert_eq!(names, ["Forest", "Forest Bear", "Deep Forest", "Forestwalker", "Rainforest", "Fores"]);
}

#[test]
fn of_equals_the_newest_comes_first() {
    assert_eq!(found(&index(pokemon()), "charizard")[..3], ["swsh12tg-tg7", "base4-4", "base1-4"]);
}

#[test]
fn every_word_must_be_found() {
    assert!(found(&index(pokemon()), "charizard blastoise").is_empty());
    assert_eq!(found(&index(pokemon()), "charizard genesis"), Vec::<String>::new());
}

#[test]
fn nothing_typed_and_nonsense_find_nothing() {
    for query in ["", "   ", "///", "☃", "\u{0}", "- -"] {
        assert!(found(&index(pokemon()), query).is_empty(), "{query:?}");
    }
    assert!(index(pokemon()).search("c", 0).is_empty());
    assert!(index(pokemon()).search(&"char ".repeat(1_000), 5).len() >= 4, "more words than are looked at");
    assert!(index(pokemon()).search(&"ä".repeat(10_000), 5).is_empty());
}

#[test]
fn a_card_is_read_back_as_it_was_written() {
    let index = index(pokemon());
    let card = index.card(index.find("pokemon:base1-4").unwrap());
    assert_eq!((card.name, card.number, card.rarity, card.released), ("Charizard", "4", "Rare", "1999-01-09"));
    assert_eq!(card.names, [("de", "Glurak"), ("fr", "Dracaufeu"), ("ja", "リザードン")]);
    assert_eq!(card.finishes, ["Holofoil", "1st Edition Holofoil"]);
    assert!(card.has_picture && card.tcgplayer == Some(42_382));
    let set = index.set(card.set);
    assert_eq!((set.id, set.name, set.official, set.cards), ("base1", "Base", 102, 5));
    assert_eq!((index.game(), index.len(), index.set_count()), ("pokemon", 15, 4));
    let entry = index.card_ref(index.find("tcgplayer:42382").unwrap());
    assert_eq!((entry.game.as_str(), entry.set.as_str(), entry.number.as_str()), ("pokemon", "base1", "4"));
    assert_eq!((entry.name.as_str(), entry.set_name.as_str()), ("Charizard", "Base"));
    assert_eq!(entry.ids, [("tcgplayer".to_owned(), "42382".to_owned())].into());
}

#[test]
fn report_a8_a_copy_is_found_by_the_codes_and_numbers_that_other_apps_write() {
    let mut sets = pokemon();
    sets[0].code = "BS".into();
    let index = index(sets);
    let charizard = index.find("pokemon:base1-4").unwrap();
    let copy = |set: &str, set_name: &str, number: &str, product: &str| {
        let card = CardRef {
            game: "pokemon".into(),
            set: set.into(),
            set_name: set_name.into(),
            number: number.into(),
            name: "Charizard (Holo)".into(),
            ids: [("tcgplayer".to_owned(), product.to_owned())].into(),
            ..CardRef::default()
        };
        index.copy_of(&card)
    };
    for (set, set_name, number, product) in [
        ("base1", "", "004/102", ""),
        ("BS", "Base Set", "004/102", "42382"),
        ("BS", "Base", "004/102", ""),
        ("", "TCG: Base", "4", ""),
        ("somebody's", "own", "4", "42382"),
    ] {
        assert_eq!(copy(set, set_name, number, product), Placed::Card(charizard), "{set} {set_name} {number}");
    }
    assert_eq!(copy("BS", "Base", "4a", ""), Placed::Nowhere, "4a is another card than 4");
    assert_eq!(copy("", "Base", "58", ""), Placed::Nowhere, "what stands at that number has another name");
}

#[test]
fn report_a9_a_number_of_one_card_with_the_product_of_another_is_between_them() {
    let index = index(pokemon());
    let charizard = index.find("tcgplayer:42382").unwrap();
    let other = index.cards_of(index.card(charizard).set).find(|card| *card != charizard).unwrap();
    let found = index.card(other);
    let card = CardRef {
        game: "pokemon".into(),
        set: "base1".into(),
        number: found.number.into(),
        name: found.name.into(),
        ids: [("tcgplayer".to_owned(), "42382".to_owned())].into(),
        ..CardRef::default()
    };
    assert_eq!(index.copy_of(&card), Placed::Between(vec![other, charizard]));
    let unknown = CardRef { ids: [("tcgplayer".to_owned(), "1".to_owned())].into(), ..card };
    assert_eq!(index.copy_of(&unknown), Placed::Card(other), "an id nobody knows contradicts nothing");
}

#[test]
fn sets_come_in_the_order_they_came_out_and_hold_their_cards() {
    let index = index(pokemon());
    assert_eq!(index.sets().map(|(_, set)| set.id).collect::<Vec<_>>(), ["base1", "base4", "neo1", "swsh12tg"]);
    let numbers = |id: &str| index.cards_of(index.find_set(id).unwrap()).map(|card| index.card(card).number).collect();
    let numbers: Vec<&str> = numbers("NEO1");
    assert_eq!(numbers, ["9", "40", "4", "17"]);
    assert_eq!(index.find_set("none"), None);
}

#[test]
fn a_key_that_two_cards_share_finds_neither_and_the_catalogue_s_own_id_finds_each() {
    let mut shared = set(
        "one-piece",
        "EB-01",
        "Memorial",
        "",
        0,
        &[("003", "Kid & Killer"), ("003", "Kid & Killer (Alternate Art)")],
    );
    shared.cards[1].id = "eb-01-3~alternate-art".into();
    shared.cards[0].id = "eb-01-3~kid-killer".into();
    let index = index(vec![shared]);
    assert_eq!(index.find("one-piece:eb-01-3"), None);
    let other = index.find("catalog:eb-01-3~alternate-art").unwrap();
    assert_eq!(index.card(other).name, "Kid & Killer (Alternate Art)");
    assert_eq!(index.card_ref(other).ids["catalog"], "eb-01-3~alternate-art");
    for nonsense in
        ["", ":", "one-piece:", "one-piece:-", "one-piece:eb-01-", "mtg:eb-01-3", "tcgplayer:0", "catalog:x-1~"]
    {
        assert_eq!(index.find(nonsense), None, "{nonsense:?}");
    }
}
