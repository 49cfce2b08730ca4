//! Conditions and languages in the words of an app, none where it has none.

use vitrine_ledger::{Condition, suggest};

use crate::apps::{App, Format};

/// A condition in the app's words; none where its ladder does not have it. Ladders do not convert: near mint alone is the
/// same on both.
pub(super) fn condition_word(app: &App, condition: &Condition) -> Option<String> {
    let shared = condition.code == "NM" || condition.scale == app.scale;
    let at = suggest::conditions(app.scale).iter().position(|(code, _)| shared && *code == condition.code)?;
    let name = suggest::conditions(app.scale)[at].1;
    let word = match app.format {
        Format::Cardmarket => (at + 1).to_string(),
        Format::Manabox => name.to_lowercase().replace(' ', "_"),
        Format::Dragonshield => name.replace(' ', ""),
        Format::Archidekt if condition.code == "DMG" => String::from("D"),
        Format::Archidekt => condition.code.clone(),
        Format::Moxfield if condition.code == "LP" => String::from("Good (Lightly Played)"),
        Format::Moxfield if condition.code == "MP" => String::from("Played"),
        _ => name.to_owned(),
    };
    Some(word)
}

/// A language in the app's words; none where it has none.
pub(super) fn language_word(app: &App, tag: &str) -> Option<String> {
    /// The numbers of Cardmarket, from 1.
    const NUMBERS: [&str; 11] = ["en", "fr", "de", "es", "it", "zh-Hans", "ja", "pt", "ru", "ko", "zh-Hant"];
    let name = || suggest::LANGUAGES.iter().find(|(known, _)| *known == tag).map(|(_, name)| (*name).to_owned());
    match app.format {
        Format::Cardmarket => NUMBERS.iter().position(|known| *known == tag).map(|at| (at + 1).to_string()),
        Format::Archidekt => Some(match tag {
            "ja" => String::from("JP"),
            "ko" => String::from("KR"),
            "zh-Hans" => String::from("CS"),
            "zh-Hant" => String::from("CT"),
            other => other.to_uppercase(),
        }),
        Format::Manabox | Format::Topdecked | Format::Helvault => Some(match tag {
            "zh-Hans" => String::from("zh_CN"),
            "zh-Hant" => String::from("zh_TW"),
            other => other.to_owned(),
        }),
        Format::Moxfield if tag == "zh-Hans" => Some(String::from("Chinese")),
        _ => name().or_else(|| Some(tag.to_owned())),
    }
}
