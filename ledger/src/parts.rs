//! What is too much for one mutation, cut into several that together are one action. Each part can travel, and so can the
//! mutation that takes it back, whatever stands in the records: that is counted, not assumed.

use serde::Serialize;
use uuid::Uuid;

use crate::rules::Fields;
use crate::{Entry, EntryPatch, Mutation, NewHolding, NewSale, Records, Seen, Step, limits};

/// Records changed by one part. Fewer than a mutation may have: each part that was sent is a step of the progress.
pub const PART: usize = 500;
/// Bytes left for what stands around the parts of a mutation.
const AROUND: usize = 1_000;

/// Finds an entry of the view.
pub type Find<'a> = dyn Fn(Uuid, &mut dyn FnMut(&Entry)) + 'a;

/// The same change for many entries; one that is not found is left out.
pub fn edits(ids: impl IntoIterator<Item = Uuid>, patch: &EntryPatch, find: &Find<'_>) -> Vec<Mutation> {
    let mut weighed = Vec::new();
    for id in ids {
        find(id, &mut |entry| weighed.push((id, bytes(&back(id, entry, patch)))));
    }
    let edit = |ids| Mutation::EditEntries { ids, patch: patch.clone() };
    cut(weighed, PART).into_iter().map(edit).collect()
}

/// Deletes many entries.
pub fn deletions(entries: impl IntoIterator<Item = Uuid>) -> Vec<Mutation> {
    let none = Entry::new(crate::CardRef::default());
    let weigh = |id| (id, bytes(&back(id, &none, &EntryPatch::default())));
    let delete = |ids| Mutation::Delete(Records { entries: ids, ..Records::default() });
    cut(entries.into_iter().map(weigh).collect(), PART).into_iter().map(delete).collect()
}

/// Adds many holdings.
pub fn additions(holdings: Vec<NewHolding>) -> Vec<Mutation> {
    let weighed =
        holdings.into_iter().map(|holding| (bytes(&holding), holding)).map(|(bytes, of)| (of, bytes)).collect();
    cut(weighed, limits::IMPORT_BATCH).into_iter().map(|holdings| Mutation::Add { holdings }).collect()
}

/// Books many sales, each with the lots and sales of its entry that the author has seen.
pub fn sales(sales: Vec<(NewSale, Seen)>) -> Vec<Mutation> {
    // A key takes less room among what was seen than its share of the most that may be seen.
    let room = (limits::MUTATION_BYTES - AROUND) / limits::RECORDS;
    let weigh = |(sale, seen): (NewSale, Seen)| {
        let bytes = bytes(&sale) + (seen.keys.len() + usize::from(seen.held.is_some())) * room;
        ((sale, seen), bytes)
    };
    let book = |part: Vec<(NewSale, Seen)>| {
        let (sales, seen): (Vec<_>, Vec<_>) = part.into_iter().unzip();
        Mutation::sell_of(sales, seen)
    };
    cut(sales.into_iter().map(weigh).collect(), PART).into_iter().map(book).collect()
}

/// Cuts where there would be more than `most` things, or more bytes than one mutation carries.
fn cut<T>(weighed: Vec<(T, usize)>, most: usize) -> Vec<Vec<T>> {
    let mut parts: Vec<Vec<T>> = Vec::new();
    let mut room = 0;
    for (thing, bytes) in weighed {
        match parts.last_mut() {
            Some(part) if part.len() < most && bytes <= room => part.push(thing),
            _ => {
                parts.push(vec![thing]);
                room = limits::MUTATION_BYTES - AROUND;
            }
        }
        room = room.saturating_sub(bytes);
    }
    parts
}

/// The longest step that can take `patch` back from an entry that is as `entry` now.
fn back(id: Uuid, entry: &Entry, patch: &EntryPatch) -> Step {
    Step::Entry { id, patch: entry.back(patch), alive: false }
}

/// As JSON, with the comma that follows.
fn bytes(of: &impl Serialize) -> usize {
    serde_json::to_vec(of).expect("BUG: our types serialise").len() + 1
}
