//! One table an app. Headers are facts of the apps' own files.

use super::Column::{self, Finish};
use super::Column::{
    Acquired, Condition, Cost, CostInHundredths, Currency, FinishIf, Flag, Foil, ForTrade, Game, Grade, GradeCert,
    GradeCompany, Id, Kept, Language, Name, Notes, Number, Place, PlaceKind, Portfolio, Price, Quantity, Rarity,
    SetCode, SetName, SimpleName, Tags, Variation, Wanted,
};
use super::{App, Format, Reading};

/// What most apps have in common.
const MAGIC: App = App {
    format: Format::List,
    game: Some("mtg"),
    scale: "tcg",
    zero_is_unknown: false,
    month_first: false,
    reading: Reading::Name,
    telling: &[],
    columns: &[],
};

/// The apps, the most telling headers first.
pub static APPS: [App; 14] = [
    App {
        format: Format::Collectr,
        game: None,
        zero_is_unknown: true,
        month_first: true,
        reading: Reading::Product,
        telling: &["productname", "averagecostpaid", "variance"],
        columns: COLLECTR,
        ..MAGIC
    },
    App {
        format: Format::Pricecharting,
        game: None,
        zero_is_unknown: true,
        reading: Reading::PriceCharting,
        telling: &["productname", "consolename", "includestring"],
        columns: PRICECHARTING,
        ..MAGIC
    },
    App {
        format: Format::Cardmarket,
        game: None,
        scale: "cm",
        telling: &["idproduct", "idlanguage", "condition"],
        columns: CARDMARKET,
        ..MAGIC
    },
    App { format: Format::Helvault, telling: &["oracleid", "extras", "scryfallid"], columns: HELVAULT, ..MAGIC },
    App {
        format: Format::Ygoprodeck,
        game: Some("yugioh"),
        telling: &["cardname", "cardq", "cardset"],
        columns: YGOPRODECK,
        ..MAGIC
    },
    App {
        format: Format::Sorted,
        scale: "cm",
        month_first: true,
        telling: &["listtype", "listname", "cardname", "datebought"],
        columns: SORTED,
        ..MAGIC
    },
    App {
        format: Format::Dragonshield,
        scale: "cm",
        month_first: true,
        telling: &["cardname", "setcode", "printing", "datebought"],
        columns: DRAGONSHIELD,
        ..MAGIC
    },
    App {
        format: Format::Topdecked,
        telling: &["setcode", "setname", "acquireddate", "acquiredprice"],
        columns: TOPDECKED,
        ..MAGIC
    },
    App {
        format: Format::Manabox,
        scale: "cm",
        telling: &["manaboxid", "setcode", "collectornumber"],
        columns: MANABOX,
        ..MAGIC
    },
    App { format: Format::Goldfish, telling: &["card", "setid", "variation"], columns: GOLDFISH, ..MAGIC },
    App {
        format: Format::Archidekt,
        telling: &["quantity", "name", "finish", "editionname"],
        columns: ARCHIDEKT,
        ..MAGIC
    },
    App {
        format: Format::Deckbox,
        zero_is_unknown: true,
        telling: &["count", "edition", "artistproof", "alteredart"],
        columns: DECKBOX,
        ..MAGIC
    },
    App {
        format: Format::Moxfield,
        telling: &["count", "name", "edition", "collectornumber"],
        columns: MOXFIELD,
        ..MAGIC
    },
    // The last: its columns have the most general names. Which of them must be there is said by `header`.
    App { format: Format::Tcgplayer, game: None, reading: Reading::Product, columns: TCGPLAYER, ..MAGIC },
];

/// Columns are chosen by the person, and other programs write a few of them under other names.
const TCGPLAYER: &[(&str, Column)] = &[
    ("Quantity", Quantity),
    ("Qty", Quantity),
    ("Name", Name),
    ("Product Name", Name),
    ("Simple Name", SimpleName),
    ("Game", Game),
    ("Product Line", Game),
    ("Category", Game),
    ("Set", SetName),
    ("Set Name", SetName),
    ("Edition", SetName),
    ("Card Number", Number),
    ("Number", Number),
    ("Collector Number", Number),
    ("Set Code", SetCode),
    ("Printing", Finish),
    ("Condition", Condition),
    ("Language", Language),
    ("Rarity", Rarity),
    ("Product ID", Id("tcgplayer")),
    ("TCGplayer Product ID", Id("tcgplayer")),
    ("SKU", Id("sku")),
    ("SKU ID", Id("sku")),
    ("TCGplayer SKU", Id("sku")),
    ("Price", Price),
    ("Price Each", Price),
    ("Market Price", Price),
    ("TCG Market Price", Price),
    ("TCG Low Price", Price),
];

