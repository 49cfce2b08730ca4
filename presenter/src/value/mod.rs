//! What the collection is worth: the quotes of a valuation beside the rows, their sums and shares, and what has no
//! price. Held in signals by `app::value`.

mod quotes;
mod shares;
#[cfg(test)]
mod tests;
mod unpriced;
mod worth;

pub use crate::row::Reckoned;
pub use quotes::{OWN, Price, Quotes, STALE_DAYS};
pub use shares::{Division, ShareKey, Shares};
pub use unpriced::{ByRule, Reason, reasons, sum_of, would};
pub use worth::{Tally, Worth, amount, value_of};
