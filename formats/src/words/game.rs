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

/// What PriceCharting's names of sets begin with, and the game that is.
const CONSOLES: [(&str, &str); 7] = [
    ("Pokemon", "pokemon"),
    ("Magic", "mtg"),
    ("YuGiOh", "yugioh"),
    ("One Piece", "one-piece"),
    ("Lorcana", "lorcana"),
    ("Dragon Ball", "dragonball"),
    ("Riftbound", "riftbound"),
];

/// The game and the rest of a name of a set that begins with its game.
pub(crate) fn of_console(text: &str) -> (String, &str) {
    let known = CONSOLES.iter().find_map(|(name, game)| Some((*game, text.strip_prefix(name)?)));
    match known.filter(|(_, rest)| rest.is_empty() || rest.starts_with(' ')) {
        Some((game, rest)) => (game.to_owned(), rest.trim_start()),
        None => {
            let (game, rest) = text.split_once(' ').unwrap_or((text, ""));
            (game_of(game), rest)
        }
    }
}

/// What such a name begins with; other games by their id, which is one word.
pub(crate) fn console(game: &str) -> &str {
    let id = if game == "pokemon-ja" { "pokemon" } else { game };
    CONSOLES.iter().find(|(_, known)| *known == id).map_or(id, |(name, _)| name)
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
