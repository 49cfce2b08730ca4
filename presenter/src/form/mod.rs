//! What stands in a form, between a record and what a person types. Owns the reading of texts and the words for what
//! cannot be read; refuses to decide what is allowed, which is `ledger::check`'s part.

mod by_hand;
mod entry;
mod lot;
mod rate;
mod read;
mod sale;
mod wish;

use crate::engine::MutateError;
use crate::words;

pub use by_hand::{Asks, ByHand};
pub use entry::{EntryValues, Fresh, ON};
pub use lot::{EACH, LotValues, TOGETHER};
pub use rate::{RateValues, needs_rate};
pub use read::{Reads, amount, as_list, copies, listed, other_currency};
pub use sale::SaleValues;
pub use wish::WishValues;

/// The reasons at the fields: the field's name and words.
pub type Wrong = Vec<(&'static str, String)>;

/// The reason at one field.
pub fn at(wrong: &Wrong, field: &str) -> Option<String> {
    wrong.iter().find(|(name, _)| *name == field).map(|(_, why)| why.clone())
}

/// Puts a refusal at its field; without one it stands at the end of the form, under the name `form`.
pub fn refused(error: &MutateError) -> Wrong {
    let field = match error {
        MutateError::Refused(why) => words::field_of(why),
        MutateError::NotReady | MutateError::StorageFull => None,
    };
    // What all cost together stands in the field of the cost.
    let field = if field == Some("total") { Some("cost") } else { field };
    let here = FIELDS.iter().find(|name| Some(**name) == field).copied().unwrap_or("form");
    vec![(here, words::mutate_error(error))]
}

/// Every field that has a place for a reason.
const FIELDS: [&str; 34] = [
    "name",
    "game",
    "set",
    "set_name",
    "number",
    "finish",
    "language",
    "condition",
    "grade",
    "tags",
    "notes",
    "quantity",
    "cost",
    "acquired",
    "gross",
    "fees",
    "shipping_paid",
    "shipping_charged",
    "date",
    "shipping",
    "tax",
    "rate",
    "source",
    "channel",
    "buyer",
    "note",
    "lots",
    "product",
    "portfolio",
    "place",
    "flags",
    "for_trade",
    "price",
    "target",
];
