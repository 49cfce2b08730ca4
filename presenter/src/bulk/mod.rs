//! What a person can do with all the entries that are picked: from what stands in a sheet to the mutations of one action.
//! Owns the reading of many entries; refuses to do anything (that is `undo::Actions`) and to draw.

mod places;
mod sale;
mod tally;

use uuid::Uuid;
use vitrine_ledger::parts::{self, Find};
use vitrine_ledger::{Date, Entry, Mutation, NewHolding, NewLot};

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
            let entry = Entry { finish: finish.to_owned(), ..entry.duplicate() };
            holdings.push(NewHolding { id: new_id(), entry, lots: vec![lot] });
        });
    }
    let made = holdings.iter().map(|holding| holding.id).collect();
    (made, parts::additions(holdings))
}
