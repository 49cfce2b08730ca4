//! Reading other people's files. Whole rows only: a row is a holding, or it is listed with its line and the reason why
//! it is not. Nothing is guessed silently, and what we do not understand is kept beside what we do.

mod csv;
mod decode;
mod header;
mod plan;
mod tcgplayer;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use decode::decode;
pub use plan::{Preview, RowState, batches, holdings, preview};

use crate::{Entry, Rejection};

/// The formats we read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// The collection of the TCGplayer app.
    Tcgplayer,
}

impl Format {
    /// Its name in ids: never changes.
    pub fn source(self) -> &'static str {
        match self {
            Self::Tcgplayer => "tcgplayer",
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcgplayer => "TCGplayer app",
        }
    }
}

/// One row that could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its first line in the file, from 1.
    pub line: u32,
    /// What makes it the same row again, and how many rows alike came before it.
    pub hash: Uuid,
    /// How many rows alike came before it.
    pub occurrence: u32,
    /// The entry it describes.
    pub entry: Entry,
    /// How many copies.
    pub quantity: i64,
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
    /// The card has no name.
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
}

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
    /// So many rows repeat an earlier one exactly; each is a holding of its own.
    RepeatedRows {
        /// How many.
        count: usize,
    },
    /// The file was not UTF-8 and was read as Windows-1252.
    NotUtf8,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The format of the file.
    pub format: Format,
    /// The game of the rows that do not name one.
    pub game: String,
    /// Records by their keys.
    pub rows: Vec<Row>,
    /// Rows that could not be read.
    pub bad: Vec<BadRow>,
    /// What was read in another way than it stands there.
    pub warnings: Vec<Warning>,
}

impl Parsed {
    /// The person knows better which game it is. Ids do not change by that.
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
pub fn parse(bytes: &[u8]) -> Result<Parsed, BadFile> {
    let (text, utf8) = decode(bytes);
    let mut parsed = parse_text(&text)?;
    if !utf8 {
        parsed.warnings.push(Warning::NotUtf8);
    }
    Ok(parsed)
}

/// Reads a text: a file's, or one that was pasted.
///
/// # Errors
/// When nothing in it can be read.
pub fn parse_text(text: &str) -> Result<Parsed, BadFile> {
    let (delimiter, text, first_line) = csv::sniff(text);
    let mut records = csv::Reader::new(text, delimiter, first_line);
    let head = records.find(|record| !record.is_blank()).ok_or(BadFile::Empty)?;
    let columns = header::columns(&head.fields)?;
    Ok(tcgplayer::read(&columns, records))
}
