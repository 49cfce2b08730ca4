//! Which set a file means that does not write its id: by the code that is printed on its cards, or by its name. Other apps
//! have codes of their own (`BS`, `SV01`) and put things before a name (`SV: Scarlet & Violet 151`, `SM - Unbroken Bonds`).

use std::collections::BTreeSet;

use vitrine_ledger::CardRef;

use crate::text::{plain_id, words};

/// What a set is found by: its id and its code as `code:…`, its names as `name:…`.
pub fn set_words<'a>([id, code, name, series]: [&str; 4], names: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let codes = [id, code].into_iter().filter(|code| !code.is_empty()).map(|code| format!("code:{}", plain_id(code)));
    let own = [name_key(name), name_key(&format!("{series} {name}"))];
    let names = names.map(name_key).chain(own).filter(|name| !name.is_empty());
    codes.chain(names.map(|name| format!("name:{name}"))).collect()
}

/// What to look for to find an entry's set: its code, and its name in the ways it may be meant.
pub fn asked(card: &CardRef) -> (Option<String>, BTreeSet<String>) {
    let code = card.set.trim();
    let code = (!code.is_empty()).then(|| format!("code:{}", plain_id(code)));
    let name = card.set_name.trim();
    let after = [": ", " - "].into_iter().filter_map(|sign| name.split_once(sign)).map(|(_, rest)| rest);
    let mut ways: Vec<&str> = after.chain([name]).collect();
    let bare: Vec<&str> =
        ways.iter().filter_map(|way| way.strip_suffix(" Base Set").or(way.strip_suffix(" Set"))).collect();
    ways.extend(bare);
    let names = ways.into_iter().map(name_key).filter(|name| !name.is_empty()).map(|name| format!("name:{name}"));
    (code, names.collect())
}

/// Which of the sets found by code and of those found by name is meant: one that is both; else the only one of that name;
/// else, where no set has the name, the only one of that code. None: nobody can tell.
pub fn meant<T: Copy + Ord>(by_code: &BTreeSet<T>, by_name: &BTreeSet<T>) -> Option<T> {
    let only = |found: &BTreeSet<T>| if found.len() == 1 { found.first().copied() } else { None };
    let both: BTreeSet<T> = by_code.intersection(by_name).copied().collect();
    only(&both).or_else(|| only(by_name)).or_else(|| only(by_code).filter(|_| by_name.is_empty()))
}

/// Have two names of cards a word in common? What is found by a word of its set is to be the card that is named.
pub fn alike<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> bool {
    let wanted = words(name);
    wanted.is_empty() || names.flat_map(words).any(|word| wanted.contains(&word))
}

/// A name as it is compared: `Diamond and Pearl` is `Diamond & Pearl`.
fn name_key(name: &str) -> String {
    words(name).into_iter().filter(|word| word != "and" && word != "the").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(set: &str, set_name: &str) -> Option<&'static str> {
        let sets = [
            ["base1", "BS", "Base Set", "base"],
            ["base4", "B2", "Base Set 2", "base"],
            ["sv01", "SVI", "Scarlet & Violet", "sv"],
            ["sv03.5", "MEW", "151", "Scarlet & Violet"],
            ["swsh9", "BRS", "Brilliant Stars", "swsh"],
            ["dp1", "DP", "Diamond & Pearl", "dp"],
            ["a", "XX", "Twice", ""],
            ["b", "XX", "Twice", ""],
        ];
        let card = CardRef { set: set.into(), set_name: set_name.into(), ..CardRef::default() };
        let (code, names) = asked(&card);
        let having = |asked: &dyn Fn(&str) -> bool| -> BTreeSet<usize> {
            (0..sets.len()).filter(|&i| set_words(sets[i], [].into_iter()).iter().any(|word| asked(word))).collect()
        };
        let (by_code, by_name) = (having(&|word| Some(word) == code.as_deref()), having(&|word| names.contains(word)));
        meant(&by_code, &by_name).map(|at| sets[at][0])
    }

    #[test]
    fn report_a8_a_set_is_found_by_the_code_or_the_name_that_other_apps_write() {
        for (code, name, set) in [
            ("BS", "Base Set", Some("base1")),
            ("BS", "", Some("base1")),
            ("", "Base Set", Some("base1")),
            ("SV01", "SV01: Scarlet & Violet Base Set", Some("sv01")),
            ("sv1", "", Some("sv01")),
            ("MEW", "SV: Scarlet & Violet 151", Some("sv03.5")),
            ("", "SV: Scarlet & Violet 151", Some("sv03.5")),
            ("SWSH09", "SWSH09: Brilliant Stars", Some("swsh9")),
            ("DP", "Diamond and Pearl", Some("dp1")),
            ("XX", "Twice", None),
            ("NO", "Such Set", None),
            // The name says more than a code of somebody's own.
            ("B2", "Base Set", Some("base1")),
        ] {
            assert_eq!(found(code, name), set, "{code} {name}");
        }
    }

    #[test]
    fn a_card_found_by_its_set_s_name_is_the_one_that_is_named() {
        assert!(alike("Charizard ex - 199/165", ["Charizard ex"].into_iter()));
        assert!(alike("Glurak", ["Charizard", "Glurak"].into_iter()) && alike("", ["Pikachu"].into_iter()));
        assert!(!alike("Raichu", ["Pikachu"].into_iter()));
    }
}
