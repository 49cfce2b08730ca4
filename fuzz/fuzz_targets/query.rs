//! Text as a query: whatever it is, it is read, and what is written of it is read as the same.
#![no_main]

use vitrine_ledger::{Currency, Date};
use vitrine_query::{Context, parse};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Some(today) = Date::new(2026, 3, 15) else { return };
    let context = Context { today, base: Some(Currency::EUR) };
    let parsed = parse(text, &context);
    let again = parse(&parsed.to_string(), &context);
    assert_eq!((again.filter, again.order, again.group), (parsed.filter, parsed.order, parsed.group));
});
