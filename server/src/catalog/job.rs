//! An import inside the running server: one at a time, told while it runs.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use axum::body::BodyDataStream;
use tokio::sync::{Mutex, watch};
use vitrine_app::api::catalog::{CatalogImport, ImportStage};
use vitrine_sync::AccountId;

use super::import::{Source, import};
use crate::core::{AppError, Core};
use crate::upload::receive;

/// Bytes a file may have that is sent. Larger ones are for the command line.
const MOST: u64 = 4 << 30;

/// The import of this server process, under way or over.
pub(crate) struct Jobs {
    one: Mutex<()>,
    progress: watch::Sender<CatalogImport>,
}

impl Default for Jobs {
    fn default() -> Self {
        Self { one: Mutex::new(()), progress: watch::Sender::new(CatalogImport::default()) }
    }
}

impl Core {
    /// How the import stands.
    pub fn catalog_import(&self) -> CatalogImport {
        self.jobs.progress.borrow().clone()
    }

    /// Imports the file that `account` sends; none while another import runs. Whose turn it is is decided when it is here.
    ///
    /// # Errors
    /// `TooMany` files at a time, or a failure of ours; what is wrong with the file is in the answer.
    pub(crate) async fn import_catalog_sent(
        self: &Arc<Self>,
        account: AccountId,
        body: BodyDataStream,
    ) -> Result<Option<CatalogImport>, AppError> {
        if self.jobs.one.try_lock().is_err() {
            return Ok(None);
        }
        let _sends = self.sends(account)?;
        match receive(body, MOST, Duration::from_secs(self.config.upload_grace_s), |_| {}).await {
            Ok(file) => self.import_catalog("the file".to_owned(), Box::new(file)).await,
            Err(why) => {
                let (stage, error) = (ImportStage::Failed, why.to_string());
                Ok(Some(CatalogImport { stage, error, ..CatalogImport::default() }))
            }
        }
    }

    /// Imports what `content` holds; none while another import runs. It goes on when the caller no longer waits.
    ///
    /// # Errors
    /// A failure of ours; what is wrong with the file is in the answer.
    pub async fn import_catalog(
        self: &Arc<Self>,
        name: String,
        content: Box<dyn Read + Send>,
    ) -> Result<Option<CatalogImport>, AppError> {
        let core = Arc::clone(self);
        let run = async move {
            let Ok(_one) = core.jobs.one.try_lock() else { return Ok(None) };
            let outcome = import(&core.store, vec![Source::Stream(name, content)], &core.jobs.progress).await;
            if outcome.is_err() {
                core.jobs.progress.send_modify(|state| {
                    state.stage = ImportStage::Failed;
                    state.error = "the database could not take it".to_owned();
                });
            }
            core.look_at_reference().await?;
            outcome.map(Some)
        };
        tokio::spawn(run).await?
    }
}
