//! The old paths of what is in `vitrine-presenter` now, until every import names the crate.

pub use vitrine_presenter::list::{columns, window};
pub use vitrine_presenter::{chart, history_back};
