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

use vitrine_ledger::Kind;

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
    let here = field.and_then(place_of).unwrap_or("form");
    vec![(here, words::mutate_error(error))]
}

/// The parts of a card that have a place of their own in a form.
const PARTS: [&str; 5] = ["game", "set", "set_name", "number", "product"];

/// The field at whose place in a form a reason stands, by its name: forms show every field of what they edit, but for what a
/// file said of it.
fn place_of(name: &str) -> Option<&'static str> {
    const KINDS: [Kind; 5] = [Kind::Entry, Kind::Lot, Kind::Sale, Kind::Wish, Kind::Portfolio];
    let part = || PARTS.into_iter().find(|part| *part == name);
    let field = || KINDS.into_iter().find_map(|kind| kind.field(name)).map(|field| field.name);
    if name == "extra" { None } else { part().or_else(field) }
}
