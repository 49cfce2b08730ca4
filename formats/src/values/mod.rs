//! Values as files write them. How a file writes its numbers and dates is found out once, from all of them, because one
//! program wrote them all: `1,234` alone can be two numbers, beside `12,50` it is one.

mod amount;
mod day;

pub use amount::DecimalMark;
pub(crate) use amount::{Amount, amount, hundredths};
pub use day::DayOrder;
pub(crate) use day::{Day, day};
