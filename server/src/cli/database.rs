//! Which database a command is about. Only `serve` makes one, and `restore`: any other command that finds none was told the
//! wrong place.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;

use crate::store::{self, Opening, Sessions, Store, StoreError};
use crate::{lock, private};

/// How long `serve` waits for a PostgreSQL that is not up yet: both may be started by the same machine's start.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a server that has just been stopped may be seen in the database.
const GOING: Duration = Duration::from_secs(3);

/// Which database.
#[derive(Debug, Clone, Args)]
pub(super) struct Database {
    /// postgres://… or sqlite:path. Without it: vitrine.sqlite in the data directory.
    #[arg(global = true, long, env = "DATABASE_URL")]
    database_url: Option<String>,
    /// The folder of the SQLite file.
    #[arg(global = true, long, default_value = "data", env = "VITRINE_DATA_DIR")]
    pub(super) data_dir: PathBuf,
    /// PostgreSQL only: the URL leads through a pooler in transaction mode (PgBouncer).
    #[arg(global = true, long, env = "VITRINE_POOLED")]
    pooled: bool,
}

impl Database {
    /// Opens the one that is there.
    pub(super) async fn open(&self) -> anyhow::Result<Arc<dyn Store>> {
        self.open_as(Opening { pooled: self.pooled, ..Opening::default() }).await
    }

    /// Opens it, or makes it; waits for PostgreSQL to be there.
    pub(super) async fn open_to_serve(&self) -> anyhow::Result<Arc<dyn Store>> {
        self.open_as(Opening { pooled: self.pooled, patience: PATIENCE, make: true }).await
    }

    async fn open_as(&self, how: Opening) -> anyhow::Result<Arc<dyn Store>> {
        store::open_as(&self.url(), how).await.context("cannot open the database")
    }

    /// Declares that it was restored, while nobody serves.
    pub(super) async fn restored(&self, sessions: Sessions) -> anyhow::Result<u64> {
        let _alone = match self.file_if_sqlite() {
            Some(file) if file.exists() => {
                Some(lock::take(&file, "stop the server first, and restore the backup again")?)
            }
            Some(_) | None => None,
        };
        let store = self.open().await?;
        let begun = Instant::now();
        let ledgers = loop {
            match store.restored(sessions).await {
                Err(StoreError::Serving(_)) if begun.elapsed() < GOING => {
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
                other => break other?,
            }
        };
        store.close().await;
        Ok(ledgers)
    }

    /// The SQLite file.
    pub(super) fn file(&self) -> anyhow::Result<PathBuf> {
        match self.file_if_sqlite() {
            Some(file) => Ok(file),
            None => bail!(
                "PostgreSQL has tools of its own: pg_dump, pg_restore, then `vitrine restored`; see docs/deploying.md"
            ),
        }
    }

    pub(super) fn file_if_sqlite(&self) -> Option<PathBuf> {
        let url = self.url();
        (!store::is_postgres(&url)).then(|| store::sqlite_file(&url).to_owned())
    }

    /// Makes the data directory, if the database is to lie there.
    pub(super) fn make_folder(&self) -> anyhow::Result<()> {
        if self.database_url.is_some() {
            return Ok(());
        }
        let folder = &self.data_dir;
        private::make_folder(folder).with_context(|| format!("cannot make the data directory {}", folder.display()))
    }

    /// Where a server listens for the others: `said`, or the database's own address unless a pooler is there.
    pub(super) fn listen_url(&self, said: Option<String>) -> Option<String> {
        let url = self.url();
        if !store::is_postgres(&url) {
            return None;
        }
        if said.is_none() && self.pooled {
            tracing::warn!(
                "without --listen-url devices hear of what other servers wrote with their heartbeat only, and a restore \
                 cannot be kept from happening under this server"
            );
            return None;
        }
        said.or(Some(url))
    }

    fn url(&self) -> String {
        let file = || format!("sqlite:{}", self.data_dir.join("vitrine.sqlite").display());
        self.database_url.clone().unwrap_or_else(file)
    }
}
