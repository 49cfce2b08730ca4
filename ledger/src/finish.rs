//! Finishes: how a card was printed. One table of the names that files, price sources and catalogues use, and of which
//! of them can mean the same. All of it stays open: a name nobody here knows is kept, and means itself.
//!
//! Names have kinds: plain (`Normal`, `Unlimited`), foil (`Holofoil`, `Foil`, `Cold Foil`), reverse, first edition. On a
//! card that is printed in exactly one finish of a kind, every general name of the kind means that one. A name of another
//! kind never does.

/// What finishes of one kind have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FinishKind {
    /// No foil.
    Plain,
    /// Foil.
    Foil,
    /// Reverse holo.
    Reverse,
    /// First edition.
    FirstEdition,
}

/// One spelling of a finish, in lower case: `normal`, `holofoil`, `reverse holofoil (master ball)`; empty stays empty.
pub fn finish_key(text: &str) -> String {
    let text = text.trim();
    if let Some((base, apart)) = text.strip_suffix(')').and_then(|text| text.split_once('('))
        && !base.trim().is_empty()
    {
        return format!("{} ({})", finish_key(base), spaced(apart));
    }
    let squashed: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let known = match squashed.as_str() {
        "normal" | "nonfoil" | "nofoil" | "nonholo" | "regular" => "normal",
        "holo" | "holofoil" | "holographic" => "holofoil",
        "reverse" | "reverseholo" | "reverseholofoil" | "reversefoil" => "reverse holofoil",
        "1stedition" | "firstedition" | "1steditionnormal" => "1st edition",
        "1steditionholofoil" | "1steditionholo" | "firsteditionholofoil" => "1st edition holofoil",
        "unlimited" | "unlimitednormal" => "unlimited",
        "unlimitedholofoil" | "unlimitedholo" => "unlimited holofoil",
        "etched" | "foiletched" | "etchedfoil" => "etched",
        _ => return spaced(text),
    };
    known.to_owned()
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The kind of a key of [`finish_key`]; none for what is of a kind of its own.
pub fn finish_kind(key: &str) -> Option<FinishKind> {
    let base = key.split(" (").next().unwrap_or_default();
    match base {
        "normal" | "unlimited" => Some(FinishKind::Plain),
        _ if base.starts_with("1st edition") => Some(FinishKind::FirstEdition),
        _ if base.starts_with("reverse") => Some(FinishKind::Reverse),
        _ if base.ends_with("foil") || base.ends_with("holo") => Some(FinishKind::Foil),
        _ => None,
    }
}

/// Names that say the kind and nothing more.
const GENERAL: [&str; 9] = [
    "normal",
    "unlimited",
    "holofoil",
    "foil",
    "cold foil",
    "unlimited holofoil",
    "reverse holofoil",
    "1st edition",
    "1st edition holofoil",
];

/// Which of the finishes a card is printed in (keys) a name (a key) means: the one of that name; else, where the card has
/// exactly one of its kind, that one. Of finishes that differ in what stands in brackets only, the one without any is
/// meant by a general name. None: none of them, or nobody knows which.
pub fn finish_meant(key: &str, printed: &[String]) -> Option<usize> {
    if let Some(exact) = printed.iter().position(|finish| finish == key) {
        return Some(exact);
    }
    let kind = finish_kind(key).filter(|_| !key.ends_with(')'))?;
    let alike: Vec<usize> = (0..printed.len()).filter(|&i| finish_kind(&printed[i]) == Some(kind)).collect();
    if let [only] = alike[..] {
        return Some(only);
    }
    let bare: Vec<usize> = alike.into_iter().filter(|&i| !printed[i].ends_with(')')).collect();
    match bare[..] {
        [only] if GENERAL.contains(&key) => Some(only),
        _ => None,
    }
}

/// Are two names (keys) the same finish of a card that is printed in `printed` (keys)? Where nobody says how it was
/// printed, `foil` and `holofoil` are two words for one thing, and everything else means itself.
pub fn finish_is(one: &str, other: &str, printed: &[String]) -> bool {
    let word = |key| if key == "foil" { "holofoil" } else { key };
    match (finish_meant(one, printed), finish_meant(other, printed)) {
        _ if one == other => true,
        (Some(one), Some(other)) => one == other,
        (None, None) => printed.is_empty() && word(one) == word(other),
        _ => false,
    }
}

/// The finish (a key) of a copy, and of a price, of which nobody says one: the only one, or the plain one, or that of a
/// card that has no plain one; `normal` where that does not tell.
pub fn finish_ordinary(printed: &[String]) -> &str {
    match printed {
        [only] if !only.is_empty() => return only,
        _ => {}
    }
    let has_plain = printed.iter().any(|finish| finish_kind(finish) == Some(FinishKind::Plain));
    let name = if has_plain || printed.is_empty() { "normal" } else { "holofoil" };
    finish_meant(name, printed).map_or("normal", |at| &printed[at])
}

/// Is a card of this rarity printed as a foil only, whatever else is not known of it? Of games that print commons both
/// ways and everything above rare as foils.
pub fn is_foil_only(game: &str, rarity: &str) -> bool {
    const SHINING: [&str; 17] = [
        "holo",
        "ultra",
        "secret",
        "rainbow",
        "hyper",
        "illustration",
        "radiant",
        "amazing",
        "legend",
        "prime",
        "shiny",
        "shining",
        "double",
        "ace",
        "break",
        "prism",
        "vmax",
    ];
    let rarity = rarity.to_lowercase();
    let mut words = rarity.split(|c: char| !c.is_alphanumeric());
    matches!(game, "pokemon" | "pokemon-ja") && words.any(|word| SHINING.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(printed: &[&str]) -> Vec<String> {
        printed.iter().map(|finish| finish_key(finish)).collect()
    }

    #[test]
    fn finishes_have_one_spelling_and_stay_open() {
        for (text, key) in [
            ("", ""),
            ("Nonfoil", "normal"),
            ("Reverse Holo", "reverse holofoil"),
            ("reverseHolofoil", "reverse holofoil"),
            ("Holo", "holofoil"),
            ("1stEditionHolofoil", "1st edition holofoil"),
            ("Rainbow  Foil", "rainbow foil"),
            ("Holo (Cosmos)", "holofoil (cosmos)"),
            ("Pokéball", "pokéball"),
        ] {
            assert_eq!(finish_key(text), key, "{text}");
        }
    }

    #[test]
    fn the_only_finish_of_a_kind_is_meant_by_every_name_of_that_kind_and_by_no_other() {
        let meant = |name: &str, printed: &[&str]| {
            finish_meant(&finish_key(name), &keys(printed)).map(|at| printed[at].to_owned())
        };
        let charizard = [
            "Unlimited Holofoil",
            "1st Edition Holofoil (Shadowless)",
            "Holofoil (Shadowless)",
            "Holofoil (Copyright)",
        ];
        assert_eq!(meant("Holofoil", &charizard).as_deref(), Some("Unlimited Holofoil"));
        assert_eq!(meant("1st Edition Holofoil", &charizard).as_deref(), Some("1st Edition Holofoil (Shadowless)"));
        for (name, printed, expected) in [
            ("Foil", &["Normal", "Cold Foil"][..], Some("Cold Foil")),
            ("Unlimited Holofoil", &["Holofoil", "1st Edition Holofoil"], Some("Holofoil")),
            ("Holofoil", &["Holofoil (Cosmos)", "Normal"], Some("Holofoil (Cosmos)")),
            ("Holofoil", &["Holofoil", "Holofoil (Cosmos)"], Some("Holofoil")),
            ("Nonfoil", &["Foil"], None),
            ("Foil", &["Normal", "Etched"], None),
            ("Reverse Holofoil", &["Normal", "Holofoil"], None),
            ("1st Edition", &["Unlimited"], None),
            ("Foil", &["Rainbow Foil", "Cold Foil"], None),
            ("Galaxy Foil", &["Holofoil", "Holofoil (Cosmos)"], None),
            ("Holofoil (Staff)", &["Holofoil"], None),
        ] {
            assert_eq!(meant(name, printed).as_deref(), expected, "{name} of {printed:?}");
        }
    }

    #[test]
    fn nobody_s_finish_is_the_ordinary_one() {
        for (printed, ordinary) in [
            (&[][..], "normal"),
            (&["Foil"], "foil"),
            (&["Normal", "Reverse Holofoil"], "normal"),
            (&["Holofoil", "Reverse Holofoil"], "holofoil"),
            (&["Holofoil", "1st Edition Holofoil", "Holofoil (No Symbol)"], "holofoil"),
            (&["1st Edition", "Unlimited"], "unlimited"),
            (&["Rainbow Foil", "Cold Foil"], "normal"),
        ] {
            assert_eq!(finish_ordinary(&keys(printed)), ordinary, "{printed:?}");
        }
    }

    #[test]
    fn where_nobody_says_how_a_card_was_printed_foil_and_holofoil_are_one_word() {
        assert!(finish_is("foil", "holofoil", &[]) && !finish_is("foil", "cold foil", &[]));
        assert!(!finish_is("foil", "normal", &[]) && !finish_is("normal", "unlimited", &[]));
        assert!(is_foil_only("pokemon", "Rare Holo GX") && is_foil_only("pokemon", "Ultra Rare"));
        assert!(!is_foil_only("pokemon", "Rare") && !is_foil_only("mtg", "Double Rare"));
    }
}
