//! The client engine.

pub mod blocked;
pub mod io;
pub mod status;

pub use blocked::Blocked;
pub use io::*;
pub use status::{Health, Problem, Status, Word};
