//! How far a typed word is from one of the catalogue: letters changed, missing, too many, or swapped.

/// Longer words are compared by their beginning only.
const LONGEST: usize = 24;

/// How many mistakes a typed word of this many letters may have.
pub(super) fn allowed(letters: usize) -> u32 {
    match letters {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    }
}

/// The letters of a word, as bits; two letters may share one. A word that lacks more letters of another than mistakes are
/// allowed need not be compared.
pub(super) fn mask(word: &str) -> u32 {
    word.bytes().fold(0, |mask, byte| {
        let bit = match byte {
            b'a'..=b'z' => byte - b'a',
            b'0'..=b'9' => 26,
            other => 27 + other % 5,
        };
        mask | 1 << bit
    })
}

/// A typed word, ready to be compared with many.
pub(super) struct Typed {
    letters: Vec<char>,
    most: u32,
}

impl Typed {
    pub(super) fn new(word: &str) -> Self {
        let letters: Vec<char> = word.chars().take(LONGEST).collect();
        Self { most: allowed(letters.len()), letters }
    }

    pub(super) fn most(&self) -> u32 {
        self.most
    }

    /// The mistakes between the typed word and `word`, or the beginning of it: what is typed may not be finished. None:
    /// more than allowed.
    pub(super) fn distance(&self, word: &[u8]) -> Option<u32> {
        if word.is_ascii() {
            self.to(word.iter().map(|&byte| char::from(byte)))
        } else {
            self.to(std::str::from_utf8(word).ok()?.chars())
        }
    }

    /// Optimal string alignment, row by row of `word`; only the cells near the diagonal can stay within what is allowed.
    fn to(&self, word: impl Iterator<Item = char>) -> Option<u32> {
        const FAR: u8 = 100;
        let (length, most) = (self.letters.len(), self.most as usize);
        let mut older = [FAR; LONGEST + 2];
        let mut old: [u8; LONGEST + 2] = std::array::from_fn(|i| if i <= most { i as u8 } else { FAR });
        let mut best = old[length];
        let mut last = '\0';
        for (row, letter) in (1usize..).zip(word.take(length + most)) {
            let (from, to) = (row.saturating_sub(most).max(1), (row + most).min(length));
            let mut new = [FAR; LONGEST + 2];
            if row <= most {
                new[0] = row as u8;
            }
            let mut least = new[0];
            for i in from..=to {
                let typed = self.letters[i - 1];
                let mut cost = (old[i - 1] + u8::from(typed != letter)).min(old[i] + 1).min(new[i - 1] + 1);
                if i > 1 && typed == last && self.letters[i - 2] == letter {
                    cost = cost.min(older[i - 2] + 1);
                }
                new[i] = cost;
                least = least.min(cost);
            }
            best = best.min(new[length]);
            if usize::from(least) > most {
                break;
            }
            (older, old, last) = (old, new, letter);
        }
        (u32::from(best) <= self.most).then_some(u32::from(best))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(typed: &str, word: &str) -> Option<u32> {
        Typed::new(typed).distance(word.as_bytes())
    }

    #[test]
    fn a_mistake_is_a_letter_changed_missing_too_many_or_two_swapped() {
        for typed in ["charizerd", "charzard", "charrizard", "hcarizard"] {
            assert_eq!(distance(typed, "charizard"), Some(1), "{typed}");
        }
        assert_eq!(distance("charizard", "charizard"), Some(0));
        assert_eq!(distance("chairzrad", "charizard"), Some(2));
        assert_eq!(distance("blastoise", "charizard"), None);
    }

    #[test]
    fn a_word_need_not_be_finished() {
        assert_eq!(distance("chariz", "charizard"), Some(0));
        assert_eq!(distance("pikahc", "pikachu"), Some(1));
    }

    #[test]
    fn short_words_are_taken_as_they_are() {
        assert_eq!(distance("mew", "new"), None);
        assert_eq!(distance("mewe", "mewtwo"), Some(1));
        assert_eq!(distance("", "a"), Some(0));
    }

    #[test]
    fn a_word_without_the_letters_is_told_by_its_mask() {
        let (typed, word) = (mask("charizerd"), mask("charizard"));
        assert_eq!((typed & !word).count_ones(), 1);
        assert_eq!(mask("ab") & !mask("ba1"), 0);
    }
}
