//! From rows to mutations: under which ids, what of it is here already, in which batches.

use vitrine_sync::LedgerId;

use super::{Format, Parsed, Row};
use crate::{ImportFile, Key, LotKind, Mutation, NewHolding, NewLot, ids, limits};

/// What importing a row would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowState {
    /// It adds an entry.
    New,
    /// The same row was imported before and is still here.
    Here,
    /// It was imported before and deleted later: importing it brings it back.
    Deleted,
}

/// What importing a file would do, before anything is done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// One for each row that could be read.
    pub rows: Vec<RowState>,
    /// Rows that add something.
    pub new: usize,
    /// Rows that are in the collection already.
    pub here: usize,
    /// Rows that are there and deleted.
    pub deleted: usize,
    /// Rows that cannot be read.
    pub bad: usize,
    /// Copies in the new rows.
    pub new_cards: i64,
}

/// The holdings of the rows that could be read, in their order. The same rows make the same ids.
pub fn holdings(ledger: LedgerId, parsed: &Parsed) -> Vec<NewHolding> {
    parsed.rows.iter().map(|row| holding(ledger, parsed.format, row)).collect()
}

fn holding(ledger: LedgerId, format: Format, row: &Row) -> NewHolding {
    let id = ids::holding_id(ledger, format.source(), row.hash, row.occurrence);
    let lot = NewLot { id: ids::lot_id(id, 0), quantity: row.quantity, kind: LotKind::Import, ..NewLot::default() };
    NewHolding { id, entry: row.entry.clone(), lots: vec![lot] }
}

/// Compares `holdings` (of `parsed`) with what is there; `alive` tells of a record whether it lives, none when it never
/// was.
pub fn preview(parsed: &Parsed, holdings: &[NewHolding], alive: impl Fn(&Key) -> Option<bool>) -> Preview {
    let mut preview = Preview { bad: parsed.bad.len(), ..Preview::default() };
    for holding in holdings {
        let state = match alive(&Key::entry(holding.id)) {
            None => RowState::New,
            Some(true) => RowState::Here,
            Some(false) => RowState::Deleted,
        };
        match state {
            RowState::New => {
                preview.new += 1;
                preview.new_cards += holding.lots.iter().map(|lot| lot.quantity).sum::<i64>();
            }
            RowState::Here => preview.here += 1,
            RowState::Deleted => preview.deleted += 1,
        }
        preview.rows.push(state);
    }
    preview
}

/// The mutations that import `holdings`: give it only those that are wanted. Each fits into a push.
pub fn batches(format: Format, file_name: &str, holdings: Vec<NewHolding>) -> Vec<Mutation> {
    let mut batches: Vec<Vec<NewHolding>> = Vec::new();
    let mut bytes = 0;
    for holding in holdings {
        let size = serde_json::to_vec(&holding).expect("BUG: holdings serialise").len() + 1;
        let full = batches.last().is_none_or(|b| b.len() >= limits::IMPORT_BATCH || bytes + size > ROOM);
        if full {
            batches.push(Vec::new());
            bytes = 0;
        }
        bytes += size;
        if let Some(batch) = batches.last_mut() {
            batch.push(holding);
        }
    }
    let parts = batches.len() as u32;
    let name: String = file_name.chars().take(limits::TEXT).collect();
    let mutation = |(part, holdings): (u32, Vec<NewHolding>)| {
        let file = ImportFile { source: format.source().to_owned(), name: name.clone(), part, parts };
        Mutation::Import { file, holdings }
    };
    (1..).zip(batches).map(mutation).collect()
}

/// What is left for holdings beside the file's name, escaped at its worst.
const ROOM: usize = limits::MUTATION_BYTES - limits::TEXT * 6 - 500;
