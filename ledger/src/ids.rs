//! Ids that follow from what is added, so that adding it twice, on two offline devices too, is adding it once
//! (docs/engine.md#ids-are-made-on-the-client).

use uuid::Uuid;
use vitrine_sync::LedgerId;

/// The id of the entry made from a row of a file, or from a sample card. `occurrence` counts rows that are alike from 0.
pub fn holding_id(ledger: LedgerId, source: &str, row: Uuid, occurrence: u32) -> Uuid {
    Uuid::new_v5(&ledger.0, format!("{source} {row} {occurrence}").as_bytes())
}

/// The id of lot number `index` of an entry whose own id follows from its making.
pub fn lot_id(entry: Uuid, index: usize) -> Uuid {
    Uuid::new_v5(&entry, format!("lot {index}").as_bytes())
}

/// The hash of a row: of its named values, in the order of their names, so that neither the order of columns nor the
/// way the file quotes makes another row of it.
pub fn row_hash<'a>(values: impl IntoIterator<Item = (&'a str, &'a str)>) -> Uuid {
    let mut values: Vec<(&str, &str)> = values.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    values.sort_unstable();
    // Lengths keep neighbours apart: no separator can be part of a value and confuse two rows.
    let text: String =
        values.iter().map(|(name, value)| format!("{}:{name}={}:{value};", name.len(), value.len())).collect();
    Uuid::new_v5(&Uuid::NAMESPACE_OID, text.as_bytes())
}
