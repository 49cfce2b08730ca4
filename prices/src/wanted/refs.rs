//! Where to look for the prices of an entry.

use std::collections::BTreeSet;

use vitrine_ledger::card::number_key;
use vitrine_ledger::{CardRef, Entry};

use super::Known;

/// An entry's own ids.
pub(super) fn own_refs(card: &CardRef) -> impl Iterator<Item = String> + '_ {
    let lower = |text: &str| text.trim().to_lowercase();
    card.ids.iter().filter(|(name, _)| *name != "sku").map(move |(name, id)| format!("{}:{}", lower(name), lower(id)))
}

/// Where to look for the prices of an entry: its own ids, what the catalogue knows, its place in its set. Nowhere, while
/// nobody knows which card it is.
pub(super) fn refs(entry: &Entry, known: &Known) -> Vec<String> {
    if !known.contradiction.is_empty() {
        return Vec::new();
    }
    let card = &entry.card;
    let finishes = known.finish_refs.iter().map(|(_, reference)| reference.clone());
    let mut refs: Vec<String> = own_refs(card).chain(known.refs.iter().cloned()).chain(finishes).collect();
    if !known.shared {
        let own = card.key().map(|_| (card.set.as_str(), card.number.as_str()));
        let place = known.place.as_ref().map(|(set, number)| (set.as_str(), number.as_str()));
        // The entry's own place, unless the catalogue found the card elsewhere: then it is another card's.
        let own = own.filter(|own| place.is_none_or(|place| key(*own) == key(place)));
        let places = own.into_iter().chain(place);
        refs.extend(places.flat_map(|(set, number)| place_refs(&card.game, set, number)));
    }
    let mut seen: BTreeSet<&str> = known.unsure.iter().map(String::as_str).collect();
    let keep: Vec<bool> = refs.iter().map(|reference| seen.insert(reference)).collect();
    let mut keep = keep.into_iter();
    refs.retain(|_| keep.next().unwrap_or(true));
    refs
}

/// As [`CardRef::key`] has it, without the game.
fn key((set, number): (&str, &str)) -> String {
    format!("{}-{}", set.trim().to_lowercase(), number_key(number))
}

/// References to a place in a set, in all the ways price files write it; none without a set or a number.
pub fn place_refs(game: &str, set: &str, number: &str) -> Vec<String> {
    let game = game.trim().to_lowercase();
    let place = key((set, number));
    // With its zeros, or with the set in it.
    let number = number.split('/').next().unwrap_or_default().trim().to_lowercase();
    let set = set.trim().to_lowercase();
    if set.is_empty() || number.is_empty() {
        return Vec::new();
    }
    let mut refs = vec![format!("rarebox:{game}/{place}"), format!("rarebox:{game}/{set}-{number}")];
    let plain = plain_set(&set);
    if plain != set {
        refs.push(format!("rarebox:{game}/{}", key((&plain, &number))));
    }
    if number.starts_with(&format!("{set}-")) {
        refs.push(format!("rarebox:{game}/{number}"));
    }
    refs.push(format!("{game}:{place}"));
    refs
}

/// A set's id as price files write it: `sv03.5` is `sv3pt5`.
fn plain_set(set: &str) -> String {
    let mut plain = String::with_capacity(set.len());
    let mut rest = set.chars().peekable();
    while let Some(c) = rest.next() {
        let leads = c == '0' && !plain.ends_with(|before: char| before.is_ascii_digit());
        match c {
            '.' => plain.push_str("pt"),
            _ if leads && rest.peek().is_some_and(char::is_ascii_digit) => {}
            c => plain.push(c),
        }
    }
    plain
}
