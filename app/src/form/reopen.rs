//! Edits that could not be stored go back into their form.

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{EntryPatch, Mutation, NewHolding, NewSale};

/// The edit that waits for its form, in the context of every page.
#[derive(Clone, Copy)]
pub struct Reopen {
    waiting: RwSignal<Option<Mutation>>,
}

impl Reopen {
    pub fn provide() {
        provide_context(Self { waiting: RwSignal::new(None) });
    }

    /// Keeps the edit for its form and says where that is; none when it came from no form.
    pub fn open(&self, mutation: &Mutation) -> Option<String> {
        let path = match mutation {
            Mutation::Add { holdings } if holdings.len() == 1 => String::from("/add"),
            Mutation::EditEntry { id, .. } => format!("/card/{id}"),
            Mutation::Sell { sales, .. } if sales.len() == 1 => format!("/card/{}", sales[0].entry),
            Mutation::Add { .. }
            | Mutation::Import { .. }
            | Mutation::EditEntries { .. }
            | Mutation::AddPortfolio { .. }
            | Mutation::EditPortfolio { .. }
            | Mutation::AddLocation { .. }
            | Mutation::EditLocation { .. }
            | Mutation::EditSettings { .. }
            | Mutation::EditLot { .. }
            | Mutation::AddLot { .. }
            | Mutation::Adjust { .. }
            | Mutation::Sell { .. }
            | Mutation::EditSale { .. }
            | Mutation::ReverseSale { .. }
            | Mutation::Delete(_)
            | Mutation::Restore(_)
            | Mutation::Settle { .. }
            | Mutation::Revert { .. } => return None,
        };
        self.waiting.set(Some(mutation.clone()));
        Some(path)
    }

    /// For the form that adds; reactive.
    pub fn holding(&self) -> Option<NewHolding> {
        let holding = self.waiting.with(|waiting| match waiting {
            Some(Mutation::Add { holdings }) => holdings.first().cloned(),
            Some(_) | None => None,
        });
        self.taken(holding)
    }

    /// For the form of the entry `id`; reactive.
    pub fn patch(&self, id: Uuid) -> Option<EntryPatch> {
        let patch = self.waiting.with(|waiting| match waiting {
            Some(Mutation::EditEntry { id: of, patch }) if *of == id => Some(patch.clone()),
            Some(_) | None => None,
        });
        self.taken(patch)
    }

    /// For the form that sells copies of the entry `of`; reactive.
    pub fn sale(&self, of: Uuid) -> Option<NewSale> {
        let sale = self.waiting.with(|waiting| match waiting {
            Some(Mutation::Sell { sales, .. }) => sales.first().filter(|sale| sale.entry == of).cloned(),
            Some(_) | None => None,
        });
        self.taken(sale)
    }

    fn taken<T>(&self, found: Option<T>) -> Option<T> {
        if found.is_some() {
            self.waiting.update_untracked(|waiting| *waiting = None);
        }
        found
    }
}
