//! The real domain in the simulator: many seeds, those that once failed, and every broken rule caught.

#![allow(clippy::print_stdout, reason = "the counts of a run are for a person to read")]

mod clearing;
mod mutants;

use vitrine_ledger::sim::{Asked, SEEDS, run, run_one};
use vitrine_sync::sim::Case;

/// How many seeds the default test run tries; `VITRINE_SEEDS` asks for more or fewer.
const SEEDS_TRIED: u64 = 10_000;

#[test]
fn every_rule_holds_in_every_seed_and_every_fault_state_and_outcome_occurs() {
    let count = std::env::var("VITRINE_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(SEEDS_TRIED);
    let workers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let (text, well) = run(&Asked::Seeds { from: 0, count, workers });
    println!("{text}");
    assert!(well, "{text}");
}

#[test]
fn a_seed_that_once_failed_never_fails_again() {
    for (seed, what) in SEEDS {
        let run = run_one(&Case::new(*seed));
        assert!(run.is_ok(), "{what}: {run:#?}");
    }
}

#[test]
fn one_seed_gives_one_history() {
    let told = [0, 1].map(|_| run(&Asked::Tell(Box::new(Case::new(3)))));
    assert_eq!(told[0], told[1]);
}
