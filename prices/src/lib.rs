//! What cards are worth: the identity of a price, price files, compressed series, exchange rates, which price holds for a
//! copy, and what a collection was worth on each day and why.
//!
//! Pure, like the domain it stands on: no clock, no randomness, no I/O, no floating point. The parsers of files are behind
//! the feature `import`; without it the crate is small enough for the browser.
//!
//! # Words
//!
//! * a **reference** names a card somewhere: `mtg:10e-1`, `tcgplayer:526193`; a price hangs on one of them;
//! * a **price line** ([`PriceLine`]) is everything else that tells two prices of one card apart: finish, grade, condition, language,
//!   source, kind and currency;
//! * a **series** is one price line of one card over days: the days on which the price changed ([`Point`]);
//! * a **copy** ([`Wanted`]) is what an entry of the ledger wants a price for;
//! * a **quote** ([`Quote`]) is the price that holds for a copy on a day, with where it is from and what it is a substitute
//!   for ([`Fit`]).
//!
//! The rules are told in `docs/prices.md`.

#![warn(missing_docs)]

pub mod book;
pub mod by_card;
pub mod choose;
pub mod codec;
pub mod day;
pub mod explain;
pub mod grading;
pub mod held;
pub mod history;
#[cfg(feature = "import")]
pub mod import;
pub mod keys;
pub mod lacking;
pub mod point;
pub mod price_line;
pub mod quote;
pub mod rates;
pub mod series;
pub mod sums;
mod sweep;
pub mod wanted;
pub mod worth;

pub use book::{Book, BookEntry};
pub use by_card::{Series, SeriesByCard, Track, Tracker};
pub use choose::{Candidate, Segment};
pub use codec::BadChunk;
pub use day::Day;
pub use explain::Explainer;
pub use grading::Graded;
pub use held::Held;
pub use history::History;
pub use lacking::{Lack, Lacking};
pub use point::Point;
pub use price_line::{Identity, PriceLine};
pub use quote::{Fit, Quote, Rule, Rules, STALE_DAYS};
pub use rates::Rates;
pub use series::Chunk;
pub use sums::Sums;
pub use wanted::{Known, Wanted};
pub use worth::Worth;
