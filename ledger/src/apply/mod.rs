//! Carrying a mutation out: on a client to predict, on the server to decide, by the same code.

mod carry;
mod writing;

use uuid::Uuid;
use vitrine_sync::{Author, Change, Effect, Lookup, MergeResult, Order, Version};

use writing::Writing;

use crate::rules::{Fields, LIFE};
use crate::{
    AsRecord, Choice, Conflict, Domain, Entry, EntryPatch, Key, Kind, Location, Lot, LotPatch, Mutation, NewHolding,
    Portfolio, Record, Records, Rejection, Sale, SaleOf, SalePatch, Settings, SettingsPatch, Step, Wish, validate,
};
use carry::{Carry, Life};

/// The changes a mutation has made so far, counted by how they fared against concurrent ones.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Fields the mutation wanted to write, those that met a concurrent write, those that lost.
    total: usize,
    concurrent: usize,
    lost: usize,
    changes: Vec<Change<Domain>>,
    /// Conflicts to write, with whether they are open.
    conflicts: Vec<(Uuid, Conflict, bool)>,
}

impl Tally {
    /// Both writing the same is no conflict.
    fn count(&mut self, order: Order, differs: bool) {
        self.total += 1;
        if differs && order != Order::After {
            self.concurrent += 1;
            self.lost += usize::from(order == Order::ConcurrentLoses);
        }
    }

    /// A record came to be; its values stand in the record.
    fn made(&mut self, key: Key) {
        let (from, to, before) = (serde_json::Value::Null, serde_json::Value::Bool(true), Version::NONE);
        self.changes.push(Change { key, field: LIFE.name.to_owned(), from, to, before, lost: false });
    }

    fn merge_result(&self) -> MergeResult {
        if self.lost > 0 && self.lost == self.total {
            MergeResult::Superseded
        } else if self.concurrent > 0 {
            MergeResult::Merged
        } else {
            MergeResult::Applied
        }
    }
}

/// See [`vitrine_sync::Model::apply`].
///
/// # Errors
/// What no merge can repair: a record that is gone, or values that can be nobody's (`validate`).
pub fn apply(mutation: &Mutation, view: &dyn Lookup<Domain>, author: &Author) -> Result<Effect<Domain>, Rejection> {
    validate::validate(mutation)?;
    let mut carry = Carry::new(view, author);
    match mutation {
        Mutation::Add { holdings } | Mutation::Import { holdings, .. } => {
            for holding in holdings {
                add(&mut carry, holding)?;
            }
        }
        Mutation::EditEntry { id, patch } => carry.edit::<Entry>(*id, patch, Life::Implied)?,
        Mutation::EditEntries { ids, patch } => {
            some(ids, |id| carry.edit::<Entry>(*id, patch, Life::Implied))?;
        }
        Mutation::AddPortfolio { id, portfolio } => carry.make(*id, portfolio.clone())?,
        Mutation::EditPortfolio { id, patch } => carry.edit::<Portfolio>(*id, patch, Life::Implied)?,
        Mutation::AddLocation { id, location } => carry.make(*id, location.clone())?,
        Mutation::EditLocation { id, patch } => carry.edit::<Location>(*id, patch, Life::Implied)?,
        Mutation::AddWish { id, wish } => carry.make(*id, wish.clone())?,
        Mutation::EditWish { id, patch } => carry.edit::<Wish>(*id, patch, Life::Implied)?,
        Mutation::EditSettings { patch } => edit_settings(&mut carry, patch)?,
        Mutation::EditLot { entry, id, patch } => edit_lot(&mut carry, *entry, *id, patch)?,
        Mutation::AddLot { entry, lot } => {
            carry.edit::<Entry>(*entry, &EntryPatch::default(), Life::Implied)?;
            carry.make(lot.id, lot.lot(*entry))?;
        }
        Mutation::Adjust { entry, lot, by } => {
            let patch = LotPatch { quantity: Some(*by), ..LotPatch::default() };
            edit_lot(&mut carry, *entry, *lot, &patch)?;
        }
        Mutation::Sell { sales, .. } => {
            for sale in sales {
                carry.edit::<Entry>(sale.entry, &EntryPatch::default(), Life::Implied)?;
                carry.make(sale.id, sale.sale())?;
            }
        }
        Mutation::EditSale { entry, id, patch } => {
            carry.sale_belongs(*id, *entry)?;
            carry.edit::<Sale>(*id, patch, Life::Unsaid)?;
        }
        Mutation::ReverseSale { sales } => {
            for SaleOf { entry, sale } in sales {
                carry.sale_belongs(*sale, *entry)?;
                carry.edit::<Sale>(*sale, &SalePatch::default(), Life::Wanted(false))?;
                carry.edit::<Entry>(*entry, &EntryPatch::default(), Life::Implied)?;
            }
        }
        Mutation::Delete(records) => live(&mut carry, records, false)?,
        Mutation::Restore(records) => live(&mut carry, records, true)?,
        Mutation::Settle { conflict, of, entry, choice } => settle(&mut carry, *conflict, *of, *entry, choice)?,
        Mutation::Revert { steps } => {
            for step in steps {
                match step {
                    Step::Entry { id, patch, alive } => carry.edit::<Entry>(*id, patch, Life::Wanted(*alive))?,
                    Step::Lot { id, patch, alive } => carry.edit::<Lot>(*id, patch, Life::Wanted(*alive))?,
                    Step::Sale { id, patch, alive } => {
                        carry.edit::<Sale>(*id, patch, alive.map_or(Life::Unsaid, Life::Wanted))?;
                    }
                    Step::Portfolio { id, patch, alive } => {
                        carry.edit::<Portfolio>(*id, patch, Life::Wanted(*alive))?;
                    }
                    Step::Location { id, patch, alive } => {
                        carry.edit::<Location>(*id, patch, Life::Wanted(*alive))?;
                    }
                    Step::Settings { patch, alive } => {
                        carry.edit::<Settings>(Settings::ID, patch, Life::Wanted(*alive))?;
                    }
                    Step::Wish { id, patch, alive } => carry.edit::<Wish>(*id, patch, Life::Wanted(*alive))?,
                    Step::Conflict { id, alive } => {
                        carry.edit::<Conflict>(*id, &Default::default(), Life::Wanted(*alive))?;
                    }
                }
            }
        }
    }
    Ok(carry.finish())
}

