//! Games: by the name an app gives them, or by what their cards look like.

use std::collections::BTreeSet;

use vitrine_ledger::suggest;

/// Our id for a game a file names.
pub(crate) fn game_of(said: &str) -> String {
    // By our own name or id first: `Pokémon (Japanese)` begins like another game.
    let ours = suggest::GAMES.iter().find(|(id, name)| [id, name].iter().any(|word| word.eq_ignore_ascii_case(said)));
    if let Some((id, _)) = ours {
        return (*id).to_owned();
    }
    let lower = said.to_lowercase();
    let known = [
        ("magic", "mtg"),
        ("mtg", "mtg"),
        ("pok", "pokemon"),
        ("yu", "yugioh"),
        ("one piece", "one-piece"),
        ("lorcana", "lorcana"),
        ("disney lorcana", "lorcana"),
        ("riftbound", "riftbound"),
        ("dragon ball", "dragonball"),
    ];
    known.iter().find(|(start, _)| lower.starts_with(start)).map_or(lower.clone(), |(_, game)| (*game).to_owned())
}

/// The game whose finishes and rarities these are; `custom` where they do not tell.
pub(crate) fn guess(words: &BTreeSet<&str>) -> &'static str {
    let any = |list: &[&str]| list.iter().any(|word| words.contains(word));
    if any(&["Holofoil", "Reverse Holofoil", "1st Edition Holofoil", "Unlimited Holofoil", "Holo Rare"]) {
        "pokemon"
    } else if any(&["Cold Foil", "Enchanted"]) {
        "lorcana"
    } else if any(&["Ultra Rare", "Secret Rare", "Super Rare"]) && any(&["1st Edition", "Unlimited", "Limited"]) {
        "yugioh"
    } else if any(&["Mythic"]) || (any(&["Normal", "Foil"]) && any(&["Common", "Uncommon", "Rare", "Special", "Land"]))
    {
        "mtg"
    } else {
        "custom"
    }
}
