//! Files of other apps. A row of a file becomes copies of a card, or it is listed with its line and the reason why it does
//! not; nothing is guessed silently, and what has no meaning here is kept beside what has.
//!
//! The way of a file: [`decode`] makes text of bytes, `text::csv` cuts it into records, `header` finds the app by the names
//! of its columns ([`apps`] says what each column means), `row` reads a record, and [`plan`] compares the whole with what is
//! [`here`]: a file is a statement about it, and the next file is a newer one.
//!
//! Pure: no clock, no I/O. The browser and the command line run the same code.

#![warn(missing_docs)]

pub mod apps;
pub mod backup;
mod header;
pub mod here;
mod list;
pub mod plan;
mod row;
mod text;
mod values;
mod words;
pub mod write;

use uuid::Uuid;
use vitrine_ledger::{Currency, Date, Entry, Key, LocationKind, Money, Record, Rejection, ids};
use vitrine_sync::LedgerId;

pub use apps::Format;
pub use here::Collection;
pub use text::decode;
pub use values::{DayOrder, DecimalMark};

/// What a person says about a file where the file itself does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The currency of amounts that name none, where the app has no currency of its own.
    pub currency: Currency,
    /// The mark before the decimals.
    pub mark: Option<DecimalMark>,
    /// Which of two numbers of a date is the day.
    pub order: Option<DayOrder>,
}

impl Default for Options {
    fn default() -> Self {
        Self { currency: Currency::USD, mark: None, order: None }
    }
}

/// Runs over all records of a collection, as often as it is asked.
pub type Records<'a> = dyn Fn(&mut dyn FnMut(&Key, &Record)) + 'a;

/// One row that could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its first line in the file, from 1.
    pub line: u32,
    /// What it is a statement about: the hash of what identifies the copies in their format. Rows of one file that are
    /// about the same copies are added up.
    pub identity: Uuid,
    /// The entry it describes. Where it is, and in which portfolio, is said by name in `place` and `portfolio`.
    pub entry: Entry,
    /// How many copies.
    pub quantity: i64,
    /// What one copy cost; none means unknown.
    pub cost: Option<Money>,
    /// What all copies cost together, where one of them did not cost a whole amount.
    pub total: Option<Money>,
    /// The local calendar day they came.
    pub acquired: Option<Date>,
    /// The binder, box or deck they are in.
    pub place: Option<(String, LocationKind)>,
    /// The portfolio they are counted in.
    pub portfolio: Option<String>,
    /// Not owned but looked for: a row of a list of wishes.
    pub wanted: bool,
}

impl Row {
    /// The id of the entry, or wish, that the row makes.
    pub(crate) fn entry_id(&self, ledger: LedgerId, format: Format) -> Uuid {
        ids::holding_id(ledger, format.source(), self.identity, 0)
    }
}

/// One row that could not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// The first line of the row in the file, from 1.
    pub line: u32,
    /// The row as it stands in the file.
    pub text: String,
    /// Why.
    pub reason: BadReason,
}

/// Why a row cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadReason {
    /// The card has no name, and no id that would name it.
    #[error("there is no name")]
    NoName,
    /// There is no quantity.
    #[error("there is no quantity")]
    NoQuantity,
    /// The quantity, as it stands there, is no number.
    #[error("the quantity “{0}” is not a whole number")]
    BadQuantity(String),
    /// The quantity is 0.
    #[error("the quantity is zero")]
    ZeroQuantity,
    /// The quantity is negative.
    #[error("the quantity is below zero")]
    NegativeQuantity,
    /// A column that says foil or not says something else.
    #[error("“{0}” is no finish that this app writes")]
    UnknownFoil(String),
    /// More values than the header has columns.
    #[error("there are {found} values for {expected} columns")]
    TooManyValues {
        /// How many columns there are.
        expected: usize,
        /// How many values.
        found: usize,
    },
    /// A quotation mark is out of place.
    #[error("a quotation mark is out of place")]
    StrayQuote,
    /// A line of a plain list that is no card.
    #[error("this line is no card: a card is written “4 Lightning Bolt (M11) 146”")]
    NoCard,
    /// The domain's rules refuse it.
    #[error("a value cannot be kept: {0}")]
    Refused(Rejection),
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFile {
    /// The file is empty.
    #[error("the file is empty")]
    Empty,
    /// The header is of no format that is known.
    #[error("the first line does not name columns that we know")]
    UnknownColumns {
        /// The columns it has.
        found: Vec<String>,
    },
    /// A column stands there twice.
    #[error("the column “{name}” stands twice in the first line")]
    RepeatedColumn {
        /// Its name.
        name: String,
    },
    /// More columns than any app writes.
    #[error("there are {0} columns; no collection has more than {MOST_COLUMNS}")]
    TooManyColumns(usize),
}

