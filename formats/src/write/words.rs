//! Words as the apps write them.

use vitrine_ledger::finish::{FinishKind, finish_key, finish_kind};
use vitrine_ledger::{Condition, Date, Entry, Grade, LocationKind, suggest};

use crate::apps::{App, Format};
use crate::words::game_of;

/// The game as apps name it.
pub(super) fn game(id: &str) -> &str {
    match id {
        "pokemon" | "pokemon-ja" => "Pokemon",
        "yugioh" => "YuGiOh",
        "lorcana" => "Lorcana",
        _ => suggest::GAMES.iter().find(|(known, _)| *known == id).map_or(id, |(_, name)| name),
    }
}

/// `Pokemon Japanese Old Maid`: game, language unless it is English, set.
pub(super) fn console(entry: &Entry) -> String {
    // One word: `Chinese (simplified)` is `Chinese` there.
    let language = language(Format::Deckbox, &entry.language);
    let language = language.split(' ').next().unwrap_or_default();
    let words = [crate::words::console(&entry.card.game), language, entry.card.set_name.as_str()];
    let told = |word: &&str| !word.is_empty() && *word != "English";
    words.into_iter().filter(told).collect::<Vec<_>>().join(" ")
}

/// Whether a name of a game leads back to it.
pub(super) fn is_game_told(id: &str) -> bool {
    game_of(game(id)) == id
}

/// A finish in an open column.
pub(super) fn finish(format: Format, finish: &str) -> String {
    let key = finish_key(finish);
    match (format, key.as_str()) {
        (Format::Topdecked, "normal" | "") => "nonfoil".to_owned(),
        (Format::Topdecked, "foil" | "etched") => key,
        (Format::Helvault, "normal" | "") => String::new(),
        (Format::Helvault, "foil" | "etched") => key,
        (Format::Dragonshield | Format::Sorted | Format::Archidekt | Format::Collectr, "") => "Normal".to_owned(),
        _ => finish.to_owned(),
    }
}

/// Foil or not, in the app's words.
pub(super) fn foil(format: Format, finish: &str) -> &'static str {
    let key = finish_key(finish);
    let [plain, foil, etched] = match format {
        Format::Moxfield | Format::Deckbox => ["", "foil", "etched"],
        Format::Goldfish => ["regular", "foil", "foil_etched"],
        _ => ["normal", "foil", "etched"],
    };
    match finish_kind(&key) {
        _ if key == "etched" => etched,
        Some(FinishKind::Foil | FinishKind::Reverse) => foil,
        _ => plain,
    }
}

/// Is the finish the one of a column of its own?
pub(super) fn is_finish(finish: &str, name: &str) -> bool {
    finish_key(finish) == finish_key(name) || (name == "Foil" && finish_key(finish) == "holofoil")
}

/// The condition in the app's words; one of another ladder by its neighbour on this one.
pub(super) fn condition(app: &App, condition: &Condition) -> String {
    let code = neighbour(condition, app.scale);
    let name = |code: &str| {
        let ladder = suggest::conditions(app.scale);
        ladder.iter().find(|(known, _)| *known == code).map_or(code.to_owned(), |(_, name)| (*name).to_owned())
    };
    match (app.format, code) {
        (Format::Moxfield | Format::Deckbox, "LP") => "Good (Lightly Played)".to_owned(),
        (Format::Moxfield | Format::Deckbox, "MP") => "Played".to_owned(),
        (Format::Deckbox, "DMG") => "Poor".to_owned(),
        (Format::Archidekt, "DMG") => "D".to_owned(),
        (Format::Archidekt, code) => code.to_owned(),
        (Format::Topdecked, code) => name(code).to_lowercase(),
        (Format::Manabox, code) => name(code).to_lowercase().replace(' ', "_"),
        (Format::Dragonshield | Format::Sorted, code) => name(code).replace(' ', ""),
        (Format::Cardmarket, code) => {
            let at = suggest::conditions("cm").iter().position(|(known, _)| *known == code);
            at.map_or(code.to_owned(), |at| (at + 1).to_string())
        }
        (_, code) => name(code),
    }
}

/// Ladders do not convert one to one: this is the nearest rung, and losing that is told.
fn neighbour<'a>(condition: &'a Condition, scale: &str) -> &'a str {
    match (condition.scale.as_str(), scale, condition.code.as_str()) {
        ("cm", "tcg", "MT") => "Mint",
        ("cm", "tcg", "EX") => "LP",
        ("cm", "tcg", "GD") => "MP",
        ("cm", "tcg", "LP" | "PL") => "HP",
        ("cm", "tcg", "PO") => "DMG",
        ("tcg", "cm", "LP") => "EX",
        ("tcg", "cm", "MP") => "GD",
        ("tcg", "cm", "HP") => "PL",
        ("tcg", "cm", "DMG") => "PO",
        ("tcg", "cm", "Mint") => "MT",
        (_, _, code) => code,
    }
}

/// The language in the app's words: a name, or its code.
pub(super) fn language(format: Format, tag: &str) -> String {
    let code = |simplified: &str, traditional: &str| match tag {
        "zh-Hans" => simplified.to_owned(),
        "zh-Hant" => traditional.to_owned(),
        _ => tag.to_owned(),
    };
    match format {
        Format::Manabox => code("zh_CN", "zh_TW"),
        Format::Topdecked | Format::Helvault => code("zhs", "zht"),
        Format::Archidekt => match tag {
            "ja" => "JP".to_owned(),
            "ko" => "KR".to_owned(),
            "es" => "SP".to_owned(),
            _ => code("CS", "CT").to_uppercase(),
        },
        Format::Cardmarket => {
            const NUMBERS: [&str; 11] = ["en", "fr", "de", "es", "it", "zh-Hans", "ja", "pt", "ru", "ko", "zh-Hant"];
            NUMBERS.iter().position(|known| *known == tag).map_or(tag.to_owned(), |at| (at + 1).to_string())
        }
        _ => suggest::LANGUAGES.iter().find(|(known, _)| *known == tag).map_or(tag, |(_, name)| name).to_owned(),
    }
}

pub(super) fn day(format: Format, day: Date) -> String {
    match format {
        Format::Manabox => format!("{day}T00:00:00.000Z"),
        _ => day.to_string(),
    }
}

pub(super) fn place_kind(kind: Option<LocationKind>) -> &'static str {
    match kind {
        Some(LocationKind::Deck) => "deck",
        _ => "binder",
    }
}

/// Yes or no in the app's words.
pub(super) fn flag(format: Format, set: bool) -> String {
    let [no, yes] = match format {
        Format::Moxfield => ["False", "True"],
        Format::Cardmarket => ["", "1"],
        Format::Deckbox => ["", "yes"],
        _ => ["false", "true"],
    };
    (if set { yes } else { no }).to_owned()
}

pub(super) fn grade(grade: Option<&Grade>) -> String {
    match grade {
        None => "Ungraded".to_owned(),
        Some(Grade { company, value, label, .. }) => {
            [company, value, label].into_iter().filter(|word| !word.is_empty()).cloned().collect::<Vec<_>>().join(" ")
        }
    }
}
