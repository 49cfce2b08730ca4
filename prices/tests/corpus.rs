//! Every file of the fuzzer's corpus, whole, cut short, and with bytes changed: read or refused with a reason, always.

#![cfg(feature = "import")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use vitrine_prices::import::{Hints, read, read_rates};

/// SplitMix64: the same damage on every run.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (*state ^ *state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

/// Reads it both ways; says how many prices or rates there were.
fn try_both(bytes: &[u8]) -> u64 {
    let hints = Hints { file: "x.csv", game: Some("mtg"), date: "2026-01-01".parse().ok() };
    let mut sink = |found: Vec<vitrine_prices::import::Found>| {
        assert!(found.iter().all(|one| one.points.iter().all(|point| point.minor >= 0 && point.day <= one.seen)));
        Ok(())
    };
    let prices = read(bytes, hints, &mut sink);
    let rates = read_rates(bytes);
    for error in [prices.as_ref().err(), rates.as_ref().err()].into_iter().flatten() {
        assert!(!error.to_string().is_empty());
    }
    prices.map_or(0, |summary| summary.prices).max(rates.map_or(0, |(rows, _)| rows.len() as u64))
}

#[test]
fn the_corpus_is_read_and_damage_to_it_is_survived() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/price_file");
    let mut state = 11;
    let mut files = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let whole = std::fs::read(&path).unwrap();
        assert!(try_both(&whole) > 0, "{}", path.display());
        files += 1;
        (0..whole.len()).for_each(|length| assert!(try_both(&whole[..length]) <= try_both(&whole) + 1));
        for _ in 0..1_500 {
            let mut wrong = whole.clone();
            for _ in 0..=next(&mut state) % 3 {
                let at = next(&mut state) as usize % wrong.len();
                wrong[at] = if next(&mut state).is_multiple_of(2) {
                    next(&mut state) as u8
                } else {
                    b"{}[],:\"0"[next(&mut state) as usize % 8]
                };
            }
            try_both(&wrong);
        }
    }
    assert!(files >= 9);
}
