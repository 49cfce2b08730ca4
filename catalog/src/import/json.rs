//! A JSON array read row by row, with no more of it in memory than a row.

use std::cell::Cell;
use std::io::{self, Read};

use serde::Deserializer as _;
use serde::de::{DeserializeSeed, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::BadFile;

/// Bytes of one row; the longest real ones have some ten thousand.
pub(super) const LONGEST_ROW: u64 = 512 * 1024;
const LONG: &str = "row too long";

/// Calls `each` with the number (from 1) and the text of each row of the array. Answers how many there were.
///
/// # Errors
/// What is no array of JSON, breaks off, or has a row that is too long; and the errors of `each`.
pub(super) fn rows(
    path: &str,
    content: &mut dyn Read,
    each: impl FnMut(usize, &str) -> Result<(), BadFile>,
) -> Result<usize, BadFile> {
    let left = Cell::new(LONGEST_ROW);
    let mut start = [0; 3];
    let filled = fill(content, &mut start).map_err(|error| broken(path, &error))?;
    // A byte order mark is no content.
    let start = if start == *b"\xef\xbb\xbf" { &[][..] } else { &start[..filled] };
    let bounded = Bounded { content: start.chain(content), left: &left };
    let mut rows = Rows { left: &left, each, count: 0, stopped: None };
    let mut json = serde_json::Deserializer::from_reader(io::BufReader::with_capacity(64 * 1024, bounded));
    let read = json.deserialize_seq(&mut rows).and_then(|()| json.end());
    let (count, stopped) = (rows.count, rows.stopped);
    match (stopped, read) {
        (Some(error), _) => Err(error),
        (None, Ok(())) => Ok(count),
        (None, Err(error)) if error.to_string().contains(LONG) => Err(BadFile::LongRow(path.to_owned())),
        (None, Err(error)) if count == 0 && !error.is_io() => Err(BadFile::Unknown(path.to_owned())),
        (None, Err(error)) => Err(broken(path, &error)),
    }
}

fn broken(path: &str, error: &dyn std::fmt::Display) -> BadFile {
    BadFile::Broken(path.to_owned(), error.to_string())
}

fn fill(content: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match content.read(&mut buffer[filled..])? {
            0 => break,
            n => filled += n,
        }
    }
    Ok(filled)
}

/// Fails when more is read than one row may have since the last row ended. It stands under a buffer, whose size is small
/// beside that.
struct Bounded<'a, R> {
    content: R,
    left: &'a Cell<u64>,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.content.read(buffer)?;
        match self.left.get().checked_sub(read as u64) {
            Some(left) => self.left.set(left),
            None => return Err(io::Error::other(LONG)),
        }
        Ok(read)
    }
}

struct Rows<'a, F> {
    left: &'a Cell<u64>,
    each: F,
    count: usize,
    stopped: Option<BadFile>,
}

impl<'de, F: FnMut(usize, &str) -> Result<(), BadFile>> Visitor<'de> for &mut Rows<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an array of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        while let Some(row) = rows.next_element_seed(Row)? {
            self.left.set(LONGEST_ROW);
            self.count += 1;
            if let Err(error) = (self.each)(self.count, row.get()) {
                self.stopped = Some(error);
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

struct Row;

impl<'de> DeserializeSeed<'de> for Row {
    type Value = Box<RawValue>;

    fn deserialize<D: serde::Deserializer<'de>>(self, row: D) -> Result<Self::Value, D::Error> {
        serde::Deserialize::deserialize(row)
    }
}
