//! An import of prices or rates inside the running server: one at a time, told while it runs. Whose turn it is is decided
//! when a file is here, so that nobody's slow line keeps others from importing.

use std::fs::File;
use std::io::Seek;
use std::sync::Arc;
use std::time::Duration;

use axum::body::BodyDataStream;
use tokio::sync::{Mutex, watch};
use vitrine_app::api::catalog::ImportStage;
use vitrine_app::api::prices::PriceImport;
use vitrine_prices::import::BadFile;
use vitrine_sync::AccountId;

use super::import::{Imported, Options, import_told};
use super::{ImportError, import_rates};
use crate::core::{AppError, Core};
use crate::upload::receive;

/// Bytes a file may have that is sent. Larger ones are for the command line.
const MOST: u64 = 1 << 30;
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

impl Core {
    /// How the import stands.
    pub fn price_import(&self) -> PriceImport {
        self.price_jobs.progress.borrow().clone()
    }

    /// Imports the prices or rates that `body` holds, sent by `account`; none while another import runs. It goes on when the
    /// caller no longer waits, once the file is here.
    ///
    /// # Errors
    /// `TooMany` files at a time, or a failure of ours; what is wrong with the file is in the answer.
    pub async fn import_prices(
        self: &Arc<Self>,
        account: AccountId,
        body: BodyDataStream,
        options: Options,
    ) -> Result<Option<PriceImport>, AppError> {
        let Jobs { one, progress } = &self.price_jobs;
        // What another import tells is left alone.
        let is_idle = || one.try_lock().is_ok();
        if !is_idle() {
            return Ok(None);
        }
        let _sends = self.sends(account)?;
        let reading = |bytes| PriceImport { stage: ImportStage::Reading, bytes, ..PriceImport::default() };
        let told = |bytes| {
            if is_idle() {
                progress.send_replace(reading(bytes));
            }
        };
        told(0);
        let file = match receive(body, MOST, Duration::from_secs(self.config.upload_grace_s), told).await {
            Ok(file) => file,
            Err(why) if is_idle() => return Ok(Some(self.failed(why.to_string()))),
            Err(why) => {
                let (stage, error) = (ImportStage::Failed, why.to_string());
                return Ok(Some(PriceImport { stage, error, ..PriceImport::default() }));
            }
        };
        let Ok(one) = Arc::clone(one).try_lock_owned() else { return Ok(None) };
        progress.send_replace(reading(file.metadata().map_or(0, |file| file.len())));
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
