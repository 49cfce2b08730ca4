//! May a person do this now? Runs once, at intent, on what the person sees.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use vitrine_sync::Lookup;

use crate::{
    Domain, Key, Lot, Mutation, NewSale, Record, Rejection, Sale, SaleOf, Step, Stored, Taken, limits, validate,
};

/// See [`vitrine_sync::Model::check`].
///
/// # Errors
/// The reason, for the form the person is looking at.
pub fn check(mutation: &Mutation, view: &dyn Lookup<Domain>) -> Result<(), Rejection> {
    validate::validate(mutation)?;
    match mutation {
        Mutation::Add { .. } | Mutation::Import { .. } => can_travel(mutation),
        Mutation::EditEntry { id, .. } => there(view, Key::entry(*id)).map(drop),
        Mutation::EditEntries { ids, .. } => {
            can_travel(mutation)?;
            ids.iter().try_for_each(|id| there(view, Key::entry(*id)).map(drop))
        }
        Mutation::AddPortfolio { .. }
        | Mutation::AddLocation { .. }
        | Mutation::EditSettings { .. }
        | Mutation::AddWish { .. } => Ok(()),
        Mutation::EditWish { id, .. } => there(view, Key::wish(*id)).map(drop),
        Mutation::EditPortfolio { id, .. } => there(view, Key::portfolio(*id)).map(drop),
        Mutation::EditLocation { id, .. } => there(view, Key::location(*id)).map(drop),
        Mutation::EditLot { entry, id, patch } => {
            let lot = take(view, *entry, *id, patch.quantity.unwrap_or(0))?;
            let amounts = [
                (patch.cost, lot.cost),
                (patch.total, lot.total),
                (patch.fees, lot.fees),
                (patch.shipping, lot.shipping),
                (patch.tax, lot.tax),
            ];
            // Merging may have made several of one: who does not touch them is not asked to repair them.
            let touched = amounts.iter().any(|(new, _)| new.is_some());
            if touched { validate::one_currency(amounts.map(|(new, old)| new.unwrap_or(old))) } else { Ok(()) }
        }
        Mutation::AddLot { entry, .. } => there(view, Key::entry(*entry)).map(drop),
        Mutation::Adjust { entry, lot, by } => take(view, *entry, *lot, *by).map(drop),
        Mutation::Sell { sales, seen, held } => {
            can_travel(mutation)?;
            sell(view, sales, seen, held)
        }
        Mutation::EditSale { entry, id, .. } => sale(view, *entry, *id).map(drop),
        Mutation::ReverseSale { sales } => {
            let mut standing = false;
            for SaleOf { entry, sale: id } in sales {
                there(view, Key::entry(*entry))?;
                standing |= sale(view, *entry, *id)?.alive;
            }
            if standing { Ok(()) } else { Err(Rejection::Nothing) }
        }
        Mutation::Delete(records) | Mutation::Restore(records) => {
            can_travel(mutation)?;
            records.keys().try_for_each(|key| there(view, key).map(drop))
        }
        Mutation::Settle { conflict, of, .. } => {
            there(view, Key::conflict(*conflict))?;
            there(view, *of).map(drop)
        }
        Mutation::Revert { steps } => {
            can_travel(mutation)?;
            steps.iter().try_for_each(|step| match (there(view, step.key())?, step) {
                (Record::Lot(lot), Step::Lot { patch, .. }) => enough(&lot.value, patch.quantity.unwrap_or(0)),
                _ => Ok(()),
            })
        }
    }
}

/// Tombstones are there: an edit brings them back.
fn there(view: &dyn Lookup<Domain>, key: Key) -> Result<&Record, Rejection> {
    view.get(&key).ok_or(Rejection::Gone { key })
}

