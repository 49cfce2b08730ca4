//! A collection as the file of another app. What an app calls its columns is said once, in [`crate::apps`]; here is what
//! stands in them. What the file cannot carry is counted before it is written.

mod held;
mod loss;
mod words;

pub use held::held;
pub use loss::{Loss, losses};

use vitrine_ledger::{Currency, Entry, LocationKind, Lot, Money};

use crate::apps::{App, Column, Format, Reading};
use crate::text::csv::FORMULA;

/// Copies of an entry that one row tells of.
#[derive(Debug, Clone, PartialEq)]
pub struct Copies {
    /// The entry.
    pub entry: Entry,
    /// The lot they are of; none for copies that no lot tells of.
    pub lot: Option<Lot>,
    /// How many are held.
    pub quantity: i64,
    /// The binder, box or deck they are in.
    pub place: Option<(String, LocationKind)>,
    /// The portfolio they are counted in.
    pub portfolio: Option<String>,
}

/// The formats a collection can be written in.
pub const FORMATS: [Format; 14] = [
    Format::Manabox,
    Format::Moxfield,
    Format::Deckbox,
    Format::Dragonshield,
    Format::Collectr,
    Format::Tcgplayer,
    Format::Archidekt,
    Format::Topdecked,
    Format::Pricecharting,
    Format::Cardmarket,
    Format::Goldfish,
    Format::Helvault,
    Format::Ygoprodeck,
    Format::List,
];

/// The file of an app, lines ended as the apps do; amounts of another currency than `base` stand in it only where the app
/// says the currency.
pub fn csv(format: Format, copies: &[Copies], base: Currency) -> String {
    let Some(app) = format.app() else { return list(copies) };
    let delimiter = if format == Format::Cardmarket { ';' } else { ',' };
    let columns = columns(app);
    let mut text = String::new();
    if format == Format::Dragonshield {
        text.push_str("\"sep=,\"\r\n");
    }
    line(&mut text, delimiter, columns.iter().map(|(name, _)| (*name).to_owned()));
    for copies in joined(app, copies).into_iter().filter(|copies| is_nameable(format, copies)) {
        line(&mut text, delimiter, columns.iter().map(|(_, column)| value(app, *column, &copies, base)));
    }
    text
}

