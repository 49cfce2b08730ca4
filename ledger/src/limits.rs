//! How much fits: one place for every bound, so that forms, the import and `check` agree.

/// Characters of a short text: names, sets, locations, finishes.
pub const TEXT: usize = 200;
/// Characters of an entry's notes.
pub const NOTES: usize = 5_000;
/// Tags of an entry, and characters of one.
pub const TAGS: usize = 50;
/// Characters of a tag.
pub const TAG: usize = 50;
/// Columns kept from a file, and characters of one value.
pub const EXTRA: usize = 40;
/// Characters of a value of an unknown column.
pub const EXTRA_VALUE: usize = 500;
/// Names of a card in other catalogues.
pub const IDS: usize = 20;
/// Holdings made by one mutation, and by one batch of an import.
pub const HOLDINGS: usize = 500;
/// Rows of a file in one mutation.
pub const IMPORT_BATCH: usize = 100;
/// Bytes of JSON of one mutation: a push carries 256 KiB. One holding at its limits stays below.
pub const MUTATION_BYTES: usize = 200_000;
/// Lots of one new holding.
pub const LOTS: usize = 100;
/// Records deleted, restored or taken back by one mutation.
pub const RECORDS: usize = 2_000;
/// Copies in one lot, or added and taken at once.
pub const QUANTITY: i64 = 1_000_000;
/// The unit cost in minor units: with [`QUANTITY`] and a million lots the sum still fits 63 bits by far.
pub const COST: i64 = 100_000_000_000;
