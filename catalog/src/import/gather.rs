//! Puts together what files say of the same set: a list of sets, and files of cards.

use std::collections::BTreeMap;

use super::file::{File, MOST_WAITING};
use super::row::Kind;
use super::{BadFile, Sink, rarebox};
use crate::set::CatalogSet;

/// Source, game, set.
type Name = (&'static str, String, String);

#[derive(Default)]
pub(super) struct Gather {
    /// What lists of sets said.
    known: BTreeMap<Name, CatalogSet>,
    /// Sets whose list has not been read, or whose cards are not in a file of their own.
    waiting: BTreeMap<Name, CatalogSet>,
    cards: usize,
}

impl Gather {
    pub(super) fn file(&mut self, kind: Kind, file: File, sink: &mut dyn Sink) -> Result<(), BadFile> {
        let source = kind.source();
        for ((game, id), mut set) in file.sets {
            let name = (source, game, id);
            if kind.is_sets() {
                self.known.insert(name, set);
                continue;
            }
            if kind == Kind::RareboxCards {
                rarebox::keys(&mut set);
            }
            if kind.has_a_file_a_set() && self.known.contains_key(&name) {
                self.hand_out(&name, set, sink)?;
                continue;
            }
            self.cards += set.cards.len();
            if self.cards > MOST_WAITING {
                return Err(BadFile::TooMany(MOST_WAITING));
            }
            self.waiting.entry(name).and_modify(|waiting| waiting.cards.append(&mut set.cards)).or_insert(set);
        }
        Ok(())
    }

    pub(super) fn finish(mut self, sink: &mut dyn Sink) -> Result<(), BadFile> {
        for (name, set) in std::mem::take(&mut self.waiting) {
            self.hand_out(&name, set, sink)?;
        }
        Ok(())
    }

    /// A set with what its list says of it.
    fn hand_out(&self, name: &Name, mut set: CatalogSet, sink: &mut dyn Sink) -> Result<(), BadFile> {
        // A card of TCGdex does not say its game, its set does.
        let listed = self.known.get(name).or_else(|| {
            let (source, _, id) = name;
            let games = ["pokemon", "pokemon-pocket"].into_iter().filter(|_| *source == "tcgdex");
            games.map(|game| (*source, game.to_owned(), id.clone())).find_map(|name| self.known.get(&name))
        });
        if let Some(listed) = listed {
            let (cards, code, released) = (set.cards, set.code, set.released);
            set = CatalogSet { cards, ..listed.clone() };
            if set.code.is_empty() {
                set.code = code;
            }
            if set.released.is_empty() {
                set.released = released;
            }
        }
        if set.name.is_empty() {
            set.name.clone_from(&set.id);
        }
        set.source = name.0.to_owned();
        set.cards.sort();
        sink.set(set)
    }
}
