//! All rows, the order of those a person wants to see, the totals and the filters' values. An edit costs as much as the
//! rows it changes, not as much as the collection (rule 27): sums and counts go up and down with each row, and a moved
//! row finds its place by halving.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use uuid::Uuid;
use vitrine_ledger::{Key, Kind, Record, Totals};

use super::facets::Facets;
use super::query::Query;
use super::row::Row;

/// More changed rows than this are sorted again as a whole.
const FEW: usize = 400;

/// Finds a record of the view.
pub type Find<'a> = dyn Fn(&Key, &mut dyn FnMut(&Record)) + 'a;

/// The rows of one ledger.
#[derive(Debug, Default)]
pub struct Index {
    rows: HashMap<Uuid, Arc<Row>>,
    lots_of: HashMap<Uuid, BTreeSet<Uuid>>,
    owner: HashMap<Uuid, Uuid>,
    order: Vec<Arc<Row>>,
    query: Query,
    sums: Totals,
    facets: Facets,
}

impl Index {
    /// Reads everything again: entries before lots, as their keys sort.
    pub fn rebuild(&mut self, each: impl FnOnce(&mut dyn FnMut(&Key, &Record))) {
        let query = std::mem::take(&mut self.query);
        *self = Self { query, ..Self::default() };
        let mut rows: HashMap<Uuid, Row> = HashMap::new();
        each(&mut |key, record| match record {
            Record::Entry(stored) => {
                if let Some(row) = Row::new(key.id, stored) {
                    rows.insert(key.id, row);
                }
            }
            Record::Lot(stored) => {
                self.note_lot(key.id, stored.value.entry);
                if let Some(row) = rows.get_mut(&stored.value.entry) {
                    row.add_lot(key.id, stored);
                }
            }
            Record::Conflict(_) => {}
        });
        for row in rows.into_values() {
            self.count(Arc::new(row));
        }
        self.sort();
    }

    /// What the server rendered: its first rows, and the totals of all.
    pub fn seed(&mut self, rows: &[(Key, Record)], totals: &Totals) {
        self.rebuild(|put| rows.iter().for_each(|(key, record)| put(key, record)));
        self.sums = totals.clone();
    }

    /// Reads the changed records again.
    pub fn refresh(&mut self, changed: impl IntoIterator<Item = Key>, find: &Find<'_>) {
        let mut entries = BTreeSet::new();
        for key in changed {
            match key.kind {
                Kind::Entry => {
                    entries.insert(key.id);
                }
                Kind::Lot => {
                    find(&key, &mut |record| {
                        if let Record::Lot(stored) = record {
                            self.note_lot(key.id, stored.value.entry);
                        }
                    });
                    entries.extend(self.owner.get(&key.id));
                }
                Kind::Conflict => {}
            }
        }
        let few = entries.len() <= FEW;
        for id in entries {
            let before = self.uncount(id);
            let now = self.read(id, find);
            if few {
                if let Some(before) = before {
                    self.take_out(&before);
                }
                if let Some(now) = &now {
                    self.put_in(now);
                }
            }
            if let Some(now) = now {
                self.count(now);
            }
        }
        if !few {
            self.sort();
        }
    }

    /// Changes what is shown and how; false when it is the same.
    pub fn ask(&mut self, query: &Query) -> bool {
        if self.query == *query {
            return false;
        }
        self.query = query.clone();
        self.sort();
        true
    }

    /// The rows that match, in order.
    pub fn order(&self) -> &[Arc<Row>] {
        &self.order
    }

    pub fn row(&self, id: Uuid) -> Option<Arc<Row>> {
        self.rows.get(&id).cloned()
    }

    pub fn sums(&self) -> &Totals {
        &self.sums
    }

    pub fn facets(&self) -> &Facets {
        &self.facets
    }

    fn note_lot(&mut self, lot: Uuid, entry: Uuid) {
        self.lots_of.entry(entry).or_default().insert(lot);
        self.owner.insert(lot, entry);
    }

    fn read(&self, id: Uuid, find: &Find<'_>) -> Option<Arc<Row>> {
        let mut row = None;
        find(&Key::entry(id), &mut |record| row = record.as_entry().and_then(|stored| Row::new(id, stored)));
        let mut row = row?;
        for lot in self.lots_of.get(&id).into_iter().flatten() {
            find(&Key::lot(*lot), &mut |record| {
                if let Record::Lot(stored) = record {
                    row.add_lot(*lot, stored);
                }
            });
        }
        Some(Arc::new(row))
    }

    fn count(&mut self, row: Arc<Row>) {
        self.sums.add(&row.totals());
        self.facets.add(&row);
        self.rows.insert(row.id, row);
    }

    fn uncount(&mut self, id: Uuid) -> Option<Arc<Row>> {
        let row = self.rows.remove(&id)?;
        self.sums.subtract(&row.totals());
        self.facets.remove(&row);
        Some(row)
    }

    fn place(&self, row: &Row) -> Result<usize, usize> {
        self.order.binary_search_by(|other| self.query.compare(other, row))
    }

    fn take_out(&mut self, row: &Row) {
        if let Ok(at) = self.place(row) {
            self.order.remove(at);
        }
    }

    fn put_in(&mut self, row: &Arc<Row>) {
        let wanted = self.query.matcher()(row);
        if let (true, Err(at)) = (wanted, self.place(row)) {
            self.order.insert(at, Arc::clone(row));
        }
    }

    fn sort(&mut self) {
        let matches = self.query.matcher();
        let mut order: Vec<Arc<Row>> = self.rows.values().filter(|row| matches(row)).cloned().collect();
        order.sort_unstable_by(|a, b| self.query.compare(a, b));
        drop(matches);
        self.order = order;
    }
}
