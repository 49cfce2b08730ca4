//! Selling copies of one entry, and the sales there were. The fields are those of a sale of many cards too, which
//! `bulk_actions` has.

pub mod fields;
pub mod forgotten;
pub mod form;
pub mod sales;
pub mod which_lots;

pub use fields::{SaleFields, SaleInputs, is_paid};
pub use forgotten::AddForgotten;
pub use sales::{SELL, SaleItem, Sales};
