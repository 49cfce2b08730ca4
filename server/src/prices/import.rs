//! One file of prices, whole or not at all: parsed on a thread of its own, merged as it is read, published at the end.

use std::io::Read;

use vitrine_ledger::Date;
use vitrine_prices::import::{Hints, Summary, read};

use super::merge::{Counts, Merge};
use super::{ImportError, Rejected};
use crate::store::{Feed, Reference, Store};

/// What is said about a file besides its contents.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Its name.
    pub file: String,
    pub game: Option<String>,
    /// The day of files that have none.
    pub date: Option<Date>,
    /// Up to so many in a thousand rows may be bad; they are left out.
    pub bad_per_mille: u64,
    /// The feed it came from, with what that said about itself.
    pub feed: Option<(String, Feed)>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub summary: Summary,
    pub counts: Counts,
    /// The version of the reference data now.
    pub reference: u64,
}

/// Imports a file of prices. Importing it again changes nothing.
///
/// # Errors
/// When it is no price file, has more bad rows than allowed, or the database fails; nothing is written then.
pub async fn import(
    store: &dyn Store,
    input: impl Read + Send + 'static,
    options: Options,
) -> Result<Imported, ImportError> {
    import_told(store, input, options, &|_| {}).await
}

/// The same, saying meanwhile how many series were laid.
pub(super) async fn import_told(
    store: &dyn Store,
    input: impl Read + Send + 'static,
    options: Options,
    told: &(dyn Fn(u64) + Sync),
) -> Result<Imported, ImportError> {
    let mut reference = store.begin_reference().await?;
    match laid(&mut *reference, input, &options, told).await {
        Ok((summary, counts)) => {
            let reference = reference.commit(counts.changed > 0).await?;
            Ok(Imported { summary, counts, reference })
        }
        Err(error) => {
            if let Err(error) = reference.abandon().await {
                tracing::warn!(%error, "what was read of a price file is not thrown away yet");
            }
            Err(error)
        }
    }
}

async fn laid(
    reference: &mut dyn Reference,
    input: impl Read + Send + 'static,
    options: &Options,
    told: &(dyn Fn(u64) + Sync),
) -> Result<(Summary, Counts), ImportError> {
    let mut merge = Merge::new(reference).await?;
    // One part is read while the last one is written.
    let (send, mut parts) = tokio::sync::mpsc::channel(1);
    let said = options.clone();
    let reading = tokio::task::spawn_blocking(move || {
        let hints = Hints { file: &said.file, game: said.game.as_deref(), date: said.date };
        read(input, hints, &mut |found| send.blocking_send(found).map_err(|_| "the import was given up".to_owned()))
    });
    while let Some(found) = parts.recv().await {
        merge.lay(&found).await?;
        told(merge.counts.series);
    }
    let (counts, summary) = (merge.counts, reading.await??);
    let rows = summary.prices + summary.zeros + summary.bad_rows;
    if summary.bad_rows > rows * options.bad_per_mille / 1_000 {
        return Err(ImportError::BadRows(Box::new(Rejected { bad_rows: summary.bad_rows, bad: summary.bad })));
    }
    if let Some((url, feed)) = &options.feed {
        reference.put_feed(url, feed).await?;
    }
    Ok((summary, counts))
}
