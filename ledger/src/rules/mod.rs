//! The one table of fields. A record is declared with [`record!`](crate::rules): each field once, with its number, rule,
//! type, names in words, check and meaning. From that come the record, its patch (only the fields an author changed), the
//! checking and merging of a patch, the difference of two values, what takes a patch back, the names in the history, and
//! the printed table in `docs/conflict-rules.md`. What else is done with the fields of an entry stands beside it, in a
//! second table ([`uses!`](uses)). Which records there are is no matter of this module: [`record`](crate::record) knows them
//! all. `docs/adding-a-field.md` goes through both with an example.

mod record;
mod uses;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};

use crate::{Kind, Rejection, Tags, TagsChange};

pub(crate) use record::{change, check, current, difference, line, onto, record, rule, since, turned, unmarked};
pub(crate) use uses::{Duplicate, Words, uses};

/// How concurrent writes of one field merge (docs/engine.md#each-field-has-a-merge-rule).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The last writer wins.
    Register,
    /// The last writer wins, and the loser is kept as a conflict to settle.
    Guarded,
    /// Changes are differences and add up.
    Counter,
    /// An addition wins over a removal that had not seen it.
    Set,
    /// Written when the record is made, never again.
    Immutable,
    /// Whether the record is alive: written by every mutation of the record, the latest wins.
    Life,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Register => "register",
            Self::Guarded => "guarded register",
            Self::Counter => "counter",
            Self::Set => "set",
            Self::Immutable => "immutable",
            Self::Life => "life",
        })
    }
}

/// One field, as the table says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its number in [`Versions`](vitrine_sync::Versions); never reused.
    pub number: u8,
    /// The schema with which it came: older programs do not know it. [`newest`] of all fields is the schema we speak.
    pub since: u32,
    /// Its name in JSON and in the history.
    pub name: &'static str,
    /// What forms and the history call it: `To trade`.
    pub label: &'static str,
    /// What it is called in a sentence, after *the*: `copies to trade`.
    pub noun: &'static str,
    /// How concurrent writes of it merge.
    pub rule: Rule,
    /// What it is, for the printed table.
    pub meaning: &'static str,
}

/// Life is a field of every record.
pub const LIFE: Field = Field {
    number: 0,
    since: 1,
    name: "alive",
    label: "Alive",
    noun: "life",
    rule: Rule::Life,
    meaning: "not deleted; a sale: not reversed; a conflict: not settled",
};

/// The schema with which the youngest of some fields came.
pub(crate) const fn newest(tables: &[&[Field]]) -> u32 {
    let mut newest = 1;
    let mut table = 0;
    while table < tables.len() {
        let mut field = 0;
        while field < tables[table].len() {
            if tables[table][field].since > newest {
                newest = tables[table][field].since;
            }
            field += 1;
        }
        table += 1;
    }
    newest
}

/// Merges single fields of a record, each by its rule; returns the change that takes it back, if anything changed.
pub trait FieldWriter {
    /// The last writer wins.
    fn register<T: Clone + PartialEq + Serialize>(&mut self, field: &Field, value: &mut T, change: &T) -> Option<T>;
    /// The last writer wins; what loses against a concurrent write is kept as a conflict.
    fn guarded<T: Clone + PartialEq + Serialize>(&mut self, field: &Field, value: &mut T, change: &T) -> Option<T>;
    /// Differences add up, whatever the order.
    fn counter(&mut self, field: &Field, value: &mut i64, change: &i64) -> Option<i64>;
    /// An addition wins over a removal that had not seen it.
    fn set(&mut self, field: &Field, value: &mut Tags, change: &TagsChange) -> Option<TagsChange>;
}

/// A record declared with the table of rules.
pub trait Fields: fmt::Debug + Clone + PartialEq + Serialize + DeserializeOwned + Sized {
    /// The changed fields of such a record.
    type Patch: fmt::Debug + Clone + PartialEq + Default + Serialize + DeserializeOwned;

    /// Which kind of record it is.
    const KIND: Kind;
    /// Its lines of the table; [`LIFE`] is understood.
    const TABLE: &'static [Field];

    /// Does every value fit, each by itself?
    ///
    /// # Errors
    /// The first that does not.
    fn check(&self) -> Result<(), Rejection>;
    /// Does every value of a change fit, each by itself?
    ///
    /// # Errors
    /// The first that does not.
    fn check_patch(patch: &Self::Patch) -> Result<(), Rejection>;
    /// Merges `patch` field by field; returns the patch that takes the change back.
    fn merge(&mut self, patch: &Self::Patch, writer: &mut impl FieldWriter) -> Self::Patch;
    /// What leads from `self` to `wanted`.
    fn change_to(&self, wanted: &Self) -> Self::Patch;
    /// The record with the change in it, as whoever wrote it would see it alone.
    #[must_use]
    fn with(&self, patch: &Self::Patch) -> Self;
    /// The longest change that can take `patch` back from `self`.
    fn back(&self, patch: &Self::Patch) -> Self::Patch;
    /// The same record without the marks that tell when an element of a set was added, and by whom.
    #[must_use]
    fn unmarked(&self) -> Self;
    /// Whether the patch changes nothing.
    fn is_empty(patch: &Self::Patch) -> bool;
    /// The fields it changes, by name.
    fn names(patch: &Self::Patch) -> Vec<&'static str>;
    /// What stands now in the fields that `patch` writes over; nothing of counters and sets, whose changes add up.
    fn current(&self, patch: &Self::Patch) -> Self::Patch;
    /// The first field that stands otherwise `now` than `after` an action, and otherwise than `wanted` too.
    fn changed_since(wanted: &Self::Patch, after: &Self::Patch, now: &Self::Patch) -> Option<&'static str>;
}

/// Tells a field that is absent from one that is `null`.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
