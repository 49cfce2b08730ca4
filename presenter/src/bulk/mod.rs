//! What a person can do with all the entries that are picked: from what stands in a sheet to the mutations of one action.
//! Owns the reading of many entries; refuses to do anything (that is `undo::Actions`) and to draw.

mod places;
mod sale;
mod tally;

use uuid::Uuid;
use vitrine_ledger::{EntryPatch, Key, Mutation, NewHolding, NewLot, parts};

use crate::engine::Engine;

pub use places::{Wanted, moving};
pub use sale::{By, Going, Weighed, sales};
pub use tally::Tally;

/// The same change for all of them.
pub fn edit(engine: Engine, ids: &[Uuid], patch: &EntryPatch) -> Vec<Mutation> {
    parts::edits(ids.iter().copied(), patch, &|id, look| {
        engine.with_record(&Key::entry(id), |record| record.as_entry().map(|stored| look(&stored.value)));
    })
}

/// New entries for the same cards in another finish, `copies` of each, with nothing known of their cost. What was said of
/// a single copy is not copied with the card: its grade, its notes, its own price, its flags. Returns the new ids too.
pub fn duplicate(engine: Engine, ids: &[Uuid], finish: &str, copies: i64) -> (Vec<Uuid>, Vec<Mutation>) {
    let today = engine.today().parse().ok();
    let mut holdings = Vec::with_capacity(ids.len());
    for id in ids {
        let twin = engine.with_record(&Key::entry(*id), |record| {
            let entry = &record.as_entry()?.value;
            let mut twin = vitrine_ledger::Entry::new(entry.card.clone());
            twin.finish = finish.to_owned();
            twin.language.clone_from(&entry.language);
            twin.condition.clone_from(&entry.condition);
            twin.portfolio = entry.portfolio;
            twin.place = entry.place.as_ref().map(|place| vitrine_ledger::Place::within(place.location));
            twin.tags = vitrine_ledger::Tags::new(entry.tags.iter());
            Some(twin)
        });
        if let Some(entry) = twin.flatten() {
            let lot = NewLot { id: engine.new_id(), quantity: copies, acquired: today, ..NewLot::default() };
            holdings.push(NewHolding { id: engine.new_id(), entry, lots: vec![lot] });
        }
    }
    let made = holdings.iter().map(|holding| holding.id).collect();
    (made, parts::additions(holdings))
}
