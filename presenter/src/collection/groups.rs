//! The portfolios and locations by their names, and the ledger's settings: what entries speak of by an id. Deleted ones
//! are not here, and so count as none.

use std::cmp::Ordering;

use uuid::Uuid;
use vitrine_catalog::text::{self, Sought};
use vitrine_ledger::{Key, Kind, LocationKind, Record, Settings};

use crate::row::natural;

/// What entries are grouped in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupKind {
    Portfolio,
    Location,
}

/// A portfolio or a location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub id: Uuid,
    pub name: String,
    pub about: String,
    /// Of a location.
    pub kind: Option<LocationKind>,
    by_name: Box<[u8]>,
    /// The name as it is looked through.
    sought: String,
    /// Its place among those of its kind, by name.
    rank: u32,
}

/// All of them, by id.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Groups {
    portfolios: Vec<Group>,
    locations: Vec<Group>,
    settings: Settings,
}

impl Groups {
    /// Those among some records.
    #[cfg(test)]
    pub fn of(records: impl IntoIterator<Item = (Key, Record)>) -> Self {
        let mut groups = Self::default();
        for (key, record) in records {
            groups.note(key, &record);
        }
        groups.rank_all();
        groups
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The living one with this id.
    pub fn get(&self, kind: GroupKind, id: Uuid) -> Option<&Group> {
        let groups = self.all(kind);
        groups.binary_search_by_key(&id, |group| group.id).ok().map(|at| &groups[at])
    }

    /// The one of this name, however it is written; the first of several.
    pub fn find(&self, kind: GroupKind, name: &str) -> Option<&Group> {
        let wanted = name.trim().to_lowercase();
        let found = self.all(kind).iter().filter(|group| group.name.trim().to_lowercase() == wanted);
        found.min_by_key(|group| group.rank)
    }

    /// The name, empty for none and for one that was deleted.
    pub fn name(&self, kind: GroupKind, id: Option<Uuid>) -> &str {
        id.and_then(|id| self.get(kind, id)).map_or("", |group| &group.name)
    }

    /// In order of their names.
    pub fn sorted(&self, kind: GroupKind) -> Vec<&Group> {
        let mut sorted: Vec<&Group> = self.all(kind).iter().collect();
        sorted.sort_unstable_by_key(|group| group.rank);
        sorted
    }

    /// The place in that order; none comes last.
    pub(super) fn rank(&self, kind: GroupKind, id: Option<Uuid>) -> u32 {
        id.and_then(|id| self.get(kind, id)).map_or(u32::MAX, |group| group.rank)
    }

    /// Those whose name contains a word.
    pub(super) fn named(&self, word: &Sought) -> Vec<Uuid> {
        let all = self.portfolios.iter().chain(&self.locations);
        all.filter(|group| word.is_in(&group.sought)).map(|group| group.id).collect()
    }

    /// The record is no more; false when it was not here. [`rank_all`](Self::rank_all) as after a change.
    pub(super) fn forget(&mut self, key: Key) -> bool {
        let groups = match key.kind {
            Kind::Portfolio => &mut self.portfolios,
            Kind::Location => &mut self.locations,
            Kind::Settings => {
                let before = std::mem::take(&mut self.settings);
                return before != self.settings;
            }
            Kind::Entry | Kind::Lot | Kind::Sale | Kind::Conflict | Kind::Wish => return false,
        };
        let found = groups.binary_search_by_key(&key.id, |group| group.id);
        found.is_ok_and(|at| {
            groups.remove(at);
            true
        })
    }

    /// Takes a record over; false when nothing changed. [`rank_all`](Self::rank_all) when all were taken.
    pub(super) fn note(&mut self, key: Key, record: &Record) -> bool {
        let (kind, group) = match record {
            Record::Portfolio(stored) => {
                let of = &stored.value;
                (GroupKind::Portfolio, stored.alive.then(|| Group::new(key.id, &of.name, &of.about, None)))
            }
            Record::Location(stored) => {
                let of = &stored.value;
                (GroupKind::Location, stored.alive.then(|| Group::new(key.id, &of.name, &of.about, Some(of.kind))))
            }
            Record::Settings(stored) => {
                let now = if stored.alive { stored.value.clone() } else { Settings::default() };
                let changed = self.settings != now;
                self.settings = now;
                return changed;
            }
            Record::Entry(_) | Record::Lot(_) | Record::Sale(_) | Record::Conflict(_) | Record::Wish(_) => {
                return false;
            }
        };
        let groups = match kind {
            GroupKind::Portfolio => &mut self.portfolios,
            GroupKind::Location => &mut self.locations,
        };
        match (groups.binary_search_by_key(&key.id, |group| group.id), group) {
            (Ok(at), Some(group)) if groups[at].says_the_same(&group) => return false,
            (Ok(at), Some(group)) => groups[at] = group,
            (Ok(at), None) => drop(groups.remove(at)),
            (Err(at), Some(group)) => groups.insert(at, group),
            (Err(_), None) => return false,
        }
        true
    }

    pub(super) fn rank_all(&mut self) {
        for groups in [&mut self.portfolios, &mut self.locations] {
            let mut order: Vec<usize> = (0..groups.len()).collect();
            order.sort_unstable_by(|a, b| groups[*a].compare(&groups[*b]));
            order.into_iter().zip(0..).for_each(|(at, rank)| groups[at].rank = rank);
        }
    }

    fn all(&self, kind: GroupKind) -> &[Group] {
        match kind {
            GroupKind::Portfolio => &self.portfolios,
            GroupKind::Location => &self.locations,
        }
    }
}

impl Group {
    fn new(id: Uuid, name: &str, about: &str, kind: Option<LocationKind>) -> Self {
        let mut sought = String::new();
        text::look_through(name, &mut sought);
        Self { id, name: name.to_owned(), about: about.to_owned(), kind, by_name: natural::key(name), sought, rank: 0 }
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.by_name.cmp(&other.by_name).then(self.id.cmp(&other.id))
    }

