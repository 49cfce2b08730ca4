//! What collectors do in front of a screen. Worlds stay small, so that people meet on the same cards all the time.

use uuid::Uuid;
use vitrine_sync::client::Engine;
use vitrine_sync::rng::Rng;
use vitrine_sync::sim::{LogEntry, Workload};

use super::groups;
use super::pick::{keys, random_id};
use crate::entry::FLAGS;
use crate::{
    CardRef, Choice, Condition, Currency, Date, Domain, Entry, EntryPatch, Grade, ImportFile, Key, Kind, Lot, LotKind,
    LotPatch, Money, Mutation, NewHolding, NewLot, NewSale, PriceOverride, Rate, Record, Records, SaleKind, SaleOf,
    SalePatch, Settings, TagsChange, Taken,
};

/// Entries a world has at most, besides imported ones.
const ENTRIES: usize = 4;
/// Rows of the file everybody imports.
const ROWS: u64 = 2;

/// The people of one world. Every value they write is new, so that a lost one is missed.
#[derive(Debug)]
pub struct Collectors {
    written: u64,
    /// About one card's finish and notes, most of the time.
    quarrel: bool,
}

impl Workload<Domain> for Collectors {
    fn new(quarrel: bool) -> Self {
        Self { written: 0, quarrel }
    }

    fn intend(&mut self, engine: &Engine<Domain>, rng: &mut Rng) -> Option<Mutation> {
        self.written += 1;
        let entries: Vec<Key> = keys(engine, Kind::Entry);
        if let (true, Some(key)) = (self.quarrel && rng.chance(80), entries.first()) {
            let (notes, finish) = if rng.chance(50) { ("bent", "") } else { ("", "Holo") };
            let said = |what: &str| Some(self.text(what)).filter(|_| !what.is_empty());
            let patch = EntryPatch { notes: said(notes), finish: said(finish), ..EntryPatch::default() };
            return Some(Mutation::EditEntry { id: key.id, patch });
        }
        if entries.is_empty() || (entries.len() < ENTRIES && rng.chance(20)) {
            return Some(if rng.chance(30) { self.import(rng) } else { Mutation::add(self.holding(rng, None)) });
        }
        let lots = keys(engine, Kind::Lot);
        let entry = rng.pick(&entries).map_or(Uuid::nil(), |key| key.id);
        let lot = rng.pick(&lots).copied();
        Some(match rng.below(100) {
            0..20 => Mutation::EditEntry { id: entry, patch: self.entry_patch(engine, rng) },
            20..24 => Mutation::EditEntries { ids: some_of(&entries, rng), patch: self.entry_patch(engine, rng) },
            24..30 => groups::intend(self.written, engine, rng)?,
            30..42 => self.on_lot(engine, lot?, rng)?,
            42..56 => {
                let (key, held) = (lot?, quantity(engine, lot?)?);
                // Often all of them: two people selling the last copy is what a quantity below zero comes from.
                let by =
                    if rng.chance(50) { 1 + rng.below(3) as i64 } else { -(1 + rng.below(held.max(1) as u64) as i64) };
                Mutation::Adjust { entry: owner(engine, key)?, lot: key.id, by }
            }
            56..66 => self.sell(engine, &entries, rng)?,
            66..72 => self.on_sale(engine, rng)?,
            72..76 if lots.len() < ENTRIES + 2 => Mutation::AddLot { entry, lot: self.lot(rng, None) },
            76..82 => Mutation::delete(entry),
            82..84 => Mutation::Delete(some_of(&entries, rng).into_iter().map(Key::entry).collect()),
            84..88 => Mutation::restore(entry),
            88..90 => Mutation::Delete(Records::from_iter(lot)),
            90..92 => self.import(rng),
            _ => settle(engine, rng)?,
        })
    }

    fn same(a: &Record, b: &Record, exactly: bool) -> bool {
        if exactly {
            return a == b;
        }
        match (a, b) {
            // Named after stamps that are still guesses.
            (Record::Conflict(_), Record::Conflict(_)) => true,
            (Record::Entry(a), Record::Entry(b)) => {
                let tags = a.value.tags.iter().eq(b.value.tags.iter());
                let flags = a.value.flags.iter().eq(b.value.flags.iter());
                let value =
                    |entry: &Entry| Entry { tags: Default::default(), flags: Default::default(), ..entry.clone() };
                tags && flags && value(&a.value) == value(&b.value) && a.alive == b.alive
            }
            (Record::Settings(a), Record::Settings(b)) => {
                let words = a.value.substitutes.iter().eq(b.value.substitutes.iter());
                let value = |settings: &Settings| Settings { substitutes: Default::default(), ..settings.clone() };
                words && value(&a.value) == value(&b.value) && a.alive == b.alive
            }
            (Record::Lot(a), Record::Lot(b)) => a.value == b.value && a.alive == b.alive,
            (Record::Sale(a), Record::Sale(b)) => a.value == b.value && a.alive == b.alive,
            (Record::Wish(a), Record::Wish(b)) => a.value == b.value && a.alive == b.alive,
            (Record::Portfolio(a), Record::Portfolio(b)) => a.value == b.value && a.alive == b.alive,
            (Record::Location(a), Record::Location(b)) => a.value == b.value && a.alive == b.alive,
            _ => false,
        }
    }

