//! What leaves in another app's form comes in again as the same collection.

use std::collections::BTreeSet;

use vitrine_formats::plan::State;
use vitrine_formats::write::{Export, FORMATS, Lost, Which, write};
use vitrine_formats::{Format, Options};
use vitrine_ledger::sample::sample;
use vitrine_ledger::{Currency, EntryPatch, Key, Kind, Method, Mutation, TagsChange};

use crate::{Records, ledger, read, states};

fn exported(shelf: &Records, format: Format) -> Export {
    write(format, &shelf.0, Which::All, Currency::USD, Method::Fifo).expect("a format that is written")
}

/// The sample, with values that a spreadsheet would carry out.
fn shelf() -> Records {
    let mut shelf = Records::default();
    sample(ledger()).iter().for_each(|mutation| shelf.send(1, mutation));
    let ids: Vec<_> = shelf.0.keys().filter(|key| key.kind == Kind::Entry).map(|key| key.id).collect();
    for (at, id) in ids.into_iter().enumerate().filter(|(at, _)| at % 3 == 0) {
        let mut card = shelf.0[&Key::entry(id)].as_entry().unwrap().value.card.clone();
        card.ids.insert("cardmarket".into(), (1_000 + at).to_string());
        let name = ["+2 Mace, \"quoted\"", "=1+1", "'=x", "Urza's; Tower"][at / 3 % 4];
        card.name = format!("{name}{at}");
        let flags = Some(TagsChange { add: vec!["signed".into()], remove: vec![] });
        let patch = EntryPatch { card: Some(card), flags, notes: Some("-SUM(A1)".into()), ..EntryPatch::default() };
        shelf.send(1, &Mutation::EditEntry { id, patch });
    }
    shelf
}

#[test]
fn every_export_comes_in_again_with_the_same_copies_and_a_second_time_as_nothing_new() {
    let shelf = shelf();
    for format in FORMATS {
        let first = exported(&shelf, format);
        assert!(first.copies > 0, "{format:?} has nothing to prove");
        let parsed = read(&first.text);
        assert_eq!((parsed.format, parsed.bad.len()), (format, 0), "{:?}\n{}", parsed.bad, first.text);
        assert_eq!((parsed.rows.len(), parsed.cards()), (first.rows, first.copies), "{format:?}");
        let mut other = Records::default();
        other.import(&first.text);
        assert_eq!(other.copies(), first.copies, "{format:?}");
        // What came out of a file goes back into one that says the same.
        let second = exported(&other, format);
        let lines = |export: &Export| export.text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
        let (first, written) = (lines(&first), lines(&second));
        assert_eq!(first.symmetric_difference(&written).collect::<Vec<_>>(), Vec::<&String>::new(), "{format:?}");
        let again = other.plan(&read(&second.text));
        assert!(states(&again).iter().all(|state| *state == State::Same), "{format:?}: {:?}", states(&again));
    }
}

#[test]
fn a_cell_that_a_spreadsheet_would_carry_out_is_text_and_is_read_as_it_was() {
    let export = exported(&shelf(), Format::Tcgplayer);
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let dangerous = |cell: &String| cell.trim_start_matches('"').starts_with(['=', '+', '-', '@']);
    assert!(export.text.contains("'=1+1") && export.text.contains("'+2 Mace"));
    assert!(!export.text.lines().any(|line| cells(line).iter().any(dangerous)));
    let names: Vec<String> = read(&export.text).rows.into_iter().map(|row| row.entry.card.name).collect();
    for start in ["+2 Mace, \"quoted\"", "=1+1", "'=x", "Urza's; Tower"] {
        assert!(names.iter().any(|name| name.starts_with(start)), "{start}");
    }
}

#[test]
fn what_a_format_cannot_carry_is_counted() {
    let shelf = shelf();
    let moxfield = exported(&shelf, Format::Moxfield);
    let games = shelf.0.values().filter_map(|record| record.as_entry()).filter(|e| e.value.card.game != "mtg").count();
    assert_eq!(moxfield.lost.get(&Lost::Card), Some(&games));
    assert!(moxfield.lost.contains_key(&Lost::Notes) && moxfield.lost.contains_key(&Lost::Day));
    let collectr = exported(&shelf, Format::Collectr);
    assert!(!collectr.lost.contains_key(&Lost::Card) && !collectr.lost.contains_key(&Lost::Notes));
    assert!(collectr.lost.contains_key(&Lost::Special));
    assert!(write(Format::List, &shelf.0, Which::All, Options::default().currency, Method::Fifo).is_none());
}

#[test]
fn a_portfolio_leaves_alone() {
    let mut shelf = shelf();
    let id = uuid::Uuid::from_u128(90);
    let portfolio = vitrine_ledger::Portfolio { name: "Shop".into(), about: String::new() };
    shelf.send(1, &Mutation::AddPortfolio { id, portfolio });
    let entry = shelf.0.keys().find(|key| key.kind == Kind::Entry).unwrap().id;
    let patch = EntryPatch { portfolio: Some(Some(id)), ..EntryPatch::default() };
    shelf.send(1, &Mutation::EditEntry { id: entry, patch });
    let all = write(Format::Collectr, &shelf.0, Which::Portfolio(id), Currency::USD, Method::Fifo).unwrap();
    let parsed = read(&all.text);
    assert!(all.rows > 0 && parsed.rows.iter().all(|row| row.portfolio.as_deref() == Some("Shop")));
    assert!(all.rows < exported(&shelf, Format::Collectr).rows);
}
