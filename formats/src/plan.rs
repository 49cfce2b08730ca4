//! What a file would change. A file is a statement about a collection, and the next one a newer statement: rows are
//! recognised by what they are about ([`Row::identity`]), not by everything in them.
//!
//! Ids follow from identities, so that the same file on two devices without a network is one import; and what a newer file
//! changes follows from what is here, so that two devices that know the same do the same. What was changed here since is
//! not written over unless the person says so.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use vitrine_ledger::{
    Date, ImportFile, Key, Location, LocationKind, LotKind, Money, Mutation, NewHolding, NewLot, Place, Portfolio,
    Records, Wish, ids, limits,
};
use vitrine_sync::LedgerId;

use crate::here::{Collection, Here, HereLot};
use crate::{Format, Parsed, Row};

/// What importing one card of the file would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is new.
    New,
    /// It is here, with as many copies as the file says.
    Same,
    /// It is here with this many copies, and the file says another number.
    Changed {
        /// Copies here.
        here: i64,
    },
    /// The same, and the number was changed here as well, after the last import.
    ChangedHere {
        /// Copies here.
        here: i64,
    },
    /// It was imported before and deleted later.
    Deleted,
}

impl State {
    /// Whether it is imported unless the person says otherwise: what somebody did here is not undone by a file.
    pub fn is_wanted(self) -> bool {
        matches!(self, Self::New | Self::Changed { .. })
    }
}

/// One card of the file: all its rows that are about the same copies.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The entry, with the lots the file says; of a wish, what it would be once it came.
    pub holding: NewHolding,
    /// Copies the file says.
    pub quantity: i64,
    /// Looked for, not owned.
    pub wanted: bool,
    /// What importing it would do.
    pub state: State,
    /// The first line it stands in.
    pub line: u32,
    identity: Uuid,
    here: Vec<Uuid>,
    place: Option<(String, LocationKind)>,
    portfolio: Option<String>,
    more: Vec<NewLot>,
    fewer: Vec<Uuid>,
}

/// What a file would change.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The format of the file.
    pub format: Format,
    /// The cards of the file, in the order of their first rows.
    pub items: Vec<Item>,
    /// Entries that an earlier file of this app brought and this one does not name.
    pub missing: Vec<Uuid>,
    new_locations: BTreeMap<String, (Uuid, LocationKind)>,
    new_portfolios: BTreeMap<String, Uuid>,
}

/// Compares a file with what is here.
pub fn plan(ledger: LedgerId, parsed: &Parsed, here: &Collection) -> Plan {
    let mut places: BTreeMap<Uuid, usize> = BTreeMap::new();
    let mut items: Vec<Item> = Vec::new();
    for row in &parsed.rows {
        let at = *places.entry(row.identity).or_insert(items.len());
        match items.get_mut(at) {
            Some(item) => item.join(row),
            None => items.push(Item::of(ledger, parsed.format, row)),
        }
    }
    let (mut new_locations, mut new_portfolios) = (BTreeMap::new(), BTreeMap::new());
    for item in &mut items {
        item.settle(ledger, here, &mut new_locations, &mut new_portfolios);
        item.compare(here);
    }
    let named: BTreeSet<Uuid> = items.iter().flat_map(|item| item.here.iter().copied()).collect();
    let missing = here.brought.difference(&named).copied().collect();
    Plan { format: parsed.format, items, missing, new_locations, new_portfolios }
}

impl Item {
    fn of(ledger: LedgerId, format: Format, row: &Row) -> Self {
        let id = row.entry_id(ledger, format);
        let mut item = Self {
            holding: NewHolding { id, entry: row.entry.clone(), lots: Vec::new() },
            quantity: 0,
            wanted: row.wanted,
            identity: row.identity,
            here: Vec::new(),
            state: State::New,
            line: row.line,
            place: row.place.clone(),
            portfolio: row.portfolio.clone(),
            more: Vec::new(),
            fewer: Vec::new(),
        };
        item.join(row);
        item
    }

    /// Adds a row about the same copies: to the lot that came on the same day at the same cost, or as one of its own.
    fn join(&mut self, row: &Row) {
        let Row { quantity, cost, total, acquired, .. } = *row;
        self.quantity += quantity;
        let alike =
            |lot: &&mut NewLot| lot.cost == cost && lot.acquired == acquired && total.is_none() && lot.total.is_none();
        if let Some(lot) = self.holding.lots.iter_mut().find(alike) {
            lot.quantity += quantity;
        } else {
            let id = ids::lot_id(self.holding.id, self.holding.lots.len());
            let lot = NewLot { id, quantity, cost, total, acquired, kind: LotKind::Import, ..NewLot::default() };
            self.holding.lots.push(lot);
        }
        self.holding.entry.for_trade = self.holding.entry.for_trade.max(row.entry.for_trade).min(self.quantity);
    }

