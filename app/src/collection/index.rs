//! All rows, the order of those a person wants to see, the totals and the filters' values. An edit costs as much as the
//! rows it changes, not as much as the collection (rule 27): sums and counts go up and down with each row, and a moved
//! row finds its place by halving.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use uuid::Uuid;
use vitrine_ledger::{Conflict, Key, Kind, Record, Stored, Totals};

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
    /// Lots and sales by entry.
    parts_of: HashMap<Uuid, BTreeSet<Key>>,
    owner: HashMap<Key, Uuid>,
    /// Open conflicts by entry.
    conflicts: HashMap<Uuid, BTreeSet<Uuid>>,
    /// Living entries of which more copies went than came.
    oversold: BTreeSet<Uuid>,
    /// Every row, in the order asked for: a search then only has to pick.
    sorted: Vec<Arc<Row>>,
    /// Those that match.
    order: Vec<Arc<Row>>,
    query: Query,
    sums: Totals,
    facets: Facets,
}

impl Index {
    /// Reads everything again, in the order of the keys: entries before lots and sales, each by their ids.
    pub fn rebuild(&mut self, each: impl FnOnce(&mut dyn FnMut(&Key, &Record))) {
        let query = std::mem::take(&mut self.query);
        *self = Self { query, ..Self::default() };
        // In order of their ids, as they come: halving finds a row faster than hashing does.
        let mut rows: Vec<Row> = Vec::new();
        each(&mut |key, record| match record {
            Record::Entry(stored) => rows.extend(Row::new(key.id, stored)),
            Record::Lot(stored) => {
                self.note_part(*key, stored.value.entry);
                if let Ok(at) = rows.binary_search_by_key(&stored.value.entry, |row| row.id) {
                    rows[at].add_lot(key.id, stored);
                }
            }
            Record::Sale(stored) => {
                self.note_part(*key, stored.value.entry);
                if let Ok(at) = rows.binary_search_by_key(&stored.value.entry, |row| row.id) {
                    rows[at].add_sale(key.id, stored);
                }
            }
            Record::Conflict(stored) => self.note_conflict(key.id, stored),
            Record::Portfolio(_) | Record::Location(_) | Record::Settings(_) => {}
        });
        self.rows.reserve(rows.len());
        for mut row in rows {
            row.settle();
            self.count(Arc::new(row));
        }
        self.sort();
    }

    /// What the server rendered: its first rows, and the totals of all.
    pub fn seed(&mut self, rows: &[(Key, Record)], totals: &Totals) {
        let mut rows: Vec<&(Key, Record)> = rows.iter().collect();
        rows.sort_unstable_by_key(|(key, _)| *key);
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
                Kind::Lot | Kind::Sale => {
                    find(&key, &mut |record| self.note_part(key, record.entry(key)));
                    entries.extend(self.owner.get(&key));
                }
                Kind::Conflict => find(&key, &mut |record| {
                    if let Record::Conflict(stored) = record {
                        self.note_conflict(key.id, stored);
                    }
                }),
                Kind::Portfolio | Kind::Location | Kind::Settings => {}
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
        let same_order = self.query.same_order(query);
        self.query = query.clone();
        if same_order {
            self.pick();
        } else {
            self.sort();
        }
        true
    }

    /// The rows that match, in order.
    pub fn order(&self) -> &[Arc<Row>] {
        &self.order
    }

    pub fn row(&self, id: Uuid) -> Option<Arc<Row>> {
        self.rows.get(&id).cloned()
    }

    /// The open conflicts of an entry.
    pub fn conflicts(&self, entry: Uuid) -> impl Iterator<Item = Uuid> {
        self.conflicts.get(&entry).into_iter().flatten().copied()
    }

    /// Every open conflict of a living entry, with the row: in order of the names.
    pub fn open_conflicts(&self) -> Vec<(Arc<Row>, Uuid)> {
        let rows = self.conflicts.iter().filter_map(|(entry, open)| self.rows.get(entry).map(|row| (row, open)));
        let mut all: Vec<_> = rows.flat_map(|(row, open)| open.iter().map(|id| (Arc::clone(row), *id))).collect();
        all.sort_unstable_by(|(a, one), (b, other)| (&a.by_name, a.id, one).cmp(&(&b.by_name, b.id, other)));
        all
    }

