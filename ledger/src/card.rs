//! What a card is and in which state: the values of an entry's fields that have parts. Parts belong together: each of
//! these is one field, written and merged as a whole (rule 5).

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
    #[serde(skip_serializing_if = "String::is_empty")]
    pub set_name: String,
    /// The collector number as printed: a text, `TG07` and `001/217` are numbers.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub number: String,
    pub name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rarity: String,
    /// What kind of sealed product it is: `Booster box`, `Tin` … an open text with suggestions. Empty for a single card.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub product: String,
    /// The card's names elsewhere: `tcgplayer` (product), `sku` (product × condition × printing × language), `scryfall` …
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub ids: BTreeMap<String, String>,
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
    #[serde(skip_serializing_if = "String::is_empty")]
    pub centering: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub corners: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub edges: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub surface: String,
}

impl SubGrades {
    /// In the order graders print them.
    pub fn parts(&self) -> [(&'static str, &str); 4] {
        let Self { centering, corners, edges, surface } = self;
        [("centering", centering), ("corners", corners), ("edges", edges), ("surface", surface)]
    }

    pub fn is_empty(&self) -> bool {
        self.parts().iter().all(|(_, grade)| grade.is_empty())
    }
}
