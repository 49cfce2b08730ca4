//! The parts of the overview page: what the collection is worth, what moved it, what it is made of.

pub mod breakdown;
pub mod headline;
pub mod movers;
pub mod page;
pub mod recent;
pub mod sets_slot;
pub mod unpriced_page;
pub mod why_page;

pub use breakdown::Breakdown;
pub use headline::Headline;
pub use movers::Movers;
pub use recent::{Recent, Waiting};
pub use sets_slot::SetsSlot;

pub use page::OverviewPage;
pub use unpriced_page::UnpricedPage;
pub use why_page::WhyPage;
