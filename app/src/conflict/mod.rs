//! One conflict on the screen: what stands and what lost, and the ways to settle it.

pub mod by_hand;
pub mod item;
pub mod note_diff;
pub mod section;

pub use item::ClashItem;
pub(crate) use item::{find, place_of};
pub use section::Conflicts;
pub(crate) use section::{focus_after, focus_on};
