//! The catalogues on this device: which games there are, which of them are here, what is found in them, and how much of
//! them somebody owns. Owns the indexes and their comings and goings; refuses to change the ledger by itself (that is
//! `undo::Actions`, with the mutations `quick` makes) and to store anything (that is [`crate::engine::CatalogStorage`]).

pub mod archive;
mod count;
mod fetching;
pub mod games;
mod hands;
pub mod in_catalogue;
mod missing;
pub mod picture;
mod state;
pub mod thumb;

pub use hands::{Hands, use_hands};
pub use missing::Missing;
pub use state::{Catalog, Found, Here, State, use_catalog};

pub use games::{CatalogueOffer, Catalogues};
pub use in_catalogue::InCatalogue;
pub use picture::Picture;
pub use thumb::Thumb;
pub use vitrine_presenter::catalog::*;
