//! What stands in a cell: the value in the app's own words.

use vitrine_ledger::{Grade, LocationKind, suggest};

use super::lines::Line;
use super::said::{condition_word, language_word};
use crate::apps::{App, Column, Format, Reading};
use crate::words::{Foil, foil};

pub(super) fn cell(app: &App, line: &Line<'_>, name: &str, column: Column) -> String {
    let (entry, card) = (line.entry, &line.entry.card);
    match column {
        Column::Quantity => line.copies.to_string(),
        Column::ForTrade => line.for_trade.to_string(),
        Column::Name => card_name(app, line),
        Column::SimpleName => card.name.clone(),
        Column::Game => {
            suggest::GAMES.iter().find(|(id, _)| *id == card.game).map_or(&*card.game, |(_, name)| name).into()
        }
        Column::SetName => set_name(app, line),
        Column::SetCode => card.set.clone(),
        Column::Number => card.number.clone(),
        Column::Rarity => card.rarity.clone(),
        Column::Finish => entry.finish.clone(),
        Column::Foil => match foil(&entry.finish) {
            Foil::Is("Normal") if app.format == Format::Manabox => String::from("normal"),
            Foil::Is("Normal") | Foil::Unknown => String::new(),
            Foil::Is(word) => word.to_lowercase(),
        },
        Column::FinishIf(of) => yes(app, of.eq_ignore_ascii_case(&entry.finish), "1"),
        Column::Condition => {
            entry.condition.as_ref().and_then(|condition| condition_word(app, condition)).unwrap_or_default()
        }
        Column::Language => language_word(app, &entry.language).unwrap_or_default(),
        Column::Id(of) => card.ids.get(of).cloned().unwrap_or_default(),
        Column::Cost => line.cost.map(|money| money.amount()).unwrap_or_default(),
        Column::CostInHundredths => line.cost.map_or(0, |money| money.minor).to_string(),
        Column::Currency => line.cost.map(|money| money.currency.to_string()).unwrap_or_default(),
        Column::Acquired => line.acquired.map(|day| day.to_string()).unwrap_or_default(),
        Column::Notes => entry.notes.clone(),
        Column::Tags => entry.tags.iter().collect::<Vec<_>>().join(", "),
        Column::Place => line.place.map(|(name, _)| name.to_owned()).unwrap_or_default(),
        Column::PlaceKind => match line.place {
            Some((_, LocationKind::Deck)) => String::from("deck"),
            Some(_) => String::from("binder"),
            None => String::new(),
        },
        Column::Portfolio => line.portfolio.to_owned(),
        Column::Flag(of) => yes(app, entry.flags.contains(of), of),
        Column::Grade => entry.grade.as_ref().map_or_else(|| String::from("Ungraded"), grade),
        Column::GradeCompany => entry.grade.as_ref().map(|grade| grade.company.clone()).unwrap_or_default(),
        Column::GradeCert => entry.grade.as_ref().map(|grade| grade.cert.clone()).unwrap_or_default(),
        Column::Wanted => String::from("false"),
        Column::Price | Column::Kept | Column::Variation => entry.extra.get(name).cloned().unwrap_or_default(),
        Column::Field(_) => String::new(),
    }
}

/// A mark in the word the app has for it.
fn yes(app: &App, is: bool, word: &str) -> String {
    let said = match (app.format, is) {
        (Format::Moxfield, true) => "True",
        (Format::Moxfield, false) => "False",
        (Format::Manabox, true) => "true",
        (Format::Manabox, false) => "false",
        (Format::Cardmarket, true) => "1",
        (_, true) => word,
        (_, false) => "",
    };
    said.to_owned()
}

fn card_name(app: &App, line: &Line<'_>) -> String {
    let (entry, card) = (line.entry, &line.entry.card);
    match app.reading {
        Reading::Name => card.name.clone(),
        Reading::Product => {
            let stamps = entry.stamp.split(", ").filter(|stamp| !stamp.is_empty());
            stamps.fold(card.name.clone(), |name, stamp| format!("{name} ({stamp})"))
        }
        Reading::PriceCharting => {
            let plain = entry.finish.is_empty() || entry.finish == "Normal";
            let finish = if plain { String::new() } else { format!(" [{}]", entry.finish) };
            let number = if card.number.is_empty() { String::new() } else { format!(" #{}", card.number) };
            format!("{}{finish}{number}", card.name)
        }
    }
}

/// PriceCharting writes game, language and set into one text.
fn set_name(app: &App, line: &Line<'_>) -> String {
    let card = &line.entry.card;
    if app.reading != Reading::PriceCharting {
        return card.set_name.clone();
    }
    let game = match card.game.as_str() {
        "pokemon" => "Pokemon",
        "mtg" => "Magic",
        "yugioh" => "YuGiOh",
        other => other,
    };
    let known = suggest::LANGUAGES.iter().find(|(tag, _)| *tag == line.entry.language && *tag != "en");
    let language = known.map(|(_, name)| format!("{name} ")).unwrap_or_default();
    format!("{game} {language}{}", card.set_name)
}

fn grade(grade: &Grade) -> String {
    [&grade.company, &grade.value, &grade.label].map(String::as_str).join(" ").trim_end().to_owned()
}
