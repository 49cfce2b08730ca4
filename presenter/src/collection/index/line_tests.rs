//! Histories of random records: the lines of the list are those of somebody who reads everything again, and what that is is
//! told a second time without the index.

use super::tests::*;
use super::*;
use crate::collection::{GroupKind, Grouping, Sort, Within};
use vitrine_ledger::{
    CardRef, Currency, Date, Entry, Location, LocationKind, Method, Money, NewLot, NewSale, Place, Portfolio,
    PriceOverride, Rate,
};
use vitrine_sync::{Version, Versions};

/// Numbers that look random and are the same each time.
pub(super) struct Dice(pub u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: u128) -> u128 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u128::from(self.0 >> 33) % sides
    }
}

pub(super) fn stored<T>(value: T, alive: bool) -> Stored<T> {
    Stored { value, alive, versions: Versions::new(Version::NONE) }
}

/// Some record, under an id that others have too.
pub(super) fn some(dice: &mut Dice) -> (Key, Record) {
    let alive = dice.roll(5) > 0;
    match dice.roll(12) {
        0..5 => {
            let card = CardRef {
                game: "pokemon".into(),
                name: ["Abra", "Mew", "Zubat"][dice.roll(3) as usize].into(),
                set: ["base", "Base", "fossil", ""][dice.roll(4) as usize].into(),
                number: dice.roll(2).to_string(),
                ..CardRef::default()
            };
            let location = Uuid::from_u128(100 + dice.roll(4));
            let page = if dice.roll(2) == 0 { String::new() } else { dice.roll(12).to_string() };
            let place = (dice.roll(4) > 0).then(|| Place { location, page, ..Place::default() });
            let portfolio = (dice.roll(3) > 0).then(|| Uuid::from_u128(200 + dice.roll(3)));
            let price = (dice.roll(6) == 0).then(|| PriceOverride {
                price: Money::new(dice.roll(700) as i64, Currency::USD),
                date: Date::new(2026, 1, 1 + dice.roll(4) as u8).unwrap(),
                reason: String::new(),
            });
            let value = Entry { place, portfolio, price, for_trade: dice.roll(2) as i64, ..Entry::new(card) };
            (key_entry(dice.roll(12)), Record::Entry(Box::new(stored(value, alive))))
        }
        5..8 => {
            let id = dice.roll(20);
            let rate = Rate {
                from: Currency::USD,
                to: Currency::EUR,
                rate: "0.5".parse().unwrap(),
                date: Date::new(2026, 1, 1).unwrap(),
            };
            let cost = (dice.roll(4) > 0).then(|| Money::new(dice.roll(50) as i64, Currency::USD));
            let rate = (dice.roll(2) == 0).then_some(rate);
            // A lot stays with its entry.
            let value = NewLot { quantity: dice.roll(3) as i64, cost, rate, ..NewLot::default() };
            (key_lot(id), Record::Lot(stored(value.lot(Uuid::from_u128(id % 12)), alive)))
        }
        8 => {
            let id = dice.roll(6);
            let gross = Some(Money::new(dice.roll(90) as i64, Currency::USD));
            let value = NewSale { entry: Uuid::from_u128(id), quantity: 1, gross, ..NewSale::default() }.sale();
            (key_sale(id), Record::Sale(Box::new(stored(value, alive))))
        }
        9 => {
            let name = ["Album", "box 9", "Box 10"][dice.roll(3) as usize].into();
            let value = Location { name, kind: LocationKind::Box, about: String::new() };
            (Key::location(Uuid::from_u128(100 + dice.roll(4))), Record::Location(Box::new(stored(value, alive))))
        }
        10 => {
            let value = Portfolio { name: ["Keep", "Album"][dice.roll(2) as usize].into(), about: String::new() };
            (Key::portfolio(Uuid::from_u128(200 + dice.roll(3))), Record::Portfolio(Box::new(stored(value, alive))))
        }
        _ => {
            let currency = (dice.roll(2) == 0).then_some(Currency::EUR);
            let value = Settings { currency, method: Method::ALL[dice.roll(3) as usize], ..Settings::default() };
            (Settings::key(), Record::Settings(Box::new(stored(value, alive))))
        }
    }
}

pub(super) fn some_query(dice: &mut Dice) -> Query {
    let within = |dice: &mut Dice, first| match dice.roll(4) {
        0 => Within::Nowhere,
        1 => Within::In(Uuid::from_u128(first + dice.roll(3))),
        _ => Within::Anywhere,
    };
    Query {
        search: ["", "", "a", "box", "keep zu"][dice.roll(5) as usize].into(),
        location: within(dice, 100),
        portfolio: within(dice, 200),
        show: Show::ALL[dice.roll(4) as usize],
        group: Grouping::all().nth(dice.roll(Grouping::all().count() as u128) as usize).unwrap(),
        sort: Sort::ALL[dice.roll(6) as usize],
        descending: dice.roll(2) == 0,
        ..Query::default()
    }
}

