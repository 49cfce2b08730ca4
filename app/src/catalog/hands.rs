//! Copies in and out of a card of the catalogue: what Enter, the number keys and a tap do. Every change is an action that
//! can be taken back.

use std::sync::Arc;

use leptos::prelude::*;
use vitrine_ledger::{Entry, Key};

use super::quick::{self, Today};
use super::{Catalog, Spot};
use crate::collection::{Collection, Row, use_collection};
use crate::undo::{Actions, use_actions};
use vitrine_presenter::words;

/// The hands of whoever looks at the catalogue.
#[derive(Clone, Copy)]
pub struct Hands {
    catalog: Catalog,
    collection: Collection,
    actions: Actions,
}

/// The hands of this page; from now on it is counted what is owned.
pub fn use_hands() -> Hands {
    let catalog = super::use_catalog();
    Effect::new(move |_| catalog.look_at_owned());
    Hands { catalog, collection: use_collection(), actions: use_actions() }
}

impl Hands {
    /// An ordinary copy of the card; of the plain finish when none is said.
    pub fn copy(&self, spot: Spot, finish: Option<&str>) -> Option<Entry> {
        self.catalog.with_card(spot, |index, card, _| {
            let finish = finish.unwrap_or_else(|| quick::finish_of(&card.finishes));
            quick::ordinary(index, spot.card, finish)
        })
    }

    /// Adds copies, or takes some away, and says so; false when nothing was done.
    pub fn change(&self, spot: Spot, finish: Option<&str>, by: i64) -> bool {
        let Some(copy) = self.copy(spot, finish) else { return false };
        let engine = self.catalog.engine;
        let today = Today { new_id: &|| engine.new_id(), day: engine.today().parse().ok() };
        let parts = quick::change(&copy, &self.rows(spot, &copy), by, &today);
        if parts.is_empty() {
            return false;
        }
        let name = &copy.card.name;
        self.actions.run_all_undoable(words::changed_copies(name, by), parts, words::copies_changed(name, by))
    }

    /// How many copies of the finish there are, ordinary or not. Reactive.
    pub fn copies(&self, spot: Spot, finish: Option<&str>) -> i64 {
        self.catalog.with_owned(|owned| {
            let Some(finish) = finish else { return owned.copies(spot) };
            let count = |finishes: &[&str]| owned.in_finish(spot, finishes, finish);
            self.catalog.with_card(spot, |_, card, _| count(&card.finishes)).unwrap_or(0)
        })
    }

    /// The entries that are like this copy, those that stand in no place first.
    fn rows(&self, spot: Spot, copy: &Entry) -> Vec<Arc<Row>> {
        let plain = self.catalog.with_card(spot, |_, card, _| quick::finish_of(&card.finishes) == copy.finish);
        let like = |id: &uuid::Uuid| {
            let alike = self.catalog.engine.with_record(&Key::entry(*id), |record| {
                record.as_entry().is_some_and(|stored| quick::is_ordinary(&stored.value, copy, plain == Some(true)))
            });
            alike == Some(true)
        };
        let ids = self.catalog.entries(spot).into_iter().filter(like);
        let mut rows: Vec<Arc<Row>> = untrack(|| ids.filter_map(|id| self.collection.row(id)).collect());
        rows.sort_by_key(|row| (row.location.is_some(), row.id));
        rows
    }
}
