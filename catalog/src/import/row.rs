//! Rows of any format: which format a row is of, and reading it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::file::File;
use super::{pokemontcg, rarebox, scryfall, tcgdex};

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    RareboxSets,
    RareboxCards,
    PokemonTcgSets,
    PokemonTcgCards,
    TcgdexSets,
    TcgdexCards,
    Scryfall,
}

impl Kind {
    pub(super) fn of(row: &str) -> Option<Self> {
        let row: BTreeMap<String, Value> = serde_json::from_str(row).ok()?;
        let has = |names: &[&str]| names.iter().all(|name| row.contains_key(*name));
        let kinds: [(Self, &[&str]); 7] = [
            (Self::Scryfall, &["collector_number", "set", "set_name", "id", "lang"]),
            (Self::TcgdexCards, &["id", "set", "num", "names"]),
            (Self::TcgdexSets, &["id", "names", "official", "abbr"]),
            (Self::RareboxCards, &["id", "game", "set", "number", "name"]),
            (Self::PokemonTcgCards, &["id", "name", "supertype", "number", "images"]),
            (Self::PokemonTcgSets, &["id", "name", "series", "printedTotal", "images"]),
            (Self::RareboxSets, &["id", "name", "printedTotal", "releaseDate", "total"]),
        ];
        kinds.into_iter().find(|(_, names)| has(names)).map(|(kind, _)| kind)
    }

    pub(super) fn source(self) -> &'static str {
        match self {
            Self::RareboxSets | Self::RareboxCards => "rarebox",
            Self::PokemonTcgSets | Self::PokemonTcgCards => "pokemontcg",
            Self::TcgdexSets | Self::TcgdexCards => "tcgdex",
            Self::Scryfall => "scryfall",
        }
    }

    /// Are the rows sets, without their cards?
    pub(super) fn is_sets(self) -> bool {
        matches!(self, Self::RareboxSets | Self::PokemonTcgSets | Self::TcgdexSets)
    }

    /// Does each file hold whole sets that are complete when it ends?
    pub(super) fn has_a_file_a_set(self) -> bool {
        matches!(self, Self::RareboxCards | Self::PokemonTcgCards)
    }
}

/// Reads one row of a file.
///
/// # Errors
/// What is wrong with it, for a person; the row is left out.
pub(super) fn take(file: &mut File, kind: Kind, row: &str) -> Result<(), String> {
    match kind {
        Kind::RareboxSets => file.set(rarebox::set(row, &file.path)?),
        Kind::PokemonTcgSets => file.set(pokemontcg::set(row)?),
        Kind::TcgdexSets => file.set(tcgdex::set(row)?),
        Kind::RareboxCards => file.card(rarebox::card(row)?),
        Kind::PokemonTcgCards => file.card(pokemontcg::card(row)?),
        Kind::TcgdexCards => file.card(tcgdex::card(row)?),
        Kind::Scryfall => scryfall::card(row).map(|(set, card)| scryfall::add(file, set, card))?,
    }
}
