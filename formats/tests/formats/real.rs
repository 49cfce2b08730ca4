//! Real exports of real collectors. The files are not part of the repository: `VITRINE_DATA` names their folder, and
//! without it these tests say that they were skipped.

use std::path::PathBuf;

use vitrine_formats::Format;

use crate::{Records, parse, states};
use vitrine_formats::plan::State;

fn data() -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data"));
    let folder = std::env::var_os("VITRINE_DATA").map_or_else(beside, PathBuf::from);
    let found = folder.join("csv/tcgplayer-collection.csv").is_file();
    if !found {
        println!("skipped: no csv/tcgplayer-collection.csv in {} (VITRINE_DATA)", folder.display());
    }
    found.then_some(folder)
}

/// File, format, rows read, copies, rows refused.
const FILES: [(&str, Format, usize, i64, usize); 28] = [
    ("archidekt-real-export.csv", Format::Archidekt, 43, 43, 0),
    ("cardmarket-field-fidelity.csv", Format::Cardmarket, 5, 5, 0),
    ("cardmarket-real-export.csv", Format::Cardmarket, 40, 40, 0),
    ("deckbox-field-fidelity.csv", Format::Deckbox, 9, 10, 0),
    ("deckbox-real-export.csv", Format::Deckbox, 41, 42, 0),
    ("dragonshield-field-fidelity.csv", Format::Dragonshield, 9, 10, 0),
    ("dragonshield-real-export.csv", Format::Dragonshield, 42, 42, 0),
    ("dragonshield-sample-official.csv", Format::Dragonshield, 32, 32, 0),
    ("dragonshield-tokens-real-export.csv", Format::Dragonshield, 4, 4, 0),
    ("manabox-collection.csv", Format::Manabox, 3743, 4753, 0),
    ("manabox-field-fidelity.csv", Format::Manabox, 9, 10, 0),
    ("manabox-real-export.csv", Format::Manabox, 42, 42, 0),
    ("moxfield-blank-and-delimiter-rows.csv", Format::Moxfield, 2, 3, 0),
    ("moxfield-conditions-real-export.csv", Format::Moxfield, 6, 6, 0),
    ("moxfield-count-rejected.csv", Format::Moxfield, 0, 0, 4),
    ("moxfield-field-fidelity.csv", Format::Moxfield, 9, 10, 0),
    ("moxfield-foil-rejected.csv", Format::Moxfield, 0, 0, 3),
    ("moxfield-language-rejected.csv", Format::Moxfield, 2, 2, 0),
    ("moxfield-mixed-warnings-and-errors.csv", Format::Moxfield, 3, 6, 1),
    ("moxfield-warnings-only.csv", Format::Moxfield, 3, 6, 0),
    ("moxfield-wrong-format-headers.csv", Format::Dragonshield, 2, 3, 0),
    ("moxfield_pauper_cube.csv", Format::Moxfield, 445, 445, 0),
    ("mtggoldfish-collection.csv", Format::Goldfish, 535, 1010, 0),
    ("mtggoldfish-real-export.csv", Format::Goldfish, 29, 29, 0),
    ("tcgplayer-collection.csv", Format::Tcgplayer, 1010, 1262, 0),
    ("tcgplayer-real-export.csv", Format::Tcgplayer, 43, 43, 0),
    ("topdecked-field-fidelity.csv", Format::Topdecked, 9, 10, 0),
    ("topdecked-real-export.csv", Format::Topdecked, 43, 43, 0),
];

#[test]
fn every_real_file_is_read_as_what_it_is_with_the_right_counts_and_again_changes_nothing() {
    let Some(folder) = data() else { return };
    for (name, format, rows, copies, refused) in FILES {
        let bytes = std::fs::read(folder.join("csv").join(name)).unwrap();
        let parsed = parse(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let read = (parsed.format, parsed.rows.len(), parsed.cards(), parsed.bad.len());
        assert_eq!(read, (format, rows, copies, refused), "{name}: {:?}", parsed.bad.first());
        assert_eq!(parsed.questions, [], "{name}");

        let mut shelf = Records::default();
        let owned: i64 = parsed.rows.iter().filter(|row| !row.wanted).map(|row| row.quantity).sum();
        let plan = shelf.plan(&parsed);
        let mutations = plan.mutations(name, |_| true, false);
        mutations.iter().for_each(|mutation| shelf.send(1, mutation));
        assert_eq!(shelf.copies(), owned, "{name}");
        let once = shelf.values();
        // A second device that has seen nothing imports the same file.
        mutations.iter().for_each(|mutation| shelf.send(2, mutation));
        assert_eq!(shelf.values(), once, "{name}");
        let again = shelf.plan(&parsed);
        assert!(states(&again).iter().all(|state| *state == State::Same) && again.missing.is_empty(), "{name}");
    }
}
