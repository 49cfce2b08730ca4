//! What can be done with all that is picked: a bar at the lower edge, and a sheet for what needs an answer first. Each is
//! one action: it happens to all of them or to none, and one Undo takes it back.

pub mod bar;
pub mod condition;
pub mod duplicate;
pub mod moving;
pub mod sell;
pub mod sell_lines;
pub mod sheet;
pub mod sheet_end;
pub mod tags;

use leptos::prelude::*;
use vitrine_ledger::{Mutation, parts};
use vitrine_sync::Base;

use crate::collection::{Collection, use_collection};
use crate::engine::use_engine;
use crate::kit::Toasts;
use crate::undo::{Actions, use_actions};
use vitrine_presenter::words;

pub use bar::BulkBar;
pub use sheet::SheetContent;
pub(crate) use sheet::sheet;

/// The sheet that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    Move,
    Tag,
    Condition,
    Sell,
    Duplicate,
}

/// How a sheet acts.
#[derive(Clone, Copy)]
pub struct Act {
    collection: Collection,
    actions: Actions,
    /// What the screen showed when the sheet opened (docs/engine.md#the-base-is-frozen-when-the-form-opens).
    base: Base,
    /// Why it was not allowed.
    wrong: RwSignal<Option<String>>,
    doing: RwSignal<Option<Doing>>,
}

impl Act {
    /// For a sheet that opens now.
    fn new(doing: RwSignal<Option<Doing>>) -> Self {
        let (collection, actions) = (use_collection(), use_actions());
        Self { collection, actions, base: use_engine().base(), wrong: RwSignal::new(None), doing }
    }

    /// Does all parts of `what`, says what was `done`, with the way back, and closes the sheet. Refused, the sheet says
    /// why and stays as it is.
    fn all(&self, what: String, done: String, parts: Vec<Mutation>) -> bool {
        let did = attempt(self.collection, self.actions, what, done, parts, Some(self.base));
        match did {
            Ok(()) => self.doing.set(None),
            Err(why) => self.wrong.set(Some(why)),
        }
        self.doing.with_untracked(Option::is_none)
    }
}

/// Deletes all that is picked.
pub fn delete(collection: Collection, actions: Actions, toasts: Toasts) {
    let ids = collection.picked();
    let cards = words::cards(ids.len());
    let (what, done) = (format!("delete {cards}"), format!("Deleted {cards}."));
    if let Err(why) = attempt(collection, actions, what, done, parts::deletions(ids), None) {
        toasts.say(why);
    }
}

fn attempt(
    collection: Collection,
    actions: Actions,
    what: String,
    done: String,
    parts: Vec<Mutation>,
    base: Option<Base>,
) -> Result<(), String> {
    if parts.is_empty() {
        return Err(String::from("Nothing would be changed."));
    }
    let name = |id| untrack(|| collection.row(id)).map(|row| row.name.clone());
    actions.attempt_all_undoable(what, parts, base, done).map(drop).map_err(|why| words::refused(&why, name))
}
