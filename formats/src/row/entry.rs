//! From the values of one record to the copies it describes.

use std::collections::BTreeMap;

use vitrine_ledger::entry::STAMPS;
use vitrine_ledger::{CardRef, Currency, Entry, LocationKind, Money, Tags, limits, suggest};

use super::{Habits, Notes, Values, identity, is_known_language};
use crate::apps::{Column, Format, Reading};
use crate::values::{Amount, Day, amount, day, hundredths};
use crate::words::{Foil, condition, finish, foil, game_of, grade, of_console, squashed};
use crate::{BadReason, Row};

/// The column under which an entry keeps whose file it came from.
pub(crate) const FROM: &str = "Imported from";

/// A card is named, or has an id that names it.
pub(super) fn is_nameless(values: Values<'_>) -> bool {
    let id = values.of(|column| matches!(column, Column::Id("cardmarket")).then_some(())).any(|(_, id)| !id.is_empty());
    values.get(Column::Name).is_empty() && !id
}

pub(super) fn row(
    values: Values<'_>,
    line: u32,
    quantity: i64,
    habits: &Habits<'_>,
    notes: &mut Notes,
) -> Result<Row, BadReason> {
    let state = condition(values.get(Column::Condition), habits.app.scale);
    if state.unknown {
        notes.conditions.insert(values.get(Column::Condition).to_owned());
    }
    let named = Named::of(values, habits);
    let mut entry = Entry::new(card(values, &named, habits, line, notes));
    entry.finish = finish_of(values, &named, state.finish)?;
    entry.condition = state.condition;
    entry.stamp = named.stamp;
    entry.language = language(values, habits, &named.language, notes);
    entry.grade = grade(values.get(Column::Grade), values.get(Column::GradeCompany), values.get(Column::GradeCert));
    entry.flags = Tags::new(flags(values));
    entry.tags = Tags::new(tags(values));
    values.get(Column::Notes).clone_into(&mut entry.notes);
    entry.for_trade = values.get(Column::ForTrade).parse::<i64>().unwrap_or_default().clamp(0, quantity);
    for (field, value) in values.of(|column| if let Column::Field(field) = column { Some(field) } else { None }) {
        if !value.is_empty() {
            entry.read_column(field, value);
        }
    }
    let (cost, total) = cost(values, quantity, habits, notes);
    let kind = squashed(values.get(Column::PlaceKind));
    let place = Some(values.get(Column::Place)).filter(|name| !name.is_empty());
    let mut row = Row {
        line,
        identity: uuid::Uuid::nil(),
        quantity,
        cost,
        total,
        acquired: acquired(values, habits, notes),
        place: place.map(|name| (name.to_owned(), place_kind(&kind))),
        portfolio: Some(values.get(Column::Portfolio).to_owned()).filter(|name| !name.is_empty()),
        wanted: says_yes(values.get(Column::Wanted)) || kind == "list" || kind == "wishlist",
        entry,
    };
    row.identity = identity::of(habits.app.format, &row, values.get(Column::Variation));
    row.entry.extra = extra(values, &row, habits);
    Ok(row)
}

/// What stands in a name beside the name.
struct Named {
    name: String,
    number: String,
    finish: String,
    stamp: String,
    set_name: String,
    game: Option<String>,
    language: String,
}

impl Named {
    fn of(values: Values<'_>, habits: &Habits<'_>) -> Self {
        let written = values.get(Column::Name);
        let mut named = Self {
            name: written.to_owned(),
            number: values.get(Column::Number).to_owned(),
            finish: String::new(),
            stamp: String::new(),
            set_name: values.get(Column::SetName).to_owned(),
            game: Some(values.get(Column::Game)).filter(|said| !said.is_empty()).map(game_of),
            language: String::new(),
        };
        match habits.app.reading {
            Reading::Name => {}
            Reading::Product => {
                let (name, stamp) = stamped(written);
                (named.name, named.stamp) = (name.to_owned(), stamp);
            }
            Reading::PriceCharting => named.read_price_charting(written),
        }
        named
    }