    fn says_the_same(&self, other: &Self) -> bool {
        (&self.name, &self.about, self.kind) == (&other.name, &other.about, other.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_ledger::{Location, Portfolio, Stored};
    use vitrine_sync::{Version, Versions};

    fn location(name: &str, alive: bool) -> Record {
        let value = Location { name: name.into(), kind: LocationKind::Box, about: String::new() };
        Record::Location(Box::new(Stored { value, alive, versions: Versions::new(Version::NONE) }))
    }

    fn at(n: u128) -> Key {
        Key::location(Uuid::from_u128(n))
    }

    fn names(groups: &Groups) -> Vec<&str> {
        groups.sorted(GroupKind::Location).iter().map(|group| group.name.as_str()).collect()
    }

    #[test]
    fn groups_stand_in_the_order_of_their_names_and_deleted_ones_do_not() {
        let mut groups = Groups::default();
        for (n, name) in [(1, "Box 10"), (2, "box 9"), (3, "Album")] {
            assert!(groups.note(at(n), &location(name, true)));
        }
        groups.rank_all();
        assert_eq!(names(&groups), ["Album", "box 9", "Box 10"]);
        assert!(!groups.note(at(2), &location("box 9", true)), "nothing new");
        assert!(groups.note(at(3), &location("Album", false)));
        assert!(!groups.note(at(3), &location("Album", false)), "it was gone already");
        groups.rank_all();
        assert_eq!(names(&groups), ["box 9", "Box 10"]);
        let ranks = [Some(2), Some(1), Some(3), None].map(|n| groups.rank(GroupKind::Location, n.map(Uuid::from_u128)));
        assert_eq!(ranks, [0, 1, u32::MAX, u32::MAX]);
    }

    #[test]
    fn a_name_is_found_however_it_is_written_and_only_among_its_kind() {
        let mut groups = Groups::default();
        groups.note(at(1), &location("Blue Binder", true));
        let value = Portfolio { name: "Blue".into(), about: String::new() };
        let portfolio =
            Record::Portfolio(Box::new(Stored { value, alive: true, versions: Versions::new(Version::NONE) }));
        groups.note(Key::portfolio(Uuid::from_u128(2)), &portfolio);
        assert_eq!(groups.find(GroupKind::Location, " blue binder ").map(|group| group.id), Some(Uuid::from_u128(1)));
        assert_eq!(groups.find(GroupKind::Location, "Blue"), None);
        assert_eq!(groups.named(&text::sought("blue")[0]).len(), 2);
        assert_eq!(groups.name(GroupKind::Portfolio, Some(Uuid::from_u128(2))), "Blue");
        assert_eq!(groups.name(GroupKind::Portfolio, Some(Uuid::from_u128(1))), "");
    }
}
