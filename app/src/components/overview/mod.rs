//! The parts of the overview page: what the collection is worth, what moved it, what it is made of.

pub mod breakdown;
pub mod headline;
pub mod movers;
pub mod recent;
pub mod sets_slot;

pub use breakdown::Breakdown;
pub use headline::Headline;
pub use movers::Movers;
pub use recent::{Recent, Waiting};
pub use sets_slot::SetsSlot;
