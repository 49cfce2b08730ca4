//! One chunk of an index: some sets with everything that is needed to search them, as bytes.
//!
//! `magic`, then the length of each section as four bytes, then the sections in the order of [`Section`]. Lists of texts
//! are two sections: where each begins (one more than there are), and the texts. Everything is checked once when a
//! segment is opened, so that reading cannot fail; what a reading finds nevertheless missing is empty.

use super::BadIndex;
use super::bytes::{take_text, take_varint, u16_at, u32_at};

pub(crate) const MAGIC: &[u8; 4] = b"VCS1";
/// More cards than a segment may have: its columns are two bytes wide.
pub(crate) const MOST_CARDS: usize = 60_000;

/// The parts of a segment, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Section {
    Game,
    /// Sets: id, name, code, series, day of release, official count, names in other languages.
    SetStarts,
    Sets,
    /// The first card of each set, and the number of cards.
    SetCards,
    /// Names: the name, and names in other languages.
    NameStarts,
    Names,
    /// How many words each name has.
    NameWords,
    /// The words of all names, sorted.
    WordStarts,
    Words,
    /// The names each word is in: the difference to the name before, and whether it is the first and the last word there.
    PostingStarts,
    Postings,
    NumberStarts,
    Numbers,
    RarityStarts,
    Rarities,
    /// Lists of finishes, a line each.
    FinishStarts,
    Finishes,
    /// Columns of cards.
    CardNames,
    CardNumbers,
    CardRarities,
    CardFinishes,
    CardFlags,
    /// TCGplayer's product, 0 for none; empty when no card has one.
    CardProducts,
    /// Cards whose set and number do not tell them apart, sorted, and what does.
    Told,
    TellStarts,
    Tells,
}

pub(crate) const SECTIONS: usize = Section::Tells as usize + 1;
const HEADER: usize = MAGIC.len() + 4 * SECTIONS;
/// A flag of [`Section::CardFlags`].
pub(crate) const HAS_PICTURE: u8 = 1;

pub(super) struct Segment {
    bytes: Box<[u8]>,
    starts: [usize; SECTIONS + 1],
}

/// A word of a name: which name, is it the first word there, is it the last.
pub(super) struct Posting {
    pub(super) name: usize,
    pub(super) first: bool,
    pub(super) last: bool,
}

impl Segment {
    pub(super) fn open(bytes: &[u8]) -> Result<Self, BadIndex> {
        if !bytes.starts_with(MAGIC) {
            return Err(BadIndex("this is no index, or one of another version"));
        }
        let bad = BadIndex("the sections do not fill the file");
        let mut starts = [HEADER; SECTIONS + 1];
        for i in 0..SECTIONS {
            let length = u32_at(bytes.get(MAGIC.len()..).unwrap_or_default(), i).ok_or(bad)?;
            starts[i + 1] = starts[i].checked_add(length as usize).ok_or(bad)?;
        }
        if starts[SECTIONS] != bytes.len() {
            return Err(bad);
        }
        let segment = Self { bytes: bytes.into(), starts };
        segment.check()?;
        Ok(segment)
    }

    pub(super) fn section(&self, section: Section) -> &[u8] {
        let i = section as usize;
        self.bytes.get(self.starts[i]..self.starts[i + 1]).unwrap_or_default()
    }

    pub(super) fn len_bytes(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn cards(&self) -> usize {
        self.section(Section::CardFlags).len()
    }

    /// How many there are in a list of texts, by its starts.
    pub(super) fn count(&self, starts: Section) -> usize {
        (self.section(starts).len() / 4).saturating_sub(1)
    }

    /// An item of a list, by its starts and the section after it.
    pub(super) fn item(&self, starts: Section, items: Section, i: usize) -> &[u8] {
        let starts = self.section(starts);
        let (Some(from), Some(to)) = (u32_at(starts, i), u32_at(starts, i + 1)) else { return &[] };
        self.section(items).get(from as usize..to as usize).unwrap_or_default()
    }

    pub(super) fn text(&self, starts: Section, items: Section, i: usize) -> &str {
        std::str::from_utf8(self.item(starts, items, i)).unwrap_or_default()
    }

    /// A value of a column of two bytes.
    pub(super) fn cell(&self, column: Section, card: usize) -> usize {
        usize::from(u16_at(self.section(column), card).unwrap_or(0))
    }

    pub(super) fn product(&self, card: usize) -> Option<u32> {
        u32_at(self.section(Section::CardProducts), card).filter(|&product| product != 0)
    }

    pub(super) fn flags(&self, card: usize) -> u8 {
        self.section(Section::CardFlags).get(card).copied().unwrap_or(0)
    }

    /// The first card of a set; of the set after the last one the number of cards.
    pub(super) fn first_card(&self, set: usize) -> usize {
        u32_at(self.section(Section::SetCards), set).map_or(self.cards(), |card| card as usize)
    }

    /// The set a card is in.
    pub(super) fn set_of(&self, card: usize) -> usize {
        let (mut low, mut high) = (0, self.count(Section::SetStarts));
        while high - low > 1 {
            let middle = low.midpoint(high);
            if self.first_card(middle) <= card { low = middle } else { high = middle }
        }
        low
    }

    /// What tells a card apart where set and number do not.
    pub(super) fn tell(&self, card: usize) -> Option<&str> {
        let told = self.section(Section::Told);
        let (mut low, mut high) = (0, told.len() / 4);
        while low < high {
            let middle = low.midpoint(high);
            if (u32_at(told, middle)? as usize) < card { low = middle + 1 } else { high = middle }
        }
        (u32_at(told, low)? as usize == card).then(|| self.text(Section::TellStarts, Section::Tells, low))
    }

    pub(super) fn postings(&self, word: usize) -> impl Iterator<Item = Posting> + '_ {
        let mut bytes = self.item(Section::PostingStarts, Section::Postings, word);
        let mut name = 0;
        std::iter::from_fn(move || {
            let value = take_varint(&mut bytes)?;
            name += (value >> 2) as usize;
            Some(Posting { name, first: value & 1 != 0, last: value & 2 != 0 })
        })
    }

