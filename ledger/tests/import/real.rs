//! The real export of a real collector. The file is not part of the repository: `VITRINE_DATA` names its folder, and
//! without it these tests say that they were skipped.

use std::path::PathBuf;

use vitrine_ledger::import::{self, BadFile};
use vitrine_ledger::totals::totals;
use vitrine_ledger::{Key, Method, Record, ReportingCurrency};

use crate::{Records, ledger};

fn data() -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data"));
    let folder = std::env::var_os("VITRINE_DATA").map_or_else(beside, PathBuf::from);
    let found = folder.join("csv/tcgplayer-collection.csv").is_file();
    if !found {
        println!("skipped: no csv/tcgplayer-collection.csv in {} (VITRINE_DATA)", folder.display());
    }
    found.then_some(folder)
}

#[test]
fn the_real_collection_is_read_whole_and_importing_it_again_or_elsewhere_changes_nothing() {
    let Some(folder) = data() else { return };
    let bytes = std::fs::read(folder.join("csv/tcgplayer-collection.csv")).unwrap();
    let parsed = import::parse(&bytes).unwrap();
    assert_eq!((parsed.rows.len(), parsed.bad.len(), parsed.game.as_str()), (1_010, 0, "mtg"));
    assert_eq!(parsed.rows.iter().filter(|row| row.occurrence > 0).count(), 3);
    let holdings = import::holdings(ledger(), &parsed);
    let batches = import::batches(parsed.format, "tcgplayer-collection.csv", holdings.clone());
    assert_eq!(batches.len(), 11);

    let mut shelf = Records::default();
    batches.iter().zip(1..).for_each(|(batch, seq)| shelf.send(1, seq, batch));
    let sums = totals(&shelf.0, Method::default(), ReportingCurrency::Native);
    assert_eq!((sums.entries, sums.cards, sums.unknown_costs), (1_010, parsed.cards(), parsed.cards()));
    let values = |shelf: &Records| -> Vec<(Key, serde_json::Value, bool)> {
        let value = |record: &Record| match record {
            Record::Entry(stored) => serde_json::to_value(&stored.value),
            Record::Lot(stored) => serde_json::to_value(&stored.value),
            other => panic!("an import makes entries and lots, not {other:?}"),
        };
        shelf.0.iter().map(|(key, record)| (*key, value(record).unwrap(), record.alive())).collect()
    };
    let once = values(&shelf);
    // A second device that has seen nothing imports the same file.
    batches.iter().zip(20..).for_each(|(batch, seq)| shelf.send(2, seq, batch));
    assert_eq!(values(&shelf), once);
    let preview = import::preview(&parsed, &holdings, |key| shelf.0.get(key).map(Record::alive));
    assert_eq!((preview.new, preview.here), (0, 1_010));
}

#[test]
fn no_other_program_s_file_is_taken_for_this_app_s() {
    let Some(folder) = data() else { return };
    for file in std::fs::read_dir(folder.join("csv")).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let parsed = import::parse(&std::fs::read(&path).unwrap());
        match parsed {
            Ok(parsed) => {
                assert!(name.starts_with("tcgplayer-"), "{name} was taken for a file of the TCGplayer app");
                assert!(!parsed.rows.is_empty(), "{name}");
            }
            Err(error) => {
                assert!(!name.starts_with("tcgplayer-"), "{name}: {error}");
                assert!(matches!(
                    error,
                    BadFile::UnknownColumns { .. } | BadFile::Empty | BadFile::RepeatedColumn { .. }
                ));
            }
        }
    }
}
