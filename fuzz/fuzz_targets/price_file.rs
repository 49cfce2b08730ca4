//! A file of prices or rates of any format, compressed or not: read or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrine_prices::import::{Hints, read, read_rates};

fuzz_target!(|bytes: &[u8]| {
    let date = "2026-01-01".parse().ok();
    let hints = Hints { file: "rarebox_mtg_daily_changes.csv", game: Some("mtg"), date };
    let _ = read(bytes, hints, &mut |found| {
        for one in found {
            assert!(one.points.iter().all(|point| point.minor >= 0));
        }
        Ok(())
    });
    let _ = read_rates(bytes);
});
