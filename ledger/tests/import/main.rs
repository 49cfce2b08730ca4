//! Reading files: our own small ones here, and the real one in `real`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on should stop, and say so")]

mod real;

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use vitrine_ledger::import::{self, BadFile, BadReason, Parsed, RowState, Warning};
use vitrine_ledger::{Condition, Domain, Key, Mutation, Record};
use vitrine_sync::{Author, ClientId, LedgerId, Lookup, Model, MutationId, Seq, Stamp};

#[derive(Default)]
pub(crate) struct Records(pub(crate) BTreeMap<Key, Record>);

impl Lookup<Domain> for Records {
    fn get(&self, key: &Key) -> Option<&Record> {
        self.0.get(key)
    }
}

impl Records {
    pub(crate) fn send(&mut self, client: u128, seq: u64, mutation: &Mutation) {
        Domain::check(mutation, self).expect("allowed");
        let id = MutationId { client: ClientId(Uuid::from_u128(client)), n: seq };
        let author = Author { id, stamp: Stamp::at(seq), saw: Seq::ZERO, seq: Seq(seq) };
        let effect = Domain::apply(mutation, self, &author).expect("carried out");
        self.0.extend(effect.patch);
    }
}

pub(crate) fn ledger() -> LedgerId {
    LedgerId(Uuid::from_u128(5))
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn ids(parsed: &Parsed) -> Vec<Uuid> {
    import::holdings(ledger(), parsed).iter().map(|holding| holding.id).collect()
}

#[test]
fn columns_are_found_by_name_and_what_is_unknown_is_kept() {
    let parsed = import::parse(&fixture("reordered.csv")).unwrap();
    assert!(parsed.bad.is_empty(), "{:?}", parsed.bad);
    let [first, second] = &parsed.rows[..] else { panic!("two rows, not {}", parsed.rows.len()) };
    assert_eq!((first.line, second.line), (2, 5));
    assert_eq!((first.entry.card.set.as_str(), first.entry.card.number.as_str(), first.quantity), ("LCI", "1", 1));
    assert_eq!(first.entry.card.ids, BTreeMap::from([("sku".to_owned(), "7543277".to_owned())]));
    assert_eq!(first.entry.extra["Shelf"], "A \"top\" shelf,\r\nleft");
    assert_eq!(first.entry.extra["Price Each"], "$1.50");
    assert!(!first.entry.extra.contains_key("Simple Name"));
    assert_eq!(second.entry.extra["Simple Name"], "Accursed Marauder");
    assert_eq!(
        (second.entry.condition.clone(), second.entry.finish.as_str()),
        (Some(Condition::new("tcg", "LP")), "Foil")
    );
    assert_eq!(second.entry.language, "ja");
    let unknown = Warning::UnknownColumns { names: vec!["Shelf".to_owned()] };
    assert!(
        parsed.warnings.contains(&unknown)
            && parsed.warnings.contains(&Warning::GameGuessed { game: "mtg".to_owned() })
    );
}

#[test]
fn a_stamp_is_read_from_the_end_of_a_products_name_and_from_a_column_of_its_own() {
    let text = "Quantity,Name,SKU,Stamp\n1,Machamp - 59/108 (Prerelease) [Staff],1,\n1,Opt (Cosmos Holo),2,1st Place\n1,(Staff),3,\n";
    let parsed = import::parse_text(text).unwrap();
    let read: Vec<(&str, &str)> =
        parsed.rows.iter().map(|row| (row.entry.card.name.as_str(), row.entry.stamp.as_str())).collect();
    let wanted = [("Machamp - 59/108", "Prerelease, Staff"), ("Opt (Cosmos Holo)", "1st Place"), ("(Staff)", "")];
    assert_eq!(read, wanted);
    assert!(!parsed.warnings.iter().any(|warning| matches!(warning, Warning::UnknownColumns { .. })));
}

#[test]
fn unreadable_rows_are_listed_with_their_line_and_reason_and_the_others_are_read() {
    let parsed = import::parse(&fixture("broken.csv")).unwrap();
    let bad: Vec<(u32, BadReason)> = parsed.bad.iter().map(|row| (row.line, row.reason.clone())).collect();
    let text = |text: &str| BadReason::BadQuantity(text.to_owned());
    let expected = [
        (3, BadReason::ZeroQuantity),
        (4, BadReason::NegativeQuantity),
        (5, text("two")),
        (6, BadReason::NoQuantity),
        (7, BadReason::NoName),
        (8, BadReason::TooManyValues { expected: 12, found: 13 }),
        (9, BadReason::StrayQuote),
        (10, text("99999999999999999999")),
        (11, text("1.5")),
        (14, BadReason::NoName),
    ];
    assert_eq!(bad, expected);
    assert!(parsed.bad[6].text.starts_with("1,\"Stray mark,"));
    let read: Vec<(u32, u32)> = parsed.rows.iter().map(|row| (row.line, row.occurrence)).collect();
    assert_eq!(read, [(2, 0), (12, 0), (13, 1)]);
    assert!(parsed.warnings.contains(&Warning::ShortRows { count: 1 }));
    assert!(parsed.warnings.contains(&Warning::RepeatedRows { count: 1 }));
}

#[test]
fn the_same_rows_have_the_same_ids_however_the_file_is_written() {
    let plain = "Quantity,Name,Printing,SKU\n1,Opt,Foil,7\n1,Opt,Foil,7\n2,Ponder,Normal,8\n";
    let other = "sep=;\r\nSKU ;\"Name\";qty;Printing;Price\r\n7;\"Opt\";1;Foil;3,50\r\n8;Ponder;2;Normal;\r\n7;Opt;1;Foil;9,99\r\n";
    let (plain, other) = (import::parse_text(plain).unwrap(), import::parse_text(other).unwrap());
    let set = |parsed: &Parsed| ids(parsed).into_iter().collect::<BTreeSet<_>>();
    assert_eq!(set(&plain), set(&other));
    assert_eq!(set(&plain).len(), 3, "rows alike are holdings of their own");
    let mut renamed = plain.clone();
    renamed.set_game("pokemon");
    assert_eq!(renamed.rows[0].entry.card.game, "pokemon");
    assert_eq!(set(&renamed), set(&plain));
    assert_ne!(import::holdings(LedgerId(Uuid::from_u128(6)), &plain)[0].id, ids(&plain)[0]);
}

#[test]
fn report_a7_a11_what_ends_lines_and_separates_values_makes_no_difference() {
    let rows = ["Quantity,Name,Printing,Shelf", "1,Opt,Foil,\"A, top\"", "2,Ponder,Normal,B"];
    let plain = import::parse(rows.join("\n").as_bytes()).unwrap();
    assert_eq!((plain.rows.len(), plain.bad.len()), (2, 0));
    let semicolons = ["Quantity;Name;Printing;Shelf", "1;Opt;Foil;A, top", "2;Ponder;Normal;B"];
    let tabs = semicolons.map(|row| row.replace(';', "\t"));
    for text in [
        rows.join("\r"),
        rows.join("\r") + "\r",
        format!("SEP=;\n{}", semicolons.join("\n")),
        format!("\"Sep=;\"\r{}", semicolons.join("\r")),
        format!("\u{feff}sep=\t\r\n{}\r\n", tabs.join("\r\n")),
    ] {
        let read = import::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert!(read.bad.is_empty(), "{text:?}: {:?}", read.bad);
        assert_eq!(ids(&read), ids(&plain), "{text:?}");
    }
}

#[test]
fn a_preview_says_what_is_new_here_and_deleted_and_importing_again_changes_nothing() {
    let parsed = import::parse(&fixture("broken.csv")).unwrap();
    let holdings = import::holdings(ledger(), &parsed);
    let mut shelf = Records::default();
    let preview = |shelf: &Records| import::preview(&parsed, &holdings, |key| shelf.0.get(key).map(Record::alive));
    let before = preview(&shelf);
    assert_eq!((before.new, before.here, before.deleted, before.bad, before.new_cards), (3, 0, 0, 10, 4));
    for mutation in import::batches(parsed.format, "broken.csv", holdings.clone()) {
        shelf.send(1, 1, &mutation);
    }
    shelf.send(1, 2, &Mutation::delete(holdings[1].id));
    let after = preview(&shelf);
    assert_eq!((after.new, after.here, after.deleted), (0, 2, 1));
    assert_eq!(after.rows, [RowState::Here, RowState::Deleted, RowState::Here]);
}

#[test]
fn a_file_that_is_something_else_is_refused_as_a_whole() {
    assert_eq!(import::parse(b""), Err(BadFile::Empty));
    assert_eq!(import::parse(b"\n , ,\n"), Err(BadFile::Empty));
    assert!(matches!(import::parse(b"\x89PNG\r\n\x1a\n\x00\x00"), Err(BadFile::UnknownColumns { .. })));
    assert!(matches!(import::parse(b"<!doctype html><html>"), Err(BadFile::UnknownColumns { .. })));
    let repeated = import::parse(b"Quantity,Name,SKU,Qty\n1,a,2,3");
    assert_eq!(repeated, Err(BadFile::RepeatedColumn { name: "Qty".to_owned() }));
    // Other programs' files are named what they are, not half understood.
    let manabox = b"Name,Set code,Set name,Collector number,Foil,Rarity,Quantity,Condition,Language\nOpt,INV,Invasion,64,foil,common,1,near_mint,en";
    assert!(matches!(import::parse(manabox), Err(BadFile::UnknownColumns { found }) if found[0] == "Name"));
}

#[test]
fn every_batch_of_an_import_fits_into_a_push() {
    let wide = "x".repeat(480);
    let mut text = "Quantity,Name,SKU,A,B,C,D,E,F,G,H,I,J\n".to_owned();
    for i in 0..250 {
        text.push_str(&format!("1,Card {i},{i}{}\n", format!(",{wide}").repeat(10)));
    }
    let parsed = import::parse_text(&text).unwrap();
    let batches = import::batches(parsed.format, "wide.csv", import::holdings(ledger(), &parsed));
    let mut rows = 0;
    for (i, batch) in batches.iter().enumerate() {
        assert!(serde_json::to_vec(batch).unwrap().len() <= vitrine_ledger::limits::MUTATION_BYTES);
        let Mutation::Import { file, holdings } = batch else { panic!("an import") };
        assert_eq!((file.part as usize, file.parts as usize), (i + 1, batches.len()));
        assert!(holdings.len() <= vitrine_ledger::limits::IMPORT_BATCH);
        rows += holdings.len();
    }
    assert_eq!(rows, 250);
    assert!(batches.len() > 3, "by size, not only by number");
}
