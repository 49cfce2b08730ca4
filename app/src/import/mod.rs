//! Importing a collection from a file: choose, look, import.

pub mod drop_zone;
pub mod page;
pub mod preview;
pub mod reading;
pub mod restoring;
mod running;

pub use page::ImportPage;
