//! Portfolios and locations: which there are, how much is in them, making and editing them.

pub mod form;
pub mod list;
pub mod page;

pub use page::PortfoliosPage;
