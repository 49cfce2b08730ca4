//! What is misspelt is named, with what may have been meant, and filters nothing away.

use vitrine_query::Problem;

use crate::card::{Card, read};

/// What is typed, the part that is named, and what is suggested.
const FIFTY: [(&str, &str, &str); 50] = [
    ("nmae:mew", "nmae", "name"),
    ("nam:mew", "nam", "name"),
    ("naem:mew", "naem", "name"),
    ("sett:lea", "sett", "set"),
    ("ste:lea", "ste", "set"),
    ("nubmer:4", "nubmer", "number"),
    ("numbr:4", "numbr", "number"),
    ("numer:4", "numer", "number"),
    ("gme:mtg", "gme", "game"),
    ("gamee:mtg", "gamee", "game"),
    ("rarty:rare", "rarty", "rarity"),
    ("raritiy:rare", "raritiy", "rarity"),
    ("rariyt:rare", "rariyt", "rarity"),
    ("quantitiy>2", "quantitiy", "quantity"),
    ("quanity>2", "quanity", "quantity"),
    ("qyt>2", "qyt", "qty"),
    ("finsh:foil", "finsh", "finish"),
    ("finnish:foil", "finnish", "finish"),
    ("langauge:ja", "langauge", "language"),
    ("languge:ja", "languge", "language"),
    ("conditon:nm", "conditon", "condition"),
    ("condtion:nm", "condtion", "condition"),
    ("codnition:nm", "codnition", "condition"),
    ("graed>8", "graed", "grade"),
    ("grad>8", "grad", "grade"),
    ("certt:1", "certt", "cert"),
    ("tga:trade", "tga", "tag"),
    ("tagg:trade", "tagg", "tag"),
    ("ntoe:*", "ntoe", "note"),
    ("portfolo:a", "portfolo", "portfolio"),
    ("protfolio:a", "protfolio", "portfolio"),
    ("locaton:box", "locaton", "location"),
    ("loction:box", "loction", "location"),
    ("pgae:12", "pgae", "page"),
    ("csot>5", "csot", "cost"),
    ("coost>5", "coost", "cost"),
    ("piad>5", "piad", "paid"),
    ("wroth>5", "wroth", "worth"),
    ("wort>5", "wort", "worth"),
    ("gian<0", "gian", "gain"),
    ("bougth:2025", "bougth", "bought"),
    ("bouhgt:2025", "bouhgt", "bought"),
    ("sodl:2025", "sodl", "sold"),
    ("aded:7d", "aded", "added"),
    ("chnaged:7d", "chnaged", "changed"),
    ("gruop:set", "gruop", "group"),
    ("is:graed", "graed", "graded"),
    ("is:duplcate", "duplcate", "duplicate"),
    ("has:ntoe", "ntoe", "note"),
    ("sort:wroth-", "wroth", "worth"),
];

#[test]
fn fifty_misspelt_parts_are_named_and_left_out() {
    for (query, part, meant) in FIFTY {
        let parsed = read(query);
        let [note] = &parsed.notes[..] else { panic!("{query}: {:?}", parsed.notes) };
        assert_eq!((&query[note.span.clone()], note.suggestion.as_deref()), (part, Some(meant)), "{query}");
        assert!(parsed.filter.is_empty(), "{query}");
        let mended = format!("{}{meant}{}", &query[..note.span.start], &query[note.span.end..]);
        assert_eq!(read(&mended).notes, [], "{mended}");
    }
}

#[test]
fn the_rest_of_a_query_with_a_misspelt_part_still_counts() {
    for query in ["mew rarty:rare", "rarty:rare mew", "-rarty:rare mew", "(rarty:rare or mew)", "mew (rarty:rare)"] {
        assert!(Card::new("Mew").fits(query), "{query}");
        assert!(!Card::new("Pikachu").fits(query), "{query}");
    }
}

#[test]
fn a_value_that_is_none_is_named_by_its_field() {
    for query in [
        "worth>dear",
        "bought:2025-13",
        "qty:many",
        "condition:wonderful",
        "name<5",
        "cost:$5",
        "is:shiny",
        "flavour:sweet",
    ] {
        let parsed = read(query);
        assert_eq!(parsed.notes.len(), 1, "{query}");
        assert_eq!(parsed.notes[0].suggestion, None, "{query}");
        assert!(parsed.filter.is_empty(), "{query}");
    }
    assert_eq!(read("name<5").notes[0].problem, Problem::NoOrder);
    assert_eq!(read("flavour:sweet").notes[0].problem, Problem::Field);
}
