//! From one field's value, as the history and the conflicts write it, to the mutation that writes it.

use serde_json::Value;
use uuid::Uuid;
use vitrine_ledger::{Key, Kind, Mutation};

/// Writes one field of a record of `entry`. None for a record nobody edits, and for what its patch cannot say.
pub fn edit(field: &str, value: Value, Key { kind, id }: Key, entry: Uuid) -> Option<Mutation> {
    // Through text: reading from a `Value` would bring a second reader of every patch into the browser.
    let patch = Value::Object(std::iter::once((field.to_owned(), value)).collect()).to_string();
    match kind {
        Kind::Entry => serde_json::from_str(&patch).ok().map(|patch| Mutation::EditEntry { id, patch }),
        Kind::Lot => serde_json::from_str(&patch).ok().map(|patch| Mutation::EditLot { entry, id, patch }),
        Kind::Sale => serde_json::from_str(&patch).ok().map(|patch| Mutation::EditSale { entry, id, patch }),
        Kind::Portfolio => serde_json::from_str(&patch).ok().map(|patch| Mutation::EditPortfolio { id, patch }),
        Kind::Location => serde_json::from_str(&patch).ok().map(|patch| Mutation::EditLocation { id, patch }),
        Kind::Settings => serde_json::from_str(&patch).ok().map(|patch| Mutation::EditSettings { patch }),
        Kind::Wish => serde_json::from_str(&patch).ok().map(|patch| Mutation::EditWish { id, patch }),
        Kind::Conflict => None,
    }
}
