//! The collection of the TCGplayer app: `Quantity,Name,Simple Name,Set,Card Number,Set Code,Printing,Condition,Language,
//! Rarity,Product ID,SKU`, any of them optional but the first two. No price paid and no date: both stay unknown.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::csv::Record;
use super::header::{Column, Named};
use super::{BadReason, BadRow, Format, Parsed, Row, Warning};
use crate::entry::STAMPS;
use crate::rules::Fields;
use crate::{CardRef, Condition, Entry, ids, limits, suggest};

/// Reads every record after the header.
pub(super) fn read(columns: &[Named], records: impl Iterator<Item = Record>) -> Parsed {
    let records: Vec<Record> = records.filter(|record| record.stray_quote || !record.is_blank()).collect();
    let game = guess_game(columns, &records);
    let mut parsed = Parsed {
        format: Format::Tcgplayer,
        game: game.clone(),
        rows: Vec::new(),
        bad: Vec::new(),
        warnings: Vec::new(),
    };
    let mut seen: BTreeMap<Uuid, u32> = BTreeMap::new();
    let mut short = 0;
    for record in &records {
        match row(columns, record, &game) {
            Ok(mut row) => {
                let before = seen.entry(row.hash).or_default();
                row.occurrence = *before;
                *before += 1;
                short += usize::from(record.fields.len() < columns.len());
                parsed.rows.push(row);
            }
            Err(reason) => parsed.bad.push(BadRow { line: record.line, text: record.text.clone(), reason }),
        }
    }
    parsed.warnings = warnings(columns, &parsed, short);
    parsed
}

fn warnings(columns: &[Named], parsed: &Parsed, short: usize) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if !columns.iter().any(|c| c.column == Some(Column::Game)) && !parsed.rows.is_empty() {
        warnings.push(Warning::GameGuessed { game: parsed.game.clone() });
    }
    let names: Vec<String> = columns.iter().filter(|c| c.column.is_none()).map(|c| c.name.clone()).collect();
    if !names.is_empty() {
        warnings.push(Warning::UnknownColumns { names });
    }
    if short > 0 {
        warnings.push(Warning::ShortRows { count: short });
    }
    let repeated = parsed.rows.iter().filter(|row| row.occurrence > 0).count();
    if repeated > 0 {
        warnings.push(Warning::RepeatedRows { count: repeated });
    }
    warnings
}

/// The values of one record under their columns.
struct Values<'a> {
    columns: &'a [Named],
    fields: &'a [String],
}

impl<'a> Values<'a> {
    fn pairs(&self) -> impl Iterator<Item = (&'a Named, &'a str)> {
        self.columns.iter().zip(self.fields).map(|(column, field)| (column, field.trim()))
    }

    fn get(&self, wanted: Column) -> &'a str {
        self.pairs().find(|(column, _)| column.column == Some(wanted)).map_or("", |(_, value)| value)
    }
}

fn row(columns: &[Named], record: &Record, game: &str) -> Result<Row, BadReason> {
    if record.stray_quote {
        return Err(BadReason::StrayQuote);
    }
    let surplus = record.fields.iter().skip(columns.len()).any(|field| !field.trim().is_empty());
    if surplus {
        // Usually a comma that should have been quoted: everything after it stands in the wrong column.
        return Err(BadReason::TooManyValues { expected: columns.len(), found: record.fields.len() });
    }
    let values = Values { columns, fields: &record.fields };
    if values.get(Column::Name).is_empty() {
        return Err(BadReason::NoName);
    }
    let quantity = quantity(values.get(Column::Quantity))?;
    let entry = entry(&values, game);
    entry.check().map_err(BadReason::Refused)?;
    let telling = values.pairs().filter(|(column, _)| column.column != Some(Column::Price));
    let hash = ids::row_hash(telling.map(|(column, value)| (canonical(column), value)));
    Ok(Row { line: record.line, hash, occurrence: 0, entry, quantity })
}

fn quantity(text: &str) -> Result<i64, BadReason> {
    if text.is_empty() {
        return Err(BadReason::NoQuantity);
    }
    match text.parse::<i64>() {
        Ok(0) => Err(BadReason::ZeroQuantity),
        Ok(..0) => Err(BadReason::NegativeQuantity),
        Ok(n) if n <= limits::QUANTITY => Ok(n),
        Ok(_) | Err(_) => Err(BadReason::BadQuantity(text.to_owned())),
    }
}

