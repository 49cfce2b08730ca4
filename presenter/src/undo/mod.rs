//! The way back: the actions of one tab that can be undone or done again.

mod stack;

pub use stack::{Action, Keep, Side, Stack};
