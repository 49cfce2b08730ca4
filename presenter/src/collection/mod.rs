//! The collection as rows: what a list shows of each entry, searched, filtered, sorted, grouped and added up, and kept in
//! step by difference. Held in signals by `app::collection`.

mod books;
mod facets;
mod groups;
mod index;
mod natural;
mod printings;
mod query;
mod row;
mod sections;
mod selection;
mod widest;

pub use books::Here;
pub use facets::{Facet, Facets};
pub use groups::{Group, GroupKind, Groups};
pub use index::{Find, Index};
pub use query::{Grouping, Query, Show, Sort, Within};
pub use row::{LotLine, Row, SaleLine};
pub use sections::{Line, LineKey, Section, SectionKey};
pub use selection::{Picked, Selection};
pub use widest::Widest;
