//! What the collection is worth, as this device knows it: the server's quotes, the live sums over the rows, the history
//! as a chart has it. Owns no prices and chooses none (that is the server); refuses to fetch (that is `derived`).

pub mod chart;
mod state;

pub use state::{Values, read_card, read_explained, read_history, read_unpriced, use_values};

pub use chart::ValueChart;
pub use vitrine_presenter::chart::{Live, first_live, plot};
pub use vitrine_presenter::value::*;