    fn judge(&self, log: &[LogEntry<'_, Domain>], rows: &[(&Key, &Record)]) -> Result<(), String> {
        super::judge::judge(log, rows)
    }
}

impl Collectors {
    fn text(&self, what: &str) -> String {
        format!("{what} {}", self.written)
    }

    fn holding(&self, rng: &mut Rng, row: Option<u64>) -> NewHolding {
        let id = row.map_or_else(|| random_id(rng), |row| Uuid::new_v5(&Uuid::NAMESPACE_OID, &row.to_le_bytes()));
        let name = row.map_or_else(|| self.text("Charizard"), |row| format!("Row {row}"));
        let card = CardRef { game: "pokemon".to_owned(), name, ..CardRef::default() };
        let lot_id = row.map(|_| crate::ids::lot_id(id, 0));
        NewHolding { id, entry: Entry::new(card), lots: vec![self.lot(rng, lot_id)] }
    }

    fn lot(&self, rng: &mut Rng, id: Option<Uuid>) -> NewLot {
        let imported = id.is_some();
        let cost = if imported { None } else { self.cost(rng) };
        // Not by chance: the histories of the seeds that once failed stay what they were.
        let together = self.written % 5 == 4;
        NewLot {
            id: id.unwrap_or_else(|| random_id(rng)),
            quantity: if imported { 2 } else { 1 + rng.below(3) as i64 },
            cost: cost.filter(|_| !together),
            total: cost.filter(|_| together),
            shipping: cost.filter(|_| rng.chance(30)).map(|cost| Money::new(self.written as i64 * 5, cost.currency)),
            kind: if imported { LotKind::Import } else { LotKind::Buy },
            ..NewLot::default()
        }
    }

    fn cost(&self, rng: &mut Rng) -> Option<Money> {
        let currency = [Currency::USD, Currency::EUR, Currency::JPY][rng.below(3) as usize];
        rng.chance(80).then(|| Money::new(self.written as i64 * 7, currency))
    }

    /// The same rows on every device: importing twice is importing once.
    fn import(&self, rng: &mut Rng) -> Mutation {
        let file = ImportFile { source: "tcgplayer".to_owned(), name: "cards.csv".to_owned(), part: 1, parts: 1 };
        let holdings = (0..1 + rng.below(ROWS)).map(|row| self.holding(rng, Some(row))).collect();
        Mutation::Import { file, holdings }
    }

    fn entry_patch(&self, engine: &Engine<Domain>, rng: &mut Rng) -> EntryPatch {
        let mut patch = EntryPatch::default();
        for _ in 0..1 + rng.below(2) {
            match rng.below(12) {
                0 => patch.finish = Some(self.text("Holo")),
                1 => patch.language = Some(self.text("en")),
                8..10 => groups::assign(&mut patch, self.written, engine, rng),
                10 => {
                    let price = Money::new(self.written as i64 * 11, Currency::USD);
                    let date = Date::new(2024, 1 + rng.below(12) as u8, 1);
                    patch.price = Some(date.map(|date| PriceOverride { price, date, reason: self.text("seen") }));
                }
                11 => {
                    let flag = FLAGS[rng.below(2) as usize].to_owned();
                    let (add, remove) = if rng.chance(60) { (vec![flag], vec![]) } else { (vec![], vec![flag]) };
                    patch.flags = Some(TagsChange { add, remove });
                }
                2 => patch.condition = Some(rng.chance(80).then(|| Condition::new("tcg", &self.text("NM")))),
                3 | 4 => patch.notes = Some(if rng.chance(10) { String::new() } else { self.text("bent") }),
                5 => {
                    let grade = Grade { company: "PSA".to_owned(), cert: self.text(""), ..Grade::default() };
                    patch.grade = Some(rng.chance(80).then_some(Grade { value: "9".to_owned(), ..grade }));
                }
                _ => {
                    let tag = |rng: &mut Rng| ["trade", "keep", "mint"][rng.below(3) as usize].to_owned();
                    let (add, remove) = (tag(rng), tag(rng));
                    let remove: Vec<String> = Some(remove).filter(|tag| *tag != add).into_iter().collect();
                    patch.tags = Some(TagsChange { add: vec![add], remove });
                }
            }
        }
        patch
    }

