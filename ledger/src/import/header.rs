//! Columns are found by name, never by place: people choose and reorder them.

use super::BadFile;
use crate::Entry;

/// What a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Quantity,
    Name,
    SimpleName,
    Game,
    SetName,
    SetCode,
    Number,
    Printing,
    Condition,
    Language,
    Rarity,
    ProductId,
    Sku,
    /// Kept, but not part of what makes a row the same row again: prices change from export to export.
    Price,
    /// A field that has a column of its own in any file, by its name ([`Entry::columns`]).
    Field(&'static str),
}

/// A column of the file at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) name: String,
    /// None: kept as it is.
    pub(super) column: Option<Column>,
}

/// Reads the first line.
pub(super) fn columns(fields: &[String]) -> Result<Vec<Named>, BadFile> {
    let mut columns: Vec<Named> = Vec::with_capacity(fields.len());
    for (i, field) in fields.iter().enumerate() {
        let name = field.trim();
        let name = if name.is_empty() { format!("column {}", i + 1) } else { name.to_owned() };
        let column = meaning(&name);
        let known = column.filter(|column| *column != Column::Price);
        let repeated = columns.iter().any(|c| c.name == name || (known.is_some() && c.column == known));
        if repeated {
            return Err(BadFile::RepeatedColumn { name });
        }
        columns.push(Named { name, column });
    }
    let has = |wanted: Column| columns.iter().any(|c| c.column == Some(wanted));
    // Other programs' files have quantities and names too; these columns are this app's.
    let telling = [Column::Printing, Column::ProductId, Column::Sku, Column::SimpleName];
    if has(Column::Quantity) && has(Column::Name) && telling.into_iter().any(has) {
        Ok(columns)
    } else {
        Err(BadFile::UnknownColumns { found: columns.into_iter().map(|c| c.name).collect() })
    }
}

fn meaning(name: &str) -> Option<Column> {
    let plain = plain(name);
    Some(match plain.as_str() {
        "quantity" | "qty" => Column::Quantity,
        "name" | "productname" => Column::Name,
        "simplename" => Column::SimpleName,
        "game" | "productline" | "category" => Column::Game,
        "set" | "setname" | "edition" => Column::SetName,
        "setcode" => Column::SetCode,
        "cardnumber" | "number" | "collectornumber" => Column::Number,
        "printing" => Column::Printing,
        "condition" => Column::Condition,
        "language" => Column::Language,
        "rarity" => Column::Rarity,
        "productid" | "tcgplayerproductid" => Column::ProductId,
        "sku" | "skuid" | "tcgplayersku" => Column::Sku,
        "price" | "priceeach" | "marketprice" | "tcgmarketprice" => Column::Price,
        _ => return field(&plain),
    })
}

/// The field whose column in files is called so.
fn field(plain_name: &str) -> Option<Column> {
    Entry::columns().find(|(column, _)| plain(column) == plain_name).map(|(_, field)| Column::Field(field))
}

/// Letters and digits only, in lower case: programs write the names of columns in many ways.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}
