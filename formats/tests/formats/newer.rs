//! A file is a statement about a collection, and the next one a newer statement.

use vitrine_formats::plan::State;
use vitrine_ledger::{Currency, Key, Kind, LotPatch, Money, Mutation};

use crate::{Records, read, states};

const HEAD: &str =
    "Quantity,Name,Simple Name,Set,Card Number,Set Code,Printing,Condition,Language,Rarity,Product ID,SKU";

fn agumon(quantity: i64) -> String {
    format!("{quantity},Agumon,Agumon,Base,ST1-03,ST1,Normal,Near Mint,English,Common,90001,80001\n")
}

fn file(rows: &[String]) -> String {
    format!("{HEAD}\n{}", rows.concat())
}

#[test]
fn report_a3_a_newer_export_with_another_number_is_a_change_and_not_another_card() {
    let mut shelf = Records::default();
    assert_eq!(states(&shelf.import(&file(&[agumon(1)]))), [State::New]);
    assert_eq!(states(&shelf.import(&file(&[agumon(3)]))), [State::Changed { here: 1 }]);
    assert_eq!(shelf.copies(), 3);
    assert_eq!(states(&shelf.import(&file(&[agumon(3)]))), [State::Same]);
    assert_eq!(states(&shelf.import(&file(&[agumon(1)]))), [State::Changed { here: 3 }]);
    assert_eq!(shelf.copies(), 1);
    assert_eq!(states(&shelf.import(&file(&[agumon(2)]))), [State::Changed { here: 1 }]);
    assert_eq!(shelf.copies(), 2);
    let entries = shelf.0.keys().filter(|key| key.kind == Kind::Entry).count();
    assert_eq!(entries, 1);
}

#[test]
fn report_a3_what_was_changed_or_deleted_here_is_not_written_over_unasked() {
    let mut shelf = Records::default();
    shelf.import(&file(&[agumon(3)]));
    let lot = *shelf.0.keys().find(|key| key.kind == Kind::Lot).unwrap();
    let entry = shelf.0.keys().find(|key| key.kind == Kind::Entry).unwrap().id;
    shelf.send(2, &Mutation::Adjust { entry, lot: lot.id, by: -1 });
    let plan = shelf.import(&file(&[agumon(3)]));
    assert_eq!((states(&plan), shelf.copies()), (vec![State::ChangedHere { here: 2 }], 2));
    // Said aloud, the file is right.
    plan.mutations("again.csv", |_| true, false).iter().for_each(|mutation| shelf.send(1, mutation));
    assert_eq!(shelf.copies(), 3);

    shelf.send(2, &Mutation::delete(entry));
    let plan = shelf.import(&file(&[agumon(3)]));
    assert_eq!((states(&plan), shelf.copies()), (vec![State::Deleted], 0));
    plan.mutations("again.csv", |_| true, false).iter().for_each(|mutation| shelf.send(1, mutation));
    assert_eq!(shelf.copies(), 3, "it is back");
}

/// After whatever happened here, taking the file leaves exactly its copies.
#[test]
fn a_file_that_is_accepted_is_right_whatever_happened_before() {
    let mut rng = vitrine_sync::rng::Rng::new(17);
    for _ in 0..200 {
        let mut shelf = Records::default();
        shelf.import(&file(&[agumon(3)]));
        let entry = shelf.0.keys().find(|key| key.kind == Kind::Entry).unwrap().id;
        for _ in 0..12 {
            let alive = shelf.0[&Key::entry(entry)].alive();
            let lots: Vec<(uuid::Uuid, i64)> = shelf
                .0
                .iter()
                .filter_map(|(key, record)| Some((key.id, record.as_lot().filter(|lot| lot.alive)?.value.quantity)))
                .collect();
            match rng.below(6) {
                0 if alive => shelf.send(2, &Mutation::delete(entry)),
                1 if alive && !lots.is_empty() => {
                    let (lot, quantity) = lots[rng.below(lots.len() as u64) as usize];
                    let by = if quantity > 1 && rng.below(2) == 0 { -1 } else { 2 };
                    shelf.send(2, &Mutation::Adjust { entry, lot, by });
                }
                2 if alive && shelf.copies() > 1 => {
                    let id = uuid::Uuid::from_u128(u128::from(rng.below(u64::MAX)));
                    let sale = vitrine_ledger::NewSale { id, entry, quantity: 1, ..Default::default() };
                    let seen: Vec<Key> =
                        shelf.0.keys().filter(|key| matches!(key.kind, Kind::Lot | Kind::Sale)).copied().collect();
                    shelf.send(2, &Mutation::sell(vec![sale], seen));
                }
                _ => {
                    let wanted = 1 + rng.below(5) as i64;
                    let plan = shelf.plan(&read(&file(&[agumon(wanted)])));
                    let mutations = plan.mutations("cards.csv", |_| true, false);
                    mutations.iter().for_each(|mutation| shelf.send(1, mutation));
                    assert_eq!((shelf.copies(), shelf.0[&Key::entry(entry)].alive()), (wanted, true));
                    let once = shelf.values();
                    // The same file on a second device that knew the same.
                    mutations.iter().for_each(|mutation| shelf.send(3, mutation));
                    assert_eq!(shelf.values(), once);
                }
            }
        }
    }
}

