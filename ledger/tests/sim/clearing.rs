//! Browsers that clear what they store under open tabs: worlds in which little else is done to the storage.

use vitrine_ledger::sim::run_one;
use vitrine_sync::sim::{Case, Mutant};

/// The seeds of such worlds, as [`Case`] chooses them.
fn seeds(count: u64) -> impl Iterator<Item = u64> {
    (0..count).flat_map(|i| [30 * i, 30 * i + 13])
}

/// How many pairs of such worlds are tried; `VITRINE_CLEARED` asks for more.
const TRIED: u64 = 200;

#[test]
fn storage_cleared_under_open_tabs_loses_nothing_and_does_nothing_twice() {
    let count = std::env::var("VITRINE_CLEARED").ok().and_then(|text| text.parse().ok()).unwrap_or(TRIED);
    for seed in seeds(count) {
        let run = run_one(&Case::new(seed));
        assert!(run.is_ok(), "{run:#?}");
    }
}

#[test]
fn an_edit_known_by_its_number_alone_is_carried_out_twice() {
    let twice = seeds(2_000).find_map(|seed| {
        let case = Case { mutant: Some(Mutant::NameNotKnown), ..Case::new(seed) };
        run_one(&case).err()
    });
    let failure = twice.expect("two thousand worlds with a name that nobody looks at");
    println!("{failure:?}");
}
