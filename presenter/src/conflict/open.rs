//! One conflict as a person looks at it: what stands now, what lost, who wrote each and when.

use serde_json::Value;
use uuid::Uuid;
use vitrine_ledger::{Conflict, ConflictKind, Key, Money, Record};
use vitrine_sync::ClientId;

use crate::words;

/// An open conflict, with the record it concerns as that is now.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenConflict {
    pub id: Uuid,
    pub kind: ConflictKind,
    pub of: Key,
    pub entry: Uuid,
    pub field: String,
    /// Of the record as it is now, which may be later than what won.
    pub stands: Side,
    /// The value that lost.
    pub other: Side,
    /// Of a purchase: what its copies cost together. It is what stands where no cost of one copy does.
    pub together: Option<Money>,
    /// The record was deleted since: using a value would bring it back.
    pub deleted: bool,
}

/// A value, which device wrote it and when (milliseconds since 1970, the server's clock).
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    pub value: Value,
    pub client: ClientId,
    pub ms: u64,
}

impl OpenConflict {
    pub fn new(id: Uuid, conflict: &Conflict, record: &Record) -> Self {
        let writer = record.writer(&conflict.field);
        Self {
            id,
            kind: conflict.kind,
            of: conflict.of,
            entry: conflict.entry,
            field: conflict.field.clone(),
            stands: Side { value: value_of(record, &conflict.field), client: writer.client, ms: writer.stamp.ms() },
            other: Side { value: conflict.lost.clone(), client: conflict.client, ms: conflict.stamp.ms() },
            together: record.as_lot().and_then(|lot| lot.value.total).filter(|_| conflict.field == "cost"),
            deleted: !record.alive(),
        }
    }

    /// A side's value as a person reads it.
    pub fn says(&self, side: &Side) -> String {
        match self.together.filter(|_| side.value.is_null()) {
            Some(total) => words::lot_cost(None, Some(total)).unwrap_or_default(),
            None => words::conflict_value(&self.field, &side.value),
        }
    }

    /// Are there two values to choose from?
    pub fn has_choice(&self) -> bool {
        self.kind == ConflictKind::Overwritten && !self.deleted && !is_same(&self.stands.value, &self.other.value)
    }

    /// The texts of both sides, where the field is one that people write sentences into.
    pub fn texts(&self) -> Option<(&str, &str)> {
        let text = |side: &Side| matches!(side.value, Value::String(_) | Value::Null);
        let notes = self.field == "notes" && text(&self.stands) && text(&self.other);
        notes.then(|| (as_text(&self.stands.value), as_text(&self.other.value)))
    }
}

/// The value of a field, as the history and the conflicts write it. An absent one is `null`.
pub fn value_of(record: &Record, field: &str) -> Value {
    // Through text: serialising to a `Value` would bring a second writer of every record into the browser.
    let text = serde_json::to_string(record).expect("BUG: records serialise");
    let mut whole: Value = serde_json::from_str(&text).expect("BUG: what was just written reads back");
    whole.pointer_mut(&format!("/{}/is/{field}", record.kind())).map(Value::take).unwrap_or_default()
}

/// An empty text is not written into a record.
pub(crate) fn is_same(a: &Value, b: &Value) -> bool {
    let empty = |value: &Value| value.is_null() || value.as_str().is_some_and(str::is_empty);
    a == b || (empty(a) && empty(b))
}

fn as_text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
