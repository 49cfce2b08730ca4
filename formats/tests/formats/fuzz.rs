//! The corpus of files of cards, as it is, cut short, and with bytes bent; and files nobody means well with.

use vitrine_sync::rng::Rng;

use crate::parse;

/// What can be read becomes mutations the ledger takes, and none is larger than a push.
fn takes(bytes: &[u8]) -> bool {
    let Ok(parsed) = parse(bytes) else { return false };
    let plan = crate::Records::default().plan(&parsed);
    for mutation in plan.mutations("cards.csv", |_| true, false) {
        let text = serde_json::to_string(&mutation).unwrap();
        assert!(text.len() <= vitrine_ledger::limits::MUTATION_BYTES);
        assert_eq!(serde_json::from_str::<vitrine_ledger::Mutation>(&text).unwrap(), mutation);
        vitrine_ledger::validate::validate(&mutation).unwrap();
    }
    true
}

#[test]
fn a_broken_file_of_cards_is_read_or_refused() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/csv");
    let mut rng = Rng::new(7);
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(takes(&bytes), "a file of the corpus is not understood");
        for length in (0..bytes.len()).step_by(1 + bytes.len() / 200) {
            takes(&bytes[..length]);
        }
        for _ in 0..300 {
            let mut bent = bytes.clone();
            for _ in 0..=rng.below(3) {
                let at = rng.below(bent.len() as u64) as usize;
                match rng.below(3) {
                    0 => bent[at] = rng.below(256) as u8,
                    1 => bent[at] = b"\",;\n\t|"[rng.below(6) as usize],
                    _ => bent.splice(at..at, b"\"9999999999999999999,".iter().copied()).for_each(drop),
                }
            }
            takes(&bent);
        }
    }
}

#[test]
fn hostile_files_end_in_a_word_and_not_in_memory() {
    let quotes = format!("Quantity,Name,SKU\n1,{},7\n2,Opt,8\n", "\"".repeat(2_000_001));
    let parsed = parse(quotes.as_bytes()).unwrap();
    assert_eq!((parsed.rows.len(), parsed.bad.len()), (1, 1));
    let columns = vec!["x"; 100_000].join(",");
    assert!(parse(columns.as_bytes()).unwrap_err().to_string().contains("100000 columns"));
    assert!(parse(&vec![0; 1_000_000]).is_err());
    let rows = format!("Quantity,Name,SKU\n{}", "1000001,Opt,7\n".repeat(10_000));
    assert_eq!(parse(rows.as_bytes()).unwrap().bad.len(), 10_000, "more copies than there may be");
}
