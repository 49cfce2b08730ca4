//! Prices and rates of exchange: files and feeds into the database. What they mean is in the crate `vitrine-prices`.

mod feeds;
mod fetch;
mod import;
mod job;
mod merge;
mod rates;

pub(crate) use feeds::run as run_feeds;
pub use import::{Imported, Options, import};
pub(crate) use job::Jobs;
pub use rates::import_rates;

use crate::store::StoreError;

/// Why an import did not happen. Nothing was written then.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    File(#[from] vitrine_prices::import::BadFile),
    #[error("{} rows cannot be read, the first at {}: {}; with --skip-bad the others are taken", .0.bad_rows, .0.first().0, .0.first().1)]
    BadRows(Box<Rejected>),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("a task failed: {0}")]
    Task(#[from] tokio::task::JoinError),
}

/// A file with rows that cannot be read.
#[derive(Debug)]
pub struct Rejected {
    pub bad_rows: u64,
    pub bad: Vec<vitrine_prices::import::BadRow>,
}

impl Rejected {
    fn first(&self) -> (&str, &str) {
        self.bad.first().map_or(("", ""), |row| (row.at.as_str(), row.why.as_str()))
    }
}
