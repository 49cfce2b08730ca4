//! The local view as a person sees it: one row for each living entry, sorted, searched, counted. Owns the index over the
//! engine's records; refuses to change anything (that is `undo::Actions`) and to be reactive row by row: a plain map and
//! one signal that moves.

mod books;
mod facets;
mod groups;
mod index;
mod kept_order;
mod natural;
mod picks;
mod printings;
mod query;
mod row;
mod sections;
mod selection;
mod state;
mod widest;

pub use books::Here;
pub use facets::{Facet, Facets};
pub use groups::{Group, GroupKind, Groups};
pub use index::{Find, Index};
pub use picks::Picked;
pub use query::{Grouping, Query, Show, Sort, Within};
pub use row::{LotLine, Row, SaleLine};
pub use sections::{Line, LineKey, Section, SectionKey};
pub use selection::Selection;
pub use state::{Collection, use_collection};
pub use widest::Widest;
