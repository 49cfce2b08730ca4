//! The TCGplayer app's own format, and what every format has in common.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use vitrine_formats::plan::State;
use vitrine_formats::{BadFile, BadReason, Parsed, Warning};
use vitrine_ledger::{Condition, Mutation};
use vitrine_sync::LedgerId;

use crate::{Records, parse, read, states};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn ids(parsed: &Parsed) -> Vec<Uuid> {
    Records::default().plan(parsed).items.iter().map(|item| item.holding.id).collect()
}

#[test]
fn columns_are_found_by_name_and_what_is_unknown_is_kept() {
    let parsed = parse(&fixture("reordered.csv")).unwrap();
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
    let parsed = read(text);
    let read: Vec<(&str, &str)> =
        parsed.rows.iter().map(|row| (row.entry.card.name.as_str(), row.entry.stamp.as_str())).collect();
    let wanted = [("Machamp - 59/108", "Prerelease, Staff"), ("Opt (Cosmos Holo)", "1st Place"), ("(Staff)", "")];
    assert_eq!(read, wanted);
    assert!(!parsed.warnings.iter().any(|warning| matches!(warning, Warning::UnknownColumns { .. })));
}

#[test]
fn unreadable_rows_are_listed_with_their_line_and_reason_and_the_others_are_read() {
    let parsed = parse(&fixture("broken.csv")).unwrap();
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
    let read: Vec<u32> = parsed.rows.iter().map(|row| row.line).collect();
    assert_eq!(read, [2, 12, 13]);
    assert_eq!(parsed.rows[0].identity, parsed.rows[2].identity);
    assert!(parsed.warnings.contains(&Warning::ShortRows { count: 1 }));
    assert!(parsed.warnings.contains(&Warning::JoinedRows { count: 1 }));
}

#[test]
fn the_same_rows_have_the_same_ids_however_the_file_is_written() {
    let plain = "Quantity,Name,Printing,SKU\n1,Opt,Foil,7\n1,Opt,Foil,7\n2,Ponder,Normal,8\n";
    let other = "sep=;\r\nSKU ;\"Name\";qty;Printing;Price\r\n7;\"Opt\";1;Foil;3,50\r\n8;Ponder;2;Normal;\r\n7;Opt;1;Foil;9,99\r\n";
    let (plain, other) = (read(plain), read(other));
    let set = |parsed: &Parsed| ids(parsed).into_iter().collect::<BTreeSet<_>>();
    assert_eq!(set(&plain), set(&other));
    assert_eq!(set(&plain).len(), 2, "rows alike are about the same copies");
    let mut renamed = plain.clone();
    renamed.set_game("pokemon");
    assert_eq!(renamed.rows[0].entry.card.game, "pokemon");
    assert_eq!(set(&renamed), set(&plain));
    let elsewhere = vitrine_formats::plan::plan(LedgerId(Uuid::from_u128(6)), &plain, &Default::default());
    assert_ne!(elsewhere.items[0].holding.id, ids(&plain)[0]);
}

#[test]
fn report_a7_a11_what_ends_lines_and_separates_values_makes_no_difference() {
    let rows = ["Quantity,Name,Printing,Shelf", "1,Opt,Foil,\"A, top\"", "2,Ponder,Normal,B"];
    let plain = parse(rows.join("\n").as_bytes()).unwrap();
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
        let read = parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert!(read.bad.is_empty(), "{text:?}: {:?}", read.bad);
        assert_eq!(ids(&read), ids(&plain), "{text:?}");
    }
}

#[test]
fn a_plan_says_what_is_new_here_and_deleted_and_importing_again_changes_nothing() {
    let text = String::from_utf8(fixture("broken.csv")).unwrap();
    let mut shelf = Records::default();
    let plan = shelf.import(&text);
    assert_eq!((plan.counts(), shelf.copies()), ([2, 0, 0, 0, 0], 4));
    shelf.send(1, &Mutation::delete(plan.items[1].holding.id));
    assert_eq!(states(&shelf.import(&text)), [State::Same, State::Deleted]);
}

#[test]
fn a_file_that_is_something_else_is_refused_as_a_whole() {
    assert_eq!(parse(b""), Err(BadFile::Empty));
    assert_eq!(parse(b"\n , ,\n"), Err(BadFile::Empty));
    assert!(matches!(parse(b"\x89PNG\r\n\x1a\n\x00\x00"), Err(BadFile::UnknownColumns { .. })));
    assert!(matches!(parse(b"<!doctype html><html>"), Err(BadFile::UnknownColumns { .. })));
    let repeated = parse(b"Quantity,Name,SKU,Qty\n1,a,2,3");
    assert_eq!(repeated, Err(BadFile::RepeatedColumn { name: "Qty".to_owned() }));
    // Other programs' files are named what they are, not half understood.
    let manabox = b"Name,Set code,Set name,Collector number,Foil,Rarity,Quantity,Condition,Language\nOpt,INV,Invasion,64,foil,common,1,near_mint,en";
    assert!(matches!(parse(manabox), Err(BadFile::UnknownColumns { found }) if found[0] == "Name"));
}

#[test]
fn every_batch_of_an_import_fits_into_a_push() {
    let wide = "x".repeat(480);
    let mut text = "Quantity,Name,SKU,A,B,C,D,E,F,G,H,I,J\n".to_owned();
    for i in 0..250 {
        text.push_str(&format!("1,Card {i},{i}{}\n", format!(",{wide}").repeat(10)));
    }
    let parsed = read(&text);
    let batches = Records::default().plan(&parsed).mutations("wide.csv", |_| true, false);
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
