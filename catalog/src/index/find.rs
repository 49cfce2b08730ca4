//! Cards by the names they have elsewhere: their key, the catalogue's own id, TCGplayer's product.

use super::segment::Section;
use super::{Index, card};
use crate::text::same_number;

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
        let cards = self.cards_of(set);
        let (i, first) = self.place(cards.start);
        let segment = self.segments.get(i)?;
        let mut found = cards.clone().filter(|card| {
            let at = first + (card - cards.start) as usize;
            same_number(card::number(segment, at), number) && tell.is_none_or(|tell| segment.tell(at) == Some(tell))
        });
        let only = found.next()?;
        found.next().is_none().then_some(only)
    }

    fn by_product(&self, product: u32) -> Option<u32> {
        let wanted = product.to_le_bytes();
        let mut found = self.segments.iter().zip(&self.first_cards).flat_map(|(segment, first)| {
            let cells = segment.section(Section::CardProducts).chunks_exact(4).zip(*first..);
            cells.filter(|(cell, _)| *cell == wanted).map(|(_, card)| card)
        });
        let only = found.next().filter(|_| product != 0)?;
        found.next().is_none().then_some(only)
    }
}
