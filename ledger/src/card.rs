//! What a card is and in which state: the values of an entry's fields that have parts. Parts belong together: each of
//! these is one field, written and merged as a whole (docs/engine.md#causality-before-clocks).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Which printing of which card. A card that is in no catalogue has the game `custom`, or a game and no `ids`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardRef {
    /// `mtg`, `pokemon`, `yugioh` …; `custom` for anything else.
    pub game: String,
    /// The set's code or id, as its game writes it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub set: String,
    /// The set's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub set_name: String,
    /// The collector number as printed: a text, `TG07` and `001/217` are numbers.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// The card's name.
    pub name: String,
    /// The rarity as the source calls it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rarity: String,
    /// What kind of sealed product it is: `Booster box`, `Tin` … an open text with suggestions. Empty for a single card.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub product: String,
    /// The card's names elsewhere: `tcgplayer` (product), `sku` (product × condition × printing × language), `scryfall` …
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub ids: BTreeMap<String, String>,
}

impl CardRef {
    /// Names the printing wherever it is written the same way: `<game>:<set>-<number>` in lower case, the number up to its
    /// total and without leading zeros (`001/217` is `1`, `TG07` is `tg7`). Catalogues and prices are joined by it. None
    /// without a set or a number: such a card cannot be found by its place.
    pub fn key(&self) -> Option<String> {
        let set = self.set.trim().to_lowercase();
        let number = number_key(&self.number);
        let known = !set.is_empty() && !number.is_empty();
        known.then(|| format!("{}:{set}-{number}", self.game.trim().to_lowercase()))
    }
}

/// A collector number as [`CardRef::key`] has it.
pub fn number_key(number: &str) -> String {
    let number = number.split('/').next().unwrap_or_default().trim().to_lowercase();
    let mut key = String::with_capacity(number.len());
    // Zeros before a digit, where a run of digits begins.
    let mut rest = number.chars().peekable();
    while let Some(c) = rest.next() {
        let leads = c == '0' && !key.ends_with(|c: char| c.is_ascii_digit());
        if !(leads && rest.peek().is_some_and(char::is_ascii_digit)) {
            key.push(c);
        }
    }
    key
}

/// A condition on the ladder it was judged with. Ladders are not convertible one to one, so both parts are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// `tcg` or `cm`; open.
    pub scale: String,
    /// `NM`, `LP` …; open.
    pub code: String,
}

impl Condition {
    /// A condition `code` of the ladder `scale`.
    pub fn new(scale: &str, code: &str) -> Self {
        Self { scale: scale.to_owned(), code: code.to_owned() }
    }
}

/// What a grading company said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade {
    /// `PSA`, `BGS`, `CGC` …
    pub company: String,
    /// `10`, `9.5`: a text, since companies write it differently.
    pub value: String,
    /// What the company adds to the number: `Pristine`, `Black Label`, a qualifier.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The certificate's number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cert: String,
    /// The parts of the grade, of companies that tell them.
    #[serde(default, skip_serializing_if = "SubGrades::is_empty")]
    pub subs: SubGrades,
}

/// What a grade is made of. Texts like the grade itself; empty where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SubGrades {
    /// The sub-grade for centering, as printed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub centering: String,
    /// The sub-grade for corners, as printed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub corners: String,
    /// The sub-grade for edges, as printed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub edges: String,
    /// The sub-grade for the surface, as printed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub surface: String,
}

impl SubGrades {
    /// In the order graders print them.
    pub fn parts(&self) -> [(&'static str, &str); 4] {
        let Self { centering, corners, edges, surface } = self;
        [("centering", centering), ("corners", corners), ("edges", edges), ("surface", surface)]
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.parts().iter().all(|(_, grade)| grade.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printing_has_one_key_however_its_number_is_written() {
        for (number, key) in
            [("4/102", "4"), ("001/217", "1"), ("TG07", "tg7"), ("0", "0"), ("100", "100"), ("SV001", "sv1")]
        {
            assert_eq!(number_key(number), key);
        }
        let card = CardRef { game: "mtg".into(), set: "10E".into(), number: "007★".into(), ..CardRef::default() };
        assert_eq!(card.key().as_deref(), Some("mtg:10e-7★"));
        assert_eq!(CardRef { set: String::new(), ..card.clone() }.key(), None);
        assert_eq!(CardRef { number: " /102".into(), ..card }.key(), None);
    }
}
