//! What holds for every query.

use proptest::prelude::*;
use vitrine_query::{Field, Flag};

use crate::card::{Card, read};

/// A question the oracle understands by itself.
#[derive(Debug, Clone)]
enum Ask {
    Name(&'static str),
    Cost(&'static str, i64),
    Foil,
    Not(Box<Ask>),
    Both(Box<Ask>, Box<Ask>),
    Either(Box<Ask>, Box<Ask>),
}

/// A card the oracle looks at.
#[derive(Debug, Clone)]
struct Seen {
    name: &'static str,
    cost: Option<i64>,
    foil: bool,
}

const NAMES: [&str; 4] = ["mew", "pikachu", "charizard", "lugia"];

fn ask() -> impl Strategy<Value = Ask> {
    let leaf = prop_oneof![
        prop::sample::select(&NAMES[..]).prop_map(Ask::Name),
        (prop::sample::select(&["<", "<=", ">", ">=", ":", "!="][..]), 0..6_i64).prop_map(|(op, n)| Ask::Cost(op, n)),
        Just(Ask::Foil),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|one| Ask::Not(Box::new(one))),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Ask::Both(Box::new(a), Box::new(b))),
            (inner.clone(), inner).prop_map(|(a, b)| Ask::Either(Box::new(a), Box::new(b))),
        ]
    })
}

fn seen() -> impl Strategy<Value = Seen> {
    (prop::sample::select(&NAMES[..]), prop::option::of(0..6_i64), any::<bool>()).prop_map(|(name, cost, foil)| Seen {
        name,
        cost,
        foil,
    })
}

impl Ask {
    fn text(&self) -> String {
        match self {
            Self::Name(name) => (*name).to_owned(),
            Self::Cost(op, n) => format!("cost{op}{n}"),
            Self::Foil => "is:foil".to_owned(),
            Self::Not(one) => format!("-({})", one.text()),
            Self::Both(a, b) => format!("({}) ({})", a.text(), b.text()),
            Self::Either(a, b) => format!("(({}) or ({}))", a.text(), b.text()),
        }
    }

    fn finds(&self, card: &Seen) -> bool {
        match self {
            Self::Name(name) => card.name == *name,
            Self::Cost(op, n) => card.cost.is_some_and(|cost| match *op {
                "<" => cost < *n,
                "<=" => cost <= *n,
                ">" => cost > *n,
                ">=" => cost >= *n,
                ":" => cost == *n,
                _ => cost != *n,
            }),
            Self::Foil => card.foil,
            Self::Not(one) => !one.finds(card),
            Self::Both(a, b) => a.finds(card) && b.finds(card),
            Self::Either(a, b) => a.finds(card) || b.finds(card),
        }
    }
}

impl Seen {
    fn card(&self) -> Card {
        let card = self.cost.into_iter().fold(Card::new(self.name), |card, cost| card.number(Field::Cost, cost * 100));
        if self.foil { card.is(Flag::Foil) } else { card }
    }
}

/// Pieces that mean something, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(
        &[
            "(",
            ")",
            "|",
            " ",
            "-",
            "or",
            "not",
            "\"",
            "set",
            "is",
            "has",
            "sort",
            "cost",
            "bought",
            "tag",
            "rarity",
            "qty",
            "number",
            "condition",
            "grade",
            ":",
            "=",
            "!=",
            "<",
            "<=",
            ">",
            ">=",
            ",",
            "..",
            "*",
            "7d",
            "2025",
            "2025-02",
            "5",
            "5,50",
            "€",
            "foil",
            "note",
            "worth",
            "nm",
            "rare",
            "é",
            "カ",
            "0",
            "/",
            "+",
            "İ",
            " or ",
            " not ",
            "group:set ",
        ][..],
    );
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn prints_the_same(query: &str) {
    let first = read(query);
    for note in &first.notes {
        assert!(query.get(note.span.clone()).is_some(), "{query:?}: {note:?}");
    }
    let printed = first.to_string();
    let again = read(&printed);
    assert_eq!(again.notes, [], "{query:?} as {printed:?}");
    assert_eq!(
        (&again.filter, again.order, again.group),
        (&first.filter, first.order, first.group),
        "{query:?} as {printed:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn what_is_found_is_what_somebody_finds_who_looks_at_every_card(ask in ask(), cards in prop::collection::vec(seen(), 1..20)) {
        for card in cards {
            prop_assert_eq!(card.card().fits(&ask.text()), ask.finds(&card), "{} of {:?}", ask.text(), card);
        }
    }

    #[test]
    fn a_printed_query_is_read_as_the_same(query in pieces()) {
        prints_the_same(&query);
    }

    #[test]
    fn any_text_is_read(query in ".{0,40}") {
        prints_the_same(&query);
    }
}

#[test]
fn parentheses_and_signs_without_end_are_read() {
    for sign in ["(", ")", "-", "not ", "((a or ", "-(", "|", "\"", ","] {
        prints_the_same(&sign.repeat(5_000));
    }
}

#[test]
fn what_the_fuzzer_begins_with_is_read() {
    let corpus = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/query")).unwrap();
    let texts: Vec<String> = corpus.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    assert!(texts.len() > 1);
    texts.iter().for_each(|text| prints_the_same(text));
}
