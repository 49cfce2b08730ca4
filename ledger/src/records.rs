//! Records by their kinds: what is deleted or brought back at once.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Key, Kind};

/// Records to delete or to bring back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Records {
    /// Entries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<Uuid>,
    /// Lots.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lots: Vec<Uuid>,
    /// Portfolios.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub portfolios: Vec<Uuid>,
    /// Locations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Uuid>,
    /// Wishes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wishes: Vec<Uuid>,
}

impl Records {
    /// The keys of all of them.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        let of = |ids: &'_ [Uuid], key: fn(Uuid) -> Key| ids.iter().copied().map(key).collect::<Vec<_>>();
        let Self { entries, lots, portfolios, locations, wishes } = self;
        let all = [
            of(entries, Key::entry),
            of(lots, Key::lot),
            of(portfolios, Key::portfolio),
            of(locations, Key::location),
            of(wishes, Key::wish),
        ];
        all.into_iter().flatten()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len() + self.lots.len() + self.portfolios.len() + self.locations.len() + self.wishes.len()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl FromIterator<Key> for Records {
    /// Sales, conflicts and settings are neither deleted nor restored: they are left out.
    fn from_iter<I: IntoIterator<Item = Key>>(keys: I) -> Self {
        let mut records = Self::default();
        for key in keys {
            match key.kind {
                Kind::Entry => records.entries.push(key.id),
                Kind::Lot => records.lots.push(key.id),
                Kind::Portfolio => records.portfolios.push(key.id),
                Kind::Location => records.locations.push(key.id),
                Kind::Wish => records.wishes.push(key.id),
                Kind::Sale | Kind::Conflict | Kind::Settings => {}
            }
        }
        records
    }
}