    fn check(&self) -> Result<(), BadIndex> {
        use Section::*;
        for (starts, items) in [
            (SetStarts, Sets),
            (NameStarts, Names),
            (WordStarts, Words),
            (PostingStarts, Postings),
            (NumberStarts, Numbers),
            (RarityStarts, Rarities),
            (FinishStarts, Finishes),
            (TellStarts, Tells),
        ] {
            self.check_list(starts, items)?;
        }
        let (cards, sets, names) = (self.cards(), self.count(SetStarts), self.count(NameStarts));
        let fits = cards <= MOST_CARDS
            && self.section(SetCards).len() == 4 * (sets + 1)
            && self.section(NameWords).len() == names
            && self.count(PostingStarts) == self.count(WordStarts)
            && self.section(Told).len() == 4 * self.count(TellStarts)
            && [0, 4 * cards].contains(&self.section(CardProducts).len())
            && [CardNames, CardNumbers, CardRarities, CardFinishes].iter().all(|&c| self.section(c).len() == 2 * cards);
        if !fits {
            return Err(BadIndex("sections do not belong together"));
        }
        for (column, count) in [
            (CardNames, names),
            (CardNumbers, self.count(NumberStarts)),
            (CardRarities, self.count(RarityStarts)),
            (CardFinishes, self.count(FinishStarts)),
        ] {
            if self
                .section(column)
                .chunks_exact(2)
                .any(|cell| usize::from(u16::from_le_bytes([cell[0], cell[1]])) >= count)
            {
                return Err(BadIndex("a card names what is not there"));
            }
        }
        let firsts =
            self.section(SetCards).chunks_exact(4).map(|cell| u32::from_le_bytes([cell[0], cell[1], cell[2], cell[3]]));
        let mut before = 0;
        for (i, first) in firsts.enumerate() {
            if (i == 0 && first != 0) || first < before || (i == sets && first as usize != cards) {
                return Err(BadIndex("the sets do not hold all cards"));
            }
            before = first;
        }
        self.check_records(names)
    }

    fn check_list(&self, starts: Section, items: Section) -> Result<(), BadIndex> {
        let bad = Err(BadIndex("a list does not fit its texts"));
        let (column, texts) = (self.section(starts), self.section(items));
        if column.len() < 4 || column.len() % 4 != 0 {
            return bad;
        }
        let is_text = !matches!(items, Section::Sets | Section::Names | Section::Postings);
        let text = if is_text {
            match std::str::from_utf8(texts) {
                Ok(text) => Some(text),
                Err(_) => return bad,
            }
        } else {
            None
        };
        let mut before = 0;
        for (i, cell) in column.chunks_exact(4).enumerate() {
            let start = u32::from_le_bytes([cell[0], cell[1], cell[2], cell[3]]) as usize;
            let is_end = i + 1 == column.len() / 4;
            let wrong = start < before || (i == 0 && start != 0) || (is_end && start != texts.len());
            if wrong || text.is_some_and(|text| !text.is_char_boundary(start)) {
                return bad;
            }
            before = start;
        }
        Ok(())
    }

    fn check_records(&self, names: usize) -> Result<(), BadIndex> {
        for i in 0..self.count(Section::SetStarts) {
            let mut bytes = self.item(Section::SetStarts, Section::Sets, i);
            let mut read = || {
                for _ in 0..5 {
                    take_text(&mut bytes)?;
                }
                take_varint(&mut bytes)?;
                take_pairs(&mut bytes)
            };
            read().ok_or(BadIndex("a set cannot be read"))?;
        }
        for i in 0..names {
            let mut bytes = self.item(Section::NameStarts, Section::Names, i);
            take_text(&mut bytes).and_then(|_| take_pairs(&mut bytes)).ok_or(BadIndex("a name cannot be read"))?;
        }
        for word in 0..self.count(Section::WordStarts) {
            let mut bytes = self.item(Section::PostingStarts, Section::Postings, word);
            let mut name = 0usize;
            while !bytes.is_empty() {
                let value = take_varint(&mut bytes).ok_or(BadIndex("the names of a word cannot be read"))?;
                name = name.saturating_add((value >> 2) as usize);
                if name >= names {
                    return Err(BadIndex("a word is in a name that is not there"));
                }
            }
        }
        Ok(())
    }
}

/// Reads over names by language to the end; none if they do not end there.
fn take_pairs(bytes: &mut &[u8]) -> Option<()> {
    for _ in 0..take_varint(bytes)? {
        take_text(bytes)?;
        take_text(bytes)?;
    }
    bytes.is_empty().then_some(())
}
