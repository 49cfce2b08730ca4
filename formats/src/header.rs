//! The first line of a file: which app wrote it, and what each of its columns means. Columns are found by name, never by
//! place: people choose and reorder them.

use vitrine_ledger::Entry;

use crate::apps::{APPS, App, Column, Format, plain};
use crate::{BadFile, MOST_COLUMNS};

/// A column of the file at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: String,
    /// None: kept as it is.
    pub(crate) column: Option<Column>,
}

/// The app and the columns of a file with this first line.
pub(crate) fn read(fields: &[String]) -> Result<(&'static App, Vec<Named>), BadFile> {
    if fields.len() > MOST_COLUMNS {
        return Err(BadFile::TooManyColumns(fields.len()));
    }
    let names: Vec<String> = fields.iter().enumerate().map(|(i, field)| named(i, field)).collect();
    let plains: Vec<String> = names.iter().map(|name| plain(name)).collect();
    let all = |app: &&App| app.telling.iter().all(|telling| plains.iter().any(|plain| plain == telling));
    let app = APPS.iter().find(all).expect("BUG: the last app tells nothing apart");
    let columns = columns(app, names)?;
    if app.format == Format::Tcgplayer && !is_tcgplayer(&columns) {
        return Err(BadFile::UnknownColumns { found: columns.into_iter().map(|column| column.name).collect() });
    }
    Ok((app, columns))
}

fn named(at: usize, field: &str) -> String {
    let name = field.trim();
    if name.is_empty() { format!("column {}", at + 1) } else { name.to_owned() }
}

fn columns(app: &App, names: Vec<String>) -> Result<Vec<Named>, BadFile> {
    let mut columns: Vec<Named> = Vec::with_capacity(names.len());
    for name in names {
        let column = meaning(app, &name);
        let once = column.filter(|column| !may_repeat(*column));
        let repeated = columns.iter().any(|c| c.name == name || (once.is_some() && c.column == once));
        if repeated {
            return Err(BadFile::RepeatedColumn { name });
        }
        columns.push(Named { name, column });
    }
    Ok(columns)
}

fn may_repeat(column: Column) -> bool {
    matches!(column, Column::Price | Column::Kept | Column::Flag(_) | Column::FinishIf(_))
}

fn meaning(app: &App, name: &str) -> Option<Column> {
    let plain_name = plain(name);
    let of_app = app.columns.iter().find(|(written, _)| plain(written) == plain_name).map(|(_, column)| *column);
    of_app.or_else(|| field(&plain_name))
}

/// The field whose column in files is called so.
fn field(plain_name: &str) -> Option<Column> {
    Entry::columns().find(|(column, _)| plain(column) == plain_name).map(|(_, field)| Column::Field(field))
}

/// Other programs' files have quantities and names too; these columns are this app's.
fn is_tcgplayer(columns: &[Named]) -> bool {
    let has = |wanted: Column| columns.iter().any(|c| c.column == Some(wanted));
    let telling = [Column::Finish, Column::Id("tcgplayer"), Column::Id("sku"), Column::SimpleName];
    has(Column::Quantity) && has(Column::Name) && telling.into_iter().any(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_app_s_own_header_is_taken_for_its_own() {
        for app in &APPS {
            // Aliases of one column stand in one table and never in one file.
            let mut header: Vec<(&str, Column)> = Vec::new();
            for (name, column) in app.columns {
                if may_repeat(*column) || header.iter().all(|(_, other)| other != column) {
                    header.push((name, *column));
                }
            }
            let fields: Vec<String> = header.iter().map(|(name, _)| (*name).to_owned()).collect();
            let (found, columns) = read(&fields).unwrap_or_else(|error| panic!("{:?}: {error}", app.format));
            assert_eq!(found.format, app.format);
            let read: Vec<Option<Column>> = columns.iter().map(|column| column.column).collect();
            let meant: Vec<Option<Column>> = header.iter().map(|(_, column)| Some(*column)).collect();
            assert_eq!(read, meant, "{:?}", app.format);
        }
    }

    #[test]
    fn what_no_app_writes_is_named_and_a_header_of_thousands_is_none() {
        let fields = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(read(&fields(&["a", "b"])).unwrap_err(), BadFile::UnknownColumns { found: fields(&["a", "b"]) });
        assert_eq!(read(&vec![String::from("x"); 100_000]).unwrap_err(), BadFile::TooManyColumns(100_000));
    }
}
