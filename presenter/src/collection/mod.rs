//! The collection as rows: what a list shows of each entry, searched, filtered, sorted, grouped and added up, and kept in
//! step by difference. Held in signals by `app::collection`.

mod facets;
mod groups;
mod index;
mod printings;
mod query;
mod question;
mod sections;
mod selection;
mod widest;

pub use crate::row::{Here, LotLine, Row, SaleLine};
pub use facets::{Facet, Facets};
pub use groups::{Group, GroupKind, Groups};
pub use index::{Find, Index};
pub use vitrine_query::{Note, Problem};

pub use query::{Grouping, Query, Show, Sort, Within};
pub use sections::{ListItem, ListItemKey, Section, SectionKey};
pub use selection::{Picked, Selection};
pub use widest::Widest;
