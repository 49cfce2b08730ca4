//! What waits for a person: conflicts, cards that were sold twice, edits the server refused; and the number in the bar.

pub mod badge;
pub mod conflicts;
pub mod oversold;
pub mod page;
pub mod refused;

pub use badge::{AttentionBadge, waiting};
pub use page::AttentionPage;
