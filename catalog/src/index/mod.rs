//! One game's catalogue on the device: bytes that are checked once and then searched where they lie.
//!
//! An index is its segments, in order. `segment` knows their bytes, `card` reads cards and sets, `search` and `typo` find
//! them, `find` knows them by their key. Numbers of cards and sets hold for one index only: they are not to be stored.

pub(crate) mod bytes;
mod card;
mod find;
mod search;
pub(crate) mod segment;
mod typo;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

pub use card::{Card, Set};
pub use find::Placed;
pub use search::Hit;
use search::Prepared;
use segment::{Section, Segment};

/// Bytes that are no index, and what is wrong with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadIndex(pub &'static str);

impl std::fmt::Display for BadIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the catalogue's index cannot be read: {}", self.0)
    }
}

impl std::error::Error for BadIndex {}

/// One game's catalogue.
pub struct Index {
    game: String,
    segments: Vec<Segment>,
    /// What a search needs of each segment and the bytes do not have ready.
    prepared: Vec<Prepared>,
    /// The number of each segment's first card; and one more, the number of cards.
    first_cards: Vec<u32>,
    first_sets: Vec<u32>,
    /// Sets by their id in lower case.
    by_id: Vec<(String, u32)>,
    /// Sets by the words of [`place`](crate::place), once somebody asks for one.
    by_word: OnceLock<BTreeMap<String, Vec<u32>>>,
}

impl Index {
    /// Opens the chunks of one game, in the order the server lists them.
    ///
    /// # Errors
    /// Bytes that are not what the server made: nothing of them is used.
    pub fn open(chunks: &[impl AsRef<[u8]>]) -> Result<Self, BadIndex> {
        let segments = chunks.iter().map(|chunk| Segment::open(chunk.as_ref())).collect::<Result<Vec<_>, _>>()?;
        let game = |segment: &Segment| std::str::from_utf8(segment.section(Section::Game)).map(str::to_owned);
        let first = segments.first().ok_or(BadIndex("there is nothing"))?;
        let name = game(first).map_err(|_| BadIndex("the game has no name"))?;
        if segments.iter().any(|segment| game(segment).as_ref() != Ok(&name)) {
            return Err(BadIndex("chunks of different games"));
        }
        let (mut first_cards, mut first_sets, mut by_id) = (vec![0], vec![0], Vec::new());
        for segment in &segments {
            let (cards, sets) = (segment.cards() as u32, segment.count(Section::SetStarts) as u32);
            let first_set = first_sets.last().copied().unwrap_or(0);
            by_id.extend((0..sets).map(|i| (card::set_id(segment, i as usize).to_lowercase(), first_set + i)));
            first_cards.push(first_cards.last().copied().unwrap_or(0) + cards);
            first_sets.push(first_set + sets);
        }
        by_id.sort();
        let prepared = segments.iter().map(Prepared::of).collect();
        Ok(Self { game: name, segments, prepared, first_cards, first_sets, by_id, by_word: OnceLock::new() })
    }

    /// The game's id: `mtg`, `pokemon` …
    pub fn game(&self) -> &str {
        &self.game
    }

    /// How many cards there are.
    pub fn len(&self) -> usize {
        self.first_cards.last().map_or(0, |&cards| cards as usize)
    }

    /// Whether there is no card in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many sets there are.
    pub fn set_count(&self) -> u32 {
        self.first_sets.last().copied().unwrap_or(0)
    }

    /// All sets with their numbers, oldest first.
    pub fn sets(&self) -> impl Iterator<Item = (u32, Set<'_>)> {
        (0..self.set_count()).map(|set| (set, self.set(set)))
    }

    /// The numbers of a set's cards, in the order of the set.
    pub fn cards_of(&self, set: u32) -> Range<u32> {
        let i = self.first_sets.partition_point(|&first| first <= set).saturating_sub(1).min(self.segments.len() - 1);
        let (segment, at) = (&self.segments[i], (set - self.first_sets[i]) as usize);
        let first = self.first_cards[i];
        first + segment.first_card(at) as u32..first + segment.first_card(at + 1) as u32
    }

    /// The bytes it takes in memory, nearly.
    pub fn bytes(&self) -> usize {
        self.segments.iter().map(Segment::len_bytes).sum()
    }

    /// The segment of a card, and its number there.
    fn place(&self, card: u32) -> (usize, usize) {
        let i = self.first_cards.partition_point(|&first| first <= card).saturating_sub(1).min(self.segments.len() - 1);
        (i, card.saturating_sub(self.first_cards[i]) as usize)
    }

    fn segment_of_set(&self, set: u32) -> (&Segment, usize) {
        let i = self.first_sets.partition_point(|&first| first <= set).saturating_sub(1).min(self.segments.len() - 1);
        (&self.segments[i], set.saturating_sub(self.first_sets[i]) as usize)
    }
}