    /// Gives the entry its location and its portfolio: those of the name that are here, or new ones.
    fn settle(
        &mut self,
        ledger: LedgerId,
        here: &Collection,
        new_locations: &mut BTreeMap<String, (Uuid, LocationKind)>,
        new_portfolios: &mut BTreeMap<String, Uuid>,
    ) {
        let made = |what: &str, name: &str| Uuid::new_v5(&ledger.0, format!("{what} {name}").as_bytes());
        if let Some((name, kind)) = self.place.as_ref().filter(|_| !self.wanted) {
            let id = here.locations.get(name).copied().unwrap_or_else(|| {
                let id = made("location", name);
                new_locations.entry(name.clone()).or_insert((id, *kind)).0
            });
            self.holding.entry.place = Some(Place::within(id));
        }
        if let Some(name) = self.portfolio.as_ref().filter(|_| !self.wanted) {
            let id = here
                .portfolios
                .get(name)
                .copied()
                .unwrap_or_else(|| *new_portfolios.entry(name.clone()).or_insert_with(|| made("portfolio", name)));
            self.holding.entry.portfolio = Some(id);
        }
    }

    fn compare(&mut self, here: &Collection) {
        if self.wanted {
            self.state = match here.wishes.get(&self.holding.id) {
                None => State::New,
                Some(true) => State::Same,
                Some(false) => State::Deleted,
            };
            return;
        }
        let Some((ids, known)) = here.of(self.holding.id, self.identity) else { return };
        if let Some(first) = ids.first() {
            self.holding.id = *first;
        }
        self.here = ids;
        let copies = known.copies();
        self.state = match &known {
            Here { alive: false, .. } => State::Deleted,
            _ if copies == self.quantity => State::Same,
            _ if known.is_changed() => State::ChangedHere { here: copies },
            _ => State::Changed { here: copies },
        };
        if self.quantity > copies {
            self.add(self.quantity - copies, &known);
        } else if self.quantity < copies {
            self.take_away(copies - self.quantity, &known);
        }
    }

    /// More copies came: a lot of their own, under an id that no lot of the entry has or had.
    fn add(&mut self, more: i64, known: &Here) {
        let id = known.new_lot_id(self.holding.id, self.quantity);
        let lots = &self.holding.lots;
        // What the file says of them is clear only where it says one thing.
        let said: Option<(Option<Money>, Option<Date>)> = match lots.as_slice() {
            [one] => Some((one.cost, one.acquired)),
            _ => None,
        };
        let (cost, acquired) = said.unwrap_or_default();
        self.more = vec![NewLot { id, quantity: more, cost, acquired, kind: LotKind::Import, ..NewLot::default() }];
    }

    /// Copies went without a word of how: the newest lots go, and of the last one its rest stays as a lot of its own, with
    /// what was noted of it.
    fn take_away(&mut self, mut fewer: i64, known: &Here) {
        for HereLot { id, lot, .. } in known.lots.iter().rev() {
            if fewer <= 0 {
                break;
            }
            self.fewer.push(*id);
            let rest = lot.quantity - fewer;
            if rest > 0 {
                let id = known.new_lot_id(*id, rest);
                // A cost of all of them together is no longer theirs.
                self.more.push(NewLot { id, quantity: rest, total: None, ..lot.clone() });
            }
            fewer -= lot.quantity;
        }
    }
}

impl Plan {
    /// How many items there are of which state: new, same, changed, changed here, deleted.
    pub fn counts(&self) -> [usize; 5] {
        let mut counts = [0; 5];
        for item in &self.items {
            let at = match item.state {
                State::New => 0,
                State::Same => 1,
                State::Changed { .. } => 2,
                State::ChangedHere { .. } => 3,
                State::Deleted => 4,
            };
            counts[at] += 1;
        }
        counts
    }

