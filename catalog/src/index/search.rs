//! From what a person types to cards, best first.
//!
//! Every typed word must be found in a card: in its name in any language, in its set, or as its number; the best of these
//! counts. Words of names are looked up in each segment's sorted words: as they are, as the beginning of one, inside one.
//! Only when that finds little are mistakes forgiven, by comparing the typed word with all words whose letters allow it.
//! Then one pass over the columns of the cards adds up what the words are worth.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Index;
use super::bytes::u32_at;
use super::card::{self, set_id};
use super::segment::{Section, Segment};
use super::typo::{Typed, mask};
use crate::text::{number_key, number_starts, same_number, squeezed, words};

/// A card that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The card's number in its index.
    pub card: u32,
    /// More is better; comparable within one search only.
    pub score: u32,
}

/// Words beyond these are not looked at.
const MOST_WORDS: usize = 8;
/// With fewer hits than these, mistakes are forgiven.
const FEW: usize = 6;

/// What a word is worth, by what it was found as.
mod worth {
    pub(super) const NAME: u8 = 92;
    pub(super) const NAME_START: u8 = 66;
    pub(super) const FIRST: u8 = 8;
    pub(super) const NAME_INSIDE: u8 = 36;
    pub(super) const NAME_MISTAKE: u8 = 44;
    pub(super) const MISTAKE: u8 = 12;
    pub(super) const NUMBER: u8 = 80;
    pub(super) const NUMBER_START: u8 = 18;
    pub(super) const NUMBER_OTHER_SET: u8 = 26;
    pub(super) const NUMBER_OF_SET: u8 = 150;
    pub(super) const SET_CODE: u8 = 62;
    pub(super) const SET_CODE_START: u8 = 34;
    pub(super) const SET: u8 = 50;
    pub(super) const SET_START: u8 = 40;
    pub(super) const SET_MISTAKE: u8 = 22;
    /// The typed words are the whole name.
    pub(super) const WHOLE: u8 = 60;
}

/// What a search needs of a segment and its bytes do not have ready.
pub(super) struct Prepared {
    /// The letters of each word, see [`mask`].
    masks: Vec<u32>,
    sets: Vec<SetWords>,
}

struct SetWords {
    /// Id and code, without what stands between their letters.
    codes: [String; 2],
    words: Vec<String>,
    official: u32,
}

impl Prepared {
    pub(super) fn of(segment: &Segment) -> Self {
        let count = segment.count(Section::WordStarts);
        let masks = (0..count).map(|i| mask(segment.text(Section::WordStarts, Section::Words, i))).collect();
        let sets = (0..segment.count(Section::SetStarts)).map(|i| {
            let set = card::set(segment, i);
            let names = set.names.iter().map(|(_, name)| *name).chain([set.name]);
            let mut all: Vec<String> = names.flat_map(words).collect();
            all.sort();
            all.dedup();
            SetWords { codes: [squeezed(set_id(segment, i)), squeezed(set.code)], words: all, official: set.official }
        });
        Self { masks, sets: sets.collect() }
    }
}

/// One typed word.
struct Word {
    text: String,
    mask: u32,
    letters: usize,
    typed: Typed,
    /// As a collector number, where it has a digit.
    number: Option<String>,
    /// What stands after the `/`.
    total: Option<u32>,
}

impl Word {
    fn new(text: String, number: Option<&str>, total: Option<u32>) -> Self {
        let number = number.filter(|text| text.bytes().any(|byte| byte.is_ascii_digit())).map(number_key);
        Self { mask: mask(&text), letters: text.chars().count(), typed: Typed::new(&text), text, number, total }
    }

    fn all_of(query: &str) -> Vec<Self> {
        let pieces = query.split_whitespace().flat_map(|piece| match piece.split_once('/') {
            Some((number, total)) if number.bytes().any(|byte| byte.is_ascii_digit()) => {
                let number = number.trim_start_matches('#');
                vec![Self::new(squeezed(number), Some(number), total.parse().ok())]
            }
            _ => words(piece).into_iter().map(|word| Self::new(word.clone(), Some(&word), None)).collect(),
        });
        pieces.take(MOST_WORDS).collect()
    }
}

/// What each word is worth in each name, set and number of a segment; 0: it is not there.
struct Worths {
    names: Vec<Vec<u8>>,
    sets: Vec<Vec<u8>>,
    numbers: Vec<Vec<u8>>,
    /// Words found as they are: how many, and whether the name's first and last are among them.
    exact: Vec<Exact>,
}

#[derive(Clone, Copy, Default)]
struct Exact {
    count: u8,
    first: bool,
    last: bool,
}

