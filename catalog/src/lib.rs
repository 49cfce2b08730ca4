//! The catalogue: which cards there are. Pure: no clock, no randomness, no I/O, no floating point.
//!
//! Reference data, not ledger records: nobody edits it, it is read from files that others publish.
//!
//! * a **source** is who published a file: `rarebox`, `tcgdex`, `pokemontcg`, `scryfall`;
//! * a **part** is what one source says about one set and its cards;
//! * a **set** and its **cards** are merged from the parts of all sources by a pure function, so that the order of imports
//!   does not matter (feature `import`);
//! * an **index** is one game's catalogue as the device keeps it: bytes that are searched where they lie;
//! * a **segment** is one of the chunks an index is made of: some sets, self-contained;
//! * a **ref** is one of the names of a card, `namespace:id`: its key (`mtg:10e-1`), `tcgplayer:526193`, `scryfall:…`.

#![warn(missing_docs)]

#[cfg(feature = "import")]
pub mod build;
#[cfg(feature = "import")]
pub mod import;
pub mod index;
#[cfg(feature = "import")]
pub mod merge;
pub mod place;
#[cfg(feature = "import")]
pub mod set;
pub mod text;

pub use index::{BadIndex, Card, Hit, Index, Placed, Set};
