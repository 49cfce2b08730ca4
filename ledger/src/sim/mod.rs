//! The domain in the simulator: what collectors do, and a judge that shares no code with `apply`
//! (docs/engine.md#one-seed-one-history).
//!
//! [`run`] is what `cargo xtask sim` and `cargo xtask replay` call.

mod collectors;
mod groups;
mod judge;
mod model;
mod money;
mod pick;
mod run;
mod seeds;

pub use collectors::Collectors;
pub use run::{Asked, run, run_many, run_one};
pub use seeds::SEEDS;
