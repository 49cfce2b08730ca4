//! Portfolios and locations to move entries to: those there are, by name, and new ones.

use uuid::Uuid;
use vitrine_ledger::{EntryPatch, Location, LocationKind, Mutation, Place, Portfolio};

use crate::collection::{GroupKind, Groups};

/// Where to: what a person chose of a list, and typed beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// It stays as it is.
    Same,
    Nowhere,
    This(Uuid),
    /// One that is made with the move.
    New(String),
}

impl Wanted {
    /// The choice that leaves everything as it is, that takes away, and that makes a new one.
    pub const SAME: &'static str = "";
    pub const NOWHERE: &'static str = "none";
    pub const NEW: &'static str = "new";

    /// Reads a choice. A new one with the name of one there is, is that one.
    pub fn read(choice: &str, name: &str, kind: GroupKind, groups: &Groups) -> Self {
        let name = name.trim();
        match choice {
            Self::SAME => Self::Same,
            Self::NOWHERE => Self::Nowhere,
            Self::NEW => match groups.find(kind, name) {
                Some(group) => Self::This(group.id),
                None => Self::New(name.to_owned()),
            },
            id => Uuid::try_parse(id).map_or(Self::Same, Self::This),
        }
    }

    /// The id to write, and the mutation that makes what it names. None where everything stays.
    fn write(&self, kind: GroupKind, new_id: impl FnOnce() -> Uuid) -> Option<(Option<Uuid>, Option<Mutation>)> {
        match self {
            Self::Same => None,
            Self::Nowhere => Some((None, None)),
            Self::This(id) => Some((Some(*id), None)),
            Self::New(name) => {
                let (id, name, about) = (new_id(), name.clone(), String::new());
                let make = match kind {
                    GroupKind::Portfolio => Mutation::AddPortfolio { id, portfolio: Portfolio { name, about } },
                    GroupKind::Location => {
                        Mutation::AddLocation { id, location: Location { name, kind: LocationKind::default(), about } }
                    }
                };
                Some((Some(id), Some(make)))
            }
        }
    }
}

/// The change that moves entries, and what has to be made for it first. A place in another location has no page yet.
pub fn moving(portfolio: &Wanted, location: &Wanted, mut new_id: impl FnMut() -> Uuid) -> (EntryPatch, Vec<Mutation>) {
    let (mut patch, mut made) = (EntryPatch::default(), Vec::new());
    if let Some((id, make)) = portfolio.write(GroupKind::Portfolio, &mut new_id) {
        patch.portfolio = Some(id);
        made.extend(make);
    }
    if let Some((id, make)) = location.write(GroupKind::Location, &mut new_id) {
        patch.place = Some(id.map(Place::within));
        made.extend(make);
    }
    (patch, made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_read_as_it_was_meant() {
        let groups = Groups::default();
        let read = |choice: &str, name: &str| Wanted::read(choice, name, GroupKind::Location, &groups);
        assert_eq!(read("new", " Binder B "), Wanted::New("Binder B".into()));
        assert_eq!(read("", "Binder B"), Wanted::Same);
        assert_eq!(read("none", ""), Wanted::Nowhere);
        assert_eq!(read(&Uuid::from_u128(9).to_string(), ""), Wanted::This(Uuid::from_u128(9)));
    }

    #[test]
    fn a_move_changes_what_was_chosen_and_makes_what_is_new() {
        let id = Uuid::from_u128(1);
        let (patch, made) = moving(&Wanted::Nowhere, &Wanted::New("Box".into()), || id);
        assert_eq!((patch.portfolio, patch.place), (Some(None), Some(Some(Place::within(id)))));
        assert!(
            matches!(&made[..], [Mutation::AddLocation { id: made, location }] if *made == id && location.name == "Box")
        );
        let (patch, made) = moving(&Wanted::Same, &Wanted::Same, || id);
        assert_eq!((patch, made.len()), (EntryPatch::default(), 0));
    }
}