#[test]
fn report_a4_split_and_joined_rows_are_the_same_copies() {
    let split = file(&[agumon(1), agumon(1), agumon(1), agumon(1), agumon(4)]);
    let joined = file(&[agumon(4), agumon(4)]);
    for (first, second) in [(&split, &joined), (&joined, &split)] {
        let mut shelf = Records::default();
        assert_eq!(states(&shelf.import(first)), [State::New]);
        assert_eq!(states(&shelf.import(second)), [State::Same]);
        assert_eq!(shelf.copies(), 8);
    }
}

#[test]
fn report_b3_a_new_column_and_today_s_price_change_nothing_that_is_owned() {
    let rows = [("Agumon", "90001", 2), ("Gabumon", "90002", 1), ("Patamon", "90003", 3)];
    let with = |column: &str, value: &str| {
        let row = |(name, id, quantity): &(&str, &str, i64)| {
            format!("{quantity},{name},{name},Base,ST1-03,ST1,Normal,Near Mint,English,Common,{id},8{id},{value}\n")
        };
        format!("{HEAD},{column}\n{}", rows.iter().map(row).collect::<String>())
    };
    let mut shelf = Records::default();
    shelf.import(&with("Rarity Note", ""));
    for (column, value) in [("TCG Low Price", "1.10"), ("TCG Low Price", "1.25"), ("Date Added", "2026-11-30")] {
        assert_eq!(states(&shelf.import(&with(column, value))), [State::Same; 3], "{column}");
        assert_eq!(shelf.copies(), 6);
    }
}

#[test]
fn report_b4_what_a_spreadsheet_spoilt_is_recognised_by_its_product() {
    let row = |quantity, name, number, id, sku| {
        format!("{quantity},{name},{name},Base,{number},BS,Normal,Near Mint,English,Common,{id},{sku}\n")
    };
    let first = file(&[
        row(1, "Charizard", "4/102", "42382", "800000000001"),
        row(2, "Agumon", "1/25", "90001", "80001"),
        row(1, "Bulbasaur", "001", "502000", "7000000000123"),
    ]);
    let spoilt = file(&[
        row(1, "Charizard", "4/102", "42382", "8E+11"),
        row(2, "Agumon", "25-Jan", "90001", "80001"),
        row(1, "Bulbasaur", "1", "502000", "7E+12"),
    ]);
    let mut shelf = Records::default();
    shelf.import(&first);
    assert_eq!((states(&shelf.import(&spoilt)), shelf.copies()), (vec![State::Same; 3], 4));
    // On its own it is read without what is spoilt, and that is said.
    let parsed = read(&spoilt);
    assert_eq!(parsed.rows[1].entry.card.number, "");
    assert!(!parsed.rows[0].entry.card.ids.contains_key("sku"));
    let told = vitrine_formats::Warning::Spoilt { lines: vec![2, 3, 4], example: String::from("8E+11") };
    assert!(parsed.warnings.contains(&told), "{:?}", parsed.warnings);
}

#[test]
fn the_same_newer_file_on_two_devices_without_a_network_is_one_change() {
    for (first, newer) in [(1, 3), (3, 1), (5, 2)] {
        let mut shelf = Records::default();
        shelf.import(&file(&[agumon(first)]));
        let plan = shelf.plan(&read(&file(&[agumon(newer)])));
        let mutations = plan.mutations("cards.csv", |item| item.state.is_wanted(), false);
        mutations.iter().for_each(|mutation| shelf.send(1, mutation));
        let once = shelf.values();
        mutations.iter().for_each(|mutation| shelf.send(2, mutation));
        assert_eq!((shelf.values(), shelf.copies()), (once, newer));
    }
}

#[test]
fn what_was_noted_of_a_lot_stays_with_the_copies_that_stay() {
    let mut shelf = Records::default();
    shelf.import(&file(&[agumon(3)]));
    let lot = shelf.0.keys().find(|key| key.kind == Kind::Lot).unwrap().id;
    let entry = shelf.0.keys().find(|key| key.kind == Kind::Entry).unwrap().id;
    let cost = Money::new(250, Currency::USD);
    let patch = LotPatch { cost: Some(Some(cost)), ..LotPatch::default() };
    shelf.send(1, &Mutation::EditLot { entry, id: lot, patch });
    assert_eq!(states(&shelf.import(&file(&[agumon(2)]))), [State::Changed { here: 3 }]);
    let alive: Vec<_> = shelf.0.values().filter(|record| record.alive()).filter_map(|record| record.as_lot()).collect();
    assert_eq!((alive.len(), alive[0].value.quantity, alive[0].value.cost), (1, 2, Some(cost)));
}

#[test]
fn what_a_newer_file_does_not_name_is_kept_unless_asked() {
    let mut shelf = Records::default();
    let other = "1,Gabumon,,Base,ST2-03,ST2,Normal,Near Mint,English,Common,90002,80002\n".to_owned();
    shelf.import(&file(&[agumon(1), other]));
    let plan = shelf.import(&file(&[agumon(1)]));
    assert_eq!((plan.missing.len(), shelf.copies()), (1, 2));
    plan.mutations("cards.csv", |_| false, true).iter().for_each(|mutation| shelf.send(1, mutation));
    assert_eq!(shelf.copies(), 1);
    assert!(!shelf.0[&Key::entry(plan.missing[0])].alive());
}

#[test]
fn one_product_with_two_numbers_is_two_cards() {
    let row = |number: &str| format!("1,Umbreon,,Base,{number},BS,Normal,Near Mint,English,Common,205,\n");
    let mut shelf = Records::default();
    shelf.import(&file(&[row("130"), row("205"), row("130")]));
    let cards = shelf.0.values().filter(|record| record.as_entry().is_some()).count();
    assert_eq!((cards, shelf.copies()), (2, 3));
}
