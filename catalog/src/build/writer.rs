//! Writes one segment: gathers what its cards share (names, numbers, rarities, finishes), then lays it out.

use std::collections::BTreeMap;

use crate::index::bytes::{put_text, put_varint};
use crate::index::segment::{HAS_PICTURE, MAGIC, MOST_CARDS, SECTIONS, Section};
use crate::set::{CatalogCard, CatalogSet};
use crate::text::words;

/// Something many cards share, each once, with its number.
#[derive(Default)]
struct Shared {
    numbers: BTreeMap<Vec<u8>, u32>,
}

impl Shared {
    fn number(&mut self, item: Vec<u8>) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry(item).or_insert(next)
    }

    fn in_order(self) -> Vec<Vec<u8>> {
        let mut items: Vec<_> = self.numbers.into_iter().map(|(item, number)| (number, item)).collect();
        items.sort_unstable_by_key(|(number, _)| *number);
        items.into_iter().map(|(_, item)| item).collect()
    }
}

/// A segment in the making.
#[derive(Default)]
pub struct Writer {
    sets: Vec<Vec<u8>>,
    set_cards: Vec<u32>,
    names: Shared,
    /// How many words, of each new name.
    name_words: Vec<u8>,
    /// The names of each word, with flags: 1 the first word there, 2 the last.
    postings: BTreeMap<String, BTreeMap<u32, u32>>,
    numbers: Shared,
    rarities: Shared,
    finishes: Shared,
    columns: [Vec<u16>; 4],
    flags: Vec<u8>,
    products: Vec<u32>,
    told: Vec<u32>,
    tells: Vec<Vec<u8>>,
}

impl Writer {
    /// How many cards were written.
    pub fn cards(&self) -> usize {
        self.flags.len()
    }

    /// Adds a set; cards beyond [`MOST_CARDS`] are left out.
    pub fn add(&mut self, set: &CatalogSet) {
        let mut record = Vec::new();
        for text in [&set.id, &set.name, &set.code, &set.series, &set.released] {
            put_text(&mut record, text);
        }
        put_varint(&mut record, set.official);
        put_pairs(&mut record, &set.names);
        self.sets.push(record);
        self.set_cards.push(self.flags.len() as u32);
        let room = MOST_CARDS.saturating_sub(self.flags.len());
        for card in set.cards.iter().take(room) {
            self.add_card(card);
        }
    }

    fn add_card(&mut self, card: &CatalogCard) {
        let at = self.flags.len() as u32;
        let finishes: Vec<&str> = card.finishes.iter().map(|finish| finish.name.as_str()).collect();
        let cells = [
            self.name(card),
            self.numbers.number(card.number.clone().into_bytes()),
            self.rarities.number(card.rarity.clone().into_bytes()),
            self.finishes.number(finishes.join("\n").into_bytes()),
        ];
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(u16::try_from(cell).expect("BUG: no more of anything than cards, and these fit"));
        }
        self.flags.push(if card.picture.is_empty() { 0 } else { HAS_PICTURE });
        self.products.push(product(card));
        if let Some((_, tell)) = card.id.split_once('~') {
            self.told.push(at);
            self.tells.push(tell.as_bytes().to_vec());
        }
    }

    fn name(&mut self, card: &CatalogCard) -> u32 {
        let mut record = Vec::new();
        put_text(&mut record, &card.name);
        put_pairs(&mut record, &card.names);
        let number = self.names.number(record);
        if number as usize == self.name_words.len() {
            self.name_words.push(u8::try_from(words(&card.name).len()).unwrap_or(u8::MAX));
            for name in card.names.values().chain([&card.name]) {
                let words = words(name);
                let last = words.len().saturating_sub(1);
                for (i, word) in words.into_iter().enumerate() {
                    let flags = u32::from(i == 0) | u32::from(i == last) << 1;
                    *self.postings.entry(word).or_default().entry(number).or_default() |= flags;
                }
            }
        }
        number
    }

    /// The bytes of the segment.
    pub fn finish(mut self, game: &str) -> Vec<u8> {
        let mut sections: Vec<(Section, Vec<u8>)> = vec![(Section::Game, game.as_bytes().to_vec())];
        self.set_cards.push(self.flags.len() as u32);
        let (texts, postings): (Vec<_>, Vec<_>) =
            self.postings.into_iter().map(|(word, names)| (word.into_bytes(), posting_bytes(&names))).unzip();
        for (starts, items, list) in [
            (Section::SetStarts, Section::Sets, self.sets),
            (Section::NameStarts, Section::Names, self.names.in_order()),
            (Section::WordStarts, Section::Words, texts),
            (Section::PostingStarts, Section::Postings, postings),
            (Section::NumberStarts, Section::Numbers, self.numbers.in_order()),
            (Section::RarityStarts, Section::Rarities, self.rarities.in_order()),
            (Section::FinishStarts, Section::Finishes, self.finishes.in_order()),
            (Section::TellStarts, Section::Tells, self.tells),
        ] {
            let mut at = 0;
            let ends = list.iter().map(|item| {
                at += item.len() as u32;
                at
            });
            sections.push((starts, four_bytes(&[0].into_iter().chain(ends).collect::<Vec<_>>())));
            sections.push((items, list.concat()));
        }
        if self.products.iter().all(|&product| product == 0) {
            self.products.clear();
        }
        sections.push((Section::SetCards, four_bytes(&self.set_cards)));
        sections.push((Section::NameWords, self.name_words));
        let columns = [Section::CardNames, Section::CardNumbers, Section::CardRarities, Section::CardFinishes];
        for (section, column) in columns.into_iter().zip(&self.columns) {
            sections.push((section, column.iter().flat_map(|cell| cell.to_le_bytes()).collect()));
        }
        sections.push((Section::CardFlags, self.flags));
        sections.push((Section::CardProducts, four_bytes(&self.products)));
        sections.push((Section::Told, four_bytes(&self.told)));
        sections.sort_by_key(|(section, _)| *section as usize);
        debug_assert_eq!(sections.len(), SECTIONS);
        let lengths: Vec<u32> = sections.iter().map(|(_, bytes)| bytes.len() as u32).collect();
        let mut out = MAGIC.to_vec();
        out.extend(four_bytes(&lengths));
        out.extend(sections.into_iter().flat_map(|(_, bytes)| bytes));
        out
    }
}

fn put_pairs(out: &mut Vec<u8>, pairs: &BTreeMap<String, String>) {
    put_varint(out, pairs.len() as u32);
    for (language, name) in pairs {
        put_text(out, language);
        put_text(out, name);
    }
}

fn posting_bytes(names: &BTreeMap<u32, u32>) -> Vec<u8> {
    let (mut out, mut before) = (Vec::new(), 0);
    for (name, flags) in names {
        put_varint(&mut out, (name - before) << 2 | flags);
        before = *name;
    }
    out
}

fn four_bytes(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// TCGplayer's product of the card itself, if there is exactly one.
fn product(card: &CatalogCard) -> u32 {
    let mut found = card.refs.iter().filter_map(|name| name.strip_prefix("tcgplayer:")?.parse().ok());
    let only = found.next().unwrap_or(0);
    if found.next().is_none() { only } else { 0 }
}
