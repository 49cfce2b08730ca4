//! Edits that could not be stored, or that the server refused, go back into their form.

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{EntryPatch, LotPatch, Mutation, NewHolding, NewLot, NewSale};
use vitrine_sync::client::Token;

use crate::engine::use_engine;

/// The edit that waits for its form, in the context of every page.
#[derive(Clone, Copy)]
pub struct Reopen {
    waiting: RwSignal<Option<(Mutation, Option<Token>)>>,
    /// Edits that take the place of refused ones, as soon as they are durable.
    replacing: RwSignal<Vec<(Token, Token)>>,
}

/// What stands in a form again.
#[derive(Debug, Clone, PartialEq)]
pub struct Again<T> {
    pub edit: T,
    /// The refused edit it comes from: to be given to [`Reopen::replaces`] when the form is saved.
    pub refused: Option<Token>,
}

impl Reopen {
    pub fn provide() {
        let engine = use_engine();
        let reopen = Self { waiting: RwSignal::new(None), replacing: RwSignal::new(Vec::new()) };
        provide_context(reopen);
        Effect::new(move |_| {
            let saved = |(new, _): &(Token, Token)| engine.is_saved(*new);
            let done: Vec<Token> =
                reopen.replacing.with(|all| all.iter().filter(|one| saved(one)).map(|one| one.1).collect());
            if !done.is_empty() {
                reopen.replacing.update(|all| all.retain(|(_, refused)| !done.contains(refused)));
                done.into_iter().for_each(|refused| engine.discard(refused));
            }
        });
    }

    /// Where the form of an edit is; none when it came from no form.
    pub fn form_of(mutation: &Mutation) -> Option<String> {
        match mutation {
            Mutation::Add { holdings } if holdings.len() == 1 => Some(String::from("/add")),
            Mutation::EditEntry { id, .. } => Some(format!("/card/{id}")),
            Mutation::EditLot { entry, .. } | Mutation::AddLot { entry, .. } => Some(format!("/card/{entry}")),
            Mutation::Sell { sales, .. } if sales.len() == 1 => Some(format!("/card/{}", sales[0].entry)),
            Mutation::Add { .. }
            | Mutation::Import { .. }
            | Mutation::EditEntries { .. }
            | Mutation::AddPortfolio { .. }
            | Mutation::EditPortfolio { .. }
            | Mutation::AddLocation { .. }
            | Mutation::EditLocation { .. }
            | Mutation::EditSettings { .. }
            | Mutation::AddWish { .. }
            | Mutation::EditWish { .. }
            | Mutation::Adjust { .. }
            | Mutation::Sell { .. }
            | Mutation::EditSale { .. }
            | Mutation::ReverseSale { .. }
            | Mutation::Delete(_)
            | Mutation::Restore(_)
            | Mutation::Settle { .. }
            | Mutation::Revert { .. } => None,
        }
    }

    /// Keeps the edit for its form and says where that is; none when it came from no form. `refused`: of the tray.
    pub fn open(&self, mutation: &Mutation, refused: Option<Token>) -> Option<String> {
        let path = Self::form_of(mutation)?;
        self.waiting.set(Some((mutation.clone(), refused)));
        Some(path)
    }

    /// Lets the refused edit go when the new one is durable, and not before: one of the two is always kept. `new`: the
    /// parts of one action, which are stored together.
    pub fn replaces(&self, new: &[Token], refused: Option<Token>) {
        if let Some(pair) = new.last().copied().zip(refused) {
            self.replacing.update(|all| all.push(pair));
        }
    }

    /// For the form that adds; reactive.
    pub fn holding(&self) -> Option<Again<NewHolding>> {
        self.take(|mutation| match mutation {
            Mutation::Add { holdings } => holdings.first().cloned(),
            _ => None,
        })
    }

    /// For the form of the entry `id`; reactive.
    pub fn patch(&self, id: Uuid) -> Option<Again<EntryPatch>> {
        self.take(|mutation| match mutation {
            Mutation::EditEntry { id: of, patch } if *of == id => Some(patch.clone()),
            _ => None,
        })
    }

    /// For the form of the lot `id`; reactive.
    pub fn lot(&self, id: Uuid) -> Option<Again<LotPatch>> {
        self.take(|mutation| match mutation {
            Mutation::EditLot { id: of, patch, .. } if *of == id => Some(patch.clone()),
            _ => None,
        })
    }

    /// For the form that adds copies to the entry `of`; reactive.
    pub fn new_lot(&self, of: Uuid) -> Option<Again<NewLot>> {
        self.take(|mutation| match mutation {
            Mutation::AddLot { entry, lot } if *entry == of => Some(lot.clone()),
            _ => None,
        })
    }

    /// For the form that sells copies of the entry `of`; reactive.
    pub fn sale(&self, of: Uuid) -> Option<Again<NewSale>> {
        self.take(|mutation| match mutation {
            Mutation::Sell { sales, .. } => sales.first().filter(|sale| sale.entry == of).cloned(),
            _ => None,
        })
    }

    fn take<T>(&self, find: impl Fn(&Mutation) -> Option<T>) -> Option<Again<T>> {
        let again = self.waiting.with(|waiting| {
            let (mutation, refused) = waiting.as_ref()?;
            find(mutation).map(|edit| Again { edit, refused: *refused })
        });
        if again.is_some() {
            self.waiting.update_untracked(|waiting| *waiting = None);
        }
        again
    }
}
