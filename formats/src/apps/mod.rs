//! The apps whose files are read: what each calls its columns, and what a column means. One table an app; detection,
//! reading and the names people see follow from it.

mod tables;

use serde::{Deserialize, Serialize};

pub use tables::APPS;

/// The formats that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// The collection of the TCGplayer app.
    Tcgplayer,
    /// Collectr.
    Collectr,
    /// Deckbox, its old form too.
    Deckbox,
    /// Moxfield.
    Moxfield,
    /// ManaBox.
    Manabox,
    /// Dragon Shield.
    Dragonshield,
    /// Sorted, which Dragon Shield's app became.
    Sorted,
    /// Archidekt.
    Archidekt,
    /// A collection of PriceCharting.
    Pricecharting,
    /// MTGGoldfish.
    Goldfish,
    /// TopDecked.
    Topdecked,
    /// The stock of a Cardmarket seller.
    Cardmarket,
    /// Helvault.
    Helvault,
    /// YGOPRODeck.
    Ygoprodeck,
    /// A plain list: `4 Lightning Bolt (M11) 146 *F*`.
    List,
}

impl Format {
    /// Its name in ids: never changes.
    pub fn source(self) -> &'static str {
        match self {
            Self::Tcgplayer => "tcgplayer",
            Self::Collectr => "collectr",
            Self::Deckbox => "deckbox",
            Self::Moxfield => "moxfield",
            Self::Manabox => "manabox",
            Self::Dragonshield => "dragonshield",
            Self::Sorted => "sorted",
            Self::Archidekt => "archidekt",
            Self::Pricecharting => "pricecharting",
            Self::Goldfish => "goldfish",
            Self::Topdecked => "topdecked",
            Self::Cardmarket => "cardmarket",
            Self::Helvault => "helvault",
            Self::Ygoprodeck => "ygoprodeck",
            Self::List => "list",
        }
    }

    /// What its file looks like; none for a plain list.
    pub(crate) fn app(self) -> Option<&'static App> {
        APPS.iter().find(|app| app.format == self)
    }

    /// Whether its cards may be of any game, which is then said by the file or by a person.
    pub fn is_of_any_game(self) -> bool {
        APPS.iter().any(|app| app.format == self && app.game.is_none())
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcgplayer => "TCGplayer app",
            Self::Collectr => "Collectr",
            Self::Deckbox => "Deckbox",
            Self::Moxfield => "Moxfield",
            Self::Manabox => "ManaBox",
            Self::Dragonshield => "Dragon Shield",
            Self::Sorted => "Sorted",
            Self::Archidekt => "Archidekt",
            Self::Pricecharting => "PriceCharting",
            Self::Goldfish => "MTGGoldfish",
            Self::Topdecked => "TopDecked",
            Self::Cardmarket => "Cardmarket",
            Self::Helvault => "Helvault",
            Self::Ygoprodeck => "YGOPRODeck",
            Self::List => "Plain list",
        }
    }
}

/// What a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// How many copies.
    Quantity,
    /// How many of them are to trade.
    ForTrade,
    /// The card's name.
    Name,
    /// The name of the card without what tells the printing; kept where it differs.
    SimpleName,
    /// The game as the app calls it.
    Game,
    /// The set's name.
    SetName,
    /// The set's code.
    SetCode,
    /// The collector number.
    Number,
    /// The rarity.
    Rarity,
    /// The finish: an open text.
    Finish,
    /// Foil or not, in the few words the app has for it; anything else is refused.
    Foil,
    /// The finish of the copies if the column says yes: `Reverse Holofoil`.
    FinishIf(&'static str),
    /// The condition.
    Condition,
    /// The language.
    Language,
    /// The card's id elsewhere, by the name of whose id it is.
    Id(&'static str),
    /// What one copy cost.
    Cost,
    /// The same in hundredths, without a mark.
    CostInHundredths,
    /// The currency of the cost.
    Currency,
    /// The day the copies came.
    Acquired,
    /// Notes.
    Notes,
    /// Tags.
    Tags,
    /// The binder, box, folder or deck.
    Place,
    /// What `Place` is: a binder, a deck, or a list of cards that are not owned.
    PlaceKind,
    /// The portfolio.
    Portfolio,
    /// What is special about the copies if the column says so: `signed`.
    Flag(&'static str),
    /// Grade and company in one text: `PSA 10`, `Ungraded`.
    Grade,
    /// The grading company.
    GradeCompany,
    /// The certificate's number.
    GradeCert,
    /// Yes: not owned, looked for.
    Wanted,
    /// A price of today: kept, and means nothing for what is owned.
    Price,
    /// What tells printings of one set and name apart: kept, and part of what identifies a row.
    Variation,
    /// Known to have no meaning here: kept as it is.
    Kept,
    /// A field that has a column of its own in any file, by its name ([`vitrine_ledger::Entry::columns`]).
    Field(&'static str),
}

/// An app's file.
#[derive(Debug)]
pub struct App {
    /// Which it is.
    pub format: Format,
    /// The game of its cards; none: several, and the file says which or it is concluded.
    pub game: Option<&'static str>,
    /// The ladder of its conditions: `tcg`, `cm`.
    pub scale: &'static str,
    /// A cost of 0 means that nobody said one.
    pub zero_is_unknown: bool,
    /// It writes 3/4/2026 for a day of March.
    pub month_first: bool,
    /// It writes the number, the finish and the set into the name.
    pub reading: Reading,
    /// Columns that only this app has together, by their plain names: all of them must be there.
    pub telling: &'static [&'static str],
    /// Its columns, as the app writes them; the plain name of a column is compared.
    pub columns: &'static [(&'static str, Column)],
}

/// What of a name is not the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// All of it is.
    Name,
    /// Stamps in brackets at its end.
    Product,
    /// `Samurott [Reverse] #23`.
    PriceCharting,
}

/// Letters and digits only, in lower case: programs write the names of columns in many ways. What follows in brackets is
/// not part of it (`Market Price (As of 2026-03-15)`).
pub(crate) fn plain(name: &str) -> String {
    let name = name.split('(').next().filter(|start| !start.trim().is_empty()).unwrap_or(name);
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}
