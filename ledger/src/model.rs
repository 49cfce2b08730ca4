//! The domain as the engine sees it.

use vitrine_sync::{Author, Effect, Lookup, Model};

use crate::{Key, Mutation, Record, Rejection, apply, check};

/// Cards, lots and conflicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Domain;

impl Model for Domain {
    type Key = Key;
    type Record = Record;
    type Mutation = Mutation;
    type Rejection = Rejection;

    /// 1: the first.
    const SCHEMA: u32 = 1;

    fn touches(mutation: &Mutation) -> Vec<Key> {
        mutation.touches()
    }

    /// Cards; what is done to purchases, sales and conflicts counts one by one.
    fn things(mutation: &Mutation) -> usize {
        match mutation {
            Mutation::Add { holdings } | Mutation::Import { holdings, .. } => holdings.len(),
            Mutation::Delete { entries, lots } | Mutation::Restore { entries, lots } => entries.len() + lots.len(),
            Mutation::Sell { sales, .. } => sales.len(),
            Mutation::ReverseSale { sales } => sales.len(),
            Mutation::Revert { steps } => steps.len(),
            Mutation::EditEntry { .. }
            | Mutation::EditLot { .. }
            | Mutation::AddLot { .. }
            | Mutation::Adjust { .. }
            | Mutation::EditSale { .. }
            | Mutation::Settle { .. } => 1,
        }
    }

    fn check(mutation: &Mutation, view: &dyn Lookup<Self>) -> Result<(), Rejection> {
        check::check(mutation, view)
    }

    fn apply(mutation: &Mutation, view: &dyn Lookup<Self>, author: &Author) -> Result<Effect<Self>, Rejection> {
        apply::apply(mutation, view, author)
    }
}
