//! Suggestions for forms. Every one of these fields is open: what people own is stranger than any list.

pub use crate::language::language;

/// Games we suggest, as `(id, name)`; `custom` is for anything else.
pub const GAMES: &[(&str, &str)] = &[
    ("pokemon", "Pokémon"),
    ("pokemon-ja", "Pokémon (Japanese)"),
    ("mtg", "Magic: The Gathering"),
    ("yugioh", "Yu-Gi-Oh!"),
    ("one-piece", "One Piece"),
    ("lorcana", "Disney Lorcana"),
    ("riftbound", "Riftbound"),
    ("dragonball", "Dragon Ball"),
    ("sports", "Sports"),
    ("custom", "Something else"),
];

/// Languages as `(BCP 47, name)`.
pub const LANGUAGES: &[(&str, &str)] = &[
    ("en", "English"),
    ("ja", "Japanese"),
    ("de", "German"),
    ("fr", "French"),
    ("it", "Italian"),
    ("es", "Spanish"),
    ("pt", "Portuguese"),
    ("pt-BR", "Portuguese (Brazil)"),
    ("ko", "Korean"),
    ("zh-Hans", "Chinese (simplified)"),
    ("zh-Hant", "Chinese (traditional)"),
    ("ru", "Russian"),
    ("nl", "Dutch"),
    ("pl", "Polish"),
    ("th", "Thai"),
    ("id", "Indonesian"),
];

/// Grading companies.
pub const GRADERS: &[&str] = &["PSA", "BGS", "CGC", "SGC", "TAG", "ACE"];

/// What a grading company adds to a number.
pub const GRADE_LABELS: &[&str] =
    &["Gem Mint", "Pristine", "Black Label", "Authentic", "Altered", "OC", "ST", "PD", "OF", "MK", "MC"];

/// Kinds of sealed products.
pub const PRODUCTS: &[&str] = &[
    "Booster pack",
    "Sleeved booster",
    "Blister pack",
    "Booster box",
    "Booster bundle",
    "Elite Trainer Box",
    "Ultra-Premium Collection",
    "Collection box",
    "Tin",
    "Starter deck",
    "Theme deck",
    "Structure deck",
    "Commander deck",
    "Display",
    "Case",
    "Prize kit",
];

/// The ladder of sealed products.
pub const SEALED: &str = "sealed";

/// Ladders of conditions as `(scale, name)`.
pub const SCALES: &[(&str, &str)] = &[("tcg", "TCGplayer"), ("cm", "Cardmarket")];

/// The finishes a game is known to print.
pub fn finishes(game: &str) -> &'static [&'static str] {
    match game {
        "pokemon" => &[
            "Normal",
            "Holofoil",
            "Reverse Holofoil",
            "1st Edition",
            "1st Edition Holofoil",
            "Unlimited",
            "Unlimited Holofoil",
        ],
        "mtg" => &["Normal", "Foil", "Etched"],
        "yugioh" => &["1st Edition", "Unlimited", "Limited"],
        "lorcana" => &["Normal", "Cold Foil"],
        "one-piece" | "riftbound" | "dragonball" => &["Normal", "Foil"],
        "sports" => &["Base", "Refractor", "Parallel", "Autograph", "Relic"],
        _ => &["Normal", "Foil"],
    }
}

/// The conditions of a ladder as `(code, name)`, best first. Ladders do not convert one to one.
pub fn conditions(scale: &str) -> &'static [(&'static str, &'static str)] {
    match scale {
        "tcg" => &[
            ("NM", "Near Mint"),
            ("LP", "Lightly Played"),
            ("MP", "Moderately Played"),
            ("HP", "Heavily Played"),
            ("DMG", "Damaged"),
            ("U", "Unopened"),
        ],
        "cm" => &[
            ("MT", "Mint"),
            ("NM", "Near Mint"),
            ("EX", "Excellent"),
            ("GD", "Good"),
            ("LP", "Light Played"),
            ("PL", "Played"),
            ("PO", "Poor"),
        ],
        SEALED => &[("S", "Sealed"), ("DB", "Damaged box"), ("O", "Opened")],
        _ => &[],
    }
}
