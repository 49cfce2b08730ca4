//! What was deleted and can be brought back with all it had: cards, purchases of cards that are there, and whatever else
//! has a name. Read from the tombstones of the local view.

use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;
use vitrine_catalog::text::{look_through, sought};
use vitrine_ledger::rules::LIFE;
use vitrine_ledger::{Entry, Key, Lot, Mutation, Record, limits};

use crate::words;

/// A deleted record, as the trash lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    pub key: Key,
    pub name: String,
    /// What tells it from another of the same name.
    pub about: String,
    /// When it was deleted, by the ledger's clock.
    pub when_ms: u64,
    /// All of it, for the search.
    haystack: String,
}

impl Gone {
    fn new(key: Key, record: &Record, name: String, about: &[String]) -> Self {
        let when_ms = record.writer(LIFE.name).stamp.ms();
        Self { key, name, about: words::line(about), when_ms, haystack: String::new() }
    }

    fn with_haystack(mut self) -> Self {
        self.haystack.clear();
        for text in [self.name.as_str(), &self.about, words::kind(self.key.kind)] {
            look_through(text, &mut self.haystack);
        }
        self
    }
}

/// Everything that was deleted, what went last first. `each` looks at every record in the order of the keys; `living`
/// says the name of an entry that is there.
pub fn read(
    each: impl FnOnce(&mut dyn FnMut(&Key, &Record)),
    living: impl Fn(Uuid) -> Option<String>,
) -> Vec<Arc<Gone>> {
    let mut gone: Vec<Gone> = Vec::new();
    // Copies that would come back with a deleted entry, and its place in `gone`: entries come before lots and sales.
    let mut copies: BTreeMap<Uuid, (usize, i64)> = BTreeMap::new();
    let mut lots: Vec<(Uuid, Gone)> = Vec::new();
    let add = |copies: &mut BTreeMap<Uuid, (usize, i64)>, entry: Uuid, by: i64| {
        if let Some((_, held)) = copies.get_mut(&entry) {
            *held += by;
        }
    };
    each(&mut |key, record| match (record, record.alive()) {
        (Record::Lot(lot), true) => add(&mut copies, lot.value.entry, lot.value.quantity),
        (Record::Sale(sale), true) => add(&mut copies, sale.value.entry, -sale.value.quantity),
        (Record::Entry(entry), false) => {
            copies.insert(key.id, (gone.len(), 0));
            gone.push(Gone::new(*key, record, entry.value.card.name.clone(), &printing(&entry.value)));
        }
        (Record::Lot(lot), false) => {
            lots.push((lot.value.entry, Gone::new(*key, record, String::new(), &purchase(&lot.value))));
        }
        (Record::Portfolio(_) | Record::Location(_) | Record::Wish(_), false) => {
            gone.push(Gone::new(*key, record, record.label().to_owned(), &[]));
        }
        // A reversed sale is shown where it was booked, a settled conflict in the history; settings stay.
        (Record::Sale(_) | Record::Conflict(_) | Record::Settings(_), false) | (_, true) => {}
    });
    for (place, held) in copies.into_values().filter(|(_, held)| *held != 0) {
        let about = &mut gone[place].about;
        if !about.is_empty() {
            about.push_str(" \u{b7} ");
        }
        about.push_str(&words::plural(held, "copy", "copies"));
    }
    // Purchases of a deleted card come back with it, or can be brought back after it.
    let lots = lots.into_iter().filter_map(|(entry, lot)| Some(Gone { name: living(entry)?, ..lot }));
    let mut all: Vec<Arc<Gone>> = gone.into_iter().chain(lots).map(|gone| Arc::new(gone.with_haystack())).collect();
    all.sort_unstable_by_key(|gone| std::cmp::Reverse((gone.when_ms, gone.key)));
    all
}

/// Those that have every word of the search.
pub fn search(all: &[Arc<Gone>], search: &str) -> Vec<Arc<Gone>> {
    let words = sought(search);
    let matches = |gone: &&Arc<Gone>| words.iter().all(|word| word.is_in(&gone.haystack));
    all.iter().filter(matches).cloned().collect()
}

/// Brings them back: one action, in as many parts as it takes.
pub fn restore(keys: &[Key]) -> Vec<Mutation> {
    keys.chunks(limits::RECORDS).map(|keys| Mutation::Restore(keys.iter().copied().collect())).collect()
}

