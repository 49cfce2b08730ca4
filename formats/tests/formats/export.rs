//! A collection goes out as the file of any app, and that file coming in again changes nothing.

use uuid::Uuid;
use vitrine_formats::plan::State;
use vitrine_formats::write::{self, Copies, FORMATS, Loss, losses};
use vitrine_formats::{Format, Options, parse_text};
use vitrine_ledger::{
    CardRef, Condition, Currency, Entry, Grade, Key, Location, LocationKind, Method, Money, Mutation, NewHolding,
    NewLot, NewSale, Place, Portfolio, Record, Tags,
};

use crate::{Records, states};

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn card(game: &str, set: &str, number: &str, name: &str) -> Entry {
    let ids = [
        ("scryfall", format!("s-{set}-{number}")),
        ("tcgplayer", format!("{number}77")),
        ("cardmarket", format!("{number}88")),
    ];
    Entry::new(CardRef {
        game: game.into(),
        set: set.into(),
        set_name: format!("Set of {set}"),
        number: number.into(),
        name: name.into(),
        rarity: "Rare".into(),
        ids: ids.into_iter().map(|(of, id)| (of.to_owned(), id)).collect(),
        ..CardRef::default()
    })
}

/// A bit of everything that apps have words for, and of what they have none for.
pub(crate) fn collection() -> Records {
    let mut shelf = Records::default();
    let mut next = 100;
    let location = Location { name: "Red, the \"big\" one".into(), kind: LocationKind::Binder, about: String::new() };
    shelf.send(1, &Mutation::AddLocation { id: id(1), location });
    shelf.send(
        1,
        &Mutation::AddPortfolio { id: id(2), portfolio: Portfolio { name: "Shop".into(), about: String::new() } },
    );
    let usd = |minor| Some(Money::new(minor, Currency::USD));
    let mut add = |shelf: &mut Records, entry: Entry, lots: Vec<NewLot>| {
        next += 10;
        let lots =
            lots.into_iter().enumerate().map(|(at, lot)| NewLot { id: id(next + 1 + at as u128), ..lot }).collect();
        shelf.send(1, &Mutation::add(NewHolding { id: id(next), entry, lots }));
        id(next)
    };
    let lot = |quantity, cost| NewLot { quantity, cost, ..NewLot::default() };
    for (at, finish) in ["", "Normal", "Foil", "Etched", "Reverse Holofoil", "Surge Foil"].into_iter().enumerate() {
        for (scale, code) in [("tcg", "NM"), ("tcg", "LP"), ("tcg", "DMG"), ("cm", "EX"), ("cm", "PO"), ("", "")] {
            let mut entry = card("mtg", "inv", &format!("{at}{}", code.len()), "Opt, of course");
            finish.clone_into(&mut entry.finish);
            entry.condition = Some(Condition::new(scale, code)).filter(|_| !scale.is_empty());
            entry.language = ["en", "ja", "zh-Hans", "zh-Hant", "pt-BR", "Phyrexian"][at].to_owned();
            add(&mut shelf, entry, vec![lot(1 + at as i64, usd(150)), lot(1, None)]);
        }
    }
    let mut formula = card("pokemon", "base1", "4", "=SUM(A1)");
    "-1 for the corner\n\"quoted\"".clone_into(&mut formula.notes);
    formula.tags = Tags::new(["red", "swap"]);
    formula.flags = Tags::new(["signed", "misprint"]);
    formula.place = Some(Place::within(id(1)));
    formula.portfolio = Some(id(2));
    formula.for_trade = 2;
    "Prerelease".clone_into(&mut formula.stamp);
    let acquired = "2026-03-04".parse().ok();
    let three = NewLot { quantity: 3, total: usd(1_000), acquired, ..NewLot::default() };
    let euros = NewLot { quantity: 1, cost: Some(Money::new(999, Currency::EUR)), acquired, ..NewLot::default() };
    let sold = add(&mut shelf, formula, vec![three, euros, lot(5, usd(0))]);
    let sale = NewSale { id: id(50), entry: sold, quantity: 2, gross: usd(900), date: acquired, ..NewSale::default() };
    let seen: Vec<Key> =
        shelf.0.keys().filter(|key| (id(sold.as_u128())..id(sold.as_u128() + 9)).contains(&key.id)).copied().collect();
    shelf.send(1, &Mutation::sell(vec![sale], seen));
    let mut slab = card("pokemon", "base1", "15", "Venusaur");
    slab.grade = Some(Grade { company: "PSA".into(), value: "9".into(), cert: "12".into(), ..Grade::default() });
    add(&mut shelf, slab, vec![lot(1, usd(12_000))]);
    shelf
}

