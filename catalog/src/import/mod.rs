//! Reading catalogue files: what a file is is seen from its content, never from its name.
//!
//! Files come one after the other, in any order; a folder or an archive is many files. [`Reader`] hands out each set of
//! each source as soon as it is whole, rows it could not read with their place, and at the end the sets it had to wait
//! with. What is read is bounded: a row, a set, and all that has to wait.

mod archive;
mod cell;
mod file;
mod gather;
mod json;
mod pokemontcg;
mod rarebox;
mod row;
mod scryfall;
mod tcgdex;

use std::io::Read;

pub use archive::open;
use gather::Gather;

use crate::set::CatalogSet;

/// A row that was left out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// `sets/base1.json, row 3`.
    pub place: String,
    /// Why it was left out.
    pub reason: String,
}

/// Why a file could not be read. What it had said before stands only where it was whole: a set.
#[derive(Debug, thiserror::Error)]
pub enum BadFile {
    /// The file is of no kind that is known.
    #[error("{0}: this is no catalogue file Vitrine knows")]
    Unknown(String),
    /// The file, and what is wrong with it.
    #[error("{0}: {1}")]
    Broken(String, String),
    /// A row of the file is longer than any card.
    #[error("{0}: a row is longer than {len} bytes", len = json::LONGEST_ROW)]
    LongRow(String),
    /// Cards of too many sets wait for the rest of them.
    #[error("more than {0} cards wait for the rest of their sets: this is no catalogue")]
    TooMany(usize),
    /// The sink would not go on.
    #[error("stopped")]
    Stopped,
}

/// What takes what is read.
pub trait Sink {
    /// What one source says about one set.
    ///
    /// # Errors
    /// [`BadFile::Stopped`] ends the reading.
    fn set(&mut self, set: CatalogSet) -> Result<(), BadFile>;
    /// A row that was left out.
    fn bad(&mut self, row: BadRow);
}

/// The reader of one import.
#[derive(Default)]
pub struct Reader {
    gather: Gather,
}

impl Reader {
    /// Reads one JSON file; `path` with `/` between its folders, for places and for files that belong together.
    ///
    /// # Errors
    /// A file that is not one of these, or breaks off: nothing of the set it broke off in is handed out.
    pub fn file(&mut self, path: &str, content: &mut dyn Read, sink: &mut dyn Sink) -> Result<(), BadFile> {
        let mut kind = None;
        let mut file = file::File::new(path);
        let read = json::rows(path, content, |number, text| {
            let kind = match &kind {
                Some(kind) => *kind,
                None => *kind.insert(row::Kind::of(text).ok_or_else(|| BadFile::Unknown(path.to_owned()))?),
            };
            if let Err(reason) = row::take(&mut file, kind, text) {
                sink.bad(BadRow { place: format!("{path}, row {number}"), reason });
            }
            file.check()
        });
        match (read, kind) {
            (Ok(0), _) | (Ok(_), None) => Err(BadFile::Unknown(path.to_owned())),
            (Ok(_), Some(kind)) => self.gather.file(kind, file, sink),
            // A list of sets stands as far as it was read: what its rows say is said of one set each.
            (Err(BadFile::Broken(_, reason)), Some(kind)) if kind.is_sets() => {
                sink.bad(BadRow { place: path.to_owned(), reason });
                self.gather.file(kind, file, sink)
            }
            (Err(error), _) => Err(error),
        }
    }

    /// Hands out the sets that had to wait.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn finish(self, sink: &mut dyn Sink) -> Result<(), BadFile> {
        self.gather.finish(sink)
    }
}
