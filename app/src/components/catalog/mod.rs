//! Cards one may not own yet: search, sets, pictures, and which catalogues are on this device.

pub mod games;
pub mod importing;
pub mod in_catalogue;
pub mod picture;
pub mod result;
pub mod search;
pub mod sitting;
pub mod thumb;
pub mod tile;
pub mod tiles;

pub use games::{CatalogueOffer, Catalogues};
pub use importing::CatalogueImport;
pub use in_catalogue::InCatalogue;
pub use picture::Picture;
pub use search::Search;
pub use thumb::Thumb;
pub use tiles::{Shown, Tiles};
