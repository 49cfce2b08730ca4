//! Importing a collection from a file: choose, look, import.

pub mod drop_zone;
pub mod page;
pub mod preview;
pub mod reading;

pub use page::ImportPage;
