//! In which order pending mutations fold into the view.

use super::Id;

/// A place in the order in which pending mutations fold into the view: stored ones by number, then unsaved ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PendingId {
    Stored(u64),
    Unsaved(Id),
}
