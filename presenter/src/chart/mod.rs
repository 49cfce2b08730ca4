//! A chart of amounts day by day, as data: its lines and what happened on its days, the span of days it shows, and where on
//! the screen each of them is drawn.

mod history;
pub mod lines;
mod plot;
mod range;

pub use history::{Live, first_live, plot};
pub use plot::{ChartLine, Course, Gain, Plot, Sign};
pub use range::Span;
