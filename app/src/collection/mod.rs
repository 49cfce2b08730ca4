//! The local view as a person sees it: one row for each living entry, sorted, searched, counted. Owns the index over the
//! engine's records; refuses to change anything (that is `undo::Actions`) and to be reactive row by row: a plain map and
//! one signal that moves.

mod costs;
mod facets;
mod index;
mod natural;
mod query;
mod row;
mod state;

pub use costs::{Costs, use_costs};
pub use facets::{Facet, Facets};
pub use index::{Find, Index};
pub use query::{Query, Sort};
pub use row::{LotLine, Row, SaleLine};
pub use state::{Collection, use_collection};
