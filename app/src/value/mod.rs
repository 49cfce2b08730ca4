//! What the collection is worth, as this device knows it: the server's quotes, the live sums over the rows, the history
//! as a chart has it. Owns no prices and chooses none (that is the server); refuses to fetch (that is `derived`).

pub mod chart;
mod history;
mod quotes;
mod reckoned;
mod shares;
mod state;
#[cfg(test)]
mod tests;
mod unpriced;
mod worth;

pub use history::{Live, first_live, plot};
pub use quotes::{OWN, Price, Quotes, STALE_DAYS};
pub use reckoned::Reckoned;
pub use shares::{Division, Part, Shares};
pub use state::{Values, read_card, read_explained, read_history, read_unpriced, use_values};
pub use unpriced::{ByRule, Reason, reasons, sum_of, would};
pub use worth::{Tally, Worth, amount, value_of};

pub use chart::ValueChart;