    /// The rows of which more copies went than came, in order of the names.
    pub fn oversold(&self) -> Vec<Arc<Row>> {
        let mut rows: Vec<_> = self.oversold.iter().filter_map(|id| self.row(*id)).collect();
        rows.sort_unstable_by(|a, b| (&a.by_name, a.id).cmp(&(&b.by_name, b.id)));
        rows
    }

    /// How many decisions wait: open conflicts of living entries, and cards of which more went than came.
    pub fn undecided(&self) -> usize {
        let open = self.conflicts.iter().filter(|(entry, _)| self.rows.contains_key(entry));
        open.map(|(_, open)| open.len()).sum::<usize>() + self.oversold.len()
    }

    pub fn sums(&self) -> &Totals {
        &self.sums
    }

    pub fn facets(&self) -> &Facets {
        &self.facets
    }

    fn note_conflict(&mut self, id: Uuid, stored: &Stored<Conflict>) {
        let open = self.conflicts.entry(stored.value.entry).or_default();
        if stored.alive {
            open.insert(id);
        } else {
            open.remove(&id);
        }
        if open.is_empty() {
            self.conflicts.remove(&stored.value.entry);
        }
    }

    fn note_part(&mut self, part: Key, entry: Uuid) {
        self.parts_of.entry(entry).or_default().insert(part);
        self.owner.insert(part, entry);
    }

    fn read(&self, id: Uuid, find: &Find<'_>) -> Option<Arc<Row>> {
        let mut row = None;
        find(&Key::entry(id), &mut |record| row = record.as_entry().and_then(|stored| Row::new(id, stored)));
        let mut row = row?;
        for part in self.parts_of.get(&id).into_iter().flatten() {
            find(part, &mut |record| match record {
                Record::Lot(stored) => row.add_lot(part.id, stored),
                Record::Sale(stored) => row.add_sale(part.id, stored),
                _ => {}
            });
        }
        row.settle();
        Some(Arc::new(row))
    }

    fn count(&mut self, row: Arc<Row>) {
        self.sums.add(&row.totals());
        self.facets.add(&row);
        if row.oversold().is_some() {
            self.oversold.insert(row.id);
        }
        self.rows.insert(row.id, row);
    }

    fn uncount(&mut self, id: Uuid) -> Option<Arc<Row>> {
        let row = self.rows.remove(&id)?;
        self.sums.subtract(&row.totals());
        self.facets.remove(&row);
        self.oversold.remove(&id);
        Some(row)
    }

    fn take_out(&mut self, row: &Row) {
        for list in [&mut self.sorted, &mut self.order] {
            if let Ok(at) = list.binary_search_by(|other| self.query.compare(other, row)) {
                list.remove(at);
            }
        }
    }

    fn put_in(&mut self, row: &Arc<Row>) {
        let wanted = self.query.matcher()(row);
        for (list, belongs) in [(&mut self.sorted, true), (&mut self.order, wanted)] {
            if let (true, Err(at)) = (belongs, list.binary_search_by(|other| self.query.compare(other, row))) {
                list.insert(at, Arc::clone(row));
            }
        }
    }

    fn sort(&mut self) {
        self.sorted = self.rows.values().cloned().collect();
        self.sorted.sort_unstable_by(|a, b| self.query.compare(a, b));
        self.pick();
    }

