//! Price files, read as a stream: what is in memory at any time is bounded, however large or hostile the file is.
//!
//! The format is told by the contents; compressed files (gzip) and archives (tar) are unpacked on the way. Every parser
//! hands series to a sink as soon as it has them and reports the rows it could not read with their lines. Whether a file
//! with bad rows counts is for the caller to say: nothing is stored here.

mod amount;
mod archive;
mod cardmarket;
mod csv;
mod guard;
mod json;
mod mtgjson;
mod rarebox;
mod rates;
mod tables;
mod tcgcsv;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};

use vitrine_ledger::Date;

use crate::day::Day;
use crate::point::Point;
use crate::price_line::Identity;
use crate::series;

pub use amount::price;
pub use rates::{RateRow, read as read_rates};

/// What is kept in memory before it is handed on: a price counts one, a series [`SERIES`] more.
const HELD: usize = 1_500_000;
const SERIES: usize = 8;
/// Bytes a file may unpack to.
const MOST_BYTES: u64 = 8 << 30;
/// Bad rows that are reported one by one; the rest is counted.
const REPORTED: usize = 50;
/// Bytes at the beginning that tell the format.
const HEAD: usize = 64 * 1024;

/// What a file does not say itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// Its name, which may tell the game.
    pub file: &'a str,
    /// The game, where whoever gives the file says it.
    pub game: Option<&'a str>,
    /// The day of files that have none.
    pub date: Option<Date>,
}

/// What a file was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The name of the format.
    pub format: &'static str,
    /// Prices that were read.
    pub prices: u64,
    /// Zeros that were read: a source has no price where it says so.
    pub zeros: u64,
    /// Rows or values that could not be read, the first few of them, and how many there are.
    pub bad: Vec<BadRow>,
    /// How many could not be read.
    pub bad_rows: u64,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Its line, or where it stands.
    pub at: String,
    /// Why it was not read, for a person.
    pub why: String,
}

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum BadFile {
    /// The file is of no kind that is known.
    #[error("not a price file we know: {0}")]
    Unknown(String),
    /// Something is needed that neither the file nor the hints say.
    #[error("{0}")]
    Missing(&'static str),
    /// The file is not whole, or not what its beginning says.
    #[error("{0}")]
    Broken(String),
    /// It unpacks to more than any price file has.
    #[error("the file unpacks to more than {} GiB", MOST_BYTES >> 30)]
    TooLarge,
    /// It could not be read.
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// One of several in an archive.
    #[error("{0}: {1}")]
    Inside(String, Box<Self>),
    /// The sink would not go on.
    #[error("{0}")]
    Stopped(String),
}

/// Observations of one series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which series.
    pub identity: Identity,
    /// In any order; of one day the last one counts.
    pub points: Vec<Point>,
    /// The last day on which the file says that the last of these prices holds.
    pub seen: Day,
}

/// Takes what was found, some series at a time; an error ends the reading.
pub type Sink<'a> = &'a mut dyn FnMut(Vec<Found>) -> Result<(), String>;

/// Reads a file of prices, or an archive of them.
///
/// # Errors
/// When it is no price file, or broken, or the sink stops.
pub fn read(input: impl Read, hints: Hints<'_>, sink: Sink<'_>) -> Result<Summary, BadFile> {
    let left = Cell::new(MOST_BYTES);
    let mut input = unpacked(input, &left)?;
    if archive::is_one(input.fill_buf()?) {
        return archive::read(input, &left, hints, sink);
    }
    plain(input, hints, sink)
}

/// The same of a file that is unpacked.
fn plain<'a>(mut input: Box<dyn BufRead + 'a>, hints: Hints<'_>, sink: Sink<'_>) -> Result<Summary, BadFile> {
    let head = head(&mut input)?;
    let mut out = Out { held: BTreeMap::new(), count: 0, last: 0, summary: Summary::new(""), sink };
    let first = head.trim_start_matches('\u{feff}').trim_start();
    out.summary.format = if first.starts_with('{') || first.starts_with('[') {
        let input = guard::Guard::new(input);
        if head.contains("\"priceGuides\"") {
            cardmarket::read(input, hints, &mut out)?
        } else if head.contains("\"productId\"") || head.contains("\"results\"") {
            tcgcsv::read(input, hints, &mut out)?
        } else if head.contains("\"paper\"") || head.contains("\"mtgo\"") {
            mtgjson::read(input, &mut out)?
        } else if head.contains("\"prices\"") {
            rarebox::read(input, hints, &mut out)?
        } else {
            return Err(BadFile::Unknown("its JSON has neither prices, priceGuides, results nor paper".into()));
        }
    } else {
        tables::read(input, hints, &mut out)?
    };
    out.flush()?;
    Ok(out.summary)
}

