//! A stored series: points or an error; and what is points is written as points again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrine_prices::codec::{decode, encode};

fuzz_target!(|bytes: &[u8]| {
    let mut points = Vec::new();
    if decode(bytes, &mut points).is_err() {
        assert!(points.is_empty());
        return;
    }
    let mut again = Vec::new();
    decode(&encode(&points), &mut again).expect("BUG: what was written can be read");
    assert_eq!(points, again);
});
