//! A ledger leaves as one file and comes back from it.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use vitrine_formats::backup::{self, BadBackup};
use vitrine_ledger::sample::sample;
use vitrine_ledger::{Date, Key, Kind, Mutation, NewSale, Record, SaleOf, SettingsPatch, Taken, Wish};

use crate::{Records, ledger};

fn today() -> Date {
    "2026-12-01".parse().unwrap()
}

/// The sample with a sale, a reversed one, a wish, settings, a deleted card and a portfolio.
fn shelf() -> Records {
    let mut shelf = Records::default();
    sample(ledger()).iter().for_each(|mutation| shelf.send(1, mutation));
    let lot = |at: usize| {
        let mut lots = shelf.0.iter().filter_map(|(key, record)| Some((key.id, record.as_lot()?.value.clone())));
        lots.nth(at).unwrap()
    };
    let sale = |at: usize, number: u128| {
        let (id, lot) = lot(at);
        let lots = vec![Taken { lot: id, copies: 1 }];
        let sale = NewSale { id: Uuid::from_u128(number), entry: lot.entry, quantity: 1, lots, ..NewSale::default() };
        Mutation::sell(vec![sale], [Key::lot(id)])
    };
    let (first, second) = (sale(3, 71), sale(4, 72));
    let reversed = SaleOf { entry: lot(4).1.entry, sale: Uuid::from_u128(72) };
    let (gone, card) = (lot(9).1.entry, lot(11).1.entry);
    shelf.send(1, &first);
    shelf.send(1, &second);
    shelf.send(1, &Mutation::ReverseSale { sales: vec![reversed] });
    let card = shelf.0[&Key::entry(card)].as_entry().unwrap().value.card.clone();
    shelf.send(1, &Mutation::AddWish { id: Uuid::from_u128(80), wish: Wish::new(card) });
    let portfolio = vitrine_ledger::Portfolio { name: "Shop".into(), about: String::new() };
    shelf.send(1, &Mutation::AddPortfolio { id: Uuid::from_u128(81), portfolio });
    let patch = SettingsPatch { currency: Some(Some(vitrine_ledger::Currency::EUR)), ..SettingsPatch::default() };
    shelf.send(1, &Mutation::EditSettings { patch });
    shelf.send(1, &Mutation::delete(gone));
    shelf
}

fn restored(shelf: &mut Records, text: &str) -> backup::Restore {
    let file = backup::parse(text.as_bytes()).unwrap();
    let here: BTreeSet<Key> = shelf.0.keys().copied().collect();
    let restore = backup::restore(&file, "kept.json", &here);
    restore.mutations.iter().for_each(|mutation| shelf.send(2, mutation));
    restore
}

#[test]
fn what_is_written_is_read_and_written_again_the_same() {
    let shelf = shelf();
    let text = backup::print(&shelf.0, today());
    assert!(backup::is_ours(text.as_bytes()) && !backup::is_ours(b"{\"name\":1}"));
    let read = backup::parse(text.as_bytes()).unwrap();
    assert_eq!((read.saved, &read.records), (today(), &shelf.0));
    assert_eq!(backup::print(&read.records, read.saved), text);
    let kinds: BTreeSet<Kind> = read.records.keys().map(|key| key.kind).collect();
    let missing: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| !kinds.contains(kind)).collect();
    assert_eq!(missing, [Kind::Conflict], "a kind that is not in the sample proves nothing");
}

#[test]
fn an_empty_ledger_gets_everything_back_under_its_ids_and_a_second_time_nothing() {
    let kept = shelf();
    let text = backup::print(&kept.0, today());
    let mut new = Records::default();
    let restore = restored(&mut new, &text);
    let plain = |shelf: &Records| -> BTreeMap<Key, (serde_json::Value, bool)> {
        shelf.values().into_iter().map(|(key, is, alive)| (key, (is, alive))).collect()
    };
    assert_eq!(plain(&new), plain(&kept));
    assert_eq!((restore.here, restore.left_out), (0, 0));
    assert_eq!(restore.new.values().sum::<usize>(), kept.0.len());
    let again = restored(&mut new, &text);
    assert_eq!((again.mutations.len(), again.here), (0, kept.0.len()));
}

#[test]
fn what_is_here_stays_as_it_is() {
    let mut shelf = shelf();
    let text = backup::print(&shelf.0, today());
    let card = *shelf.0.iter().find(|(_, record)| record.as_entry().is_some_and(|entry| entry.alive)).unwrap().0;
    shelf.send(1, &Mutation::delete(card.id));
    let before = shelf.0.clone();
    restored(&mut shelf, &text);
    assert_eq!(shelf.0, before);
}

/// The file of this version, as it was written when the version was made.
#[test]
fn a_file_of_every_version_is_read() {
    const FIRST: &str = r#"{"file":"vitrine ledger","version":1,"schema":2,"saved":"2026-12-01","records":[["portfolio:00000000-0000-0000-0000-000000000051",{"portfolio":{"is":{"name":"Shop"},"at":{"v":[1,"0000000000100000","00000000-0000-0000-0000-000000000001"]}}}]]}"#;
    let made = {
        let mut shelf = Records::default();
        let portfolio = vitrine_ledger::Portfolio { name: "Shop".into(), about: String::new() };
        shelf.send(1, &Mutation::AddPortfolio { id: Uuid::from_u128(81), portfolio });
        backup::print(&shelf.0, today())
    };
    assert_eq!(made, FIRST);
    assert_eq!(backup::parse(FIRST.as_bytes()).unwrap().records.len(), 1);
}

#[test]
fn a_file_that_is_cut_newer_or_wrong_is_refused_and_says_why() {
    let text = backup::print(&shelf().0, today());
    let parse = |text: &str| backup::parse(text.as_bytes()).unwrap_err();
    assert!(matches!(parse(&text[..text.len() / 2]), BadBackup::Unreadable(_)));
    assert!(matches!(parse("{\"file\":\"other\",\"version\":1,\"schema\":1}"), BadBackup::Unreadable(_)));
    assert_eq!(parse(&text.replace("\"version\":1", "\"version\":9")), BadBackup::Newer);
    let twice =
        text.replace("\"records\":[", "\"records\":[[\"wish:00000000-0000-0000-0000-000000000050\",{\"lot\":1}],");
    assert!(matches!(parse(&twice), BadBackup::Unreadable(_)));
    let long = text.replace("\"name\":\"Shop\"", &format!("\"name\":\"{}\"", "x".repeat(500)));
    assert!(matches!(parse(&long), BadBackup::Refused { key: Key { kind: Kind::Portfolio, .. }, .. }));
    let muddled =
        text.replace("portfolio:00000000-0000-0000-0000-000000000051", "wish:00000000-0000-0000-0000-000000000051");
    assert!(matches!(parse(&muddled), BadBackup::Muddled(_)));
    let records: BTreeMap<Key, Record> = BTreeMap::new();
    assert!(backup::parse(backup::print(&records, today()).as_bytes()).unwrap().records.is_empty());
}
