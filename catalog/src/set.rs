//! Sets and cards as files and databases hold them: what one source says, and what is merged from all of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// A set with its cards. In a part, `source` says whose it is; in a merged set it is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CatalogSet {
    /// The game: `pokemon`, `mtg` …
    pub game: String,
    /// Which source says so.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// As its source writes it; two ids of one game differ in more than case.
    pub id: String,
    /// The set's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Its names by language, BCP 47.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
    /// What is printed on its cards, where that is not the id.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// The series it belongs to, or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub series: String,
    /// `YYYY-MM-DD`, or empty: unknown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub released: String,
    /// The number after the `/` on its cards; 0: unknown.
    #[serde(skip_serializing_if = "is_zero")]
    pub official: u32,
    /// Its cards.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<CatalogCard>,
}

/// One printing of a card.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct CatalogCard {
    /// `<set>-<number key>` in lower case, and `~` with what tells it apart where cards share that. Empty in a part: the
    /// whole set has to be known.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// As printed.
    pub number: String,
    /// In the game's first language, or else in any.
    pub name: String,
    /// Its names by language, BCP 47, without the one in `name`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
    /// The rarity as the source calls it, or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rarity: String,
    /// `Pokémon`, `Trainer`, `Effect Monster` …
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// How it was printed, commonest first; empty: its sources do not say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub finishes: Vec<Finish>,
    /// Its names elsewhere, `namespace:id`.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub refs: BTreeSet<String>,
    /// Where its picture is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub picture: String,
}

/// One way a card was printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Finish {
    /// An open text: `Normal`, `Reverse Holofoil`, `Etched` …
    pub name: String,
    /// Names of products that are the card in this finish only, and not those of the card.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub refs: BTreeSet<String>,
}

impl Finish {
    /// A finish of this name.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), refs: BTreeSet::new() }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// What to call a game that has cards here.
pub fn game_name(game: &str) -> &str {
    match game {
        "mtg" => "Magic: The Gathering",
        "pokemon" => "Pokémon",
        "pokemon-ja" => "Pokémon (Japanese)",
        "pokemon-pocket" => "Pokémon TCG Pocket",
        "yugioh" => "Yu-Gi-Oh!",
        "one-piece" => "One Piece",
        "lorcana" => "Disney Lorcana",
        "riftbound" => "Riftbound",
        other => other,
    }
}
