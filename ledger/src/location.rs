//! A location: a binder, a box, a shelf, and the merge rules of its fields. Where in it an entry is, page and slot, is said
//! by the entry ([`Place`]). Deleting a location deletes no card, for the reason given in [`portfolio`](crate::portfolio).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::rules::{Duplicate, Words, record};
use crate::{Rejection, values};

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

/// Whether the texts of a place fit.
pub(crate) fn fits(field: &str, place: &Option<Place>) -> Result<(), Rejection> {
    let Some(Place { location: _, page, slot }) = place else { return Ok(()) };
    values::text(field, page)?;
    values::text(field, slot)
}

impl Words for Option<Place> {
    /// The page: the location is a record with a name of its own.
    fn words(&self, say: &mut dyn FnMut(&str)) {
        if let Some(place) = self {
            place.page.words(say);
        }
    }
}

impl Duplicate for Option<Place> {
    /// The same location; no two copies are in one slot.
    fn duplicate(&self) -> Self {
        self.as_ref().map(|place| Place::within(place.location))
    }
}
