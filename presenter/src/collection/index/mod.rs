//! All rows, the order of those a person wants to see, the totals and the filters' values. An edit costs as much as the
//! rows it changes, not as much as the collection (docs/engine.md#cost-grows-with-the-change): sums and counts go up
//! and down with each row, and a moved row finds its place by halving. Groups have no rows: a row knows its groups by
//! their ids, so that another name costs sorting at most.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use uuid::Uuid;
use vitrine_ledger::basis::RatesByDay;
use vitrine_ledger::{Conflict, Currency, Key, Kind, Record, Settings, Stored, Totals};
use vitrine_query::Parsed;

use super::facets::Facets;
use super::groups::Groups;
use super::printings::Printings;
use super::query::{Query, Show};
use super::sections::{ListItem, Section, SectionKey, Sections};
use super::widest::Widest;
use crate::row::Row;
use crate::value::{Quotes, Reckoned, Shares, Tally};

mod asking;
mod changes;
#[cfg(test)]
mod line_tests;
mod order;
#[cfg(test)]
mod price_tests;
mod prices;
#[cfg(test)]
mod question_tests;
#[cfg(test)]
mod tests;

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
    groups: Groups,
    /// Living entries of which more copies went than came.
    oversold: BTreeSet<Uuid>,
    /// Every row, in the order asked for: a search then only has to pick.
    sorted: Vec<Arc<Row>>,
    /// Those that match.
    order: Vec<Arc<Row>>,
    sections: Sections,
    /// As it was asked.
    typed: Query,
    /// The same, with the order and the headings that its question names.
    query: Query,
    /// What the search asks, where it is more than words.
    question: Option<Parsed>,
    sums: Totals,
    /// By the groups that rows name, living or not.
    sums_of: HashMap<Uuid, Totals>,
    facets: Facets,
    /// While somebody asks for duplicates.
    printings: Option<Printings>,
    quotes: Quotes,
    /// In which money the lots and sales of all rows are reckoned.
    reckoned: Reckoned,
    worth: Tally,
    changes: changes::Changes,
    /// By the groups that rows name, living or not.
    worth_of: HashMap<Uuid, Tally>,
    /// While a screen shows what makes up the value.
    shares: Option<Shares>,
    widest: Widest,
}

