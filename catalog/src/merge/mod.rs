//! From what each source says to what there is, by pure functions: the order in which files were read makes no difference.
//!
//! [`groups`] says which sets of different sources are the same one, from their ids, names, days and counts; it never
//! guesses, so a set that cannot be told stays by itself. [`merged`] makes one set of such a group.

mod cards;
mod sets;

pub use sets::{Group, Head, groups};

use crate::set::CatalogSet;

/// Whose word counts first.
const RANK: [&str; 4] = ["pokemontcg", "rarebox", "scryfall", "tcgdex"];

fn rank(source: &str) -> (usize, &str) {
    (RANK.iter().position(|known| *known == source).unwrap_or(RANK.len()), source)
}

/// One set of the parts of one group, with the group's id. Each field is that of the first source, by rank, that has
/// it; names and refs are all of them. Its cards are in the order of their numbers and have their ids.
pub fn merged(id: &str, mut parts: Vec<CatalogSet>) -> CatalogSet {
    parts.sort_by(|a, b| (rank(&a.source), &a.id).cmp(&(rank(&b.source), &b.id)));
    let mut parts = parts.into_iter();
    let mut set = parts.next().unwrap_or_default();
    for part in parts {
        for (field, other) in [
            (&mut set.name, part.name),
            (&mut set.code, part.code),
            (&mut set.series, part.series),
            (&mut set.released, part.released),
        ] {
            if field.is_empty() {
                *field = other;
            }
        }
        if set.official == 0 {
            set.official = part.official;
        }
        for (language, name) in part.names {
            set.names.entry(language).or_insert(name);
        }
        cards::merge(&mut set.cards, part.cards);
    }
    set.source = String::new();
    set.id = id.to_owned();
    cards::order(&mut set.cards);
    cards::name(&set.id, &mut set.cards);
    set
}