const COLLECTR: &[(&str, Column)] = &[
    ("Portfolio Name", Portfolio),
    ("Category", Game),
    ("Set", SetName),
    ("Product Name", Name),
    ("Card Number", Number),
    ("Rarity", Rarity),
    ("Variance", Finish),
    ("Grade", Grade),
    ("Card Condition", Condition),
    ("Average Cost Paid", Cost),
    ("Quantity", Quantity),
    ("Market Price", Price),
    ("Price Override", Price),
    ("Watchlist", Wanted),
    ("Date Added", Acquired),
    ("Notes", Notes),
];

const DECKBOX: &[(&str, Column)] = &[
    ("Count", Quantity),
    ("Tradelist Count", ForTrade),
    ("Name", Name),
    ("Edition", SetName),
    ("Edition Code", SetCode),
    ("Card Number", Number),
    ("Condition", Condition),
    ("Language", Language),
    ("Foil", Foil),
    ("Signed", Flag("signed")),
    ("Artist Proof", Flag("artist proof")),
    ("Altered Art", Flag("altered")),
    ("Misprint", Flag("misprint")),
    ("Promo", Flag("promo")),
    ("Textless", Flag("textless")),
    ("Printing Id", Id("deckbox")),
    ("Printing Note", Notes),
    ("Tags", Tags),
    ("My Price", Cost),
    ("Cost", Kept),
    ("Rarity", Rarity),
    ("Price", Price),
    ("TcgPlayer ID", Id("tcgplayer")),
    ("Scryfall ID", Id("scryfall")),
];

const MOXFIELD: &[(&str, Column)] = &[
    ("Count", Quantity),
    ("Tradelist Count", ForTrade),
    ("Name", Name),
    ("Edition", SetCode),
    ("Condition", Condition),
    ("Language", Language),
    ("Foil", Foil),
    ("Tags", Tags),
    ("Last Modified", Kept),
    ("Collector Number", Number),
    ("Alter", Flag("altered")),
    ("Proxy", Flag("proxy")),
    ("Playtest Card", Flag("proxy")),
    ("Purchase Price", Cost),
];

const MANABOX: &[(&str, Column)] = &[
    ("Binder Name", Place),
    ("Binder Type", PlaceKind),
    ("Name", Name),
    ("Set code", SetCode),
    ("Set name", SetName),
    ("Collector number", Number),
    ("Foil", Foil),
    ("Rarity", Rarity),
    ("Quantity", Quantity),
    ("ManaBox ID", Id("manabox")),
    ("Scryfall ID", Id("scryfall")),
    ("Purchase price", Cost),
    ("Misprint", Flag("misprint")),
    ("Altered", Flag("altered")),
    ("Signed", Flag("signed")),
    ("Condition", Condition),
    ("Language", Language),
    ("Proxy", Flag("proxy")),
    ("Purchase price currency", Currency),
    ("Added", Acquired),
];

const DRAGONSHIELD: &[(&str, Column)] = &[
    ("Folder Name", Place),
    ("Quantity", Quantity),
    ("Trade Quantity", ForTrade),
    ("Card Name", Name),
    ("Set Code", SetCode),
    ("Set Name", SetName),
    ("Card Number", Number),
    ("Condition", Condition),
    ("Printing", Finish),
    ("Language", Language),
    ("Price Bought", Cost),
    ("Date Bought", Acquired),
    ("LOW", Price),
    ("MID", Price),
    ("MARKET", Price),
    ("AVG", Price),
    ("TREND", Price),
];

