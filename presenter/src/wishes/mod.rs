//! Wishes: whether a price has come down to what a card may cost.

mod reached;

pub use reached::{Reached, reached};
