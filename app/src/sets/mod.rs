//! The sets of the catalogues on this device, and one set with how complete it is.

pub mod page;
pub mod set_page;
pub mod tile;
pub mod tiles;

pub use page::{SetRow, SetsPage};
pub use set_page::SetPage;
