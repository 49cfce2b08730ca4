//! How many copies there are of each thing, over all entries: what is a duplicate. Counted only while somebody asks for
//! duplicates, and then kept in step row by row.

use std::collections::HashMap;

use uuid::Uuid;

use crate::row::Row;

/// Copies by what they are copies of.
#[derive(Debug, Default)]
pub(super) struct Printings(HashMap<Box<[u8]>, Copies>);

#[derive(Debug, Default)]
struct Copies {
    held: i64,
    rows: Vec<Uuid>,
}

impl Printings {
    pub(super) fn add(&mut self, row: &Row) {
        let copies = self.0.entry(row.printing_key()).or_default();
        copies.held += row.quantity;
        copies.rows.push(row.id);
    }

    pub(super) fn remove(&mut self, row: &Row) {
        let key = row.printing_key();
        if let Some(copies) = self.0.get_mut(&key) {
            copies.held -= row.quantity;
            copies.rows.retain(|id| *id != row.id);
            if copies.rows.is_empty() {
                self.0.remove(&key);
            }
        }
    }

    /// Is there more than one copy, and is one of them here?
    pub(super) fn is_double(&self, row: &Row) -> bool {
        row.quantity > 0 && self.0.get(&row.printing_key()).is_some_and(|copies| copies.held > 1)
    }

    /// The rows of the same thing: whether they are shown may change with this one.
    pub(super) fn siblings(&self, row: &Row) -> Vec<Uuid> {
        self.0.get(&row.printing_key()).map(|copies| copies.rows.clone()).unwrap_or_default()
    }
}
