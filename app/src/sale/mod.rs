//! Selling copies of one entry, and the sales there were.

pub mod forgotten;
pub mod form;
pub mod sales;
pub mod which_lots;

pub use forgotten::AddForgotten;
pub(crate) use form::kinds;
pub use sales::{SELL, SaleItem, Sales};
