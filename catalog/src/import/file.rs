//! What the rows of one file add up to: its sets with their cards, and what no sane row has.

use std::collections::BTreeMap;

use super::BadFile;
use crate::set::{CatalogCard, CatalogSet};

/// Cards of one import that may wait for the rest of their sets.
pub(super) const MOST_WAITING: usize = 1_500_000;
/// Longer texts are no names, numbers or ids.
const LONGEST_TEXT: usize = 600;

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

    /// # Errors
    /// More cards than any file of a catalogue has.
    pub(super) fn check(&self) -> Result<(), BadFile> {
        if self.cards > MOST_WAITING { Err(BadFile::TooMany(MOST_WAITING)) } else { Ok(()) }
    }

    pub(super) fn set(&mut self, set: CatalogSet) -> Result<(), String> {
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
