//! What a person can do with all the entries that are picked: from what stands in a sheet to the mutations of one action.
//! Owns the reading of many entries; refuses to do anything (that is `undo::Actions`) and to draw.

mod places;
mod sale;
mod tally;

use uuid::Uuid;
use vitrine_ledger::parts::{self, Find};
use vitrine_ledger::{Date, Entry, Mutation, NewHolding, NewLot, Place, Tags};

pub use places::{Wanted, moving};
pub use sale::{By, Going, Weighed, sales};
pub use tally::Tally;

/// New entries for the same cards in another finish, `copies` of each, with nothing known of their cost. What was said of
/// a single copy is not copied with the card: its grade, its notes, its own price, its flags. Returns the new ids too.
pub fn duplicate(
    ids: &[Uuid],
    (finish, copies): (&str, i64),
    (new_id, today): (&dyn Fn() -> Uuid, Option<Date>),
    find: &Find<'_>,
) -> (Vec<Uuid>, Vec<Mutation>) {
    let mut holdings = Vec::with_capacity(ids.len());
    for id in ids {
        find(*id, &mut |entry| {
            let lot = NewLot { id: new_id(), quantity: copies, acquired: today, ..NewLot::default() };
            holdings.push(NewHolding { id: new_id(), entry: twin(entry, finish), lots: vec![lot] });
        });
    }
    let made = holdings.iter().map(|holding| holding.id).collect();
    (made, parts::additions(holdings))
}

/// The same card in another finish.
fn twin(entry: &Entry, finish: &str) -> Entry {
    let mut twin = Entry::new(entry.card.clone());
    twin.finish = finish.to_owned();
    twin.language.clone_from(&entry.language);
    twin.condition.clone_from(&entry.condition);
    twin.portfolio = entry.portfolio;
    twin.place = entry.place.as_ref().map(|place| Place::within(place.location));
    twin.tags = Tags::new(entry.tags.iter());
    twin
}