/// A header with more columns is of no collection.
pub const MOST_COLUMNS: usize = 200;

/// What a person should know although every row it concerns was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// The file does not name the game; this one was concluded from its printings and rarities.
    GameGuessed {
        /// The game as the file calls it.
        game: String,
    },
    /// Columns kept as they are, without meaning for us.
    UnknownColumns {
        /// The columns' names.
        names: Vec<String>,
    },
    /// So many rows end before the last column.
    ShortRows {
        /// How many.
        count: usize,
    },
    /// Rows of which another row of the file is about the same copies: their quantities are added up.
    JoinedRows {
        /// How many rows there are beyond the first of each.
        count: usize,
    },
    /// A spreadsheet has made something else of these values (`1/25` became `25-Jan`): they are left out.
    Spoilt {
        /// The lines.
        lines: Vec<u32>,
        /// The first such value.
        example: String,
    },
    /// Words of one kind that nobody here knows, kept as they are.
    UnknownWords {
        /// What they should be: `language`, `condition`.
        what: &'static str,
        /// The words, each once.
        words: Vec<String>,
    },
    /// So many amounts or dates could not be read and are left unknown.
    Unread {
        /// What they should be: `price`, `date`.
        what: &'static str,
        /// How many.
        count: usize,
        /// The first.
        example: String,
    },
    /// The file was not UTF-8 and was read as Windows-1252.
    NotUtf8,
}

/// A question only a person can answer; until then the values it is about are unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Is `1,234` a thousand or a little more than one?
    Mark {
        /// An amount of the file.
        example: String,
    },
    /// Is `3/4/2026` in March or in April?
    Order {
        /// A date of the file.
        example: String,
    },
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The format of the file.
    pub format: Format,
    /// The game of the rows that do not name one.
    pub game: String,
    /// The rows that could be read, in their order.
    pub rows: Vec<Row>,
    /// Rows that could not be read.
    pub bad: Vec<BadRow>,
    /// What was read in another way than it stands there.
    pub warnings: Vec<Warning>,
    /// What is to be asked.
    pub questions: Vec<Question>,
}

impl Parsed {
    /// The person knows better which game it is. Identities do not change by that.
    pub fn set_game(&mut self, game: &str) {
        for row in self.rows.iter_mut().filter(|row| row.entry.card.game == self.game) {
            game.clone_into(&mut row.entry.card.game);
        }
        game.clone_into(&mut self.game);
        self.warnings.retain(|warning| !matches!(warning, Warning::GameGuessed { .. }));
    }

    /// Copies in all rows.
    pub fn cards(&self) -> i64 {
        self.rows.iter().map(|row| row.quantity).sum()
    }
}

/// Reads a file's bytes.
///
/// # Errors
/// When nothing in it can be read.
pub fn parse(bytes: &[u8], options: &Options) -> Result<Parsed, BadFile> {
    let (text, utf8) = decode(bytes);
    let mut parsed = parse_text(&text, options)?;
    if !utf8 {
        parsed.warnings.push(Warning::NotUtf8);
    }
    Ok(parsed)
}

/// Reads a text: a file's, or one that was pasted.
///
/// # Errors
/// When nothing in it can be read.
pub fn parse_text(text: &str, options: &Options) -> Result<Parsed, BadFile> {
    let (delimiter, body, first_line) = text::csv::sniff(text);
    let mut records = text::csv::Reader::new(body, delimiter, first_line);
    let head = records.find(|record| !record.is_blank()).ok_or(BadFile::Empty)?;
    match header::read(&head.fields) {
        Ok((app, columns)) => Ok(row::read(app, &columns, records, options)),
        Err(unknown) => list::read(text).ok_or(unknown),
    }
}
