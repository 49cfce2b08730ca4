//! One spelling for what price files and collections spell in many ways. All of these stay open: what is not known here
//! is kept as it is, in lower case.

use vitrine_ledger::{Condition, Grade};

#[doc(inline)]
pub use vitrine_ledger::finish::finish_key as finish;

/// A grade as price files write it: `PSA_10`, `BGS_10_BL`, `CGC_10_PRISTINE`, `GRADE_9`; empty, `raw` and `ungraded` are
/// no grade.
pub fn grade(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '_' | '-'))
        .filter(|word| !word.is_empty())
        .map(str::to_uppercase)
        .collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] | ["RAW" | "UNGRADED"] => String::new(),
        [company] => company.to_owned(),
        [company, value, ref label @ ..] => join(company, value, &label.join(" ")),
    }
}

/// The grade of a copy.
pub fn grade_of(grade: &Grade) -> String {
    let upper = |text: &str| text.split_whitespace().collect::<Vec<_>>().join("_").to_uppercase();
    join(&upper(&grade.company), &upper(&grade.value), &grade.label.to_uppercase())
}

fn join(company: &str, value: &str, label: &str) -> String {
    let value = value.strip_suffix(".0").unwrap_or(value);
    let label: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
    let label = match label.as_str() {
        "BLACKLABEL" | "BL" => "BL",
        // A ten of Beckett's is pristine; with the others it is a grade of its own.
        "PRISTINE" if company == "BGS" => "",
        // What a ten is called anyway.
        "GEM" | "GEMMINT" | "GEMMT" | "MINT" | "GM" => "",
        other => other,
    };
    [company, value, label].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
}

/// The same grade of any company; none for what has no number.
pub fn any_company(grade: &str) -> Option<String> {
    let (_, value) = grade.split_once('_')?;
    value.starts_with(|c: char| c.is_ascii_digit()).then(|| format!("GRADE_{value}"))
}

/// A condition as a word or a code of TCGplayer's ladder; empty for near mint and better, and for an unopened product.
pub fn condition(text: &str) -> String {
    let known = match squashed(text).as_str() {
        "" | "nm" | "m" | "mt" | "mint" | "nearmint" | "unopened" | "sealed" | "new" => "",
        "lightlyplayed" | "lp" => "lp",
        "moderatelyplayed" | "mp" => "mp",
        "heavilyplayed" | "hp" => "hp",
        "damaged" | "dmg" | "d" | "dm" => "dmg",
        other => return other.to_owned(),
    };
    known.to_owned()
}

/// The condition of a copy. Cardmarket's words do not mean what the same words mean to TCGplayer, so they keep their
/// ladder; near mint is near mint on both.
pub fn condition_of(of: Option<&Condition>) -> String {
    let Some(of) = of else { return String::new() };
    let key = condition(&of.code);
    if key.is_empty() || of.scale == "tcg" || of.scale.is_empty() { key } else { format!("{}-{key}", of.scale) }
}

/// A language: BCP 47 in lower case, empty for the one its game has by default.
pub fn language(text: &str, game: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let key = vitrine_ledger::language::language(text).to_lowercase();
    if key == default_language(game) { String::new() } else { key }
}

/// The language a game's catalogue is in.
pub fn default_language(game: &str) -> &'static str {
    if game.ends_with("-ja") { "ja" } else { "en" }
}

/// Letters and digits only, in lower case.
fn squashed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_is_company_number_and_what_makes_it_another_price() {
        for (text, key) in [
            ("PSA 10", "PSA_10"),
            ("psa_10", "PSA_10"),
            ("PSA 10.0 GEM - MT", "PSA_10"),
            ("BGS 9.5", "BGS_9.5"),
            ("BGS 10 Black Label", "BGS_10_BL"),
            ("BGS 10.0 Pristine", "BGS_10"),
            ("CGC 10 Pristine", "CGC_10_PRISTINE"),
            ("GRADE_9", "GRADE_9"),
            ("Ungraded", ""),
            ("", ""),
        ] {
            assert_eq!(grade(text), key, "{text}");
        }
        let of = |company: &str, value: &str, label: &str| {
            let grade = Grade { company: company.into(), value: value.into(), label: label.into(), ..Grade::default() };
            grade_of(&grade)
        };
        assert_eq!(of("PSA", "10", "Gem Mint"), "PSA_10");
        assert_eq!(of("BGS", "10", "Black Label"), "BGS_10_BL");
        assert_eq!(of("PSA", "8", "OC"), "PSA_8_OC", "a qualifier is another price");
        assert_eq!(of("PSA", "", "Authentic"), "PSA_AUTHENTIC");
        assert_eq!(any_company("PSA_9").as_deref(), Some("GRADE_9"));
        assert_eq!(any_company("PSA_AUTHENTIC"), None);
    }

    #[test]
    fn near_mint_is_what_is_meant_when_nothing_is_said_and_ladders_do_not_mix() {
        assert_eq!((condition("Near Mint").as_str(), condition("Lightly Played").as_str()), ("", "lp"));
        let of = |scale: &str, code: &str| condition_of(Some(&Condition::new(scale, code)));
        assert_eq!((of("tcg", "LP").as_str(), of("cm", "LP").as_str(), of("cm", "NM").as_str()), ("lp", "cm-lp", ""));
        assert_eq!(condition_of(None), "");
    }

    #[test]
    fn the_language_of_the_catalogue_goes_without_saying() {
        assert_eq!((language("Deutsch", "mtg"), language("German", "mtg")), (language("de", "mtg"), "de".to_owned()));
        assert_eq!(language("Phyrexian", "mtg"), "phyrexian");
        assert_eq!((language("en", "mtg").as_str(), language("ja", "pokemon-ja").as_str()), ("", ""));
        assert_eq!((language("zh_CN", "mtg").as_str(), language("", "pokemon-ja").as_str()), ("zh-hans", ""));
    }
}