type Best = BinaryHeap<Reverse<(u32, u32, Reverse<u32>)>>;

impl Index {
    /// The best `limit` cards for what was typed. Nothing typed finds nothing.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit> {
        let words = Word::all_of(query);
        if words.is_empty() || limit == 0 {
            return Vec::new();
        }
        let each = self.segments.iter().zip(&self.prepared);
        let mut worths: Vec<Worths> = each.map(|(segment, prepared)| Worths::of(segment, prepared, &words)).collect();
        let mut best = self.collect(&worths, &words, limit);
        if best.len() < FEW.min(limit) {
            // Words that are nowhere have the mistakes; when all are somewhere, any may have.
            let mut wrong: Vec<usize> = (0..words.len()).filter(|&i| !worths.iter().any(|w| w.has(i))).collect();
            if wrong.is_empty() {
                wrong = (0..words.len()).collect();
            }
            wrong.retain(|&i| words[i].typed.most() > 0);
            if !wrong.is_empty() {
                for ((segment, prepared), worths) in self.segments.iter().zip(&self.prepared).zip(&mut worths) {
                    wrong.iter().for_each(|&i| worths.forgive(segment, prepared, &words[i], i));
                }
                best = self.collect(&worths, &words, limit);
            }
        }
        let hits = best.into_sorted_vec().into_iter();
        hits.map(|Reverse((score, _, Reverse(card)))| Hit { card, score }).collect()
    }

    fn collect(&self, worths: &[Worths], words: &[Word], limit: usize) -> Best {
        let mut best = Best::with_capacity(limit.min(1_000) + 1);
        for (i, (segment, prepared)) in self.segments.iter().zip(&self.prepared).enumerate() {
            let first = (self.first_cards[i], self.first_sets[i]);
            worths[i].collect(segment, prepared, words, first, limit, &mut best);
        }
        best
    }
}

impl Worths {
    fn of(segment: &Segment, prepared: &Prepared, words: &[Word]) -> Self {
        let names = segment.count(Section::NameStarts);
        let mut exact = vec![Exact::default(); names];
        let each = |word: &Word, exact: &mut [Exact]| {
            let mut worths = vec![0; names];
            of_names(segment, &prepared.masks, word, &mut worths, exact);
            worths
        };
        Self {
            names: words.iter().map(|word| each(word, &mut exact)).collect(),
            sets: words.iter().map(|word| prepared.sets.iter().map(|set| of_set(set, word)).collect()).collect(),
            numbers: words.iter().map(|word| of_numbers(segment, word)).collect(),
            exact,
        }
    }

    /// Is the word anywhere here?
    fn has(&self, word: usize) -> bool {
        [&self.names, &self.sets, &self.numbers].iter().any(|all| all[word].iter().any(|&worth| worth > 0))
    }

    /// Adds what a word may have been meant to be.
    fn forgive(&mut self, segment: &Segment, prepared: &Prepared, word: &Word, i: usize) {
        let (texts, most) = (Texts::of(segment), word.typed.most());
        for (at, &letters) in prepared.masks.iter().enumerate() {
            if (word.mask & !letters).count_ones() <= most
                && let Some(distance) = word.typed.distance(texts.get(at))
            {
                let worth = worth::NAME_MISTAKE - worth::MISTAKE * distance as u8;
                give(segment, at, worth, &mut self.names[i]);
            }
        }
        for (set, known) in prepared.sets.iter().enumerate() {
            if known.words.iter().any(|found| word.typed.distance(found.as_bytes()).is_some()) {
                self.sets[i][set] = self.sets[i][set].max(worth::SET_MISTAKE);
            }
        }
    }

