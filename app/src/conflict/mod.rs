//! One conflict on the screen: what stands and what lost, and the ways to settle it.

pub mod by_hand;
pub mod focus;
pub mod item;
pub mod note_diff;
pub mod section;

pub(crate) use focus::{focus_after, focus_on, place_of};
pub use item::ConflictItem;
pub(crate) use item::find;
pub use section::Conflicts;
