//! What of a collection is written: the copies that are held, lot by lot.

use std::collections::BTreeMap;

use uuid::Uuid;
use vitrine_ledger::basis::{Holding, Method};
use vitrine_ledger::{Entry, Key, LocationKind, Lot, Record, ReportingCurrency, Sale};

use super::Copies;
use crate::Records;

/// What was read of all records.
#[derive(Default)]
struct Read {
    entries: Vec<(Uuid, Entry)>,
    lots: BTreeMap<Uuid, Vec<(Uuid, Lot)>>,
    sales: BTreeMap<Uuid, Vec<(Uuid, Sale)>>,
    places: BTreeMap<Uuid, (String, LocationKind)>,
    portfolios: BTreeMap<Uuid, String>,
}

/// The copies that are held of the entries for which `wanted` says so, by name, set and number. Which copies of a sold lot
/// are left is what `method` says.
pub fn held(records: &Records<'_>, method: Method, wanted: impl Fn(Uuid, &Entry) -> bool) -> Vec<Copies> {
    let mut read = Read::default();
    records(&mut |key, record| read.take(key, record, &wanted));
    let mut entries = std::mem::take(&mut read.entries);
    entries.sort_by(|(one, a), (other, b)| {
        let by = |entry: &Entry| (entry.card.name.clone(), entry.card.set.clone(), entry.card.number.clone());
        by(a).cmp(&by(b)).then(one.cmp(other))
    });
    entries.into_iter().flat_map(|(id, entry)| read.copies(id, &entry, method)).collect()
}

impl Read {
    fn take(&mut self, key: &Key, record: &Record, wanted: &impl Fn(Uuid, &Entry) -> bool) {
        match record {
            _ if !record.alive() => {}
            Record::Entry(stored) if wanted(key.id, &stored.value) => {
                self.entries.push((key.id, stored.value.clone()));
            }
            Record::Lot(stored) => {
                self.lots.entry(stored.value.entry).or_default().push((key.id, stored.value.clone()));
            }
            Record::Sale(stored) => {
                self.sales.entry(stored.value.entry).or_default().push((key.id, stored.value.clone()));
            }
            Record::Location(stored) => {
                self.places.insert(key.id, (stored.value.name.clone(), stored.value.kind));
            }
            Record::Portfolio(stored) => drop(self.portfolios.insert(key.id, stored.value.name.clone())),
            _ => {}
        }
    }

    fn copies(&self, id: Uuid, entry: &Entry, method: Method) -> Vec<Copies> {
        let lots = self.lots.get(&id).into_iter().flatten();
        let sales = self.sales.get(&id).into_iter().flatten();
        let holding = Holding::new(lots.clone().map(|(id, lot)| (*id, lot)), sales.map(|(id, sale)| (*id, sale)));
        let basis = holding.basis(method, ReportingCurrency::Native);
        let place = entry.place.as_ref().and_then(|place| self.places.get(&place.location)).cloned();
        let portfolio = entry.portfolio.and_then(|id| self.portfolios.get(&id)).cloned();
        let copies = |lot: Option<Lot>, quantity| Copies {
            entry: entry.clone(),
            lot,
            quantity,
            place: place.clone(),
            portfolio: portfolio.clone(),
        };
        let left = basis.left.iter().filter(|left| left.copies > 0);
        left.map(|left| {
            let lot = lots.clone().find(|(id, _)| *id == left.lot).map(|(_, lot)| lot.clone());
            copies(lot, left.copies)
        })
        .collect()
    }
}
