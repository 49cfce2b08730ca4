//! Which currency an amount most likely is of.

use leptos::prelude::*;
use vitrine_ledger::Currency;

use super::Collection;

/// The currency a person most likely paid in: the one most was paid in so far.
pub fn likely_currency(collection: Collection) -> String {
    let sums = untrack(|| collection.sums());
    let most = sums.cost.iter().max_by_key(|(_, minor)| **minor);
    most.map_or(Currency::USD, |(currency, _)| *currency).to_string()
}