    /// The mutations that import the items for which `wanted` says so; each fits into a push. With `drop_missing` what the
    /// file does not name any more is deleted.
    pub fn mutations(&self, file_name: &str, wanted: impl Fn(&Item) -> bool, drop_missing: bool) -> Vec<Mutation> {
        let items: Vec<&Item> = self.items.iter().filter(|item| item.state != State::Same && wanted(item)).collect();
        let mut mutations = self.groups(&items);
        let holdings = items.iter().filter(|item| !item.wanted).flat_map(|item| item.import());
        mutations.extend(batches(self.format.source(), file_name, holdings.collect()));
        let fewer: Vec<Key> = items
            .iter()
            .filter(|item| !item.wanted && item.state != State::New)
            .flat_map(|item| item.fewer.iter().map(|id| Key::lot(*id)))
            .collect();
        let missing = self.missing.iter().filter(|_| drop_missing).map(|id| Key::entry(*id));
        let gone: Vec<Key> = fewer.into_iter().chain(missing).collect();
        mutations.extend(gone.chunks(PART).map(|keys| Mutation::Delete(keys.iter().copied().collect::<Records>())));
        mutations.extend(items.iter().filter(|item| item.wanted).map(|item| item.wish()));
        mutations
    }

    /// Locations and portfolios that are needed and not there.
    fn groups(&self, items: &[&Item]) -> Vec<Mutation> {
        let places: BTreeSet<Uuid> =
            items.iter().filter_map(|item| item.holding.entry.place.as_ref()).map(|place| place.location).collect();
        let portfolios: BTreeSet<Uuid> = items.iter().filter_map(|item| item.holding.entry.portfolio).collect();
        let location = |(name, (id, kind)): (&String, &(Uuid, LocationKind))| {
            let location = Location { name: cut(name), kind: *kind, about: String::new() };
            places.contains(id).then_some(Mutation::AddLocation { id: *id, location })
        };
        let portfolio = |(name, id): (&String, &Uuid)| {
            let portfolio = Portfolio { name: cut(name), about: String::new() };
            portfolios.contains(id).then_some(Mutation::AddPortfolio { id: *id, portfolio })
        };
        let locations = self.new_locations.iter().filter_map(location);
        locations.chain(self.new_portfolios.iter().filter_map(portfolio)).collect()
    }
}

impl Item {
    /// What is added: a new entry with its lots, as many to a holding as it may have; to a known one the lots it gets, which
    /// also brings a deleted one back.
    fn import(&self) -> Vec<NewHolding> {
        let part = |lots: &[NewLot]| NewHolding { lots: lots.to_vec(), ..self.holding.clone() };
        match self.state {
            State::New => self.holding.lots.chunks(limits::LOTS).map(part).collect(),
            State::Same => Vec::new(),
            State::Changed { .. } | State::ChangedHere { .. } if self.more.is_empty() => Vec::new(),
            State::Changed { .. } | State::ChangedHere { .. } | State::Deleted => vec![part(&self.more)],
        }
    }

    fn wish(&self) -> Mutation {
        let NewHolding { id, entry, .. } = self.holding.clone();
        let wish = Wish {
            finish: entry.finish,
            language: entry.language,
            grade: entry.grade,
            quantity: self.quantity,
            note: entry.notes,
            ..Wish::new(entry.card)
        };
        Mutation::AddWish { id, wish }
    }
}

fn cut(name: &str) -> String {
    name.chars().take(limits::TEXT).collect()
}

/// Records one mutation deletes.
const PART: usize = 500;

/// The mutations that import `holdings`: give it only those that are wanted. Each fits into a push.
pub(crate) fn batches(source: &str, file_name: &str, holdings: Vec<NewHolding>) -> Vec<Mutation> {
    let mut batches: Vec<Vec<NewHolding>> = Vec::new();
    let mut bytes = 0;
    for holding in holdings {
        let size = serde_json::to_vec(&holding).expect("BUG: holdings serialise").len() + 1;
        let full = batches.last().is_none_or(|b| b.len() >= limits::IMPORT_BATCH || bytes + size > ROOM);
        if full {
            batches.push(Vec::new());
            bytes = 0;
        }
        bytes += size;
        if let Some(batch) = batches.last_mut() {
            batch.push(holding);
        }
    }
    let parts = batches.len() as u32;
    let name = cut(file_name);
    let mutation = |(part, holdings): (u32, Vec<NewHolding>)| {
        let file = ImportFile { source: source.to_owned(), name: name.clone(), part, parts };
        Mutation::Import { file, holdings }
    };
    (1..).zip(batches).map(mutation).collect()
}

/// What is left for holdings beside the file's name, escaped at its worst.
const ROOM: usize = limits::MUTATION_BYTES - limits::TEXT * 6 - 500;