    /// `Samurott [Reverse] #23` of `Pokemon Japanese Old Maid`.
    fn read_price_charting(&mut self, written: &str) {
        let (name, number) = written.rsplit_once(" #").unwrap_or((written, ""));
        number.trim().clone_into(&mut self.number);
        let (name, bracket) = match name.strip_suffix(']').and_then(|name| name.rsplit_once(" [")) {
            Some((name, bracket)) => (name, bracket),
            None => (name, ""),
        };
        (self.name, self.finish) = (name.trim().to_owned(), finish(bracket));
        let console = self.set_name.clone();
        let (game, set) = of_console(&console);
        self.game = Some(game);
        let (word, rest) = set.split_once(' ').unwrap_or((set, ""));
        let language = vitrine_ledger::language::language(word);
        let is_language = is_known_language(&language) && !word.is_empty();
        self.set_name = if is_language { rest.to_owned() } else { set.to_owned() };
        self.language = if is_language { language } else { String::from("en") };
    }
}

fn card(values: Values<'_>, named: &Named, habits: &Habits<'_>, line: u32, notes: &mut Notes) -> CardRef {
    let mut spoilt = |text: &str| {
        let is = is_spoilt(text);
        if is {
            if notes.spoilt.is_empty() {
                text.clone_into(&mut notes.spoilt_example);
            }
            if notes.spoilt.last() != Some(&line) {
                notes.spoilt.push(line);
            }
        }
        is
    };
    let number = if spoilt(&named.number) { String::new() } else { named.number.clone() };
    let about = |column| if let Column::Id(name) = column { Some(name) } else { None };
    let ids: BTreeMap<String, String> = values
        .of(about)
        .filter(|(_, id)| !id.is_empty() && *id != "0" && !spoilt(id))
        .map(|(name, id)| (name.to_owned(), id.to_owned()))
        .collect();
    let mut set = values.get(Column::SetCode).to_owned();
    if habits.app.format == Format::Ygoprodeck {
        // `LOB-EN001`: the set stands before the number.
        set = number.split_once('-').map(|(set, _)| set.to_owned()).unwrap_or_default();
    }
    let name = match (&named.name, ids.get("cardmarket")) {
        (name, Some(id)) if name.is_empty() => format!("Cardmarket {id}"),
        (name, _) => name.clone(),
    };
    CardRef {
        game: named.game.clone().unwrap_or_else(|| habits.game.to_owned()),
        set,
        set_name: named.set_name.clone(),
        number,
        name,
        rarity: values.get(Column::Rarity).to_owned(),
        ids,
        ..CardRef::default()
    }
}

/// `25-Jan`, `Jan-25`, `8E+11`: what a spreadsheet makes of `1/25` and of a long number.
fn is_spoilt(text: &str) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let digits = |text: &str| !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    let month = |text: &str| MONTHS.contains(&text.to_ascii_lowercase().as_str());
    let date = text.split_once('-').is_some_and(|(a, b)| (digits(a) && month(b)) || (month(a) && digits(b)));
    let power = text.split_once("E+").is_some_and(|(number, power)| {
        let number = number.replace([',', '.'], "");
        !number.is_empty() && digits(power) && number.bytes().all(|b| b.is_ascii_digit())
    });
    date || power
}

fn finish_of(values: Values<'_>, named: &Named, of_condition: String) -> Result<String, BadReason> {
    let about = |column| if let Column::FinishIf(name) = column { Some(name) } else { None };
    if let Some((name, _)) = values.of(about).find(|(_, value)| says_yes(value)) {
        return Ok(name.to_owned());
    }
    let has_foil = values.pairs().any(|(column, _)| column.column == Some(Column::Foil));
    if has_foil {
        let said = values.get(Column::Foil);
        return match foil(said) {
            Foil::Is(name) => Ok(name.to_owned()),
            Foil::Unknown => Err(BadReason::UnknownFoil(said.to_owned())),
        };
    }
    let said = [finish(values.get(Column::Finish)), named.finish.clone(), of_condition];
    Ok(said.into_iter().find(|finish| !finish.is_empty()).unwrap_or_default())
}

fn language(values: Values<'_>, habits: &Habits<'_>, of_set: &str, notes: &mut Notes) -> String {
    /// What Cardmarket's files call languages.
    const NUMBERS: [&str; 11] = ["en", "fr", "de", "es", "it", "zh-Hans", "ja", "pt", "ru", "ko", "zh-Hant"];
    let said = values.get(Column::Language);
    if said.is_empty() {
        return of_set.to_owned();
    }
    let numbered = || NUMBERS.get(said.parse::<usize>().ok()?.checked_sub(1)?);
    if habits.app.format == Format::Cardmarket
        && let Some(tag) = numbered()
    {
        return (*tag).to_owned();
    }
    let tag = suggest::language(said);
    if !is_known_language(&tag) {
        notes.languages.insert(tag.clone());
    }
    tag
}