fn add(carry: &mut Carry<'_>, holding: &NewHolding) -> Result<(), Rejection> {
    // A copied entry, or a forged one, brings no marks of other additions with its tags.
    carry.make(holding.id, holding.entry.unmarked())?;
    for lot in &holding.lots {
        carry.make(lot.id, lot.lot(holding.id))?;
    }
    Ok(())
}

fn edit_lot(carry: &mut Carry<'_>, entry: Uuid, id: Uuid, patch: &LotPatch) -> Result<(), Rejection> {
    carry.lot_belongs(id, entry)?;
    carry.edit::<Lot>(id, patch, Life::Implied)?;
    carry.edit::<Entry>(entry, &EntryPatch::default(), Life::Implied)
}

/// The settings come to be when somebody first changes one.
fn edit_settings(carry: &mut Carry<'_>, patch: &SettingsPatch) -> Result<(), Rejection> {
    carry.assume(Settings::ID, Settings::default());
    carry.edit::<Settings>(Settings::ID, patch, Life::Implied)
}

/// Deletes or restores what is there; refuses only when nothing is.
fn live(carry: &mut Carry<'_>, records: &Records, alive: bool) -> Result<(), Rejection> {
    let life = Life::Wanted(alive);
    some(records.keys(), |key| match key.kind {
        Kind::Entry => carry.edit::<Entry>(key.id, &EntryPatch::default(), life),
        Kind::Lot => carry.edit::<Lot>(key.id, &LotPatch::default(), life),
        Kind::Portfolio => carry.edit::<Portfolio>(key.id, &Default::default(), life),
        Kind::Location => carry.edit::<Location>(key.id, &Default::default(), life),
        Kind::Wish => carry.edit::<Wish>(key.id, &Default::default(), life),
        Kind::Sale | Kind::Conflict | Kind::Settings => Err(Rejection::Gone { key }),
    })
}

/// Does it to all that are there; refuses only when none is.
fn some<T>(
    all: impl IntoIterator<Item = T>,
    mut each: impl FnMut(T) -> Result<(), Rejection>,
) -> Result<(), Rejection> {
    let mut gone = None;
    let mut found = false;
    for one in all {
        match each(one) {
            Ok(()) => found = true,
            Err(rejection) => gone = gone.or(Some(rejection)),
        }
    }
    if found { Ok(()) } else { Err(gone.unwrap_or(Rejection::Nothing)) }
}

fn settle(carry: &mut Carry<'_>, id: Uuid, of: Key, entry: Uuid, choice: &Choice) -> Result<(), Rejection> {
    let conflict = carry.value::<Conflict>(id)?;
    if conflict.of != of || conflict.entry != entry {
        return Err(Rejection::WrongEntry { key: Key::conflict(id) });
    }
    carry.edit::<Conflict>(id, &Default::default(), Life::Wanted(false))?;
    match (choice, of.kind) {
        // Only what belongs to an entry has guarded fields.
        (Choice::Keep, _)
        | (Choice::UseLost, Kind::Conflict | Kind::Portfolio | Kind::Location | Kind::Settings | Kind::Wish) => Ok(()),
        (Choice::UseLost, Kind::Entry) => carry.edit::<Entry>(of.id, &lost_value::<Entry>(&conflict), Life::Implied),
        (Choice::UseLost, Kind::Sale) => {
            carry.sale_belongs(of.id, entry)?;
            carry.edit::<Sale>(of.id, &lost_value::<Sale>(&conflict), Life::Unsaid)
        }
        (Choice::UseLost, Kind::Lot) => edit_lot(carry, entry, of.id, &lost_value::<Lot>(&conflict)),
    }
}

/// The patch that writes the value that lost; nothing for a quantity below zero, which no value of the past mends.
fn lost_value<R: AsRecord>(conflict: &Conflict) -> R::Patch {
    if conflict.kind != crate::ConflictKind::Overwritten {
        return R::Patch::default();
    }
    let patch = std::iter::once((conflict.field.clone(), conflict.lost.clone())).collect();
    // Through text: reading from a `Value` would bring a second reader of every patch into the browser.
    serde_json::from_str(&serde_json::Value::Object(patch).to_string()).unwrap_or_default()
}

/// A record of the right kind.
fn stored<R: AsRecord>(record: Option<&Record>, key: Key) -> Result<&crate::Stored<R>, Rejection> {
    record.and_then(R::of).ok_or(Rejection::Gone { key })
}