    fn on_lot(&self, engine: &Engine<Domain>, key: Key, rng: &mut Rng) -> Option<Mutation> {
        let mut patch = LotPatch::default();
        match rng.below(5) {
            0 => patch.cost = Some(self.cost(rng)),
            // Said together, or each again.
            1 if self.written % 2 == 1 => {
                patch = crate::together(LotPatch { total: Some(self.cost(rng)), ..patch });
            }
            1 => (patch.cost, patch.total) = (Some(self.cost(rng)), Some(None)),
            2 => {
                let lot = lot(engine, key)?;
                let paid = lot.cost.or(lot.total);
                patch.fees = paid.map(|paid| Some(Money::new(self.written as i64, paid.currency)));
            }
            3 => patch.acquired = Some(Date::new(2024, 1 + rng.below(12) as u8, 1 + (self.written % 28) as u8)),
            _ => patch.kind = Some(LotKind::ALL[rng.below(5) as usize]),
        }
        if rng.chance(15) {
            patch.quantity = Some(1);
        }
        Some(Mutation::EditLot { entry: owner(engine, key)?, id: key.id, patch })
    }

    /// Often all copies: two people selling the last one is what fewer than none come from. Now and then one more than
    /// there are, and now and then copies of two entries at once.
    fn sell(&self, engine: &Engine<Domain>, entries: &[Key], rng: &mut Rng) -> Option<Mutation> {
        let count = if rng.chance(20) { 2 } else { 1 };
        let of: Vec<Uuid> = (0..count).filter_map(|_| rng.pick(entries).map(|key| key.id)).collect();
        let sales = of.iter().map(|entry| self.sale(engine, *entry, rng)).collect();
        let seen = engine.records().filter(|(key, record)| of.contains(&record.entry(**key)));
        Some(Mutation::sell(sales, seen.map(|(key, _)| *key)))
    }

    fn sale(&self, engine: &Engine<Domain>, entry: Uuid, rng: &mut Rng) -> NewSale {
        let lots: Vec<(Key, i64)> = engine
            .records()
            .filter_map(|(key, record)| Some((*key, record.as_lot().filter(|lot| lot.alive)?)))
            .filter(|(_, lot)| lot.value.entry == entry)
            .map(|(key, lot)| (key, lot.value.quantity))
            .collect();
        let named = rng.pick(&lots).copied().filter(|(_, quantity)| *quantity > 0 && rng.chance(40));
        let most = named.map_or_else(|| lots.iter().map(|(_, quantity)| quantity).sum(), |(_, quantity)| quantity);
        let quantity = if rng.chance(50) { most.max(1) } else { 1 + rng.below(most.max(1) as u64) as i64 };
        NewSale {
            id: random_id(rng),
            entry,
            kind: SaleKind::ALL[rng.below(5) as usize],
            quantity,
            gross: self.cost(rng),
            date: rng.chance(70).then(|| Date::new(2024, 1 + rng.below(12) as u8, 1)).flatten(),
            lots: named.map(|(lot, _)| Taken { lot: lot.id, copies: quantity }).into_iter().collect(),
            note: self.text("sold"),
            ..NewSale::default()
        }
    }

    /// Reverses a sale, or writes about one.
    fn on_sale(&self, engine: &Engine<Domain>, rng: &mut Rng) -> Option<Mutation> {
        let sale = *rng.pick(&keys(engine, Kind::Sale))?;
        let entry = engine.get(&sale)?.entry(sale);
        if rng.chance(60) {
            return Some(Mutation::ReverseSale { sales: vec![SaleOf { entry, sale: sale.id }] });
        }
        let mut patch = SalePatch { note: Some(self.text("paid")), ..SalePatch::default() };
        if rng.chance(50) {
            let rate = format!("1.{}", self.written).parse().ok()?;
            patch.rate =
                Some(Some(Rate { from: Currency::EUR, to: Currency::USD, rate, date: Date::new(2024, 1, 1)? }));
        }
        Some(Mutation::EditSale { entry, id: sale.id, patch })
    }
}

fn settle(engine: &Engine<Domain>, rng: &mut Rng) -> Option<Mutation> {
    let open: Vec<(Key, &crate::Conflict)> = engine
        .records()
        .filter_map(|(key, record)| Some((*key, record.as_conflict()?)))
        .filter(|(_, stored)| stored.alive)
        .map(|(key, stored)| (key, &stored.value))
        .collect();
    let (key, conflict) = rng.pick(&open)?;
    let choice = if rng.chance(50) { Choice::Keep } else { Choice::UseLost };
    Some(Mutation::settle(key.id, conflict, choice))
}

/// One to three of them, each once: what is selected in a list.
fn some_of(entries: &[Key], rng: &mut Rng) -> Vec<Uuid> {
    let most = 1 + rng.below(3) as usize;
    let mut ids: Vec<Uuid> = (0..most).filter_map(|_| rng.pick(entries).map(|key| key.id)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn lot(engine: &Engine<Domain>, key: Key) -> Option<&Lot> {
    engine.get(&key)?.as_lot().map(|stored| &stored.value)
}

fn owner(engine: &Engine<Domain>, key: Key) -> Option<Uuid> {
    lot(engine, key).map(|lot| lot.entry)
}

fn quantity(engine: &Engine<Domain>, key: Key) -> Option<i64> {
    lot(engine, key).map(|lot| lot.quantity)
}
