//! A location: a binder, a box, a shelf, and the merge rules of its fields. Where in it an entry is, page and slot, is said
//! by the entry ([`Place`]). Deleting a location deletes no card, for the reason given in [`portfolio`](crate::portfolio).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::rules::record;
use crate::validate::values;

/// What kind of thing cards are kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LocationKind {
    /// A binder with pages.
    #[default]
    Binder,
    /// A box.
    Box,
    /// A deck that is played with.
    Deck,
    /// A frame, a shelf, a showcase.
    Display,
    /// Anything else: a safe, a bank, a friend.
    Other,
}

impl LocationKind {
    /// Every value, in the order of the declaration.
    pub const ALL: [Self; 5] = [Self::Binder, Self::Box, Self::Deck, Self::Display, Self::Other];

    /// The text it is stored as.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Binder => "binder",
            Self::Box => "box",
            Self::Deck => "deck",
            Self::Display => "display",
            Self::Other => "other",
        }
    }
}

record! {
    /// Where cards are kept.
    Location, LocationPatch {
        immutable {}
        changing {
            1 name: register String, ("Name", "name"), values::name, "its name";
            2 kind: register LocationKind, ("Kind", "kind"), values::any, "what it is: binder, box, deck, display, other";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            3 about: register String, ("About", "description"), values::notes, "where it stands, what is special about it";
        }
    }
}

/// Where an entry is: one field, because page and slot mean nothing in another binder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The location's id.
    pub location: Uuid,
    /// A text, as the binder has it: `12`, `12 back`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub page: String,
    /// The pocket of the page, or the place in the row, as people write it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub slot: String,
}

impl Place {
    /// Somewhere in a location.
    pub fn within(location: Uuid) -> Self {
        Self { location, ..Self::default() }
    }
}
