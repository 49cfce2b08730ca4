//! What of a kept file is not in the collection, and what brings it in. Only records whose id is not here are new: what is
//! here, deleted here too, stays as it is.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use vitrine_ledger::{
    Key, Kind, Lot, Mutation, NewHolding, NewLot, NewSale, Record, Records, Sale, SaleOf, Settings, SettingsPatch,
    Stored, Taken, limits,
};

use super::Backup;
use crate::here::again;
use crate::plan::batches;

/// What restoring a file does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Restore {
    /// In this order, one after the other; none where everything is here already.
    pub mutations: Vec<Mutation>,
    /// Records that come in, by kind, those of the trash too.
    pub new: BTreeMap<Kind, usize>,
    /// Records whose id is here already.
    pub here: usize,
    /// Records that cannot come in: open questions of old conflicts, lots without copies, lots and sales whose card is not
    /// in the file.
    pub left_out: usize,
}

/// Compares a file with the keys that are here, those of deleted records too.
pub fn restore(backup: &Backup, file_name: &str, here: &BTreeSet<Key>) -> Restore {
    let mut done = Restore::default();
    let mut incoming = Incoming::default();
    let mut trash: Vec<Key> = Vec::new();
    for (key, record) in &backup.records {
        if here.contains(key) {
            done.here += 1;
            continue;
        }
        let comes = match record {
            Record::Entry(stored) => {
                let holding = NewHolding { id: key.id, entry: stored.value.clone(), lots: Vec::new() };
                incoming.holdings.insert(key.id, holding);
                true
            }
            Record::Lot(stored) => incoming.lot(key.id, &stored.value, here),
            Record::Sale(stored) => incoming.sale(key.id, stored, here),
            Record::Portfolio(stored) => {
                let portfolio = stored.value.clone();
                done.mutations.push(Mutation::AddPortfolio { id: key.id, portfolio });
                true
            }
            Record::Location(stored) => {
                let location = stored.value.clone();
                done.mutations.push(Mutation::AddLocation { id: key.id, location });
                true
            }
            Record::Settings(stored) => {
                done.mutations.extend(settings(&stored.value));
                true
            }
            Record::Wish(stored) => {
                done.mutations.push(Mutation::AddWish { id: key.id, wish: stored.value.clone() });
                true
            }
            Record::Conflict(_) => false,
        };
        if comes {
            *done.new.entry(key.kind).or_default() += 1;
        } else {
            done.left_out += 1;
        }
        if comes && !record.alive() && key.kind != Kind::Sale {
            trash.push(*key);
        }
    }
    done.mutations.extend(incoming.mutations(file_name));
    let deletions = trash.chunks(PART).map(|keys| Mutation::Delete(keys.iter().copied().collect::<Records>()));
    done.mutations.extend(deletions);
    done
}

/// Records one mutation deletes.
const PART: usize = 500;
/// Sales one mutation books.
const SALES: usize = 50;

/// Cards with what belongs to them. Keys come in the order of their kinds, so that a card stands before its lots.
#[derive(Default)]
struct Incoming {
    holdings: BTreeMap<Uuid, NewHolding>,
    /// Of cards that are here already.
    lots: Vec<(Uuid, NewLot)>,
    sales: Vec<NewSale>,
    reversed: Vec<NewSale>,
    /// Copies of the lots that a standing sale may name.
    copies: BTreeMap<Uuid, i64>,
}

impl Incoming {
    fn lot(&mut self, id: Uuid, lot: &Lot, here: &BTreeSet<Key>) -> bool {
        if lot.quantity < 1 {
            return false;
        }
        let new = again(id, lot);
        self.copies.insert(id, lot.quantity);
        match self.holdings.get_mut(&lot.entry) {
            Some(holding) => holding.lots.push(new),
            None if here.contains(&Key::entry(lot.entry)) => self.lots.push((lot.entry, new)),
            None => return false,
        }
        true
    }

