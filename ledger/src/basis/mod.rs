//! Exact arithmetic of what came and what went, in whole minor units.

mod rate;

pub use rate::{BadDecimal, Decimal, Rate};