const SORTED: &[(&str, Column)] = &[
    ("List Type", PlaceKind),
    ("List Name", Place),
    ("Collection", Kept),
    ("Format", Kept),
    ("Board", Kept),
    ("Quantity", Quantity),
    ("Card Name", Name),
    ("Set Code", SetCode),
    ("Set Name", SetName),
    ("Card Number", Number),
    ("Condition", Condition),
    ("Printing", Finish),
    ("Rarity", Rarity),
    ("Language", Language),
    ("Price Bought", Cost),
    ("Date Bought", Acquired),
    ("Parent List Type", Kept),
    ("Parent List Name", Kept),
    ("Current Price", Price),
    ("List Cover Image", Kept),
    ("Parent List Cover Image", Kept),
];

const ARCHIDEKT: &[(&str, Column)] = &[
    ("Quantity", Quantity),
    ("Name", Name),
    ("Finish", Finish),
    ("Condition", Condition),
    ("Date Added", Acquired),
    ("Language", Language),
    ("Purchase Price", Cost),
    ("Tags", Tags),
    ("Edition Name", SetName),
    ("Edition Code", SetCode),
    ("Multiverse Id", Id("multiverse")),
    ("Scryfall ID", Id("scryfall")),
    ("Collector Number", Number),
];

const PRICECHARTING: &[(&str, Column)] = &[
    ("id", Id("pricecharting")),
    ("product-name", Name),
    ("console-name", SetName),
    ("price-in-pennies", Price),
    ("include-string", Grade),
    ("condition-string", Kept),
    ("condition-id", Kept),
    ("sku", Kept),
    ("notes", Notes),
    ("cost-basis-in-pennies", CostInHundredths),
    ("quantity", Quantity),
    ("date-entered", Kept),
    ("date-purchased", Acquired),
    ("grading-company", GradeCompany),
    ("grading-cert-id", GradeCert),
    ("folder", Place),
];

const GOLDFISH: &[(&str, Column)] = &[
    ("Card", Name),
    ("Set ID", SetCode),
    ("Set Name", SetName),
    ("Quantity", Quantity),
    ("Foil", Foil),
    ("Variation", Variation),
    ("Collector Number", Number),
    ("Scryfall ID", Id("scryfall")),
];

const TOPDECKED: &[(&str, Column)] = &[
    ("QUANTITY", Quantity),
    ("NAME", Name),
    ("SETCODE", SetCode),
    ("SETNAME", SetName),
    ("COLLECTOR NUMBER", Number),
    ("FINISH", Finish),
    ("PRICE", Price),
    ("RARITY", Rarity),
    ("ID", Id("scryfall")),
    ("ACQUIRED DATE", Acquired),
    ("ACQUIRED PRICE", Cost),
    ("LANG", Language),
    ("PRICE SALE", Price),
    ("SIGNING", Flag("signed")),
    ("ALTERATION", Flag("altered")),
    ("CONDITION", Condition),
    ("NOTES", Notes),
    ("TAGS", Tags),
];

const CARDMARKET: &[(&str, Column)] = &[
    ("idProduct", Id("cardmarket")),
    ("groupCount", Quantity),
    ("price", Price),
    ("idLanguage", Language),
    ("condition", Condition),
    ("isFoil", FinishIf("Foil")),
    ("isSigned", Flag("signed")),
    ("isAltered", Flag("altered")),
    ("isPlayset", Flag("playset")),
    ("isReverseHolo", FinishIf("Reverse Holofoil")),
    ("isFirstEd", FinishIf("1st Edition")),
    ("isFullArt", Kept),
    ("isUberRare", Kept),
    ("isWithDie", Kept),
];

const HELVAULT: &[(&str, Column)] = &[
    ("collector_number", Number),
    ("estimated_price", Price),
    ("extras", Finish),
    ("language", Language),
    ("name", Name),
    ("oracle_id", Kept),
    ("quantity", Quantity),
    ("rarity", Rarity),
    ("scryfall_id", Id("scryfall")),
    ("set_code", SetCode),
    ("set_name", SetName),
];

const YGOPRODECK: &[(&str, Column)] = &[
    ("cardname", Name),
    ("cardq", Quantity),
    ("cardrarity", Rarity),
    ("card_edition", Finish),
    ("cardset", SetName),
    ("cardcode", Number),
    ("cardid", Id("ygo")),
    ("print_id", Kept),
];
