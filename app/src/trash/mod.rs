//! What was deleted, and the way back.

pub mod page;

pub use page::TrashPage;
