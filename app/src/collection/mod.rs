//! The local view as a person sees it: one row for each living entry, sorted, searched, counted. Owns the index over the
//! engine's records; refuses to change anything (that is `undo::Actions`) and to be reactive row by row: a plain map and
//! one signal that moves.

mod currency;
mod kept_order;
mod picks;
mod state;

pub use currency::likely_currency;
pub use state::{Collection, use_collection};
pub use vitrine_presenter::collection::*;
