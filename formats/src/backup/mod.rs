//! A whole ledger as one file of its owner: every record as it is stored, under its id, with the trash and the conflicts.
//! A record is written by the ledger's own type, so that a new field or a new kind cannot be forgotten here.

mod restore;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vitrine_ledger::rules::Fields;
use vitrine_ledger::{Date, Domain, Key, Record, Rejection};
use vitrine_sync::Model;

pub use restore::{Restore, restore};

/// What such a file says of itself.
const MARK: &str = "vitrine ledger";
/// The form of the file around the records; theirs is the schema's.
const VERSION: u32 = 1;

/// What is in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Backup {
    /// The local calendar day on which it was made.
    pub saved: Date,
    /// Every record, deleted ones too.
    pub records: BTreeMap<Key, Record>,
}

/// Why a file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadBackup {
    /// It is JSON of another program, or cut off.
    #[error("this is not a whole file of a Vitrine collection: {0}")]
    Unreadable(String),
    /// A later program wrote it.
    #[error("a newer version of Vitrine wrote this file: update this one, then open the file again")]
    Newer,
    /// A record's key and value are of different kinds, or the key stands there twice.
    #[error("the record {0} is there twice, or is not what it is called")]
    Muddled(Key),
    /// A value that the domain's rules refuse.
    #[error("the record {key} has a value that cannot be kept: {why}")]
    Refused {
        /// Which record.
        key: Key,
        /// Why.
        why: Rejection,
    },
}

#[derive(Serialize)]
struct Written<'a> {
    file: &'static str,
    version: u32,
    schema: u32,
    saved: Date,
    records: Vec<(&'a Key, &'a Record)>,
}

#[derive(Deserialize)]
struct Head {
    file: String,
    version: u32,
    schema: u32,
}

#[derive(Deserialize)]
struct Body {
    saved: Date,
    records: Vec<(Key, Record)>,
}

/// Whether a file says that it is one of ours; whether it is whole is said by [`parse`].
pub fn is_ours(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(100)]);
    start.trim_start_matches('\u{feff}').trim_start().starts_with('{') && start.contains(MARK)
}

/// The text of the file.
pub fn print<'a>(records: impl IntoIterator<Item = (&'a Key, &'a Record)>, saved: Date) -> String {
    let records = records.into_iter().collect();
    let written = Written { file: MARK, version: VERSION, schema: Domain::SCHEMA, saved, records };
    serde_json::to_string(&written).expect("BUG: records serialise")
}

/// Reads the file.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn parse(bytes: &[u8]) -> Result<Backup, BadBackup> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let unreadable = |why: serde_json::Error| BadBackup::Unreadable(why.to_string());
    // The head first: what a newer program writes need not be readable beyond it.
    let head: Head = serde_json::from_slice(bytes).map_err(unreadable)?;
    if head.file != MARK {
        return Err(BadBackup::Unreadable(format!("it calls itself “{}”", head.file)));
    }
    if head.version > VERSION || head.schema > Domain::SCHEMA {
        return Err(BadBackup::Newer);
    }
    let body: Body = serde_json::from_slice(bytes).map_err(unreadable)?;
    let mut records = BTreeMap::new();
    for (key, record) in body.records {
        if key.kind != record.kind() || records.contains_key(&key) {
            return Err(BadBackup::Muddled(key));
        }
        check(&record).map_err(|why| BadBackup::Refused { key, why })?;
        records.insert(key, record);
    }
    Ok(Backup { saved: body.saved, records })
}

fn check(record: &Record) -> Result<(), Rejection> {
    match record {
        Record::Entry(stored) => stored.value.check(),
        Record::Lot(stored) => stored.value.check(),
        Record::Sale(stored) => stored.value.check(),
        Record::Conflict(stored) => stored.value.check(),
        Record::Portfolio(stored) => stored.value.check(),
        Record::Location(stored) => stored.value.check(),
        Record::Settings(stored) => stored.value.check(),
        Record::Wish(stored) => stored.value.check(),
    }
}
