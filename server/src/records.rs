//! The domain's records as rows: which columns stand beside the body, so that a query can find and sort.

use vitrine_ledger::{Key, Kind, Record};

use crate::store::{Row, RowKey, StoreError};

/// Labels are cut here: an index entry has a limit, and nobody tells two cards apart by their 200th letter.
const LABEL_MAX: usize = 200;

/// The row of a record that `seq` changed last.
///
/// # Errors
/// When the record cannot be written as JSON.
pub(crate) fn row(key: Key, seq: u64, record: &Record) -> Result<Row, serde_json::Error> {
    let (alive, label, parent) = match record {
        Record::Entry(entry) => {
            let card = &entry.value.card;
            (entry.alive, label(&[&card.name, &card.set, &card.number, &entry.value.finish]), None)
        }
        Record::Lot(lot) => (lot.alive, String::new(), Some(lot.value.entry)),
        Record::Sale(sale) => (sale.alive, String::new(), Some(sale.value.entry)),
        Record::Conflict(conflict) => (conflict.alive, String::new(), None),
        Record::Portfolio(portfolio) => (portfolio.alive, label(&[&portfolio.value.name]), None),
        Record::Location(location) => (location.alive, label(&[&location.value.name]), None),
        Record::Settings(settings) => (settings.alive, String::new(), None),
        Record::Wish(wish) => (wish.alive, label(&[&wish.value.card.name]), None),
    };
    Ok(Row { key: row_key(key), seq, alive, label, parent, body: serde_json::to_string(record)? })
}

pub(crate) fn row_key(key: Key) -> RowKey {
    RowKey { kind: key.kind.as_str().to_owned(), id: key.id }
}

/// # Errors
/// When the database holds a kind this build does not know.
pub(crate) fn key(row: &RowKey) -> Result<Key, StoreError> {
    let kind: Kind = row.kind.parse().map_err(|_| StoreError::Corrupt(format!("record kind {}", row.kind)))?;
    Ok(Key { kind, id: row.id })
}

/// Sorts as people read: without case, by the first part, then the next. PostgreSQL's text holds no zero byte.
fn label(parts: &[&str]) -> String {
    let text = parts.join("\u{1}").to_lowercase().replace('\0', "");
    text.chars().take(LABEL_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_sort_by_name_then_set_whatever_the_case() {
        assert!(label(&["abra", "base"]) < label(&["Abra Kadabra", "base"]));
        assert!(label(&["Abra", "base"]) < label(&["abra", "Jungle"]));
        assert_eq!(label(&["a\0b"]), "ab");
    }
}
