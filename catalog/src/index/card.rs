//! Cards and sets as they are read out of an index.

use vitrine_ledger::CardRef;

use super::Index;
use super::bytes::{take_text, take_varint};
use super::segment::{HAS_PICTURE, Section, Segment};
use crate::text::number_key;

/// A set, with the texts where they lie in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set<'a> {
    /// As its game writes it.
    pub id: &'a str,
    /// The name as it is shown.
    pub name: &'a str,
    /// What is printed on its cards, where that is not the id.
    pub code: &'a str,
    /// The series the set belongs to, or empty.
    pub series: &'a str,
    /// `YYYY-MM-DD`, or empty: unknown.
    pub released: &'a str,
    /// The number after the `/` on its cards; 0: unknown.
    pub official: u32,
    /// How many cards of it the catalogue knows.
    pub cards: u32,
    /// `(language, name)`.
    pub names: Vec<(&'a str, &'a str)>,
}

/// A card, with the texts where they lie in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card<'a> {
    /// The catalogue's name of it inside its game: `<set>-<number key>` in lower case, with `~…` where that is not unique.
    pub id: String,
    /// The name as it is shown.
    pub name: &'a str,
    /// Its names in other languages, `(language, name)`.
    pub names: Vec<(&'a str, &'a str)>,
    /// The number of its set, for [`Index::set`].
    pub set: u32,
    /// As printed.
    pub number: &'a str,
    /// The rarity as the source calls it, or empty.
    pub rarity: &'a str,
    /// How it was printed, commonest first; empty: nobody says.
    pub finishes: Vec<&'a str>,
    /// Whether there is a picture of it.
    pub has_picture: bool,
    /// `YYYY-MM-DD`, or empty: unknown.
    pub released: &'a str,
    /// TCGplayer's product.
    pub tcgplayer: Option<u32>,
}

pub(super) fn set(segment: &Segment, set: usize) -> Set<'_> {
    let mut bytes = segment.item(Section::SetStarts, Section::Sets, set);
    let bytes = &mut bytes;
    let [id, name, code, series, released] = std::array::from_fn(|_| take_text(bytes).unwrap_or_default());
    let official = take_varint(bytes).unwrap_or(0);
    let cards = (segment.first_card(set + 1) - segment.first_card(set)) as u32;
    Set { id, name, code, series, released, official, cards, names: pairs(bytes) }
}

/// What a set is found by, without the rest: id, code and when it came out.
pub(super) fn set_id(segment: &Segment, set: usize) -> &str {
    take_text(&mut segment.item(Section::SetStarts, Section::Sets, set)).unwrap_or_default()
}

fn pairs<'a>(bytes: &mut &'a [u8]) -> Vec<(&'a str, &'a str)> {
    let count = take_varint(bytes).unwrap_or(0);
    (0..count).map_while(|_| Some((take_text(bytes)?, take_text(bytes)?))).collect()
}

pub(super) fn number(segment: &Segment, card: usize) -> &str {
    segment.text(Section::NumberStarts, Section::Numbers, segment.cell(Section::CardNumbers, card))
}

/// `<set>-<number key>`, and what tells the card apart.
pub(super) fn id(segment: &Segment, set: usize, card: usize) -> String {
    let mut id = set_id(segment, set).to_lowercase();
    id.push('-');
    id.push_str(&number_key(number(segment, card)));
    if let Some(tell) = segment.tell(card) {
        id.push('~');
        id.push_str(tell);
    }
    id
}

impl Index {
    /// A set by its number, below [`Index::set_count`].
    pub fn set(&self, set: u32) -> Set<'_> {
        let (segment, at) = self.segment_of_set(set);
        self::set(segment, at)
    }

    /// A card by its number, below [`Index::len`].
    pub fn card(&self, card: u32) -> Card<'_> {
        let (i, at) = self.place(card);
        let segment = &self.segments[i];
        let in_segment = segment.set_of(at);
        let mut name = segment.item(Section::NameStarts, Section::Names, segment.cell(Section::CardNames, at));
        let finishes = segment.text(Section::FinishStarts, Section::Finishes, segment.cell(Section::CardFinishes, at));
        Card {
            id: id(segment, in_segment, at),
            name: take_text(&mut name).unwrap_or_default(),
            names: pairs(&mut name),
            set: self.first_sets[i] + in_segment as u32,
            number: number(segment, at),
            rarity: segment.text(Section::RarityStarts, Section::Rarities, segment.cell(Section::CardRarities, at)),
            finishes: finishes.split('\n').filter(|finish| !finish.is_empty()).collect(),
            has_picture: segment.flags(at) & HAS_PICTURE != 0,
            released: self::set(segment, in_segment).released,
            tcgplayer: segment.product(at),
        }
    }

    /// What an entry stores of a card.
    pub fn card_ref(&self, card: u32) -> CardRef {
        let found = self.card(card);
        let set = self.set(found.set);
        let text = str::to_owned;
        let mut ids = std::collections::BTreeMap::new();
        if let Some(product) = found.tcgplayer {
            ids.insert(text("tcgplayer"), product.to_string());
        }
        if found.id.contains('~') {
            ids.insert(text("catalog"), found.id);
        }
        CardRef {
            game: text(&self.game),
            set: text(set.id),
            set_name: text(set.name),
            number: text(found.number),
            name: text(found.name),
            rarity: text(found.rarity),
            product: String::new(),
            ids,
        }
    }
}
