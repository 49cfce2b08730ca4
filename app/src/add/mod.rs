//! Adding cards: found in a catalogue of this device, or described by hand.

mod adding;
mod finding;
pub mod page;
pub mod result;
pub mod search;
pub mod sitting;

pub use page::AddPage;
