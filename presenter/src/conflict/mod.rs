//! What waits for a person's decision, as data: the two sides of a conflict, what tells two texts apart, and the
//! mutations that follow from a choice. Refuses to draw anything, and to find words.

mod choose;
mod diff;
mod edit;
mod open;

pub use choose::{by_hand, settle_all};
pub use diff::{DiffSpan, both, diff};
pub use edit::edit;
pub(crate) use open::is_same;
pub use open::{OpenConflict, Side, value_of};