    /// Offers the cards that have all words.
    fn collect(
        &self,
        segment: &Segment,
        prepared: &Prepared,
        words: &[Word],
        (first_card, first_set): (u32, u32),
        limit: usize,
        best: &mut Best,
    ) {
        let name_words = segment.section(Section::NameWords);
        let (names, numbers) = (segment.section(Section::CardNames), segment.section(Section::CardNumbers));
        for (set, known) in prepared.sets.iter().enumerate() {
            let cards = segment.first_card(set)..segment.first_card(set + 1);
            let cells = cards.start * 2..cards.end * 2;
            let names = names.get(cells.clone()).unwrap_or_default().chunks_exact(2);
            let numbers = numbers.get(cells).unwrap_or_default().chunks_exact(2);
            'cards: for (card, (name, number)) in cards.zip(names.zip(numbers)) {
                let cell = |cell: &[u8]| usize::from(u16::from_le_bytes([cell[0], cell[1]]));
                let (name, number) = (cell(name), cell(number));
                let mut score = 0;
                for (i, word) in words.iter().enumerate() {
                    let as_number = match (self.numbers[i].get(number).copied().unwrap_or(0), word.total) {
                        (worth::NUMBER, Some(total)) if total == known.official => worth::NUMBER_OF_SET,
                        (worth::NUMBER, Some(_)) if known.official != 0 => worth::NUMBER_OTHER_SET,
                        (as_number, _) => as_number,
                    };
                    let worth = self.names[i][name].max(self.sets[i][set]).max(as_number);
                    if worth == 0 {
                        continue 'cards;
                    }
                    score += u32::from(worth);
                }
                let exact = self.exact[name];
                if exact.first && exact.last && name_words.get(name).is_some_and(|&count| exact.count >= count) {
                    score += u32::from(worth::WHOLE);
                }
                let found = Reverse((score, first_set + set as u32, Reverse(first_card + card as u32)));
                if best.len() < limit {
                    best.push(found);
                } else if best.peek().is_some_and(|worst| found < *worst) {
                    best.pop();
                    best.push(found);
                }
            }
        }
    }
}

/// The words of a segment as bytes, which need not be checked for being text each time.
#[derive(Clone, Copy)]
struct Texts<'a> {
    starts: &'a [u8],
    words: &'a [u8],
}

impl<'a> Texts<'a> {
    fn of(segment: &'a Segment) -> Self {
        Self { starts: segment.section(Section::WordStarts), words: segment.section(Section::Words) }
    }

    fn get(self, i: usize) -> &'a [u8] {
        let (Some(from), Some(to)) = (u32_at(self.starts, i), u32_at(self.starts, i + 1)) else { return &[] };
        self.words.get(from as usize..to as usize).unwrap_or_default()
    }
}

/// All names with the word at `i` are worth at least this.
fn give(segment: &Segment, i: usize, worth: u8, worths: &mut [u8]) {
    for posting in segment.postings(i) {
        let worth = worth + if posting.first { worth::FIRST } else { 0 };
        if let Some(best) = worths.get_mut(posting.name) {
            *best = worth.max(*best);
        }
    }
}

fn of_names(segment: &Segment, masks: &[u32], word: &Word, worths: &mut [u8], exact: &mut [Exact]) {
    let (texts, wanted) = (Texts::of(segment), word.text.as_bytes());
    let (mut start, mut high) = (0, masks.len());
    while start < high {
        let middle = start.midpoint(high);
        if texts.get(middle) < wanted { start = middle + 1 } else { high = middle }
    }
    let mut end = start;
    while end < masks.len() && texts.get(end).starts_with(wanted) {
        let is_whole = texts.get(end).len() == wanted.len();
        give(segment, end, if is_whole { worth::NAME } else { worth::NAME_START }, worths);
        let whole = is_whole.then(|| segment.postings(end)).into_iter().flatten();
        for posting in whole {
            if let Some(seen) = exact.get_mut(posting.name) {
                seen.count = seen.count.saturating_add(1);
                seen.first |= posting.first;
                seen.last |= posting.last;
            }
        }
        end += 1;
    }
    if word.letters < 3 && word.text.is_ascii() {
        return;
    }
    for (i, &letters) in masks.iter().enumerate() {
        let may_be = word.mask & !letters == 0 && !(start..end).contains(&i);
        if may_be && texts.get(i).windows(wanted.len()).any(|part| part == wanted) {
            give(segment, i, worth::NAME_INSIDE, worths);
        }
    }
}

fn of_set(set: &SetWords, word: &Word) -> u8 {
    let text = word.text.as_str();
    if set.codes.iter().any(|code| code == text) {
        return worth::SET_CODE;
    }
    if set.words.iter().any(|found| found == text) {
        return worth::SET;
    }
    if word.letters < 2 {
        return 0;
    }
    if set.words.iter().any(|found| found.starts_with(text)) {
        return worth::SET_START;
    }
    if set.codes.iter().any(|code| code.starts_with(text)) { worth::SET_CODE_START } else { 0 }
}

fn of_numbers(segment: &Segment, word: &Word) -> Vec<u8> {
    let Some(key) = &word.number else { return Vec::new() };
    let count = segment.count(Section::NumberStarts);
    let worth = |i| {
        let number = segment.text(Section::NumberStarts, Section::Numbers, i);
        if same_number(number, key) {
            worth::NUMBER
        } else if word.total.is_none() && number_starts(number, key) {
            worth::NUMBER_START
        } else {
            0
        }
    };
    (0..count).map(worth).collect()
}
