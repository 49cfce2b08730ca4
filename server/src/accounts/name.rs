//! Names of accounts: which may be taken, and which of them people confuse.

use unicode_security::confusable_detection::skeleton;
use vitrine_app::api::NAME_MAX;

/// A name as it is signed in with: its case does not matter.
pub fn name_key(name: &str) -> String {
    name.trim().to_lowercase().replace('\0', "")
}

/// May an account be called this? Blanks around it are left out before.
pub(super) fn is_good(name: &str) -> bool {
    let has_something = name.chars().any(|c| !c.is_whitespace() && c != EMOJI_STYLE);
    let odd = |c: char| c.is_control() || (is_invisible(c) && c != EMOJI_STYLE) || (c.is_whitespace() && c != ' ');
    has_something && name.chars().count() <= NAME_MAX && !name.chars().any(odd)
}

/// How a name looks: two names that are alike in either are taken for one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// In lower case: `АDA` with a Cyrillic letter is `ada`.
    pub look: String,
    /// As it was written: `Ian` with a capital i is `lan` with a small L.
    pub shape: String,
}

impl Look {
    pub fn of(name: &str) -> Self {
        let one_space = name.split_whitespace().collect::<Vec<_>>().join(" ").replace(EMOJI_STYLE, "");
        // Once more in lower case: a zero looks like a capital O.
        let look = skeleton(&one_space.to_lowercase()).collect::<String>().to_lowercase();
        Self { look, shape: skeleton(&one_space).collect() }
    }
}

/// Keyboards put it after a heart; without it the heart is still a heart.
const EMOJI_STYLE: char = '\u{fe0f}';

/// Takes no room, or turns what follows around: Unicode's property `Default_Ignorable_Code_Point`, which never loses a
/// character, with the two separators of lines and the empty braille cell.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_14_names_with_invisible_characters_are_refused() {
        for name in ["Ada\u{200b}", "A\u{202e}da", "Ada\u{2066}", "\u{3164}", "Ad\u{ad}a", "Ada\u{a0}L", "Ada\n", ""] {
            assert!(!is_good(name), "{name:?}");
        }
        for name in ["Ada", "Ada Lovelace", "O'Brien", "陈 大文", "Zoë", "עדה", "Ada \u{2764}\u{fe0f}"] {
            assert!(is_good(name), "{name:?}");
        }
    }

    #[test]
    fn field_14_names_that_look_alike_are_one() {
        let alike = |one: &str, other: &str| {
            let (one, other) = (Look::of(one), Look::of(other));
            one.look == other.look || one.shape == other.shape
        };
        let pairs = [("Ada", "\u{410}da"), ("ada", "\u{410}DA"), ("Ian", "lan"), ("Ada L", "Ada  L"), ("ado", "ad0")];
        for (one, other) in pairs {
            assert!(alike(one, other), "{one} {other}");
        }
        for (one, other) in [("Ada", "Eda"), ("Ian", "Lan"), ("Zoe", "Zoë")] {
            assert!(!alike(one, other), "{one} {other}");
        }
    }
}
