//! Archives (tar) of price files: every file in one that is a price file is read, in the order they stand there.

use std::cell::Cell;
use std::io::Read;

use super::{BadFile, BadRow, Hints, REPORTED, Sink, Summary};

/// Files in one archive.
const MOST_FILES: usize = 100_000;

/// Bytes of what is neither a file nor a folder: long names, notes on owners.
const ASIDE: u64 = 64 * 1024;

/// Is this the beginning of one?
pub(super) fn is_one(head: &[u8]) -> bool {
    head.get(257..262) == Some(b"ustar")
}

/// Reads an archive. What is no price file in it is passed over; `left` is what all of it may still unpack to.
pub(super) fn read(input: impl Read, left: &Cell<u64>, hints: Hints<'_>, sink: Sink<'_>) -> Result<Summary, BadFile> {
    let mut all: Option<Summary> = None;
    let mut passed_over = None;
    let mut archive = tar::Archive::new(input);
    // Raw, because otherwise a name of gigabytes would be taken into memory. A name of more than 255 bytes is cut short.
    for entry in archive.entries()?.raw(true).take(MOST_FILES) {
        let entry = entry?;
        if !entry.header().entry_type().is_file() {
            if entry.size() > ASIDE {
                return Err(BadFile::Broken("the archive holds something large that is no file".into()));
            }
            continue;
        }
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        match one(entry, left, Hints { file: &path, ..hints }, sink) {
            Ok(summary) => add(&mut all, &path, summary),
            Err(BadFile::Unknown(why)) => {
                passed_over.get_or_insert_with(|| format!("of {path}, {why}"));
            }
            Err(error @ (BadFile::Stopped(_) | BadFile::Inside(..))) => return Err(error),
            Err(error) => return Err(BadFile::Inside(path, Box::new(error))),
        }
    }
    all.ok_or_else(|| {
        let why =
            passed_over.map_or_else(|| "there is no file in it".to_owned(), |why| format!("of those in it, {why}"));
        BadFile::Unknown(format!("it is an archive without a price file; {why}"))
    })
}

fn one(entry: impl Read, left: &Cell<u64>, hints: Hints<'_>, sink: Sink<'_>) -> Result<Summary, BadFile> {
    let mut input = super::unpacked(entry, left)?;
    if is_one(input.fill_buf()?) {
        return Err(BadFile::Unknown("it is an archive itself".into()));
    }
    super::plain(input, hints, sink)
}

fn add(all: &mut Option<Summary>, path: &str, one: Summary) {
    let all = all.get_or_insert_with(|| Summary::new(one.format));
    if all.format != one.format {
        all.format = "several formats";
    }
    all.prices += one.prices;
    all.zeros += one.zeros;
    all.bad_rows += one.bad_rows;
    let room = REPORTED.saturating_sub(all.bad.len());
    let named = |row: BadRow| BadRow { at: format!("{path}, {}", row.at), why: row.why };
    all.bad.extend(one.bad.into_iter().take(room).map(named));
}
