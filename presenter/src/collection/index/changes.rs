//! Which rows changed last after a day: what days are worth is counted anew for these only, and not for all rows.

use std::collections::{BTreeMap, HashSet};

use uuid::Uuid;

use crate::row::Row;

/// The rows by the last day on which anything of them changes, as ordinals. Those without a day are not here.
#[derive(Debug, Default)]
pub(super) struct Changes(BTreeMap<u32, HashSet<Uuid>>);

impl Changes {
    pub(super) fn note(&mut self, row: &Row) {
        if let Some(last) = row.last_change() {
            self.0.entry(last.ordinal()).or_default().insert(row.id);
        }
    }

    pub(super) fn forget(&mut self, row: &Row) {
        let Some(last) = row.last_change() else { return };
        if let Some(rows) = self.0.get_mut(&last.ordinal()) {
            rows.remove(&row.id);
            if rows.is_empty() {
                self.0.remove(&last.ordinal());
            }
        }
    }

    pub(super) fn after(&self, day: u32) -> impl Iterator<Item = Uuid> {
        self.0.range(day.saturating_add(1)..).flat_map(|(_, rows)| rows).copied()
    }
}
