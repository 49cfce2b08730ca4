//! Picking rows of what is shown: the selection beside the order of the rows.

use leptos::prelude::*;
use uuid::Uuid;

use super::{Collection, Picked};

impl Collection {
    /// Is the entry picked?
    pub fn is_picked(&self, id: Uuid) -> bool {
        self.selection.with(|selection| selection.contains(id))
    }

    /// Whether any entry is picked.
    pub fn is_picking(&self) -> bool {
        self.selection.with(|selection| !selection.is_empty())
    }

    /// The picked entries, in order of their ids. Not reactive.
    pub fn picked(&self) -> Vec<Uuid> {
        self.selection.with_untracked(|selection| selection.ids().collect())
    }

    /// How the selection stands to what is shown.
    pub fn how_picked(&self) -> Picked {
        let matching = self.count();
        let filtered = self.query.with(super::Query::is_filtered);
        self.selection.with(|selection| {
            let count = selection.len();
            // Looking through all rows is only needed where some are left out.
            let shown = if count > 0 && filtered {
                self.ids(0, matching).into_iter().filter(|id| selection.contains(*id)).count()
            } else {
                count
            };
            Picked { count, hidden: count - shown, matching }
        })
    }

    /// Picks what lies between where the range began and this entry.
    pub fn pick_range_to(&self, id: Uuid) {
        let Some(to) = self.position(id) else { return };
        let anchor = self.selection.with_untracked(super::Selection::anchor);
        match anchor.and_then(|anchor| self.position(anchor)) {
            Some(from) => {
                let range = untrack(|| self.ids(from.min(to), from.max(to) + 1));
                self.selection.update(|selection| selection.extend(range));
            }
            // Nothing to begin at is shown: it begins here.
            None => self.selection.update(|selection| selection.pick(id)),
        }
    }

    /// Picks everything that matches, not only what is drawn.
    pub fn pick_all(&self) {
        let ids = untrack(|| self.ids(0, self.count()));
        self.selection.update(|selection| selection.add(ids));
    }

    /// Takes every entry that matches out of the selection.
    pub fn pick_none_shown(&self) {
        let ids = untrack(|| self.ids(0, self.count()));
        self.selection.update(|selection| selection.remove(ids));
    }

    /// Empties the selection.
    pub fn pick_nothing(&self) {
        if self.selection.with_untracked(|selection| !selection.is_empty()) {
            self.selection.set(super::Selection::default());
        }
    }

    /// What was deleted is not picked any more. `changed`: the entries that may be gone; none stands for all.
    pub(super) fn forget_the_gone(&self, changed: Option<&[Uuid]>) {
        let gone = |id: &Uuid| untrack(|| self.row(*id)).is_none();
        let gone: Vec<Uuid> = self.selection.with_untracked(|selection| match changed {
            Some(changed) => changed.iter().filter(|id| selection.contains(**id) && gone(id)).copied().collect(),
            None => selection.ids().filter(gone).collect(),
        });
        if !gone.is_empty() {
            self.selection.update(|selection| selection.remove(gone));
        }
    }
}