fn held(shelf: &Records) -> Vec<Copies> {
    let records = |look: &mut dyn FnMut(&Key, &Record)| shelf.0.iter().for_each(|(key, record)| look(key, record));
    write::held(&records, Method::Fifo, |_, _| true)
}

#[test]
fn every_export_comes_in_again_and_changes_nothing() {
    let shelf = collection();
    let copies = held(&shelf);
    assert_eq!(copies.iter().map(|copies| copies.quantity).sum::<i64>(), shelf.copies());
    for format in FORMATS {
        let text = write::csv(format, &copies, Currency::USD);
        let parsed =
            parse_text(&text, &Options::default()).unwrap_or_else(|error| panic!("{format:?}: {error}\n{text}"));
        assert_eq!((parsed.format, parsed.bad.as_slice(), parsed.questions.len()), (format, &[][..], 0), "{text}");
        assert_eq!(parsed.cards(), shelf.copies(), "{format:?}");
        let plan = shelf.plan(&parsed);
        let other: Vec<_> = plan.items.iter().filter(|item| item.state != State::Same).collect();
        assert!(other.is_empty(), "{format:?}: {other:#?}");
        assert!(plan.missing.is_empty());
    }
}

#[test]
fn an_export_into_an_empty_collection_is_as_many_copies_and_writes_the_same_file() {
    let copies = held(&collection());
    for format in FORMATS {
        let text = write::csv(format, &copies, Currency::USD);
        let mut empty = Records::default();
        empty.import(&text);
        assert_eq!(empty.copies(), copies.iter().map(|copies| copies.quantity).sum::<i64>(), "{format:?}");
        let again = write::csv(format, &held(&empty), Currency::USD);
        let mut second = Records::default();
        assert!(states(&second.import(&again)).iter().all(|state| *state == State::New));
        let lines = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort_unstable();
            lines
        };
        assert_eq!(lines(&write::csv(format, &held(&second), Currency::USD)), lines(&again), "{format:?}");
    }
}

#[test]
fn costs_and_days_go_out_and_come_in_to_the_cent() {
    let copies = held(&collection());
    let text = write::csv(Format::Manabox, &copies, Currency::USD);
    let mut empty = Records::default();
    empty.import(&text);
    let sum = |copies: &[Copies], currency: Currency| -> i64 {
        let cost = |one: &Copies| {
            let lot = one.lot.as_ref()?;
            let money = lot.cost.or(lot.total).filter(|money| money.currency == currency)?;
            Some(if lot.cost.is_some() {
                money.minor * one.quantity
            } else {
                money.minor * one.quantity / lot.quantity
            })
        };
        copies.iter().filter_map(cost).sum()
    };
    let back = held(&empty);
    for currency in [Currency::USD, Currency::EUR] {
        assert_eq!(sum(&back, currency), sum(&copies, currency), "{currency}");
    }
}

#[test]
fn a_cell_that_a_spreadsheet_would_calculate_is_defused_and_read_as_it_was() {
    let text = write::csv(Format::Moxfield, &held(&collection()), Currency::USD);
    assert!(text.contains("'=SUM(A1)") && !text.contains(",=SUM"));
    let parsed = parse_text(&text, &Options::default()).unwrap();
    assert!(parsed.rows.iter().any(|row| row.entry.card.name == "=SUM(A1)"));
}

#[test]
fn what_a_file_cannot_carry_is_counted_before() {
    let copies = held(&collection());
    let lost = losses(Format::Moxfield, &copies, Currency::USD);
    assert_eq!(lost[&Loss::Grade], 1);
    assert_eq!(lost.get(&Loss::Tags), None);
    assert!(lost[&Loss::Place] >= 1 && lost[&Loss::Stamp] >= 1 && lost[&Loss::Game] >= 1);
    let mut nameless = copies.clone();
    nameless[0].entry.card.ids.clear();
    assert_eq!(losses(Format::Cardmarket, &nameless, Currency::USD)[&Loss::Row], 1);
    let lines = |copies: &[Copies]| write::csv(Format::Cardmarket, copies, Currency::USD).lines().count();
    assert_eq!(lines(&nameless[..1]), 1);
    let mine = losses(Format::Collectr, &copies, Currency::USD);
    assert_eq!((mine.get(&Loss::Grade), mine.get(&Loss::Portfolio)), (None, None));
    assert!(mine[&Loss::Cost] >= 1, "a cost in euros among dollars");
}