/// A lot of the entry, of which nobody takes more copies than they see.
fn take(view: &dyn Lookup<Domain>, entry: Uuid, id: Uuid, by: i64) -> Result<&Lot, Rejection> {
    there(view, Key::entry(entry))?;
    let key = Key::lot(id);
    let Record::Lot(Stored { value: lot, .. }) = there(view, key)? else { return Err(Rejection::Gone { key }) };
    if lot.entry != entry {
        return Err(Rejection::WrongEntry { key });
    }
    enough(lot, by).map(|()| lot)
}

fn enough(lot: &Lot, by: i64) -> Result<(), Rejection> {
    let left = lot.quantity.saturating_add(by);
    if by < 0 && left < 0 { Err(Rejection::TooFew { held: lot.quantity }) } else { Ok(()) }
}

/// Nobody sells more than they see: all the sales of one entry together, and all that are taken from one lot.
fn sell(
    view: &dyn Lookup<Domain>,
    sales: &[NewSale],
    seen: &[Key],
    counted: &BTreeMap<Uuid, i64>,
) -> Result<(), Rejection> {
    let mut held: BTreeMap<Uuid, i64> = BTreeMap::new();
    let mut gone: BTreeMap<Uuid, i64> = BTreeMap::new();
    let seen: BTreeSet<Key> = seen.iter().copied().collect();
    for record in seen.iter().filter_map(|key| view.get(key)).filter(|record| record.alive()) {
        match record {
            Record::Lot(lot) => *held.entry(lot.value.entry).or_default() += lot.value.quantity,
            Record::Sale(sale) => {
                *held.entry(sale.value.entry).or_default() -= sale.value.quantity;
                take_from(&mut gone, &sale.value.lots);
            }
            Record::Entry(_)
            | Record::Conflict(_)
            | Record::Portfolio(_)
            | Record::Location(_)
            | Record::Settings(_)
            | Record::Wish(_) => {}
        }
    }
    // Of these not everything is named.
    held.extend(counted);
    let mut wanted: BTreeMap<Uuid, i64> = BTreeMap::new();
    for sale in sales {
        there(view, Key::entry(sale.entry))?;
        // One that is booked already is only wished to stand.
        if view.get(&Key::sale(sale.id)).is_some_and(Record::alive) {
            continue;
        }
        let held = held.get(&sale.entry).copied().unwrap_or(0);
        let wanted = wanted.entry(sale.entry).or_default();
        *wanted += sale.quantity;
        if *wanted > held {
            return Err(Rejection::NotHeld { entry: sale.entry, held });
        }
        take_from(&mut gone, &sale.lots);
        for taken in &sale.lots {
            let key = Key::lot(taken.lot);
            let Record::Lot(lot) = there(view, key)? else { return Err(Rejection::Gone { key }) };
            if lot.value.entry != sale.entry {
                return Err(Rejection::WrongEntry { key });
            }
            if !lot.alive || lot.value.quantity < gone.get(&taken.lot).copied().unwrap_or(0) {
                return Err(Rejection::WrongLots { quantity: sale.quantity });
            }
        }
    }
    Ok(())
}

fn take_from(gone: &mut BTreeMap<Uuid, i64>, lots: &[Taken]) {
    for taken in lots {
        *gone.entry(taken.lot).or_default() += taken.copies;
    }
}

fn sale(view: &dyn Lookup<Domain>, entry: Uuid, id: Uuid) -> Result<&Stored<Sale>, Rejection> {
    let key = Key::sale(id);
    let Record::Sale(stored) = there(view, key)? else { return Err(Rejection::Gone { key }) };
    if stored.value.entry == entry { Ok(stored) } else { Err(Rejection::WrongEntry { key }) }
}

/// One that no push can carry must not be accepted.
fn can_travel(mutation: &Mutation) -> Result<(), Rejection> {
    let bytes = serde_json::to_vec(mutation).expect("BUG: mutations serialise").len();
    if bytes > limits::MUTATION_BYTES { Err(Rejection::TooLarge { max: limits::MUTATION_BYTES }) } else { Ok(()) }
}
