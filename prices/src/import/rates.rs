//! Files of exchange rates: the European Central Bank's history, and a plain `date,base,quote,rate,source`.

use std::cell::Cell;
use std::io::{BufRead, Read};

use vitrine_ledger::{Currency, Date, Decimal};

use super::csv::{Columns, Lines, value};
use super::{BadFile, Summary};
use crate::day::{self, Day};

/// Rates of one file: two hundred years of every currency the bank tells.
const MOST: usize = 3_000_000;

/// What one `base` was in `quote` on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateRow {
    /// The currency of which one unit is priced.
    pub base: Currency,
    /// The currency it is priced in.
    pub quote: Currency,
    /// The source of the rate: `ecb`.
    pub source: String,
    /// The day it held on.
    pub day: Day,
    /// How much of `quote` one `base` was.
    pub rate: Decimal,
}

/// Reads a file of rates whole.
///
/// # Errors
/// When it is none, or too large.
pub fn read(input: impl Read) -> Result<(Vec<RateRow>, Summary), BadFile> {
    let left = Cell::new(super::MOST_BYTES);
    let mut input = super::unpacked(input, &left)?;
    if super::archive::is_one(input.fill_buf()?) {
        return Err(BadFile::Unknown("it is an archive: unpack it, and import the file of rates in it".into()));
    }
    let mut lines = Lines::new(input);
    let header = lines.header()?;
    let columns = Columns(&header);
    let plain = ["date", "base", "quote", "rate"].map(|name| columns.find(&[name]));
    let mut summary = Summary::new("plain rates");
    let mut rows = Vec::new();
    let mut fields = Vec::new();
    if let [Some(_), Some(_), Some(_), Some(_)] = plain {
        let [date, base, quote, rate] = plain;
        let source = columns.find(&["source"]);
        while lines.next(&mut fields)? {
            let of = |column| value(&fields, column);
            let source = if of(source).is_empty() { "file".to_owned() } else { of(source).to_lowercase() };
            let row = || {
                let base = of(base).parse::<Currency>().map_err(|_| "no base currency")?;
                let quote = of(quote).parse::<Currency>().map_err(|_| "no quote currency")?;
                if base == quote {
                    return Err("both currencies are the same");
                }
                Ok(RateRow { base, quote, source, day: day_of(of(date))?, rate: decimal(of(rate))? })
            };
            put(row(), lines.line, &mut rows, &mut summary)?;
        }
        return Ok((rows, summary));
    }
    summary.format = "European Central Bank";
    let currencies: Vec<(usize, Currency)> = header
        .iter()
        .enumerate()
        .filter_map(|(at, name)| Some((at, name.to_uppercase().parse().ok().filter(Currency::is_known)?)))
        .collect();
    let date = columns.find(&["date"]);
    if date.is_none() || currencies.is_empty() {
        return Err(BadFile::Unknown("its columns are neither the bank's nor date,base,quote,rate".into()));
    }
    while lines.next(&mut fields)? {
        let day = day_of(value(&fields, date));
        for (at, quote) in &currencies {
            let text = value(&fields, Some(*at));
            if text.is_empty() || text == "N/A" {
                continue;
            }
            let row = || {
                let (day, rate) = (day?, decimal(text)?);
                Ok(RateRow { base: Currency::EUR, quote: *quote, source: "ecb".to_owned(), day, rate })
            };
            put(row(), lines.line, &mut rows, &mut summary)?;
        }
    }
    Ok((rows, summary))
}

fn put(
    row: Result<RateRow, &'static str>,
    line: u64,
    rows: &mut Vec<RateRow>,
    summary: &mut Summary,
) -> Result<(), BadFile> {
    match row {
        Ok(_) if rows.len() >= MOST => return Err(BadFile::TooLarge),
        Ok(row) => {
            summary.prices += 1;
            rows.push(row);
        }
        Err(why) => {
            summary.bad_rows += 1;
            if summary.bad.len() < super::REPORTED {
                summary.bad.push(super::BadRow { at: line.to_string(), why: why.to_owned() });
            }
        }
    }
    Ok(())
}

fn day_of(text: &str) -> Result<Day, &'static str> {
    let date: Date = text.parse().map_err(|_| "not a day (YYYY-MM-DD)")?;
    day::day(date).filter(|day| *day > day::FLOOR).ok_or("a day out of bounds")
}

fn decimal(text: &str) -> Result<Decimal, &'static str> {
    text.parse().map_err(|_| "not a rate: a positive decimal of at most twelve digits, with a point")
}
