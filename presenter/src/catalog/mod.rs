//! Catalogues beside the ledger: what is owned of each card and set, what the server offers and what of it is to be fetched,
//! and what a quick add does.

pub mod offer;
mod owned;
pub mod quick;
mod sets;
#[cfg(test)]
mod tests;

pub use offer::{bytes, wire_bytes};
pub use owned::{Owned, Spot};
pub use quick::{finish_of, language_of};
pub use sets::{Completion, FinishLine, SetLine, SetQuery, close as close_sets, list as list_sets};
