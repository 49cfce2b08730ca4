//! The words for catalogues: their sizes, their sets, and copies that are added from them.

use super::{count, game, plural};
use crate::wire::catalog::{CatalogImport, ImportStage};

/// For the undo button: what was done to copies of a card.
pub fn changed_copies(name: &str, by: i64) -> String {
    if by < 0 { format!("Take {} of {name} out", count(-by)) } else { format!("Add {} of {name}", count(by)) }
}

/// The message after it.
pub fn copies_changed(name: &str, by: i64) -> String {
    match by {
        1 => format!("Added {name}."),
        2.. => format!("Added {} \u{d7} {name}.", count(by)),
        _ => format!("Took {} \u{d7} {name} out.", count(-by)),
    }
}

/// How many copies somebody has already; nothing for none.
pub fn here_already(copies: i64) -> Option<String> {
    (copies > 0).then(|| format!("{} here", count(copies)))
}

/// How many cards of a set are owned: `12 of 102`.
pub fn of_set(own: u32, total: u32) -> String {
    format!("{} of {}", count(own.into()), count(total.into()))
}

/// Bytes as a person reads them: `2.1 MB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// What a game's catalogue is: cards, sets, and what it takes.
pub fn game_size(cards: u64, sets: u64, wire: u64, bytes: u64) -> String {
    let cards = plural(i64::try_from(cards).unwrap_or(i64::MAX), "card", "cards");
    let sets = plural(i64::try_from(sets).unwrap_or(i64::MAX), "set", "sets");
    format!("{cards} in {sets} \u{b7} {} to fetch, {} on this device", size(wire), size(bytes))
}

/// How far a fetch is.
pub fn fetching(done: u64, of: u64) -> String {
    format!("{} of {}", size(done), size(of))
}

/// How an import of a catalogue file stands.
pub fn import_stands(import: &CatalogImport) -> String {
    if !import.error.is_empty() {
        return import.error.clone();
    }
    let many = |n: u64, one, more| plural(i64::try_from(n).unwrap_or(i64::MAX), one, more);
    let (cards, sets) = (many(import.cards, "card", "cards"), many(import.sets, "set", "sets"));
    match import.stage {
        ImportStage::None => String::from("Nothing was read."),
        ImportStage::Reading => format!("Reading: {cards} in {sets} so far."),
        ImportStage::Making => format!("{cards} in {sets} read. Making the search ready\u{2026}"),
        ImportStage::Done if import.bad > 0 => {
            format!("{cards} in {sets} read; {} left out.", many(import.bad, "row was", "rows were"))
        }
        ImportStage::Done => format!("{cards} in {sets} read."),
        ImportStage::Failed => String::from("It could not be read."),
    }
}

/// The letter on the back of a card that has no picture.
pub fn initial(code: &str) -> String {
    game(code).chars().next().map(String::from).unwrap_or_default()
}

/// The page of a set.
pub fn set_path(game: &str, set: &str) -> String {
    format!("/sets/{game}/{}", escaped(&set.to_lowercase()))
}

/// A text as one part of an address.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.extend(char::from_digit(half.into(), 16).map(|digit| digit.to_ascii_uppercase()));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_read_at_a_glance_and_never_said_to_be_less_than_a_kilobyte_too_small() {
        let said: Vec<String> = [999, 1_001, 999_000, 2_149_000].map(size).to_vec();
        assert_eq!(said, ["999 B", "2 kB", "999 kB", "2.1 MB"]);
    }

    #[test]
    fn whatever_stands_in_an_id_makes_one_part_of_an_address() {
        assert_eq!(set_path("mtg", "10E"), "/sets/mtg/10e");
        assert_eq!(set_path("mtg", "x y/★~"), "/sets/mtg/x%20y%2F%E2%98%85~");
    }
}
