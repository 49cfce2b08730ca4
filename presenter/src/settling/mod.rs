//! What waits for a person's decision, as data: the two sides of a conflict, what tells two texts apart, and the
//! mutations that follow from a choice. Refuses to draw anything, and to find words.

mod choose;
mod clash;
mod diff;
mod edit;

pub use choose::{by_hand, settle_all};
pub(crate) use clash::is_same;
pub use clash::{Clash, Side, value_of};
pub use diff::{Part, both, diff};
pub use edit::edit;
