//! Cards by the names they have elsewhere: their key, the catalogue's own id, TCGplayer's product.

use std::collections::{BTreeMap, BTreeSet};

use vitrine_ledger::CardRef;

use super::segment::Section;
use super::{Index, card};
use crate::place::{alike, asked, meant, set_words};
use crate::text::same_number;

/// Which card of an index an entry is a copy of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// None that this index has, or nobody can tell which.
    Nowhere,
    /// This card, by its number in the index.
    Card(u32),
    /// Its set and number are one card's and its product is another's: these, what the place says first.
    Between(Vec<u32>),
}

impl Index {
    /// The card of a key (`mtg:10e-1`, as [`vitrine_ledger::CardRef`] has it), of an id of the catalogue
    /// (`catalog:eb-01-3~alternate-art`) or of a product (`tcgplayer:526193`). None: there is none, or more than one.
    pub fn find(&self, key_or_ref: &str) -> Option<u32> {
        let (namespace, id) = key_or_ref.split_once(':')?;
        match namespace {
            "catalog" => self.by_key(id),
            "tcgplayer" => self.by_product(id.parse().ok()?),
            game if game == self.game => self.by_key(id),
            _ => None,
        }
    }

    /// The card an entry is a copy of: by the catalogue's own id; by its set (its id, or the code or the name that other apps
    /// write) and number; by its product. Where these are of different cards, nobody but its owner knows which it is.
    pub fn copy_of(&self, card: &CardRef) -> Placed {
        if let Some(found) = card.ids.get("catalog").and_then(|id| self.by_key(id)) {
            return Placed::Card(found);
        }
        let set = self.find_set(&card.set);
        let of_place = set.or_else(|| self.set_of_words(card)).map(|set| self.all_in_set(set, &card.number));
        let mut of_place = of_place.filter(|_| !card.number.trim().is_empty()).unwrap_or_default();
        if set.is_none() {
            of_place.retain(|&found| {
                let found = self.card(found);
                alike(&card.name, found.names.iter().map(|(_, name)| *name).chain([found.name]))
            });
        }
        let of_product = card.ids.get("tcgplayer").and_then(|id| id.parse().ok());
        let of_product = of_product.map(|product| self.all_by_product(product)).unwrap_or_default();
        let both: Vec<u32> = of_place.iter().copied().filter(|found| of_product.contains(found)).collect();
        match (&of_place[..], &of_product[..], &both[..]) {
            (_, _, [only]) | ([only], [], _) | ([], [only], _) => Placed::Card(*only),
            ([], _, _) | (_, [], _) | (_, _, [_, ..]) => Placed::Nowhere,
            ([_, ..], [_, ..], []) => Placed::Between(of_place.into_iter().chain(of_product).collect()),
        }
    }

    fn set_of_words(&self, card: &CardRef) -> Option<u32> {
        let words = self.by_word.get_or_init(|| {
            let mut words: BTreeMap<String, Vec<u32>> = BTreeMap::new();
            for (number, set) in self.sets() {
                let names = set.names.iter().map(|(_, name)| *name);
                for word in set_words([set.id, set.code, set.name, set.series], names) {
                    words.entry(word).or_default().push(number);
                }
            }
            words
        });
        let sets = |word: &String| words.get(word).into_iter().flatten().copied();
        let (code, names) = asked(card);
        let by_code: BTreeSet<u32> = code.iter().flat_map(sets).collect();
        let by_name: BTreeSet<u32> = names.iter().flat_map(sets).collect();
        meant(&by_code, &by_name)
    }

    fn all_in_set(&self, set: u32, number: &str) -> Vec<u32> {
        let cards = self.cards_of(set);
        let (i, first) = self.place(cards.start);
        let Some(segment) = self.segments.get(i) else { return Vec::new() };
        let at = |card: u32| first + (card - cards.start) as usize;
        cards.clone().filter(|&card| same_number(card::number(segment, at(card)), number)).collect()
    }

    fn all_by_product(&self, product: u32) -> Vec<u32> {
        let wanted = product.to_le_bytes();
        let found = self.segments.iter().zip(&self.first_cards).flat_map(|(segment, first)| {
            let cells = segment.section(Section::CardProducts).chunks_exact(4).zip(*first..);
            cells.filter(|(cell, _)| *cell == wanted).map(|(_, card)| card)
        });
        if product == 0 { Vec::new() } else { found.collect() }
    }

    /// The set with this id, in upper or lower case.
    pub fn find_set(&self, id: &str) -> Option<u32> {
        let id = id.to_lowercase();
        let i = self.by_id.binary_search_by(|(found, _)| found.as_str().cmp(&id)).ok()?;
        Some(self.by_id[i].1)
    }

    /// A card by `<set>-<number>`, with `~…` or without. Sets and numbers may have a `-` in them.
    fn by_key(&self, key: &str) -> Option<u32> {
        let (key, tell) = key.split_once('~').map_or((key, None), |(key, tell)| (key, Some(tell)));
        key.match_indices('-').find_map(|(at, _)| {
            let set = self.find_set(&key[..at])?;
            self.in_set(set, &key[at + 1..], tell)
        })
    }

    fn in_set(&self, set: u32, number: &str, tell: Option<&str>) -> Option<u32> {
        let mut found = self.all_in_set(set, number);
        found.retain(|&card| {
            let (i, at) = self.place(card);
            tell.is_none_or(|tell| self.segments[i].tell(at) == Some(tell))
        });
        match found[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    fn by_product(&self, product: u32) -> Option<u32> {
        match self.all_by_product(product)[..] {
            [only] => Some(only),
            _ => None,
        }
    }
}
