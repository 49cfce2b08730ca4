//! Text as it is searched, everywhere in Vitrine: folded to plain lower case, cut into words; and numbers as they are
//! compared.

pub use vitrine_ledger::card::number_key;

/// Letters of U+00C0 to U+017F without their marks, in order; `-` where a letter becomes two, or none.
const LATIN: &str = "aaaaaa-ceeeeiiiidnooooo ouuuuyt-aaaaaa-ceeeeiiiidnooooo ouuuuyty\
    aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii--jjkkkllllllllllnnnnnnnnnoooooo--rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
/// The same from U+01A0 to U+0233, and from U+1E00 to U+1EF9; `-` where there is no plain one.
const LATIN_B: &str = "oo-------------uu----------------------------aaiioouuuuuuuuuu-aaaa----ggkkoooo--j---gg--nnaa----aaaaeeeeiiii\
    oooorrrruuuusstt--hh------aaeeooooooooyy";
const LATIN_MORE: &str = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssss\
    ttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy-s----aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooo\
    uuuuuuuuuuuuuuyyyyyyyy";
/// Greek and Cyrillic letters with a mark, each before its plain one.
const MARKED: &str = "άαέεήηίιόούυώωϊιϋυΐιΰυςσйиёеїіўуѓгќк";
/// Narrow katakana from U+FF66 on, as hiragana.
const NARROW: &str =
    "をぁぃぅぇぉゃゅょっーあいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわん";

/// Appends `c` folded: without case, accents and width. Marks that stand after their letter count as the letter with the
/// mark does, so that a text is the same however it was composed. False: it stands between words.
fn fold_char(c: char, out: &mut String) -> bool {
    match c {
        'a'..='z' | '0'..='9' => out.push(c),
        'A'..='Z' => out.push(c.to_ascii_lowercase()),
        // Part of a word that nobody types, and marks that stand after their letter.
        '\'' | '’' | '‘' | '‛' | 'ʼ' | 'ʻ' | '`' | '´' | '′' | '＇' => {}
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}' => {}
        // Soft hyphens, joiners and marks of direction are not seen.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {}
        'Æ' | 'æ' | 'Ǽ' | 'ǽ' => out.push_str("ae"),
        'ß' | 'ẞ' => out.push_str("ss"),
        'Œ' | 'œ' => out.push_str("oe"),
        'Ĳ' | 'ĳ' => out.push_str("ij"),
        '\u{c0}'..='\u{17f}' => match LATIN.as_bytes()[c as usize - 0xc0] {
            b' ' => return false,
            plain => out.push(char::from(plain)),
        },
        '\u{1a0}'..='\u{233}' => plain(c, LATIN_B.as_bytes()[c as usize - 0x1a0], out),
        '\u{1e00}'..='\u{1ef9}' => plain(c, LATIN_MORE.as_bytes()[c as usize - 0x1e00], out),
        // Katakana are read as hiragana, wide letters as narrow ones.
        'ァ'..='ヶ' => out.push(char::from_u32(c as u32 - 0x60).unwrap_or(c)),
        '\u{ff66}'..='\u{ff9d}' => out.extend(NARROW.chars().nth(c as usize - 0xff66)),
        '\u{3099}' | '\u{ff9e}' => voiced(out, 1),
        '\u{309a}' | '\u{ff9f}' => voiced(out, 2),
        '！'..='～' => return fold_char(char::from_u32(c as u32 - 0xfee0).unwrap_or(' '), out),
        'ー' => out.push(c),
        '\u{1161}'..='\u{1175}' | '\u{11a8}'..='\u{11c2}' => hangul(out, c),
        c if c.is_ascii() => return false,
        c if c.is_alphanumeric() => {
            for lower in c.to_lowercase() {
                let at = MARKED.chars().step_by(2).position(|known| known == lower);
                out.extend(at.map_or(Some(lower), |at| MARKED.chars().nth(2 * at + 1)));
            }
        }
        _ => return false,
    }
    true
}