    fn pick(&mut self) {
        let matches = self.query.matcher();
        self.order = self.sorted.iter().filter(|row| matches(row)).cloned().collect();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::collection::Sort;
    use vitrine_ledger::{CardRef, ConflictKind, Currency, Entry, Money, NewLot, NewSale};
    use vitrine_sync::{ClientId, Stamp, Version, Versions};

    type Records = BTreeMap<Key, Record>;

    fn entry(name: &str) -> Record {
        let card = CardRef { game: "pokemon".into(), name: name.into(), ..CardRef::default() };
        Record::Entry(Box::new(Stored { value: Entry::new(card), alive: true, versions: Versions::new(Version::NONE) }))
    }

    fn lot(entry: u128, quantity: i64, cost: Option<i64>) -> Record {
        let cost = cost.map(|minor| Money::new(minor, Currency::USD));
        let value = NewLot { quantity, cost, ..NewLot::default() }.lot(Uuid::from_u128(entry));
        Record::Lot(Stored { value, alive: true, versions: Versions::new(Version::NONE) })
    }

    fn sale(entry: u128, quantity: i64, alive: bool) -> Record {
        let value = NewSale { entry: Uuid::from_u128(entry), quantity, ..NewSale::default() }.sale();
        Record::Sale(Box::new(Stored { value, alive, versions: Versions::new(Version::NONE) }))
    }

    fn key_entry(id: u128) -> Key {
        Key::entry(Uuid::from_u128(id))
    }

    fn key_lot(id: u128) -> Key {
        Key::lot(Uuid::from_u128(id))
    }

    fn key_sale(id: u128) -> Key {
        Key::sale(Uuid::from_u128(id))
    }

    fn rebuilt(records: &Records, query: &Query) -> Index {
        let mut index = Index { query: query.clone(), ..Index::default() };
        index.rebuild(|put| records.iter().for_each(|(key, record)| put(key, record)));
        index
    }

    fn refresh(index: &mut Index, records: &Records, keys: &[Key]) {
        index.refresh(keys.iter().copied(), &|key, look| {
            if let Some(record) = records.get(key) {
                look(record);
            }
        });
    }

    fn names(index: &Index) -> Vec<&str> {
        index.order().iter().map(|row| row.name.as_str()).collect()
    }

    fn same(a: &Index, b: &Index) {
        assert_eq!(names(a), names(b));
        assert_eq!(a.sums(), b.sums());
        assert_eq!(a.facets(), b.facets());
        assert_eq!(a.rows, b.rows);
        assert_eq!((&a.oversold, &a.conflicts), (&b.oversold, &b.conflicts));
    }

    #[test]
    fn what_changed_bit_by_bit_is_what_one_would_read_again() {
        let query = Query { sort: Sort::Quantity, descending: true, ..Query::default() };
        let mut records = Records::new();
        let mut index = rebuilt(&records, &query);
        let steps: [(Key, Option<Record>); 14] = [
            (key_entry(1), Some(entry("Pikachu"))),
            (key_lot(10), Some(lot(1, 2, Some(500)))),
            (key_entry(2), Some(entry("Abra"))),
            (key_lot(20), Some(lot(2, 5, None))),
            (key_sale(30), Some(sale(1, 1, true))),
            (key_sale(31), Some(sale(2, 6, true))),
            (key_lot(10), Some(lot(1, 9, Some(500)))),
            (key_lot(11), Some(lot(1, 1, None))),
            (key_sale(32), Some(sale(1, 9, true))),
            (key_sale(31), Some(sale(2, 6, false))),
            (key_entry(2), Some(entry("Zubat"))),
            (key_lot(11), Some(lot(1, -2, Some(300)))),
            (key_lot(20), None),
            (key_entry(1), None),
        ];
        for (key, record) in steps {
            match record {
                Some(record) => records.insert(key, record),
                None => records.remove(&key),
            };
            refresh(&mut index, &records, &[key]);
            same(&index, &rebuilt(&records, &query));
            assert_eq!(*index.sums(), vitrine_ledger::totals::totals(&records), "as the ledger adds up");
        }
    }

    #[test]
    fn sold_copies_are_not_held_and_a_reversed_sale_gives_them_back() {
        let mut records = Records::from([
            (key_entry(1), entry("Mew")),
            (key_lot(10), lot(1, 2, Some(100))),
            (key_lot(11), lot(1, 1, None)),
        ]);
        let mut index = rebuilt(&records, &Query::default());
        let mut step = |key, record| {
            records.insert(key, record);
            refresh(&mut index, &records, &[key]);
            let row = index.row(Uuid::from_u128(1)).unwrap();
            (row.quantity, row.costs.clone(), row.unknown, row.lots.iter().map(|lot| lot.left).collect::<Vec<_>>())
        };
        let usd = |minor| vec![Money::new(minor, Currency::USD)];
        assert_eq!(step(key_sale(30), sale(1, 1, true)), (2, usd(100), 1, vec![1, 1]));
        assert_eq!(step(key_sale(31), sale(1, 2, true)), (0, Vec::new(), 0, vec![0, 0]));
        assert_eq!(step(key_sale(32), sale(1, 1, true)), (-1, Vec::new(), 0, vec![0, 0]));
        assert_eq!(step(key_sale(32), sale(1, 1, false)).0, 0);
        assert_eq!(step(key_sale(31), sale(1, 2, false)), (2, usd(100), 1, vec![1, 1]));
        assert_eq!(step(key_sale(30), sale(1, 1, false)), (3, usd(200), 1, vec![2, 1]));
    }

    fn conflict(entry: u128, alive: bool) -> Record {
        let value = Conflict {
            kind: ConflictKind::Overwritten,
            of: key_entry(entry),
            entry: Uuid::from_u128(entry),
            field: "notes".into(),
            lost: "a".into(),
            kept: "b".into(),
            stamp: Stamp::at(1),
            client: ClientId(Uuid::nil()),
        };
        Record::Conflict(Stored { value, alive, versions: Versions::new(Version::NONE) })
    }

    #[test]
    fn what_waits_for_a_decision_is_counted_for_living_cards_and_named_in_order() {
        let key_conflict = |id| Key::conflict(Uuid::from_u128(id));
        let mut records = Records::from([(key_entry(1), entry("Mew")), (key_entry(2), entry("Abra"))]);
        let mut index = rebuilt(&records, &Query::default());
        let mut step = |key, record| {
            records.insert(key, record);
            refresh(&mut index, &records, &[key]);
            same(&index, &rebuilt(&records, &Query::default()));
            let open =
                index.open_conflicts().iter().map(|(row, id)| (row.name.clone(), id.as_u128())).collect::<Vec<_>>();
            (open, index.oversold().len(), index.undecided())
        };
        step(key_conflict(40), conflict(1, true));
        let (open, ..) = step(key_conflict(41), conflict(2, true));
        assert_eq!(open, [("Abra".to_owned(), 41), ("Mew".to_owned(), 40)]);
        let (_, oversold, undecided) = step(key_sale(30), sale(1, 1, true));
        assert_eq!((oversold, undecided), (1, 3));
        assert_eq!(step(key_conflict(41), conflict(2, false)).2, 2, "settled");
        let Record::Entry(mut gone) = entry("Mew") else { panic!("an entry") };
        gone.alive = false;
        assert_eq!(step(key_entry(1), Record::Entry(gone)), (Vec::new(), 0, 0), "nobody has to decide about it");
        assert_eq!(step(key_entry(1), entry("Mew")).2, 2);
    }

    #[test]
    fn a_deleted_entry_counts_nowhere_and_comes_back_with_its_lots() {
        let mut records = Records::from([(key_entry(1), entry("Mew")), (key_lot(10), lot(1, 3, Some(100)))]);
        let mut index = rebuilt(&records, &Query::default());
        assert_eq!(index.sums().cost, BTreeMap::from([(Currency::USD, 300)]));
        let Some(Record::Entry(stored)) = records.get_mut(&key_entry(1)) else { panic!("an entry") };
        stored.alive = false;
        refresh(&mut index, &records, &[key_entry(1)]);
        assert_eq!(*index.sums(), Totals::default());
        records.insert(key_entry(1), entry("Mew"));
        refresh(&mut index, &records, &[key_entry(1)]);
        assert_eq!(index.sums().cards, 3);
    }

    #[test]
    fn a_search_finds_every_word_and_an_edit_moves_a_row_out_of_what_is_shown() {
        let mut records = Records::from([(key_entry(1), entry("Dark Charizard")), (key_entry(2), entry("Charmander"))]);
        let mut index = rebuilt(&records, &Query::default());
        assert!(index.ask(&Query { search: "CHAR dark".into(), ..Query::default() }));
        assert_eq!(names(&index), ["Dark Charizard"]);
        records.insert(key_entry(1), entry("Dark Blastoise"));
        refresh(&mut index, &records, &[key_entry(1)]);
        assert!(names(&index).is_empty());
        assert!(index.ask(&Query::default()));
        assert_eq!(names(&index), ["Charmander", "Dark Blastoise"]);
    }

    #[test]
    fn many_changes_at_once_are_sorted_once_and_end_the_same() {
        let mut records = Records::new();
        let mut index = rebuilt(&records, &Query::default());
        let keys: Vec<Key> = (1..=FEW as u128 + 50).map(key_entry).collect();
        for (i, key) in keys.iter().enumerate() {
            records.insert(*key, entry(&format!("Card {}", 1_000 - i)));
        }
        refresh(&mut index, &records, &keys);
        same(&index, &rebuilt(&records, &Query::default()));
        assert_eq!(names(&index)[0], "Card 551");
    }
}
