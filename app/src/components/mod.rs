//! What is left here is pure and is on its way into a crate of its own.

pub mod chart {
    //! The geometry of charts.
    pub mod lines;
    mod plot;
    mod range;

    pub use plot::{Course, Gain, Line, Plot, Sign};
    pub use range::Span;
}
pub mod columns;
pub mod history_back;
pub mod window;