impl Index {
    /// Reads everything again, in the order of the keys: entries before lots and sales, each by their ids.
    pub fn rebuild(&mut self, each: impl FnOnce(&mut dyn FnMut(&Key, &Record))) {
        let printings = self.counts_printings().then(Printings::default);
        let query = std::mem::take(&mut self.query);
        let (typed, question) = (std::mem::take(&mut self.typed), self.question.take());
        let quotes = std::mem::take(&mut self.quotes);
        let reckoned = std::mem::take(&mut self.reckoned);
        let shares = self.shares.as_ref().map(|shares| Shares::new(shares.division()));
        *self = Self { typed, query, question, printings, quotes, reckoned, shares, ..Self::default() };
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
            // The wish list reads them by itself.
            Record::Wish(_) => {}
            Record::Portfolio(_) | Record::Location(_) | Record::Settings(_) => {
                self.groups.note(*key, record);
            }
        });
        self.groups.rank_all();
        self.rows.reserve(rows.len());
        self.reckoned.choose(self.groups.settings());
        for mut row in rows {
            row.settle(&self.reckoned);
            self.count(Arc::new(row));
        }
        // Its amounts are of the currency that is known now.
        self.question = self.question.take().and_then(|_| self.question_of(&self.typed.search));
        self.sort();
    }

    /// What the server rendered: its first rows, and the totals of all, reckoned in a currency by the rates of some days.
    pub fn seed(&mut self, rows: &[(Key, Record)], totals: &Totals, currency: Option<Currency>, dated: &RatesByDay) {
        self.reckoned.begin(currency, dated);
        let mut rows: Vec<&(Key, Record)> = rows.iter().collect();
        rows.sort_unstable_by_key(|(key, _)| *key);
        self.rebuild(|put| rows.iter().for_each(|(key, record)| put(key, record)));
        self.sums = totals.clone();
    }

    /// Reads the changed records again.
    pub fn refresh(&mut self, changed: impl IntoIterator<Item = Key>, find: &Find<'_>) {
        let mut entries = BTreeSet::new();
        let before = self.groups.settings().clone();
        let mut regrouped = false;
        for key in changed {
            match key.kind {
                Kind::Entry => {
                    entries.insert(key.id);
                }
                Kind::Lot | Kind::Sale => {
                    find(&key, &mut |record| self.note_part(key, record.entry(key)));
                    entries.extend(self.owner.get(&key));
                }
                Kind::Conflict => {
                    let mut there = false;
                    find(&key, &mut |record| {
                        if let Record::Conflict(stored) = record {
                            there = true;
                            self.note_conflict(key.id, stored);
                        }
                    });
                    if !there {
                        self.forget_conflict(key.id);
                    }
                }
                Kind::Wish => {}
                Kind::Portfolio | Kind::Location | Kind::Settings => {
                    let mut there = false;
                    find(&key, &mut |record| {
                        there = true;
                        regrouped |= self.groups.note(key, record);
                    });
                    // An addition that the server refused is no record any more, not even a deleted one.
                    regrouped |= !there && self.groups.forget(key);
                }
            }
        }
        if regrouped {
            self.groups.rank_all();
            self.reckoned.choose(self.groups.settings());
            if reckons_otherwise(&before, self.groups.settings()) {
                entries.extend(self.rows.keys());
            }
        }
        let fresh: BTreeMap<Uuid, Option<Arc<Row>>> = entries
            .into_iter()
            .map(|id| (id, self.read(id, find)))
            .filter(|(id, now)| self.differs(*id, now))
            .collect();
        let whole = fresh.len() > FEW || regrouped && self.query.asks_for_groups();
        let moved: Vec<Arc<Row>> = self.take_over(&fresh, !whole);
        if whole {
            self.sort();
        } else {
            moved.iter().for_each(|row| self.put_in(row));
        }
    }

    /// Is the row another than the one that is shown? What the server confirms is mostly what is on the screen already.
    fn differs(&self, id: Uuid, now: &Option<Arc<Row>>) -> bool {
        self.rows.get(&id).map(AsRef::as_ref) != now.as_deref()
    }

    /// The rows that match, in order.
    pub fn order(&self) -> &[Arc<Row>] {
        &self.order
    }

    /// How many lines the list has: the rows that match, and the headings.
    pub fn lines(&self) -> usize {
        self.order.len() + self.sections.len()
    }

    /// The items of the list from the line `from` to before the line `to`.
    pub fn slice(&self, from: usize, to: usize) -> Vec<ListItem> {
        self.sections.slice(&self.order, from, to)
    }

    /// The line on which a row of the order stands.
    pub fn line_of(&self, at: usize) -> usize {
        self.sections.line_of(at)
    }

    /// A group of the list, and the first of its rows.
    pub fn section(&self, key: &SectionKey) -> Option<(Section, Arc<Row>)> {
        self.sections.get(key).map(|(at, section)| (section.clone(), Arc::clone(&self.order[at])))
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

    pub fn groups(&self) -> &Groups {
        &self.groups
    }

    pub fn sums(&self) -> &Totals {
        &self.sums
    }

    /// What stands in a portfolio or a location adds up to.
    pub fn sums_of(&self, group: Uuid) -> Totals {
        self.sums_of.get(&group).cloned().unwrap_or_default()
    }

    pub fn reckoned(&self) -> &Reckoned {
        &self.reckoned
    }

    pub fn facets(&self) -> &Facets {
        &self.facets
    }

    /// The rows with the longest texts there have been.
    pub fn widest(&self) -> &Widest {
        &self.widest
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

    fn forget_conflict(&mut self, id: Uuid) {
        self.conflicts.retain(|_, open| {
            open.remove(&id);
            !open.is_empty()
        });
    }

    fn note_part(&mut self, part: Key, entry: Uuid) {
        self.parts_of.entry(entry).or_default().insert(part);
        self.owner.insert(part, entry);
    }

    /// Takes rows over that were read again; `out`: takes those before out of the order, with those whose place there may
    /// have changed too. Returns those to be put in.
    fn take_over(&mut self, fresh: &BTreeMap<Uuid, Option<Arc<Row>>>, out: bool) -> Vec<Arc<Row>> {
        let mut moved: Vec<Arc<Row>> = Vec::new();
        let mut siblings = BTreeSet::new();
        for (id, now) in fresh {
            let before = self.uncount(*id);
            if let Some(before) = before.as_ref().filter(|_| out) {
                siblings.extend(self.siblings(before));
                self.take_out(before);
            }
            if let Some(now) = now {
                self.doubt(now, before.as_deref());
                self.count(Arc::clone(now));
                siblings.extend(self.siblings(now));
                moved.push(Arc::clone(now));
            }
        }
        siblings.retain(|id| !fresh.contains_key(id));
        for row in siblings.into_iter().filter_map(|id| self.row(id)).filter(|_| out).collect::<Vec<_>>() {
            self.take_out(&row);
            moved.push(row);
        }
        moved
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
        row.settle(&self.reckoned);
        Some(Arc::new(row))
    }

    fn count(&mut self, row: Arc<Row>) {
        let totals = row.totals();
        self.sums.add(&totals);
        self.count_worth(&row);
        for group in [row.location, row.portfolio].into_iter().flatten() {
            self.sums_of.entry(group).or_default().add(&totals);
        }
        self.facets.add(&row);
        self.widest.note(&row);
        if let Some(printings) = &mut self.printings {
            printings.add(&row);
        }
        if row.oversold().is_some() {
            self.oversold.insert(row.id);
        }
        self.rows.insert(row.id, row);
    }

    fn uncount(&mut self, id: Uuid) -> Option<Arc<Row>> {
        let row = self.rows.remove(&id)?;
        let totals = row.totals();
        self.sums.subtract(&totals);
        self.uncount_worth(&row);
        for group in [row.location, row.portfolio].into_iter().flatten() {
            self.sums_of.entry(group).or_default().subtract(&totals);
        }
        self.facets.remove(&row);
        self.oversold.remove(&id);
        if let Some(printings) = &mut self.printings {
            printings.remove(&row);
        }
        Some(row)
    }
}

/// Do amounts change with the settings?
fn reckons_otherwise(before: &Settings, now: &Settings) -> bool {
    (before.currency, before.method) != (now.currency, now.method)
}
