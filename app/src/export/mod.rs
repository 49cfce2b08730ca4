//! A collection as a file: whole, to be kept, or as another app reads it.

pub mod page;

pub use page::ExportPage;
