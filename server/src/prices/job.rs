//! An import of prices or rates inside the running server: one at a time, told while it runs. A file is put on the disk
//! before it is read: while it is imported nothing else is written on SQLite, and nobody's slow line may hold that up.

use std::fs::File;
use std::io::{Seek, Write};
use std::sync::Arc;
use std::time::Duration;

use axum::body::BodyDataStream;
use futures::StreamExt;
use tokio::sync::{Mutex, watch};
use vitrine_app::api::catalog::ImportStage;
use vitrine_app::api::prices::PriceImport;
use vitrine_prices::import::BadFile;

use super::fetch::nameless;
use super::import::{Imported, Options, import_told};
use super::{ImportError, import_rates};
use crate::core::{AppError, Core};

/// Bytes a file may have that is sent. Larger ones are for the command line.
const MOST: u64 = 1 << 30;
/// How long the other side may send nothing.
const SILENCE: Duration = Duration::from_secs(60);

/// The import of this server process, under way or over.
pub(crate) struct Jobs {
    one: Arc<Mutex<()>>,
    progress: watch::Sender<PriceImport>,
}

impl Default for Jobs {
    fn default() -> Self {
        Self { one: Arc::default(), progress: watch::Sender::new(PriceImport::default()) }
    }
}

/// Why a file was not taken whole.
#[derive(Debug, thiserror::Error)]
enum NotTaken {
    #[error("the file broke off on its way")]
    BrokeOff,
    #[error("a file that is sent may have {} MB; larger ones are imported with `vitrine prices import`", MOST >> 20)]
    TooLarge,
    #[error("the server has no room for it: {0}")]
    Io(#[from] std::io::Error),
}

impl Core {
    /// How the import stands.
    pub fn price_import(&self) -> PriceImport {
        self.price_jobs.progress.borrow().clone()
    }

    /// Imports the prices or rates that `body` holds; none while another import runs. It goes on when the caller no longer
    /// waits, once the file is here.
    ///
    /// # Errors
    /// A failure of ours; what is wrong with the file is in the answer.
    pub async fn import_prices(
        self: &Arc<Self>,
        body: BodyDataStream,
        options: Options,
    ) -> Result<Option<PriceImport>, AppError> {
        let Ok(one) = Arc::clone(&self.price_jobs.one).try_lock_owned() else { return Ok(None) };
        let progress = &self.price_jobs.progress;
        progress.send_replace(PriceImport { stage: ImportStage::Reading, ..PriceImport::default() });
        let file = match receive(body, progress).await {
            Ok(file) => file,
            Err(why) => return Ok(Some(self.failed(why.to_string()))),
        };
        let core = Arc::clone(self);
        let run = async move {
            let _one = one;
            let outcome = core.import_file(file, options).await;
            core.look_at_reference().await?;
            outcome.map(Some)
        };
        tokio::spawn(run).await?
    }

    async fn import_file(&self, file: File, options: Options) -> Result<PriceImport, AppError> {
        let progress = &self.price_jobs.progress;
        let mut again = match file.try_clone() {
            Ok(again) => again,
            Err(why) => return Ok(self.failed(why.to_string())),
        };
        let told = |series| progress.send_modify(|state| state.series = series);
        let outcome = match import_told(&*self.store, file, options.clone(), &told).await {
            // Not prices: rates, perhaps.
            Err(ImportError::File(BadFile::Unknown(why))) if again.rewind().is_ok() => {
                match import_rates(&*self.store, again, &options).await {
                    Err(ImportError::File(BadFile::Unknown(_))) => Err(ImportError::File(BadFile::Unknown(why))),
                    done => done,
                }
            }
            other => other,
        };
        let rows = |bad: Vec<vitrine_prices::import::BadRow>| bad.into_iter().map(|row| (row.at, row.why)).collect();
        match outcome {
            Ok(Imported { summary, counts, .. }) => {
                progress.send_modify(|state| {
                    state.stage = ImportStage::Done;
                    state.format = summary.format.to_owned();
                    (state.prices, state.series, state.changed) = (summary.prices, counts.series, counts.changed);
                    (state.bad, state.bad_rows) = (summary.bad_rows, rows(summary.bad));
                });
                Ok(self.price_import())
            }
            Err(ImportError::File(why)) => Ok(self.failed(why.to_string())),
            Err(ImportError::BadRows(rejected)) => {
                progress.send_modify(|state| (state.bad, state.bad_rows) = (rejected.bad_rows, rows(rejected.bad)));
                Ok(self.failed("Some rows cannot be read, so nothing was imported.".to_owned()))
            }
            Err(ImportError::Store(why)) => {
                self.failed("the database could not take it".to_owned());
                Err(why.into())
            }
            Err(ImportError::Task(why)) => {
                self.failed("the server could not read it".to_owned());
                Err(why.into())
            }
        }
    }

    fn failed(&self, why: String) -> PriceImport {
        self.price_jobs.progress.send_modify(|state| (state.stage, state.error) = (ImportStage::Failed, why));
        self.price_import()
    }
}

/// Puts a body onto the disk, into a file that is gone when it is closed.
async fn receive(mut body: BodyDataStream, progress: &watch::Sender<PriceImport>) -> Result<File, NotTaken> {
    let mut file = nameless()?;
    let mut bytes = 0;
    while let Some(piece) = tokio::time::timeout(SILENCE, body.next()).await.map_err(|_| NotTaken::BrokeOff)? {
        let piece = piece.map_err(|_| NotTaken::BrokeOff)?;
        bytes += piece.len() as u64;
        if bytes > MOST {
            return Err(NotTaken::TooLarge);
        }
        file.write_all(&piece)?;
        progress.send_modify(|state| state.bytes = bytes);
    }
    file.rewind()?;
    Ok(file)
}
