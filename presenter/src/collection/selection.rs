//! Which entries a person has picked. Pure: a set of ids, and where a range began. Refuses to know rows or screens; what
//! lies between two rows is said by whoever sees them in order.

use std::collections::BTreeSet;

use uuid::Uuid;

/// The picked entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    picked: BTreeSet<Uuid>,
    /// The entry a range is counted from: the last one that was picked, or let go, by itself.
    anchor: Option<Uuid>,
    /// What the last range added: given back where the next one, from the same anchor, is shorter.
    reached: Vec<Uuid>,
}

impl Selection {
    pub fn contains(&self, id: Uuid) -> bool {
        self.picked.contains(&id)
    }

    pub fn len(&self) -> usize {
        self.picked.len()
    }

    pub fn is_empty(&self) -> bool {
        self.picked.is_empty()
    }

    /// In order of the ids.
    pub fn ids(&self) -> impl Iterator<Item = Uuid> {
        self.picked.iter().copied()
    }

    /// Where the next range begins.
    pub fn anchor(&self) -> Option<Uuid> {
        self.anchor
    }

    /// Picks one, or lets it go.
    pub fn toggle(&mut self, id: Uuid) {
        if !self.picked.remove(&id) {
            self.picked.insert(id);
        }
        self.begin(id);
    }

    /// Picks one.
    pub fn pick(&mut self, id: Uuid) {
        self.picked.insert(id);
        self.begin(id);
    }

    /// Picks a range: every entry from the anchor to where the person is now. What the range before this one had added,
    /// and this one does not reach, is let go again; what was picked before stays.
    pub fn extend(&mut self, range: impl IntoIterator<Item = Uuid>) {
        for id in std::mem::take(&mut self.reached) {
            self.picked.remove(&id);
        }
        self.reached = range.into_iter().filter(|id| self.picked.insert(*id)).collect();
    }

    /// Picks all of these beside what was picked.
    pub fn add(&mut self, ids: impl IntoIterator<Item = Uuid>) {
        self.reached.clear();
        self.picked.extend(ids);
    }

    /// Lets all of these go.
    pub fn remove(&mut self, ids: impl IntoIterator<Item = Uuid>) {
        self.reached.clear();
        for id in ids {
            self.picked.remove(&id);
        }
    }

    /// Picks these entries and no others.
    pub fn only(&mut self, ids: impl IntoIterator<Item = Uuid>) {
        *self = Self { picked: ids.into_iter().collect(), ..Self::default() };
    }

    fn begin(&mut self, at: Uuid) {
        self.anchor = Some(at);
        self.reached.clear();
    }
}

/// How the selection stands to what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Picked {
    /// Picked entries, shown or not.
    pub count: usize,
    /// Those of them that the search and the filters leave out.
    pub hidden: usize,
    /// Entries that match.
    pub matching: usize,
}

impl Picked {
    /// Is everything picked that matches?
    pub fn all(&self) -> bool {
        self.matching > 0 && self.count - self.hidden == self.matching
    }

    /// Is some of it?
    pub fn some(&self) -> bool {
        self.count > self.hidden && !self.all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn ids(range: std::ops::RangeInclusive<u128>) -> Vec<Uuid> {
        range.map(id).collect()
    }

    fn picked(selection: &Selection) -> Vec<u128> {
        selection.ids().map(|id| id.as_u128()).collect()
    }

    #[test]
    fn a_range_grows_and_shrinks_from_where_it_began() {
        let mut selection = Selection::default();
        selection.toggle(id(4));
        selection.extend(ids(4..=7));
        assert_eq!(picked(&selection), [4, 5, 6, 7]);
        selection.extend(ids(4..=5));
        assert_eq!(picked(&selection), [4, 5], "shorter than before");
        selection.extend(ids(2..=4));
        assert_eq!(picked(&selection), [2, 3, 4], "to the other side");
    }

    #[test]
    fn what_was_picked_before_a_range_is_not_lost_by_it() {
        let mut selection = Selection::default();
        selection.toggle(id(6));
        selection.toggle(id(2));
        selection.extend(ids(2..=8));
        selection.extend(ids(2..=3));
        assert_eq!(picked(&selection), [2, 3, 6]);
        selection.toggle(id(9));
        selection.extend(ids(9..=9));
        assert_eq!(picked(&selection), [2, 3, 6, 9], "a new range gives nothing of the old one back");
    }

    #[test]
    fn one_is_let_go_by_picking_it_again() {
        let mut selection = Selection::default();
        selection.pick(id(1));
        selection.pick(id(1));
        selection.toggle(id(2));
        selection.toggle(id(1));
        assert_eq!((picked(&selection), selection.anchor()), (vec![2], Some(id(1))));
    }

    #[test]
    fn all_are_added_to_what_was_picked_and_let_go_without_it() {
        let mut selection = Selection::default();
        selection.pick(id(9));
        selection.add(ids(1..=3));
        assert_eq!(picked(&selection), [1, 2, 3, 9]);
        selection.remove(ids(1..=3));
        assert_eq!(picked(&selection), [9], "what is not shown stays picked");
        selection.only(ids(4..=5));
        assert_eq!(picked(&selection), [4, 5]);
    }
}
