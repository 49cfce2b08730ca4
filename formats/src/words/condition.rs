//! Conditions. Ladders do not convert one to one, so a condition stays on the ladder of its app.

use vitrine_ledger::{Condition, suggest};

use super::squashed;

/// `(ladder, what it is called, code)`, squashed; the names and codes of the ladder itself stand in [`suggest`].
const ALIASES: &[(&str, &[&str], &str)] = &[
    ("tcg", &["excellent", "slightlyplayed", "sp", "goodlightlyplayed", "lightplayed", "good", "ex"], "LP"),
    ("tcg", &["played", "pl"], "MP"),
    ("tcg", &["poor", "d", "dm", "dmgd"], "DMG"),
    ("tcg", &["sealed"], "U"),
    ("cm", &["mint", "m"], "MT"),
    ("cm", &["lightlyplayed"], "LP"),
    ("cm", &["damaged", "poor"], "PO"),
    // Numbers of Cardmarket's own files.
    ("cm", &["1"], "MT"),
    ("cm", &["2"], "NM"),
    ("cm", &["3"], "EX"),
    ("cm", &["4"], "GD"),
    ("cm", &["5"], "LP"),
    ("cm", &["6"], "PL"),
    ("cm", &["7"], "PO"),
];

/// What a file says of a condition.
pub(crate) struct Said {
    pub(crate) condition: Option<Condition>,
    /// The finish that stands behind it, of files without a column for it: `Near Mint Foil`.
    pub(crate) finish: String,
    /// Nobody here knows the word.
    pub(crate) unknown: bool,
}

/// Reads a condition of the ladder `scale`.
pub(crate) fn condition(text: &str, scale: &str) -> Said {
    let text = text.trim();
    let said = |code: &str, finish: &str| Said {
        condition: Some(Condition::new(scale, code)),
        finish: finish.to_owned(),
        unknown: false,
    };
    if text.is_empty() {
        return Said { condition: None, finish: String::new(), unknown: false };
    }
    let squashed_text = squashed(text);
    let ladder = suggest::conditions(scale);
    let named = ladder.iter().find(|(code, name)| squashed(name) == squashed_text || code.eq_ignore_ascii_case(text));
    let alias = || {
        ALIASES
            .iter()
            .find(|(of, names, _)| *of == scale && names.contains(&squashed_text.as_str()))
            .map(|alias| alias.2)
    };
    if let Some(code) = named.map(|(code, _)| *code).or_else(alias) {
        return said(code, "");
    }
    for (code, name) in ladder {
        let rest = text.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name)).map(|_| &text[name.len()..]);
        if let Some(rest) = rest.filter(|rest| rest.starts_with(' ')) {
            return said(code, rest.trim().trim_start_matches("- "));
        }
    }
    // `Mint` of a ladder that begins with near mint is a word of its own, and a known one.
    let unknown = !text.eq_ignore_ascii_case("mint") && !text.eq_ignore_ascii_case("m");
    let code = if unknown { text } else { "Mint" };
    Said { condition: Some(Condition::new(scale, code)), finish: String::new(), unknown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_known_by_name_code_and_alias_and_stays_on_its_ladder() {
        let code = |text: &str, scale: &str| condition(text, scale).condition.map(|condition| condition.code);
        for (text, scale, wanted) in [
            ("Near Mint", "tcg", "NM"),
            ("near_mint", "cm", "NM"),
            ("NearMint", "cm", "NM"),
            ("Good (Lightly Played)", "tcg", "LP"),
            ("Played", "tcg", "MP"),
            ("D", "tcg", "DMG"),
            ("light_played", "cm", "LP"),
            ("LightPlayed", "cm", "LP"),
            ("Excellent", "cm", "EX"),
            ("3", "cm", "EX"),
            ("Mint", "tcg", "Mint"),
        ] {
            assert_eq!(code(text, scale).as_deref(), Some(wanted), "{text}");
            assert!(!condition(text, scale).unknown, "{text}");
        }
        assert_eq!(code("", "tcg"), None);
        assert!(condition("Chewed", "tcg").unknown && code("Chewed", "tcg").as_deref() == Some("Chewed"));
        assert_eq!(condition("Near Mint Foil", "tcg").finish, "Foil");
    }
}
