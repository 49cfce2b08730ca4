//! A collection as a file of another app: the columns of the app's own table, with what each can say. What an app has no
//! column or no word for is counted before ([`Export::lost`]), and left out rather than written as something else.

mod cells;
mod lines;
mod safe;
mod said;

use std::collections::BTreeMap;

use vitrine_ledger::{Currency, Key, Method, Record};

use crate::Format;
use crate::apps::{APPS, App, Column};
use cells::cell;
pub use lines::Which;
pub(crate) use safe::undone;

/// The apps whose files are written, in the order in which people choose.
pub const FORMATS: [Format; 12] = [
    Format::Archidekt,
    Format::Cardmarket,
    Format::Collectr,
    Format::Deckbox,
    Format::Dragonshield,
    Format::Helvault,
    Format::Manabox,
    Format::Moxfield,
    Format::Goldfish,
    Format::Pricecharting,
    Format::Tcgplayer,
    Format::Topdecked,
];

/// What a file cannot carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lost {
    /// Cards of a game that the app has no cards of, or without the id that it knows cards by: these rows are missing.
    Card,
    /// Grades, or their certificates' numbers and sub-grades.
    Grade,
    /// What copies cost.
    Cost,
    /// The days they came.
    Day,
    /// Conditions, of a ladder that the app does not have.
    Condition,
    /// Languages.
    Language,
    /// Finishes.
    Finish,
    /// What is special about copies: signed, altered.
    Special,
    /// Stamps.
    Stamp,
    /// Binders and boxes, or pages and slots in them.
    Place,
    /// Portfolios.
    Portfolio,
    /// Tags.
    Tags,
    /// Notes.
    Notes,
    /// How many copies are to trade.
    ForTrade,
    /// Prices set by hand.
    OwnPrice,
    /// Sales.
    Sale,
    /// Wishes.
    Wish,
}

/// A file that can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The text of the file.
    pub text: String,
    /// Rows after the header.
    pub rows: usize,
    /// Copies in them.
    pub copies: i64,
    /// What is not in it, by kind: of how many cards, or how many sales and wishes.
    pub lost: BTreeMap<Lost, usize>,
}

/// Writes what is held as `format`. Amounts of another currency than `currency` are written where the app has a column
/// for the currency, and are lost otherwise. `method` says which copies are left of what was sold. None for a format that
/// is only read.
pub fn write<'a>(
    format: Format,
    records: impl IntoIterator<Item = (&'a Key, &'a Record)>,
    which: Which,
    currency: Currency,
    method: Method,
) -> Option<Export> {
    let app = APPS.iter().find(|app| app.format == format && FORMATS.contains(&format))?;
    let mut lost = BTreeMap::new();
    let lines = lines::of(app, records, which, currency, method, &mut lost);
    let columns = columns(app);
    // Dragon Shield's app reads no file without this line.
    let mut text = String::from(if format == Format::Dragonshield { "sep=,\r\n" } else { "" });
    let delimiter = if format == Format::Cardmarket { ';' } else { ',' };
    row(&mut text, delimiter, columns.iter().map(|(name, _)| (*name).to_owned()));
    for line in &lines {
        row(&mut text, delimiter, columns.iter().map(|(name, column)| safe::safe(&cell(app, line, name, *column))));
    }
    let copies = lines.iter().map(|line| line.copies).sum();
    Some(Export { text, rows: lines.len(), copies, lost })
}

/// The columns the app writes itself: the first name of each, and none that it has in one part of the world only.
fn columns(app: &App) -> Vec<(&'static str, Column)> {
    let mut columns: Vec<(&'static str, Column)> = Vec::new();
    for (name, column) in app.columns {
        let known = columns.iter().any(|(_, other)| other == column) && *column != Column::Kept;
        let regional = matches!(*name, "AVG" | "TREND");
        let several = *column == Column::Price && app.format != Format::Tcgplayer;
        if !regional && (!known || several) {
            columns.push((name, *column));
        }
    }
    columns
}

fn row(text: &mut String, delimiter: char, values: impl Iterator<Item = String>) {
    for (at, value) in values.enumerate() {
        if at > 0 {
            text.push(delimiter);
        }
        if value.contains([delimiter, '"', '\n', '\r']) || value.trim() != value {
            text.push('"');
            text.push_str(&value.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&value);
        }
    }
    text.push_str("\r\n");
}