fn printing(entry: &Entry) -> Vec<String> {
    let card = &entry.card;
    let set = if card.set_name.is_empty() { &card.set } else { &card.set_name };
    let condition = entry.condition.as_ref().map(|condition| condition.code.clone()).unwrap_or_default();
    let grade = entry.grade.as_ref().map(|grade| format!("{} {}", grade.company, grade.value)).unwrap_or_default();
    let mut parts = vec![set.clone(), card.number.clone(), entry.finish.clone(), condition, grade];
    entry.chips(&mut |word| parts.push(word.to_owned()));
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}

fn purchase(lot: &Lot) -> Vec<String> {
    let copies = words::plural(lot.quantity, "copy", "copies");
    let cost = words::lot_cost(lot.cost, lot.total);
    [Some(copies), cost, lot.acquired.map(words::date)].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use vitrine_ledger::{CardRef, Money, NewLot, Portfolio, Stored};
    use vitrine_sync::{ClientId, Seq, Stamp, Version, Versions};

    use super::*;

    fn stored<R>(value: R, alive: bool, ms: u64) -> Stored<R> {
        let version = Version { seq: Seq(1), stamp: Stamp::at(ms), client: ClientId(Uuid::nil()) };
        Stored { value, alive, versions: Versions::new(version) }
    }

    fn entry(id: u128, name: &str, alive: bool, ms: u64) -> (Key, Record) {
        let card = CardRef { name: name.to_owned(), set: String::from("TST"), ..CardRef::default() };
        (Key::entry(Uuid::from_u128(id)), Record::Entry(Box::new(stored(Entry::new(card), alive, ms))))
    }

    fn lot(id: u128, entry: u128, quantity: i64, alive: bool, ms: u64) -> (Key, Record) {
        let usd = "USD".parse().unwrap();
        let new = NewLot { quantity, cost: Some(Money::new(1_250, usd)), ..NewLot::default() };
        (Key::lot(Uuid::from_u128(id)), Record::Lot(stored(new.lot(Uuid::from_u128(entry)), alive, ms)))
    }

    fn portfolio(id: u128, name: &str) -> (Key, Record) {
        let portfolio = Portfolio { name: name.to_owned(), about: String::new() };
        (Key::portfolio(Uuid::from_u128(id)), Record::Portfolio(Box::new(stored(portfolio, false, 5))))
    }

    fn read_all(records: &[(Key, Record)]) -> Vec<Arc<Gone>> {
        let records: BTreeMap<Key, Record> = records.iter().cloned().collect();
        let living = |id| {
            let entry = records.get(&Key::entry(id)).filter(|record| record.alive());
            entry.map(|entry| entry.label().to_owned())
        };
        read(|look| records.iter().for_each(|(key, record)| look(key, record)), living)
    }

    fn lines(gone: &[Arc<Gone>]) -> Vec<String> {
        gone.iter().map(|gone| format!("{}: {}", gone.name, gone.about)).collect()
    }

    #[test]
    fn what_went_last_stands_first_with_what_would_come_back() {
        let all = [
            entry(1, "Amber", false, 10),
            lot(1, 1, 2, true, 1),
            lot(2, 1, 3, false, 1),
            entry(2, "Basalt", true, 1),
            lot(3, 2, 4, false, 30),
            portfolio(1, "Shop"),
        ];
        let gone = read_all(&all);
        assert_eq!(lines(&gone), ["Basalt: 4 copies \u{b7} $12.50 each", "Amber: TST \u{b7} 2 copies", "Shop: "]);
        assert_eq!(gone.iter().map(|gone| gone.when_ms).collect::<Vec<_>>(), [30, 10, 5]);
    }

    #[test]
    fn the_search_finds_every_word_in_any_place_and_the_kind_too() {
        let gone =
            read_all(&[entry(1, "Amber Lantern", false, 1), entry(2, "Basalt", false, 1), portfolio(3, "Amber")]);
        assert_eq!(lines(&search(&gone, "tst AMB")), ["Amber Lantern: TST"]);
        assert_eq!(lines(&search(&gone, "portfolio")), ["Amber: "]);
        assert_eq!(search(&gone, "  ").len(), 3);
    }

    #[test]
    fn any_number_is_brought_back_in_mutations_that_are_allowed() {
        let keys: Vec<Key> = (0..4_500).map(|i| Key::entry(Uuid::from_u128(i))).collect();
        let parts = restore(&keys);
        assert!(parts.iter().all(|part| vitrine_ledger::validate::validate(part).is_ok()));
        assert_eq!(parts.len(), 3);
    }
}
