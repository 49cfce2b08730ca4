//! Bytes as files of other apps: what can be read becomes a plan with mutations.
#![no_main]

use vitrine_formats::{Collection, Options, parse, plan};
use vitrine_sync::LedgerId;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(parsed) = parse(bytes, &Options::default()) {
        let plan = plan::plan(LedgerId(uuid::Uuid::from_u128(5)), &parsed, &Collection::default());
        assert!(plan.mutations("cards.csv", |_| true, false).len() <= parsed.rows.len() * 3);
    }
});