    fn sale(&mut self, id: Uuid, stored: &Stored<Sale>, here: &BTreeSet<Key>) -> bool {
        let sale = booked(id, &stored.value);
        if !self.holdings.contains_key(&sale.entry) && !here.contains(&Key::entry(sale.entry)) {
            return false;
        }
        let to = if stored.alive { &mut self.sales } else { &mut self.reversed };
        to.push(sale);
        true
    }

    fn mutations(mut self, file_name: &str) -> Vec<Mutation> {
        // Copies that are not there cannot be named: such a sale is of whichever are the oldest.
        for sale in &mut self.reversed {
            if !enough(&self.copies, &sale.lots) {
                sale.lots.clear();
            }
        }
        for sale in &mut self.sales {
            if enough(&self.copies, &sale.lots) {
                sale.lots.iter().for_each(|taken| *self.copies.entry(taken.lot).or_default() -= taken.copies);
            } else {
                sale.lots.clear();
            }
        }
        let part = |holding: NewHolding| {
            if holding.lots.len() <= limits::LOTS {
                return vec![holding];
            }
            let of = |lots: &[NewLot]| NewHolding { lots: lots.to_vec(), ..holding.clone() };
            holding.lots.chunks(limits::LOTS).map(of).collect()
        };
        let mut mutations = batches("vitrine", file_name, self.holdings.into_values().flat_map(part).collect());
        mutations.extend(self.lots.into_iter().map(|(entry, lot)| Mutation::AddLot { entry, lot }));
        // Reversed ones first, one by one: their copies are held again before anybody counts.
        for sale in self.reversed {
            let of = SaleOf { entry: sale.entry, sale: sale.id };
            mutations.push(sell(vec![sale]));
            mutations.push(Mutation::ReverseSale { sales: vec![of] });
        }
        mutations.extend(self.sales.chunks(SALES).map(|sales| sell(sales.to_vec())));
        mutations
    }
}

fn enough(copies: &BTreeMap<Uuid, i64>, lots: &[Taken]) -> bool {
    lots.iter().all(|taken| copies.get(&taken.lot).is_some_and(|there| *there >= taken.copies))
}

/// Books sales as they were booked: as many copies are held as they are of.
fn sell(sales: Vec<NewSale>) -> Mutation {
    let mut held: BTreeMap<Uuid, i64> = BTreeMap::new();
    for sale in &sales {
        *held.entry(sale.entry).or_default() += sale.quantity;
    }
    Mutation::Sell { sales, seen: Vec::new(), held }
}

/// A sale as it could be booked again.
fn booked(id: Uuid, sale: &Sale) -> NewSale {
    let Sale {
        entry,
        kind,
        quantity,
        gross,
        fees,
        shipping_paid,
        shipping_charged,
        tax,
        date,
        lots,
        rate,
        channel,
        buyer,
        note,
    } = sale.clone();
    NewSale {
        id,
        entry,
        kind,
        quantity,
        gross,
        fees,
        shipping_paid,
        shipping_charged,
        tax,
        date,
        lots,
        rate,
        channel,
        buyer,
        note,
    }
}

/// What makes the default settings these; nothing where they are the default.
fn settings(wanted: &Settings) -> Option<Mutation> {
    let Settings { currency, method, appearance, substitutes, psa_fee, bgs_fee, cgc_fee, sgc_fee, tag_fee, ace_fee } =
        wanted.clone();
    let default = Settings::default();
    let patch = SettingsPatch {
        currency: Some(currency),
        method: Some(method),
        appearance: Some(appearance),
        substitutes: Some(default.substitutes.change_to(&substitutes)),
        psa_fee: Some(psa_fee),
        bgs_fee: Some(bgs_fee),
        cgc_fee: Some(cgc_fee),
        sgc_fee: Some(sgc_fee),
        tag_fee: Some(tag_fee),
        ace_fee: Some(ace_fee),
    };
    (*wanted != default).then_some(Mutation::EditSettings { patch })
}