/// The columns of an app's file with the aliases left out.
pub(crate) fn columns(app: &App) -> Vec<(&'static str, Column)> {
    let mut columns: Vec<(&'static str, Column)> = Vec::new();
    for (name, column) in app.columns {
        let alias = columns.iter().any(|(_, other)| other == column) && !matches!(column, Column::Price | Column::Kept);
        // The app itself writes no game and any prices it likes.
        let left_out = app.format == Format::Tcgplayer && matches!(column, Column::Game | Column::Price);
        if !alias && !left_out {
            columns.push((name, *column));
        }
    }
    columns
}

/// Apps without a cost and a day have one row for all lots of an entry.
fn joined(app: &App, copies: &[Copies]) -> Vec<Copies> {
    let tells = |wanted: &[Column]| app.columns.iter().any(|(_, column)| wanted.contains(column));
    if tells(&[Column::Cost, Column::CostInHundredths, Column::Acquired]) {
        return copies.to_vec();
    }
    let mut rows: Vec<Copies> = Vec::new();
    for one in copies {
        match rows.last_mut() {
            Some(last) if last.entry == one.entry && last.place == one.place => last.quantity += one.quantity,
            _ => rows.push(one.clone()),
        }
    }
    rows
}

/// What stands in a column.
pub(crate) fn value(app: &App, column: Column, copies: &Copies, base: Currency) -> String {
    let (entry, card) = (&copies.entry, &copies.entry.card);
    match column {
        Column::Quantity => copies.quantity.to_string(),
        Column::ForTrade => entry.for_trade.min(copies.quantity).to_string(),
        Column::Name => name(app, entry),
        Column::SimpleName => card.name.clone(),
        Column::Game => words::game(&card.game).to_owned(),
        Column::SetName if app.reading == Reading::PriceCharting => words::console(entry),
        Column::SetName => card.set_name.clone(),
        Column::SetCode => card.set.clone(),
        Column::Number => card.number.clone(),
        Column::Rarity => card.rarity.clone(),
        Column::Finish => words::finish(app.format, &entry.finish),
        Column::Foil => words::foil(app.format, &entry.finish).to_owned(),
        Column::FinishIf(name) => words::flag(app.format, words::is_finish(&entry.finish, name)),
        Column::Condition => entry.condition.as_ref().map(|of| words::condition(app, of)).unwrap_or_default(),
        Column::Language => words::language(app.format, &entry.language),
        Column::Id(of) => card.ids.get(of).cloned().unwrap_or_default(),
        Column::Cost => cost(app, copies, base).unwrap_or_default(),
        Column::CostInHundredths => each(copies)
            .filter(|cost| cost.currency == Currency::USD)
            .map_or_else(|| String::from("0"), |cost| cost.minor.to_string()),
        Column::Currency => paid(copies).map(|cost| cost.currency.to_string()).unwrap_or_default(),
        Column::Acquired => {
            copies.lot.as_ref().and_then(|lot| lot.acquired).map(|day| words::day(app.format, day)).unwrap_or_default()
        }
        Column::Notes => entry.notes.clone(),
        Column::Tags => entry.tags.iter().collect::<Vec<_>>().join(","),
        Column::Place => copies.place.as_ref().map(|(name, _)| name.clone()).unwrap_or_default(),
        Column::PlaceKind => words::place_kind(copies.place.as_ref().map(|(_, kind)| *kind)).to_owned(),
        Column::Portfolio => copies.portfolio.clone().unwrap_or_default(),
        Column::Flag(flag) => words::flag(app.format, entry.flags.contains(flag)),
        Column::Grade => words::grade(entry.grade.as_ref()),
        Column::GradeCompany => entry.grade.as_ref().map(|grade| grade.company.clone()).unwrap_or_default(),
        Column::GradeCert => entry.grade.as_ref().map(|grade| grade.cert.clone()).unwrap_or_default(),
        Column::Wanted => String::from("false"),
        Column::Variation => entry.extra.get("Variation").cloned().unwrap_or_default(),
        Column::Price | Column::Kept => String::new(),
        Column::Field(field) => entry.column(field).unwrap_or_default().to_owned(),
    }
}

fn name(app: &App, entry: &Entry) -> String {
    let name = &entry.card.name;
    match app.reading {
        Reading::Name => name.clone(),
        Reading::Product if entry.stamp.is_empty() => name.clone(),
        Reading::Product => entry.stamp.split(", ").fold(name.clone(), |name, stamp| format!("{name} ({stamp})")),
        Reading::PriceCharting => {
            let finish = words::finish(app.format, &entry.finish);
            let bracket = if finish.is_empty() || finish == "Normal" { String::new() } else { format!(" [{finish}]") };
            let number = if entry.card.number.is_empty() { String::new() } else { format!(" #{}", entry.card.number) };
            format!("{name}{bracket}{number}")
        }
    }
}

/// What was paid, for one copy or for all.
pub(crate) fn paid(copies: &Copies) -> Option<Money> {
    copies.lot.as_ref().and_then(|lot| lot.cost.or(lot.total))
}

/// Whether a row can be written: an app that names no cards needs its own id of the card.
pub(crate) fn is_nameable(format: Format, copies: &Copies) -> bool {
    format != Format::Cardmarket || copies.entry.card.ids.contains_key("cardmarket")
}

/// What one copy cost, where it is a whole number of the smallest unit.
fn each(copies: &Copies) -> Option<Money> {
    let lot = copies.lot.as_ref()?;
    let shared = || lot.total.filter(|total| lot.quantity > 0 && total.minor % lot.quantity == 0);
    lot.cost.or_else(|| shared().map(|total| Money::new(total.minor / lot.quantity, total.currency)))
}

/// What one copy cost as the app writes it; of copies that cost 10.00 together, `3.3333`.
fn cost(app: &App, copies: &Copies, base: Currency) -> Option<String> {
    let says_currency = app.columns.iter().any(|(_, column)| *column == Column::Currency);
    let fits = |money: &Money| says_currency || money.currency == base;
    if let Some(cost) = each(copies) {
        return Some(cost).filter(fits).map(|cost| cost.amount());
    }
    let lot = copies.lot.as_ref()?;
    let total = lot.total.filter(|total| fits(total) && lot.quantity > 0 && total.minor >= 0)?;
    // Four places, which is what apps write; rounded, so that the sum is the same to the cent.
    let scale = 10_i64.pow(4 - total.currency.exponent().min(4));
    let parts = i128::from(total.minor) * i128::from(scale);
    let each = (parts + i128::from(lot.quantity) / 2) / i128::from(lot.quantity);
    Some(format!("{}.{:04}", each / 10_000, each % 10_000))
}

/// A plain list.
pub(crate) fn list(copies: &[Copies]) -> String {
    let mut text = String::new();
    for Copies { entry, quantity, .. } in copies {
        let set =
            if entry.card.set.is_empty() { String::new() } else { format!(" ({})", entry.card.set.to_uppercase()) };
        let number = if set.is_empty() || entry.card.number.is_empty() {
            String::new()
        } else {
            format!(" {}", entry.card.number)
        };
        let sign = match words::foil(Format::Manabox, &entry.finish) {
            "foil" => " *F*",
            "etched" => " *E*",
            _ => "",
        };
        text.push_str(&format!("{quantity} {}{set}{number}{sign}\r\n", entry.card.name));
    }
    text
}

/// One line: cells that a spreadsheet would calculate begin with an apostrophe, which reading takes away again.
fn line(text: &mut String, delimiter: char, cells: impl Iterator<Item = String>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            text.push(delimiter);
        }
        let defused = if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell };
        let quoted = defused.contains([delimiter, '"', '\n', '\r']) || defused.trim() != defused;
        if quoted {
            text.push('"');
            text.push_str(&defused.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&defused);
        }
    }
    text.push_str("\r\n");
}