#[test]
fn whatever_changes_the_lines_are_those_of_somebody_who_reads_everything_again() {
    let mut dice = Dice(7);
    let mut records = Records::new();
    let mut index = rebuilt(&records, &Query::default());
    for step in 0..3_000 {
        if step % 10 == 0 {
            index.ask(&some_query(&mut dice));
        }
        let changed: Vec<Key> = (0..=dice.roll(3))
            .map(|_| {
                let (key, record) = some(&mut dice);
                records.insert(key, record);
                if dice.roll(9) == 0 {
                    // As an addition that was refused.
                    records.remove(&key);
                }
                key
            })
            .collect();
        refresh(&mut index, &records, &changed);
        let query = index.query.clone();
        same(&index, &rebuilt(&records, &query));
        let settings = Settings::among(&records);
        assert_eq!(
            *index.sums(),
            vitrine_ledger::totals::totals(&records, settings.method, settings.reporting()),
            "as the ledger adds up"
        );
        by_hand(&index, &records);
    }
}

/// What is shown, told without the index: which rows, under which headings, with which sums.
fn by_hand(index: &Index, records: &Records) {
    let query = &index.query;
    let living = |key: Key| records.get(&key).is_some_and(Record::alive);
    let entry = |id: Uuid| &records[&Key::entry(id)].as_entry().unwrap().value;
    let held = |id: Uuid| index.row(id).map_or(0, |row| row.quantity);
    let thing = |id: Uuid| {
        let card = &entry(id).card;
        (card.name.clone(), card.set.to_lowercase(), card.number.clone())
    };
    let all: Vec<Uuid> =
        records.iter().filter(|(k, r)| k.kind == Kind::Entry && r.alive()).map(|(k, _)| k.id).collect();
    let wanted = all.iter().copied().filter(|id| match query.show {
        Show::All => true,
        Show::ToTrade => entry(*id).for_trade > 0,
        Show::NoCost => index.row(*id).unwrap().unknown > 0,
        // The server has said nothing of prices here.
        Show::NoPrice => held(*id) > 0,
        Show::Duplicates => {
            let same = all.iter().filter(|other| thing(**other) == thing(*id));
            held(*id) > 0 && same.map(|other| held(*other)).sum::<i64>() > 1
        }
    });
    let shown: BTreeSet<Uuid> = index.order().iter().map(|row| row.id).collect();
    if query.filters() == usize::from(query.show != Show::All) && query.search.is_empty() {
        assert_eq!(shown, wanted.collect());
    }
    let mut under = None;
    let mut counted: BTreeMap<String, (usize, i64)> = BTreeMap::new();
    for line in index.slice(0, index.lines()) {
        match line {
            ListItem::Heading(key) => {
                let (section, _) = index.section(&key).unwrap();
                let before = counted.insert(format!("{key:?}"), (section.rows, section.sum.cards));
                assert_eq!(before, None, "one heading for each group");
                under = Some(key);
            }
            ListItem::Row(row) => {
                let of = match (query.group, &under) {
                    (Grouping::None, None) => continue,
                    (Grouping::Set, Some(SectionKey::Set(_))) => true,
                    (Grouping::Location, Some(SectionKey::Group(GroupKind::Location, id))) => {
                        let there = entry(row.id).place.as_ref().map(|place| place.location);
                        *id == there.filter(|id| living(Key::location(*id)))
                    }
                    (Grouping::Portfolio, Some(SectionKey::Group(GroupKind::Portfolio, id))) => {
                        *id == entry(row.id).portfolio.filter(|id| living(Key::portfolio(*id)))
                    }
                    (Grouping::Field(field), Some(SectionKey::Field(name, text))) => {
                        field == *name && entry(row.id).groups().any(|said| *said == **text)
                    }
                    _ => false,
                };
                assert!(of, "{row:?} under {under:?}");
                let left = counted.get_mut(&format!("{:?}", under.as_ref().unwrap())).unwrap();
                *left = (left.0 - 1, left.1 - row.quantity);
            }
        }
    }
    assert!(counted.values().all(|left| *left == (0, 0)), "{counted:?}");
    for (at, row) in index.order().iter().enumerate() {
        let line = index.line_of(at);
        assert!(matches!(&index.slice(line, line + 1)[..], [ListItem::Row(there)] if there.id == row.id));
    }
}

#[test]
fn any_part_of_the_list_is_that_part_of_the_whole() {
    let mut dice = Dice(3);
    let records: Records = (0..200).map(|_| some(&mut dice)).collect();
    for group in Grouping::all() {
        let index = rebuilt(&records, &Query { group, ..Query::default() });
        let keys = |lines: Vec<ListItem>| lines.iter().map(ListItem::key).collect::<Vec<_>>();
        let whole = keys(index.slice(0, index.lines()));
        assert_eq!(whole.len(), index.lines());
        for from in 0..=index.lines() + 1 {
            for to in from..=index.lines() + 1 {
                let end = to.min(whole.len());
                assert_eq!(keys(index.slice(from, to)), whole[from.min(end)..end], "{from}..{to}");
            }
        }
    }
}