/// The letter without its mark, where there is one.
fn plain(c: char, plain: u8, out: &mut String) {
    if plain == b'-' { out.extend(c.to_lowercase()) } else { out.push(char::from(plain)) }
}

/// A mark after a kana makes another of it, `by` further on.
fn voiced(out: &mut String, by: u32) {
    let before = out.chars().next_back();
    let kana = before.filter(|kana| match by {
        1 => "かきくけこさしすせそたちつてとはひふへほ".contains(*kana),
        _ => "はひふへほ".contains(*kana),
    });
    if let Some(made) = kana.and_then(|kana| char::from_u32(kana as u32 + by)) {
        out.pop();
        out.push(made);
    }
}

/// A vowel or a final after what begins a Korean syllable makes one letter with it.
fn hangul(out: &mut String, c: char) {
    let c = c as u32;
    let made = out.chars().next_back().map(|before| before as u32).and_then(|before| match (before, c) {
        (0x1100..=0x1112, 0x1161..=0x1175) => Some(0xac00 + ((before - 0x1100) * 21 + (c - 0x1161)) * 28),
        (0xac00..=0xd7a3, 0x11a8..=0x11c2) if (before - 0xac00).is_multiple_of(28) => Some(before + c - 0x11a7),
        _ => None,
    });
    if made.is_some() {
        out.pop();
    }
    out.extend(char::from_u32(made.unwrap_or(c)));
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

/// Appends a text as it is looked through. What a hyphen, a slash or a point holds together can be found both as one word
/// and as several.
pub fn look_through(text: &str, out: &mut String) {
    for piece in text.split_whitespace() {
        let words = words(piece);
        for word in &words {
            out.push(' ');
            out.push_str(word);
        }
        if words.len() > 1 {
            out.push(' ');
            out.push_str(&words.concat());
        }
        if piece.chars().any(is_sign) {
            out.push(' ');
            out.push_str(&piece.to_lowercase());
        }
    }
    out.push('\n');
}

/// A sign that is no letter and that somebody may look for all the same: a star, a heart.
fn is_sign(c: char) -> bool {
    let mark = matches!(c, '\u{a0}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '・' | '\u{fe30}'..='\u{fe6f}');
    !c.is_ascii() && !mark && !c.is_alphanumeric() && !fold_char(c, &mut String::new())
}

/// One of the words somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    whole: String,
    apart: String,
}

impl Sought {
    /// Does it stand in a text that was made to be [looked through](look_through)?
    pub fn is_in(&self, text: &str) -> bool {
        text.contains(&self.whole) || (self.apart != self.whole && text.contains(&self.apart))
    }
}

/// What somebody looks for, word by word.
pub fn sought(text: &str) -> Vec<Sought> {
    let one = |piece: &str| {
        if piece.chars().any(is_sign) {
            let whole = piece.to_lowercase();
            return Sought { apart: whole.clone(), whole };
        }
        let words = words(piece);
        Sought { whole: words.concat(), apart: words.join(" ") }
    };
    text.split_whitespace().map(one).collect()
}

/// Does everything that `more` finds also stand in what `less` finds? True where `more` only goes on.
pub fn narrows(less: &str, more: &str) -> bool {
    more.starts_with(less) && squeezed(more).starts_with(&squeezed(less))
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

/// The id or the code of a set as it is compared: lower case, no leading zeros, and `.5` as some write `pt5`.
pub fn plain_id(id: &str) -> String {
    let lower = id.to_lowercase();
    let letters: Vec<char> = lower.chars().collect();
    let mut out = String::new();
    for (i, &c) in letters.iter().enumerate() {
        let after_digit = out.ends_with(|c: char| c.is_ascii_digit() || c == '.');
        let next_is_digit = letters.get(i + 1).is_some_and(char::is_ascii_digit);
        if !(c == '0' && next_is_digit && !after_digit) {
            out.push(c);
        }
    }
    out.replace("pt5", ".5")
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
        assert_eq!(words("Glurak ﾖÆther ß ŒUVRE"), ["glurak", "よaether", "ss", "oeuvre"]);
        assert_eq!(words("リザードン ｅｘ"), ["りざーどん", "ex"]);
        assert_eq!(words("e\u{301}a"), ["ea"]);
        assert!(words(" - ★ ").is_empty());
    }

    #[test]
    fn a_text_is_the_same_however_it_was_composed() {
        for (composed, apart) in [
            ("Flabébé", "Flabe\u{301}be\u{301}"),
            ("Ştefan Ș", "S\u{327}tefan S\u{326}"),
            ("Việt Nam", "Vie\u{323}\u{302}t Nam"),
            ("ガブリアス", "カ\u{3099}フ\u{3099}リアス"),
            ("ピカチュウ", "ヒ\u{309a}カチュウ"),
            ("ガブリアス", "ｶﾞﾌﾞﾘｱｽ"),
            ("피카츄 갑", "\u{1111}\u{1175}\u{110f}\u{1161}\u{110e}\u{1172} \u{1100}\u{1161}\u{11b8}"),
            ("Ёжик Й", "Е\u{308}жик И\u{306}"),
            ("Άλφα ΐ", "Α\u{301}λφα ι\u{308}\u{301}"),
        ] {
            assert_eq!(words(composed), words(apart), "{composed}");
        }
        assert_eq!(words("Việt ΐι Ёй"), ["viet", "ιι", "еи"]);
    }

    fn finds(what: &str, text: &str) -> bool {
        let mut through = String::new();
        look_through(text, &mut through);
        sought(what).iter().all(|word| word.is_in(&through))
    }

    #[test]
    fn report_a2_what_is_looked_for_is_found_however_it_is_written() {
        for (what, text) in [
            ("eowyn", "Éowyn, Shieldmaiden"),
            ("palantir", "Palantír of Orthanc"),
            ("lorien", "Lórien Revealed"),
            ("flabebe", "Flabébé"),
            ("flabébé", "Flabe\u{301}be\u{301}"),
            ("flabe\u{301}be\u{301}", "Flabébé"),
            ("farfetch'd", "Farfetch’d"),
            ("farfetch’d", "Farfetch'd"),
            ("farfetchʼd", "Farfetch‘d"),
            ("farfetchd", "Farfetch’d"),
            ("aether", "Æther Vial"),
            ("æther", "Aether Vial"),
            ("pokemon", "Pokémon Trader"),
            ("POKÉMON", "pokemon"),
            ("ho-oh", "Ho-Oh"),
            ("ho oh", "Ho-Oh"),
            ("hooh", "Ho-Oh"),
            ("ho-oh", "Ho Oh"),
            ("ho‑oh", "Ho–Oh"),
            ("porygon-z", "Porygon Z"),
            ("4/102", "4/102"),
            ("4/10", "4/102"),
            ("ｐｉｋａ", "Pikachu"),
            ("りざ", "リザードン"),
            ("★", "Gold ★"),
            ("umbreon★", "Umbreon★"),
            ("-", "anything"),
        ] {
            assert!(finds(what, text), "{what} in {text}");
        }
        for (what, text) in [("4/102", "41 02/10"), ("mew two", "Mew"), ("★", "Gold"), ("eowyn", "Eomer")] {
            assert!(!finds(what, text), "{what} in {text}");
        }
    }

    #[test]
    fn a_longer_search_finds_less_unless_a_mark_made_another_letter_of_the_last() {
        assert!(narrows("pik", "pika") && narrows("ho", "ho-o") && narrows("e", "e\u{301}"));
        assert!(!narrows("か", "か\u{3099}") && !narrows("pika", "pik"));
    }

    #[test]
    fn every_latin_letter_has_its_plain_one() {
        assert_eq!((LATIN_B.len(), LATIN_MORE.len()), (0x234 - 0x1a0, 0x1efa - 0x1e00));
        assert_eq!(NARROW.chars().count(), 0xff9e - 0xff66);
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

    #[test]
    fn ids_are_compared_without_their_ways_of_writing() {
        assert_eq!(plain_id("sv03.5"), plain_id("sv3pt5"));
        assert_eq!(plain_id("ME01"), "me1");
        assert_ne!(plain_id("base10"), plain_id("base1"));
    }
}
