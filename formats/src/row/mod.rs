//! From the records of a file to its rows: how the file writes numbers and dates, which rows are about the same copies,
//! and what a person should know.

pub(crate) mod entry;
mod identity;

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use vitrine_ledger::card::number_key;
use vitrine_ledger::rules::Fields;
use vitrine_ledger::{limits, suggest};

use crate::apps::{App, Column, Format};
use crate::header::Named;
use crate::text::csv::{FORMULA, Record};
use crate::values::{DayOrder, DecimalMark};
use crate::words::guess;
use crate::{BadReason, BadRow, Options, Parsed, Question, Row, Warning};
use entry::FROM;

/// The values of one record under their columns.
#[derive(Clone, Copy)]
pub(crate) struct Values<'a> {
    columns: &'a [Named],
    fields: &'a [String],
}

impl<'a> Values<'a> {
    fn pairs(self) -> impl Iterator<Item = (&'a Named, &'a str)> {
        self.columns.iter().zip(self.fields).map(|(column, field)| (column, fused(field.trim())))
    }

    fn get(self, wanted: Column) -> &'a str {
        self.pairs().find(|(column, _)| column.column == Some(wanted)).map_or("", |(_, value)| value)
    }

    /// The values of columns of a kind, with what the column is about.
    fn of<T>(self, about: impl Fn(Column) -> Option<T>) -> impl Iterator<Item = (T, &'a str)> {
        self.pairs().filter_map(move |(column, value)| column.column.and_then(&about).map(|about| (about, value)))
    }
}

/// Without the apostrophe that keeps a spreadsheet from calculating a cell, which writing puts before it.
fn fused(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(cell)
}

/// How this file writes what can be written in several ways.
pub(crate) struct Habits<'a> {
    app: &'a App,
    game: &'a str,
    options: &'a Options,
    mark: Option<DecimalMark>,
    order: Option<DayOrder>,
}

/// What is counted while rows are read, for the warnings.
#[derive(Default)]
pub(crate) struct Notes {
    languages: BTreeSet<String>,
    conditions: BTreeSet<String>,
    spoilt: Vec<u32>,
    spoilt_example: String,
    unread: BTreeMap<&'static str, (usize, String)>,
    ambiguous_amount: Option<String>,
    ambiguous_date: Option<String>,
}

impl Notes {
    fn unread(&mut self, what: &'static str, text: &str) {
        self.unread.entry(what).or_insert_with(|| (0, text.to_owned())).0 += 1;
    }
}

/// Reads every record after the header.
pub(crate) fn read(app: &App, columns: &[Named], records: impl Iterator<Item = Record>, options: &Options) -> Parsed {
    let records: Vec<Record> = records.filter(|record| record.stray_quote || !record.is_blank()).collect();
    let all = |wanted: Column| {
        let values = move |record| Values { columns, fields: &record_fields(record)[..] }.get(wanted);
        records.iter().map(values)
    };
    let game = app.game.map_or_else(|| concluded(columns, &records), str::to_owned);
    let habits = Habits {
        app,
        game: &game,
        options,
        mark: options.mark.or_else(|| DecimalMark::of(all(Column::Cost))),
        order: options
            .order
            .or_else(|| DayOrder::of(all(Column::Acquired)))
            .or(app.month_first.then_some(DayOrder::MonthFirst)),
    };
    let (mut rows, mut bad, mut notes, mut short) = (Vec::new(), Vec::new(), Notes::default(), 0);
    for record in &records {
        match row(columns, record, &habits, &mut notes) {
            Ok(row) => {
                short += usize::from(record.fields.len() < columns.len());
                rows.push(row);
            }
            Err(reason) => bad.push(BadRow { line: record.line, text: record.text.clone(), reason }),
        }
    }
    let joined = join(&mut rows);
    let guessed = app.game.is_none() && !columns.iter().any(|c| c.column == Some(Column::Game)) && !rows.is_empty();
    let mut warnings = Vec::new();
    if guessed {
        warnings.push(Warning::GameGuessed { game: game.clone() });
    }
    let names: Vec<String> = columns.iter().filter(|c| c.column.is_none()).map(|c| c.name.clone()).collect();
    if !names.is_empty() {
        warnings.push(Warning::UnknownColumns { names });
    }
    if short > 0 {
        warnings.push(Warning::ShortRows { count: short });
    }
    if joined > 0 {
        warnings.push(Warning::JoinedRows { count: joined });
    }
    let questions = notes.tell(&mut warnings);
    Parsed { format: app.format, game, rows, bad, warnings, questions }
}

fn record_fields(record: &Record) -> &Vec<String> {
    &record.fields
}

