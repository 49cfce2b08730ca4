//! Making an index: merged sets in, chunks out.
//!
//! A chunk holds some sets, in the order they came out. Where a chunk ends is decided by the sets themselves (a hash of
//! their id), so that a new set changes the chunk it falls into and no other: what a device has to fetch again is small.

mod writer;

use crate::set::CatalogSet;
use crate::text::hash;
pub use writer::Writer;

/// A chunk does not end before it has these many cards,
const FEWEST: usize = 10_000;
/// then ends after every so many sets,
const EVERY: u64 = 32;
/// and at the latest here.
const MOST: usize = 24_000;

/// The order of sets in an index: by release, those of unknown date first, then by id.
pub fn order(a: &CatalogSet, b: &CatalogSet) -> std::cmp::Ordering {
    (&a.released, &a.id).cmp(&(&b.released, &b.id))
}

/// Makes the chunks of one game out of its sets, which come one by one in [`order`].
pub struct Builder {
    game: String,
    writer: Writer,
    chunks: Vec<Vec<u8>>,
}

impl Builder {
    /// A builder for the index of `game`.
    pub fn new(game: &str) -> Self {
        Self { game: game.to_owned(), writer: Writer::default(), chunks: Vec::new() }
    }

    /// Adds a set with its cards.
    pub fn add(&mut self, set: &CatalogSet) {
        if self.writer.cards() > 0 && self.writer.cards() + set.cards.len() > MOST {
            self.end();
        }
        self.writer.add(set);
        if self.writer.cards() >= FEWEST && hash(&set.id).is_multiple_of(EVERY) {
            self.end();
        }
    }

    fn end(&mut self) {
        let writer = std::mem::take(&mut self.writer);
        self.chunks.push(writer.finish(&self.game));
    }

    /// The chunks, for [`crate::Index::open`]. At least one.
    pub fn finish(mut self) -> Vec<Vec<u8>> {
        if self.writer.cards() > 0 || self.chunks.is_empty() {
            self.end();
        }
        self.chunks
    }
}
