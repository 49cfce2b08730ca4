//! Suggestions for forms. Every one of these fields is open: what people own is stranger than any list.

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

/// The language a file means: a BCP 47 tag for the names and codes people use, the text itself for any other.
pub fn language(text: &str) -> String {
    let text = text.trim();
    let lower = text.to_lowercase();
    let by_list = LANGUAGES.iter().find(|(tag, name)| tag.to_lowercase() == lower || name.to_lowercase() == lower);
    if let Some((tag, _)) = by_list {
        return (*tag).to_owned();
    }
    match lower.as_str() {
        "jp" => "ja",
        "kr" => "ko",
        "sp" => "es",
        "cs" | "zhs" | "zh_cn" | "zh-cn" | "s-chinese" | "simplified chinese" | "chinese simplified" | "chinese" => {
            "zh-Hans"
        }
        "ct" | "zht" | "zh_tw" | "zh-tw" | "t-chinese" | "traditional chinese" | "chinese traditional" => "zh-Hant",
        "pt_br" | "brazilian portuguese" => "pt-BR",
        _ => text,
    }
    .to_owned()
}
