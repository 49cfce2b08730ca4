//! What the queries of the handbook find.

use vitrine_query::{Field, Flag, Group, Sort};

use crate::card::{Card, read};

fn charizard() -> Card {
    Card::new("Charizard")
        .text(Field::Game, "pokemon")
        .text(Field::Set, "Base Set")
        .text(Field::Set, "base1")
        .text(Field::Number, "004/102")
        .text(Field::Rarity, "Rare Holo")
        .text(Field::Condition, "NM")
        .text(Field::Location, "Red Binder")
        .text(Field::Page, "12")
        .text(Field::Tag, "trade")
        .number(Field::Quantity, 2)
        .number(Field::Cost, 1_550)
        .number(Field::Worth, 9_000)
        .number(Field::Gain, 7_450)
        .on(Field::Bought, 2025, 6, 30)
        .on(Field::Added, 2026, 3, 10)
        .is(Flag::Foil)
}

#[track_caller]
fn finds(card: &Card, queries: &[&str]) {
    for query in queries {
        assert_eq!(read(query).notes, [], "{query}");
        assert!(card.fits(query), "{query}");
    }
}

#[track_caller]
fn misses(card: &Card, queries: &[&str]) {
    for query in queries {
        assert_eq!(read(query).notes, [], "{query}");
        assert!(!card.fits(query), "{query}");
    }
}

#[test]
fn what_the_queries_of_the_handbook_find() {
    let card = charizard();
    finds(
        &card,
        &["charizard -is:graded", "in:\"red binder\" page:12", "rarity>=rare is:foil qty>=2", "worth>50 gain>0"],
    );
    finds(&card, &["cost:€10..€20 bought:2025", "set:lea,base1 (condition:nm or grade>=8)", "tag:trade -note:*"]);
    finds(&card, &["added:7d.. sort:worth-", "number:4", "number=4/102", "no:004", "condition>=lp", "(charizard)"]);
    finds(
        &card,
        &["cost:15,50", "cost:\"15.50 EUR\"", "bought<2026", "bought>=2025-06", "bought:2025-06-30", "added:7d"],
    );
    misses(
        &card,
        &["game:mtg", "worth<50", "bought:2024", "bought>2025", "added<7d", "added:4d", "number:41", "set:lea,leb"],
    );
    misses(&card, &["page!=12", "-charizard", "is:graded or has:sale", "condition<nm", "charizard (mew or pikachu)"]);
}

#[test]
fn accents_and_case_do_not_matter() {
    finds(&Card::new("Éowyn, Lady of Rohan"), &["eowyn", "ÉOWYN", "name:eowyn", "name=\"eowyn lady of rohan\""]);
    misses(&Card::new("Éowyn, Lady of Rohan"), &["name=eowyn"]);
}

#[test]
fn what_nobody_knows_is_neither_less_nor_more_nor_different() {
    let card = Card::new("Mew").text(Field::Condition, "well loved");
    misses(
        &card,
        &["cost<5", "cost>=0", "cost!=5", "cost:*", "set!=lea", "condition<nm", "condition>=dmg", "bought:..2030"],
    );
    finds(&card, &["-cost:*", "-set:lea"]);
}

#[test]
fn a_grade_is_a_number_and_a_text() {
    let card = Card::new("Mew").text(Field::Grade, "PSA 9.5").number(Field::Grade, 950);
    finds(&card, &["grade:9.5", "grade>9", "grade:psa", "grade:8..10", "grade:psa,cgc"]);
    misses(&card, &["grade:9", "grade>=10", "grade:cgc"]);
}

#[test]
fn half_typed_parts_filter_nothing_away() {
    for query in
        ["set:", "worth>", "(", "-", "charizard or", "charizard (", "not", "in:\"", "sort:", "\"\"", "charizard -set:"]
    {
        finds(&charizard(), &[query]);
    }
}

#[test]
fn a_dash_and_a_colon_between_words_are_how_people_write() {
    finds(&Card::new("Yu-Gi-Oh: Dark Magician"), &["yu-gi-oh: dark", "dark - magician"]);
}

#[test]
fn order_and_headings_stand_in_the_query() {
    let read = |query| {
        let parsed = read(query);
        (parsed.order.map(|order| (order.sort, order.descending)), parsed.group, parsed.filter.is_empty())
    };
    assert_eq!(read("sort:worth group:set"), (Some((Sort::Worth, true)), Some(Group::Set), true));
    assert_eq!(read("sort:worth+ sort:name"), (Some((Sort::Name, false)), None, true));
    assert_eq!(read("sort:name- mew"), (Some((Sort::Name, true)), None, false));
}
