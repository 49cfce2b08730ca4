//! Text as it is searched: folded to plain lower case, cut into words; and numbers as they are compared.

pub use vitrine_ledger::card::number_key;

/// Letters of U+00C0 to U+017F without their marks, in order; `-` where a letter becomes two, or none.
const LATIN: &str = "aaaaaa-ceeeeiiiidnooooo ouuuuyt-aaaaaa-ceeeeiiiidnooooo ouuuuyty\
    aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii--jjkkkllllllllllnnnnnnnnnoooooo--rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// Appends `c` folded. False: it stands between words.
fn fold_char(c: char, out: &mut String) -> bool {
    match c {
        'a'..='z' | '0'..='9' => out.push(c),
        'A'..='Z' => out.push(c.to_ascii_lowercase()),
        // Part of a word that nobody types, and marks that stand after their letter.
        '\'' | '’' | '‘' | 'ʼ' | '\u{300}'..='\u{36f}' => {}
        'Æ' | 'æ' => out.push_str("ae"),
        'ß' => out.push_str("ss"),
        'Œ' | 'œ' => out.push_str("oe"),
        'Ĳ' | 'ĳ' => out.push_str("ij"),
        '\u{c0}'..='\u{17f}' => match LATIN.as_bytes()[c as usize - 0xc0] {
            b' ' => return false,
            plain => out.push(char::from(plain)),
        },
        // Katakana are read as hiragana, wide letters as narrow ones.
        'ァ'..='ヶ' => out.push(char::from_u32(c as u32 - 0x60).unwrap_or(c)),
        '！'..='～' => return fold_char(char::from_u32(c as u32 - 0xfee0).unwrap_or(' '), out),
        'ー' => out.push(c),
        c if c.is_ascii() => return false,
        c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
        _ => return false,
    }
    true
}

/// The words of a text, folded: `"Pokémon-EX"` is `pokemon` and `ex`.
pub fn words(text: &str) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), String::new());
    for c in text.chars() {
        if !fold_char(c, &mut word) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// A text folded with nothing between its words: `"EB-01"` is `eb01`.
pub fn squeezed(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        fold_char(c, &mut out);
    }
    out
}

/// Are two numbers the same one? As [`number_key`] has them, without making it.
pub fn same_number(a: &str, b: &str) -> bool {
    number_chars(a).eq(number_chars(b))
}

/// Does the key of `number` begin with `start`, itself a key?
pub fn number_starts(number: &str, start: &str) -> bool {
    let mut chars = number_chars(number);
    start.chars().all(|c| chars.next() == Some(c))
}

fn number_chars(number: &str) -> impl Iterator<Item = char> + '_ {
    let number = number.split('/').next().unwrap_or("").trim();
    let (mut rest, mut before) = (number.chars().flat_map(char::to_lowercase).peekable(), ' ');
    std::iter::from_fn(move || {
        loop {
            let c = rest.next()?;
            let leads = c == '0' && !before.is_ascii_digit();
            if !(leads && rest.peek().is_some_and(char::is_ascii_digit)) {
                before = c;
                return Some(c);
            }
        }
    })
}

/// A hash that is the same on every machine (FNV-1a).
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        assert_eq!(words("Flabébé"), ["flabebe"]);
        assert_eq!(words("Pokémon-EX Lv.X"), ["pokemon", "ex", "lv", "x"]);
        assert_eq!(words("Team Magma's Camerupt"), ["team", "magmas", "camerupt"]);
        assert_eq!(words("Glurak ﾖÆther ß ŒUVRE"), ["glurak", "ﾖaether", "ss", "oeuvre"]);
        assert_eq!(words("リザードン ｅｘ"), ["りざーどん", "ex"]);
        assert_eq!(words("e\u{301}a"), ["ea"]);
        assert!(words(" - ★ ").is_empty());
    }

    #[test]
    fn every_latin_letter_has_its_plain_one() {
        assert_eq!(LATIN.len(), 0x180 - 0xc0);
        assert_eq!(squeezed("ÀÇÈÌÑÒØÙÝ àçèìñòøùÿ"), "aceinoouy aceinoouy".replace(' ', ""));
        assert_eq!(squeezed("Āćďęğĥīĵķłňŏřśťůŵŷžſ"), "acdeghijklnorstuwyzs");
    }

    #[test]
    fn numbers_are_the_same_when_their_keys_are() {
        let numbers =
            ["TG07", "001/217", "4/102", "000", "0", "EN001", "1a", "SWSH001", "", "★12", "a01b02", "040", " 7 "];
        for number in numbers {
            assert!(same_number(number, &number_key(number)), "{number}");
            assert_eq!(number_chars(number).collect::<String>(), number_key(number));
        }
        assert!(same_number("004/102", "4") && !same_number("4", "40"));
        assert!(number_starts("TG07", "tg") && number_starts("040", "4") && !number_starts("4", "40"));
    }
}
