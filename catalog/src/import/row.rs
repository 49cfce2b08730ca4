//! Rows of any format: which format a row is of, and what a file's rows add up to.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{BadFile, pokemontcg, rarebox, scryfall, tcgdex};
use crate::set::{CatalogCard, CatalogSet};

/// Cards of one import that may wait for the rest of their sets.
pub(super) const MOST_WAITING: usize = 1_500_000;
/// Longer texts are no names, numbers or ids.
const LONGEST_TEXT: usize = 600;

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

/// What the rows of one file say.
pub(super) struct File {
    pub(super) path: String,
    /// By game and set id; sets without cards in a file of sets.
    pub(super) sets: BTreeMap<(String, String), CatalogSet>,
    cards: usize,
}

impl File {
    pub(super) fn new(path: &str) -> Self {
        Self { path: path.to_owned(), sets: BTreeMap::new(), cards: 0 }
    }

    /// Reads one row.
    ///
    /// # Errors
    /// What is wrong with it, for a person; the row is left out.
    pub(super) fn take(&mut self, kind: Kind, row: &str) -> Result<(), String> {
        match kind {
            Kind::RareboxSets => self.set(rarebox::set(row, &self.path)?),
            Kind::PokemonTcgSets => self.set(pokemontcg::set(row)?),
            Kind::TcgdexSets => self.set(tcgdex::set(row)?),
            Kind::RareboxCards => self.card(rarebox::card(row)?),
            Kind::PokemonTcgCards => self.card(pokemontcg::card(row)?),
            Kind::TcgdexCards => self.card(tcgdex::card(row)?),
            Kind::Scryfall => scryfall::card(row).map(|(set, card)| scryfall::add(self, set, card))?,
        }
    }

    /// # Errors
    /// More cards than any file of a catalogue has.
    pub(super) fn check(&self) -> Result<(), BadFile> {
        if self.cards > MOST_WAITING { Err(BadFile::TooMany(MOST_WAITING)) } else { Ok(()) }
    }

    fn set(&mut self, set: CatalogSet) -> Result<(), String> {
        let set = checked_set(set)?;
        self.sets.insert((set.game.clone(), set.id.clone()), set);
        Ok(())
    }

    pub(super) fn card(&mut self, (set, card): (CatalogSet, CatalogCard)) -> Result<(), String> {
        let set = checked_set(set)?;
        let card = checked_card(card)?;
        self.cards += 1;
        self.sets.entry((set.game.clone(), set.id.clone())).or_insert(set).cards.push(card);
        Ok(())
    }
}

fn checked_set(set: CatalogSet) -> Result<CatalogSet, String> {
    if set.id.trim().is_empty() || set.game.trim().is_empty() {
        return Err("it belongs to no set".to_owned());
    }
    let texts = [&set.game, &set.id, &set.name, &set.code, &set.series];
    within(texts.into_iter().chain(set.names.iter().flat_map(|(language, name)| [language, name])))?;
    Ok(set)
}

fn checked_card(card: CatalogCard) -> Result<CatalogCard, String> {
    if card.name.trim().is_empty() {
        return Err("it has no name".to_owned());
    }
    if card.number.trim().is_empty() {
        return Err("it has no number".to_owned());
    }
    let texts = [&card.name, &card.number, &card.rarity, &card.kind, &card.picture].into_iter();
    let finishes = card.finishes.iter().flat_map(|finish| finish.refs.iter().chain([&finish.name]));
    let names = card.names.iter().flat_map(|(language, name)| [language, name]);
    within(texts.chain(finishes).chain(names).chain(&card.refs))?;
    Ok(card)
}

/// Texts of a sane length, without characters that no text has.
fn within<'a>(texts: impl Iterator<Item = &'a String>) -> Result<(), String> {
    for text in texts {
        if text.len() > LONGEST_TEXT {
            return Err(format!("a text in it is longer than {LONGEST_TEXT} bytes"));
        }
        if text.contains(|c: char| c.is_control()) {
            return Err("a text in it has control characters".to_owned());
        }
    }
    Ok(())
}

/// A row as a type.
pub(super) fn parsed<'a, T: Deserialize<'a>>(row: &'a str) -> Result<T, String> {
    serde_json::from_str(row).map_err(|error| {
        let text = error.to_string();
        // The line and column of a row alone would mislead.
        text.split(" at line ").next().unwrap_or_default().to_owned()
    })
}

/// A day as `YYYY-MM-DD`; anything else is unknown.
pub(super) fn day(text: Option<&str>) -> String {
    let text = text.unwrap_or_default().replace('/', "-");
    let is_digit = |i: usize| text.as_bytes().get(i).is_some_and(u8::is_ascii_digit);
    let is_day = text.len() == 10 && (0..10).all(|i| if [4, 7].contains(&i) { !is_digit(i) } else { is_digit(i) });
    if is_day { text } else { String::new() }
}

/// The address of a picture, if it can be fetched safely.
pub(super) fn picture(url: Option<String>) -> String {
    url.filter(|url| url.starts_with("https://")).unwrap_or_default()
}

/// `Super_rare` and `uncommon` as people write them.
pub(super) fn rarity(text: Option<&str>) -> String {
    let words = text.unwrap_or_default().split(['_', ' ']).filter(|word| !word.is_empty() && *word != "None");
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    words.map(capital).collect::<Vec<_>>().join(" ")
}

/// The language as BCP 47 writes it: `es-mx` is `es-MX`, Scryfall's `zhs` is `zh-Hans`.
pub(super) fn language(text: &str) -> String {
    let known = vitrine_ledger::suggest::language(text);
    match known.split_once('-') {
        Some((language, region)) if region.len() == 2 => format!("{language}-{}", region.to_uppercase()),
        _ => known,
    }
}
