//! Bytes that were damaged on their way or in a database are refused, or read as something; they never bring it down.

use vitrine_catalog::Index;
use vitrine_catalog::build::Builder;

use crate::{Seeded, chunks, pokemon};

/// Reads everything there is to read.
fn use_all(index: &Index) {
    for (number, set) in index.sets() {
        assert!(set.id.len() < 1_000_000);
        for card in index.cards_of(number) {
            let found = index.card(card);
            assert!(found.set == number || found.set < index.set_count());
            index.card_ref(card);
        }
    }
    for query in ["charizard", "char 4/102", "feraligator", "リ", "neo 9", "a"] {
        for hit in index.search(query, 20) {
            assert!((hit.card as usize) < index.len());
        }
    }
    index.find("pokemon:base1-4");
    index.find("tcgplayer:42382");
}

#[test]
fn every_truncation_of_an_index_is_refused() {
    let bytes = chunks(pokemon()).remove(0);
    for length in 0..bytes.len() {
        assert!(Index::open(&[&bytes[..length]]).is_err(), "{length} of {}", bytes.len());
    }
    use_all(&Index::open(&[&bytes]).unwrap());
}

#[test]
fn a_flipped_byte_is_refused_or_read_as_something() {
    let bytes = chunks(pokemon()).remove(0);
    let mut seeded = Seeded(4);
    for _ in 0..4_000 {
        let mut wrong = bytes.clone();
        for _ in 0..=seeded.below(3) {
            let at = seeded.below(wrong.len());
            wrong[at] = seeded.below(256) as u8;
        }
        if let Ok(index) = Index::open(&[wrong]) {
            use_all(&index);
        }
    }
}

#[test]
fn nothing_and_chunks_of_two_games_are_refused() {
    assert!(Index::open(&[] as &[Vec<u8>]).is_err());
    let other = Builder::new("mtg").finish().remove(0);
    assert!(Index::open(&[chunks(pokemon()).remove(0), other.clone()]).is_err());
    let empty = Index::open(&[other]).unwrap();
    assert!(empty.is_empty() && empty.set_count() == 0 && empty.search("a", 5).is_empty());
    assert_eq!(empty.find("mtg:a-1"), None);
}

#[test]
fn the_corpus_of_indexes_is_read_or_refused() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/catalog_index");
    let mut seeded = Seeded(7);
    for file in std::fs::read_dir(folder).unwrap() {
        let whole = std::fs::read(file.unwrap().path()).unwrap();
        use_all(&Index::open(&[&whole]).unwrap());
        for _ in 0..500 {
            let mut wrong = whole.clone();
            let at = seeded.below(wrong.len());
            wrong[at] ^= 1 << seeded.below(8);
            wrong.truncate(wrong.len() - seeded.below(2));
            if let Ok(index) = Index::open(&[wrong]) {
                use_all(&index);
            }
        }
    }
}
