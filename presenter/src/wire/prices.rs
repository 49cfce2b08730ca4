//! Prices and exchange rates as the server takes them from files, and what it has of them. Plain `GET`s and one `POST` with
//! a file as its body, like the catalogue's.

use serde::{Deserialize, Serialize};
use vitrine_ledger::{Currency, Date};

use super::catalog::ImportStage;

/// `GET`: the [`Prices`] there are.
pub const PRICES_PATH: &str = "/api/v1/prices";
/// `POST` with the bytes of a file of prices or of rates as the body, and [`ImportHints`] in the query: reads it, and
/// answers with the [`PriceImport`] at its end. `GET`: the [`PriceImport`] as it stands now.
pub const PRICES_IMPORT_PATH: &str = "/api/v1/prices/import";

/// What there is, from whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prices {
    /// By source, kind and currency.
    pub sources: Vec<PriceSource>,
    pub rates: Vec<RateSource>,
}

/// The prices of one kind that somebody says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceSource {
    pub source: String,
    pub kind: String,
    pub currency: Currency,
    /// So many cards have one, each finish, grade, condition and language by itself.
    pub series: u64,
    /// The first and the last day of any of them.
    pub first: Date,
    pub last: Date,
}

/// What one currency is in another, as somebody says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateSource {
    pub source: String,
    pub base: Currency,
    pub quote: Currency,
    pub first: Date,
    pub last: Date,
}

/// What is said about a file besides its contents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportHints {
    /// Its name: some say the game.
    #[serde(default)]
    pub name: String,
    /// The game of a file that does not say it; empty where it does.
    #[serde(default)]
    pub game: String,
    /// The day of a file that has none, `2026-03-01`; empty where it has one.
    #[serde(default)]
    pub date: String,
    /// Takes the good rows of a file that has bad ones.
    #[serde(default)]
    pub skip_bad: bool,
}

/// An import of prices or rates, under way or over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceImport {
    pub stage: ImportStage,
    /// Bytes that have arrived.
    pub bytes: u64,
    /// What kind of file it is, once that is known.
    pub format: String,
    /// Prices, or rates, in the file; known at the end.
    pub prices: u64,
    /// Series it tells of, and those of them that are different now.
    pub series: u64,
    pub changed: u64,
    /// Rows left out, or why nothing was imported; the first of them with their place and the reason.
    pub bad: u64,
    pub bad_rows: Vec<(String, String)>,
    /// Why it failed, for a person.
    pub error: String,
}
