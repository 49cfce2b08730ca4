//! Bytes that say they are an index: refused, or read as something.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrine_catalog::Index;

fuzz_target!(|bytes: &[u8]| {
    let Ok(index) = Index::open(&[bytes]) else { return };
    for (set, _) in index.sets() {
        index.cards_of(set).take(100).for_each(|card| {
            index.card_ref(card);
        });
    }
    for query in ["char 4/102", "lugia neo", "feraligator", "リ"] {
        index.search(query, 10);
    }
    index.find("pokemon:base1-4");
});