impl Summary {
    fn new(format: &'static str) -> Self {
        Self { format, prices: 0, zeros: 0, bad: Vec::new(), bad_rows: 0 }
    }
}

/// Where parsers put what they find.
struct Out<'a> {
    held: BTreeMap<Identity, Vec<Point>>,
    count: usize,
    /// The last day of all prices so far.
    last: Day,
    summary: Summary,
    sink: Sink<'a>,
}

impl Out<'_> {
    fn price(&mut self, identity: Identity, point: Point) -> Result<(), BadFile> {
        // Kept until the series is handed on: it says until when the price before was said.
        *if point.minor == 0 { &mut self.summary.zeros } else { &mut self.summary.prices } += 1;
        self.count += 1;
        self.last = self.last.max(point.day);
        let points = self.held.entry(identity).or_default();
        self.count += if points.is_empty() { SERIES } else { 0 };
        points.push(point);
        if self.count >= HELD { self.flush() } else { Ok(()) }
    }

    fn bad(&mut self, at: impl std::fmt::Display, why: impl Into<String>) {
        self.summary.bad_rows += 1;
        if self.summary.bad.len() < REPORTED {
            self.summary.bad.push(BadRow { at: at.to_string(), why: why.into() });
        }
    }

    /// Every file tells either all prices of its last day or, from its first day on, those that changed: either way a
    /// price that is in it holds on its last day.
    fn flush(&mut self) -> Result<(), BadFile> {
        let (held, seen) = (std::mem::take(&mut self.held), self.last);
        self.count = 0;
        if held.is_empty() {
            return Ok(());
        }
        let found = held.into_iter().filter_map(|(identity, points)| found(identity, points, seen));
        let found: Vec<Found> = found.collect();
        if found.is_empty() { Ok(()) } else { (self.sink)(found).map_err(BadFile::Stopped) }
    }
}

/// The prices among what was said of a series; none where there is none.
fn found(identity: Identity, mut points: Vec<Point>, seen: Day) -> Option<Found> {
    let seen = if points.iter().any(|point| point.minor == 0) {
        // Stable: of one day the last word counts.
        points.sort_by_key(|point| point.day);
        points.reverse();
        points.dedup_by_key(|point| point.day);
        points.reverse();
        series::without_zeros(&mut points, seen)
    } else {
        seen
    };
    (!points.is_empty()).then_some(Found { identity, points, seen })
}

/// What is inside, if it is compressed, as far as it may go: `left` counts the bytes.
fn unpacked<'a>(input: impl Read + 'a, left: &'a Cell<u64>) -> Result<Box<dyn BufRead + 'a>, BadFile> {
    let mut input = BufReader::new(input);
    let head = input.fill_buf()?;
    if head.starts_with(b"PK\x03\x04") {
        return Err(BadFile::Unknown("it is a ZIP archive: unpack it, and import what is in it".into()));
    }
    let read: Box<dyn Read + 'a> = if head.starts_with(&[0x1f, 0x8b]) {
        Box::new(flate2::bufread::MultiGzDecoder::new(input))
    } else {
        Box::new(input)
    };
    Ok(Box::new(BufReader::with_capacity(HEAD, Bounded { inner: read, left })))
}

/// The first bytes as text, as far as one reading gives them, without taking them.
fn head(input: &mut dyn BufRead) -> Result<String, BadFile> {
    let bytes = input.fill_buf()?;
    if bytes.is_empty() {
        return Err(BadFile::Unknown("it is empty".into()));
    }
    Ok(String::from_utf8_lossy(bytes).into_owned())
}

/// Ends with an error where there is too much.
struct Bounded<'a> {
    inner: Box<dyn Read + 'a>,
    left: &'a Cell<u64>,
}

impl Read for Bounded<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        // As much as there is: the head that tells the format comes from one reading.
        let mut filled = 0;
        while filled < into.len() {
            match self.inner.read(&mut into[filled..])? {
                0 => break,
                some => filled += some,
            }
        }
        let left = self.left.get().checked_sub(filled as u64);
        self.left.set(left.ok_or_else(|| std::io::Error::other("the file unpacks to more than it may"))?);
        Ok(filled)
    }
}