fn says_yes(value: &str) -> bool {
    !matches!(squashed(value).as_str(), "" | "false" | "no" | "0" | "none" | "null")
}

fn flags(values: Values<'_>) -> impl Iterator<Item = String> {
    let about = |column| if let Column::Flag(name) = column { Some(name) } else { None };
    values.of(about).filter(|(_, value)| says_yes(value)).map(|(name, _)| name.to_owned())
}

fn tags(values: Values<'_>) -> Vec<String> {
    let tags = values.get(Column::Tags).split([',', ';']).map(str::trim).filter(|tag| !tag.is_empty());
    tags.take(limits::TAGS).map(|tag| tag.chars().take(limits::TAG).collect()).collect()
}

fn place_kind(kind: &str) -> LocationKind {
    match kind {
        "deck" => LocationKind::Deck,
        "box" => LocationKind::Box,
        _ => LocationKind::Binder,
    }
}

/// What one copy cost, or all of them.
fn cost(values: Values<'_>, quantity: i64, habits: &Habits<'_>, notes: &mut Notes) -> (Option<Money>, Option<Money>) {
    let (text, pennies) = (values.get(Column::Cost), values.get(Column::CostInHundredths));
    let currency: Currency = values.get(Column::Currency).parse().unwrap_or(habits.options.currency);
    let (read, text) = match (text, pennies) {
        ("", "") => return (None, None),
        ("", pennies) => (hundredths(pennies), pennies),
        (text, _) => (amount(text, habits.mark, currency, quantity), text),
    };
    match read {
        Amount::Each(money) | Amount::Together(money) if money.minor == 0 && habits.app.zero_is_unknown => (None, None),
        Amount::Each(money) => (Some(money), None),
        Amount::Together(money) => (None, Some(money)),
        Amount::Ambiguous => {
            notes.ambiguous_amount.get_or_insert_with(|| text.to_owned());
            (None, None)
        }
        Amount::Unread => {
            notes.unread("price", text);
            (None, None)
        }
    }
}

fn acquired(values: Values<'_>, habits: &Habits<'_>, notes: &mut Notes) -> Option<vitrine_ledger::Date> {
    let text = values.get(Column::Acquired);
    if text.is_empty() {
        return None;
    }
    match day(text, habits.order) {
        Day::Is(date) => Some(date),
        Day::Ambiguous => {
            notes.ambiguous_date.get_or_insert_with(|| text.to_owned());
            None
        }
        Day::Unread => {
            notes.unread("date", text);
            None
        }
    }
}

/// What has no field of its own, and whose file it is; the simple name only where it says something else than the name.
fn extra(values: Values<'_>, row: &Row, habits: &Habits<'_>) -> BTreeMap<String, String> {
    let name = values.get(Column::Name);
    let unread = |column| match column {
        Column::Cost | Column::CostInHundredths => row.cost.is_none() && row.total.is_none(),
        Column::Acquired => row.acquired.is_none(),
        _ => false,
    };
    let kept = values.pairs().filter(|(column, value)| match column.column {
        _ if value.is_empty() => false,
        None | Some(Column::Price | Column::Kept | Column::Variation) => true,
        Some(Column::SimpleName) => *value != name,
        Some(column) => unread(column),
    });
    let kept = kept.map(|(column, value)| (column.name.clone(), value.to_owned()));
    kept.chain([(FROM.to_owned(), habits.app.format.name().to_owned())]).collect()
}

/// A product's name without the stamps at its end, and these: `Machamp - 59/108 (Prerelease) [Staff]`. Other words in
/// brackets (`(Cosmos Holo)`) are of the name.
fn stamped(product: &str) -> (&str, String) {
    let mut name = product;
    let mut stamps = Vec::new();
    loop {
        let open = match name.chars().next_back() {
            Some(')') => name.rfind('('),
            Some(']') => name.rfind('['),
            Some(_) | None => None,
        };
        let Some(open) = open.filter(|open| !name[..*open].trim().is_empty()) else { break };
        let said = name[open + 1..name.len() - 1].trim();
        let Some(stamp) = STAMPS.into_iter().find(|stamp| stamp.eq_ignore_ascii_case(said)) else { break };
        stamps.insert(0, stamp);
        name = name[..open].trim_end();
    }
    (name, stamps.join(", "))
}