fn entry(values: &Values<'_>, game: &str) -> Entry {
    let text = |column| values.get(column).to_owned();
    let (condition, finish_said) = condition(values.get(Column::Condition));
    let printing = values.get(Column::Printing);
    let (name, stamp) = stamped(values.get(Column::Name));
    let named = [("tcgplayer", Column::ProductId), ("sku", Column::Sku)];
    let card = CardRef {
        game: Some(values.get(Column::Game)).filter(|said| !said.is_empty()).map_or(game.to_owned(), game_of),
        set: text(Column::SetCode),
        set_name: text(Column::SetName),
        number: text(Column::Number),
        name: name.to_owned(),
        rarity: text(Column::Rarity),
        ids: named
            .into_iter()
            .map(|(name, column)| (name.to_owned(), text(column)))
            .filter(|(_, id)| !id.is_empty())
            .collect(),
        ..CardRef::default()
    };
    let mut entry = Entry {
        extra: extra(values),
        finish: if printing.is_empty() { finish_said } else { printing.to_owned() },
        language: suggest::language(values.get(Column::Language)),
        condition,
        stamp,
        ..Entry::new(card)
    };
    for (column, value) in values.pairs() {
        if let Some(Column::Field(field)) = column.column
            && !value.is_empty()
        {
            entry.read_column(field, value);
        }
    }
    entry
}

/// A product's name without the stamps at its end, and these: `Machamp - 59/108 (Prerelease) [Staff]`. Other words in
/// brackets (`(Cosmos Holo)`) are of the name.
fn stamped(product: &str) -> (&str, String) {
    let mut name = product;
    let mut stamps = Vec::new();
    loop {
        let open = match name.chars().next_back() {
            Some(')') => name.rfind('('),
            Some(']') => name.rfind('['),
            Some(_) | None => None,
        };
        let Some(open) = open.filter(|open| !name[..*open].trim().is_empty()) else { break };
        let said = name[open + 1..name.len() - 1].trim();
        let Some(stamp) = STAMPS.into_iter().find(|stamp| stamp.eq_ignore_ascii_case(said)) else { break };
        stamps.insert(0, stamp);
        name = name[..open].trim_end();
    }
    (name, stamps.join(", "))
}

/// What has no field of its own; the simple name only where it says something else than the name.
fn extra(values: &Values<'_>) -> BTreeMap<String, String> {
    let name = values.get(Column::Name);
    let kept = values.pairs().filter(|(column, value)| match column.column {
        None | Some(Column::Price) => !value.is_empty(),
        Some(Column::SimpleName) => !value.is_empty() && *value != name,
        Some(_) => false,
    });
    kept.map(|(column, value)| (column.name.clone(), value.to_owned())).collect()
}

/// `Near Mint`, and `Near Mint Foil` of files without a printing. A word we do not know is kept as it is.
fn condition(text: &str) -> (Option<Condition>, String) {
    if text.is_empty() {
        return (None, String::new());
    }
    for (code, name) in suggest::conditions("tcg") {
        let rest = text.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name)).map(|_| &text[name.len()..]);
        match rest {
            Some("") => return (Some(Condition::new("tcg", code)), String::new()),
            Some(rest) if rest.starts_with(' ') => {
                return (Some(Condition::new("tcg", code)), rest.trim().trim_start_matches("- ").to_owned());
            }
            Some(_) | None => {}
        }
        if text.eq_ignore_ascii_case(code) {
            return (Some(Condition::new("tcg", code)), String::new());
        }
    }
    (Some(Condition::new("tcg", text)), String::new())
}

/// The name under which a column takes part in a row's hash: the same whatever alias the file uses.
fn canonical(column: &Named) -> &str {
    match column.column {
        Some(Column::Quantity) => "quantity",
        Some(Column::Name) => "name",
        Some(Column::SimpleName) => "simple name",
        Some(Column::Game) => "game",
        Some(Column::SetName) => "set",
        Some(Column::SetCode) => "set code",
        Some(Column::Number) => "card number",
        Some(Column::Printing) => "printing",
        Some(Column::Condition) => "condition",
        Some(Column::Language) => "language",
        Some(Column::Rarity) => "rarity",
        Some(Column::ProductId) => "product id",
        Some(Column::Sku) => "sku",
        Some(Column::Price) => "price",
        // As it was hashed before it had a meaning.
        Some(Column::Field(_)) | None => &column.name,
    }
}

/// Our id for a game a file names.
fn game_of(said: &str) -> String {
    let lower = said.to_lowercase();
    let known = [
        ("magic", "mtg"),
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

/// The app's file does not say which game it is of. Printings and rarities do, and the person is told it was concluded.
fn guess_game(columns: &[Named], records: &[Record]) -> String {
    let words: BTreeSet<&str> = records
        .iter()
        .flat_map(|record| {
            let values = Values { columns, fields: &record.fields };
            [values.get(Column::Printing), values.get(Column::Rarity)]
        })
        .collect();
    let any = |list: &[&str]| list.iter().any(|word| words.contains(word));
    let game = if any(&["Holofoil", "Reverse Holofoil", "1st Edition Holofoil", "Unlimited Holofoil", "Holo Rare"]) {
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
    };
    game.to_owned()
}