impl Notes {
    /// Adds the warnings, and says what is to be asked.
    fn tell(self, warnings: &mut Vec<Warning>) -> Vec<Question> {
        for (what, words) in [("language", self.languages), ("condition", self.conditions)] {
            if !words.is_empty() {
                warnings.push(Warning::UnknownWords { what, words: words.into_iter().collect() });
            }
        }
        if !self.spoilt.is_empty() {
            warnings.push(Warning::Spoilt { lines: self.spoilt, example: self.spoilt_example });
        }
        for (what, (count, example)) in self.unread {
            warnings.push(Warning::Unread { what, count, example });
        }
        let mark = self.ambiguous_amount.map(|example| Question::Mark { example });
        let order = self.ambiguous_date.map(|example| Question::Order { example });
        mark.into_iter().chain(order).collect()
    }
}

/// The game that finishes and rarities look like.
fn concluded(columns: &[Named], records: &[Record]) -> String {
    let words: BTreeSet<&str> = records
        .iter()
        .flat_map(|record| {
            let values = Values { columns, fields: &record.fields };
            [values.get(Column::Finish), values.get(Column::Rarity)]
        })
        .collect();
    guess(&words).to_owned()
}

fn row(columns: &[Named], record: &Record, habits: &Habits<'_>, notes: &mut Notes) -> Result<Row, BadReason> {
    if record.stray_quote {
        return Err(BadReason::StrayQuote);
    }
    let surplus = record.fields.iter().skip(columns.len()).any(|field| !field.trim().is_empty());
    if surplus {
        // Usually a comma that should have been quoted: everything after it stands in the wrong column.
        return Err(BadReason::TooManyValues { expected: columns.len(), found: record.fields.len() });
    }
    let values = Values { columns, fields: &record.fields };
    let quantity = quantity(values.get(Column::Quantity));
    if entry::is_nameless(values) {
        return Err(BadReason::NoName);
    }
    let row = entry::row(values, record.line, quantity?, habits, notes)?;
    row.entry.check().map_err(BadReason::Refused)?;
    Ok(row)
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

/// Rows of one identity that name two numbers are two cards, whatever their product says: the later one is told apart.
/// Returns how many rows are joined to an earlier one.
fn join(rows: &mut [Row]) -> usize {
    let mut numbers: BTreeMap<Uuid, String> = BTreeMap::new();
    let mut joined = 0;
    for row in rows {
        let number = number_key(&row.entry.card.number);
        match numbers.get(&row.identity) {
            Some(first) if !first.is_empty() && !number.is_empty() && *first != number => {
                row.identity = Uuid::new_v5(&row.identity, number.as_bytes());
                joined += usize::from(numbers.insert(row.identity, number).is_some());
            }
            Some(_) => joined += 1,
            None => drop(numbers.insert(row.identity, number)),
        }
    }
    joined
}

/// Is this a language tag of ours?
fn is_known_language(tag: &str) -> bool {
    tag.is_empty() || suggest::LANGUAGES.iter().any(|(known, _)| *known == tag)
}

/// What a row with these values would be about.
pub(crate) fn identity_of(app: &App, columns: &[Named], fields: &[String]) -> Option<Uuid> {
    let (values, options) = (Values { columns, fields }, Options::default());
    let habits = Habits { app, game: "", options: &options, mark: None, order: None };
    entry::row(values, 0, 1, &habits, &mut Notes::default()).ok().map(|row| row.identity)
}

/// A row of a plain list.
pub(crate) fn list_row(line: u32, entry: vitrine_ledger::Entry, quantity: i64) -> Row {
    let mut row = Row {
        line,
        identity: Uuid::nil(),
        entry,
        quantity,
        cost: None,
        total: None,
        acquired: None,
        place: None,
        portfolio: None,
        wanted: false,
    };
    row.identity = identity::of(Format::List, &row, "");
    row.entry.extra.insert(FROM.to_owned(), Format::List.name().to_owned());
    row
}

/// A plain list as a file.
pub(crate) fn finish_list(mut rows: Vec<Row>, mut bad: Vec<BadRow>) -> Parsed {
    let mut kept = Vec::new();
    for row in rows.drain(..) {
        match row.entry.check() {
            Ok(()) => kept.push(row),
            Err(why) => {
                let text = row.entry.card.name.clone();
                bad.push(BadRow { line: row.line, text, reason: BadReason::Refused(why) });
            }
        }
    }
    let joined = join(&mut kept);
    let warnings = if joined > 0 { vec![Warning::JoinedRows { count: joined }] } else { Vec::new() };
    Parsed { format: Format::List, game: String::from("mtg"), rows: kept, bad, warnings, questions: Vec::new() }
}
