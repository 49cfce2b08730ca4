//! The catalogues on this device: which games there are, which of them are here, what is found in them, and how much of
//! them somebody owns. Owns the indexes and their comings and goings; refuses to change the ledger by itself (that is
//! `undo::Actions`, with the mutations `quick` makes) and to store anything (that is [`Shelf`]).

pub mod archive;
mod count;
pub mod games;
mod hands;
pub mod in_catalogue;
mod missing;
mod offer;
mod owned;
pub mod picture;
mod quick;
mod sets;
mod shelf;
mod state;
#[cfg(test)]
mod tests;
pub mod thumb;

pub use hands::{Hands, use_hands};
pub use missing::Missing;
pub use offer::{bytes, wire_bytes};
pub use owned::{Owned, Spot};
pub use quick::{finish_of, language_of};
pub use sets::{Completion, FinishLine, SetLine, SetQuery, close as close_sets, list as list_sets};
pub use shelf::{NotKept, Rearranged, Shelf};
pub use state::{Catalog, Found, Here, State, use_catalog};

pub use games::{CatalogueOffer, Catalogues};
pub use in_catalogue::InCatalogue;
pub use picture::Picture;
pub use thumb::Thumb;
