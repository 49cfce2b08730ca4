//! What every request shares: the store, the hub, limits and measures. The services (`push`, `pull`, `derived`,
//! `accounts`) are methods of [`Core`]; HTTP is above.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use tokio_util::sync::CancellationToken;
use vitrine_app::api::{ApiError, Fault};
use vitrine_sync::AccountId;
use vitrine_sync::wire::ProtocolError;

use crate::accounts::{SignInLimits, Used};
use crate::catalog::{CatalogCache, Jobs, Pictures};
use crate::check::Checks;
use crate::config::Config;
use crate::derived::Derived;
use crate::garbage::Noted;
use crate::hub::Hub;
use crate::limits::Limit;
use crate::metrics::Metrics;
use crate::reckoned::KnownRates;
use crate::seats::{Seat, Seats};
use crate::store::{Store, StoreError};
use crate::upload;

pub struct Core {
    pub store: Arc<dyn Store>,
    pub hub: Hub,
    pub config: Config,
    pub metrics: Metrics,
    /// Ends event streams when the server shuts down.
    pub stopping: CancellationToken,
    pub(crate) mutations: Limit<AccountId>,
    /// Bytes of pushes.
    pub(crate) pushed: Limit<AccountId>,
    pub(crate) requests: Limit<AccountId>,
    pub(crate) sign_in: SignInLimits,
    pub(crate) used: Used,
    pub(crate) derived: Derived,
    pub(crate) known_rates: KnownRates,
    /// Event streams by account.
    pub(crate) streams: Seats<AccountId>,
    /// Files that are being sent, by account.
    uploads: Seats<AccountId>,
    pub(crate) catalog: CatalogCache,
    pub(crate) jobs: Jobs,
    pub(crate) price_jobs: crate::prices::Jobs,
    pub(crate) pictures: Pictures,
    pub(crate) noted: Noted,
    pub(crate) checks: Checks,
    reference: AtomicU64,
}

impl Core {
    pub fn new(store: Arc<dyn Store>, config: Config) -> Arc<Self> {
        Arc::new(Self {
            store,
            hub: Hub::default(),
            metrics: Metrics::default(),
            stopping: CancellationToken::new(),
            mutations: Limit::new(config.mutations_burst, config.mutations_per_second),
            pushed: Limit::new(config.push_mb_burst * 1e6, config.push_mb_per_second * 1e6),
            requests: Limit::new(config.requests_burst, config.requests_per_second),
            sign_in: SignInLimits::new(&config),
            used: Used::default(),
            derived: Derived::default(),
            known_rates: KnownRates::default(),
            streams: Seats::default(),
            uploads: Seats::default(),
            catalog: CatalogCache::default(),
            jobs: Jobs::default(),
            price_jobs: crate::prices::Jobs::default(),
            pictures: Pictures::new(&config),
            noted: Noted::default(),
            checks: Checks::new(&config),
            reference: AtomicU64::new(0),
            config,
        })
    }

    /// The right to send one more file, while it is held.
    pub(crate) fn sends(&self, account: AccountId) -> Result<Seat<AccountId>, ProtocolError> {
        let seat = self.uploads.take(account, upload::EACH, upload::ALL);
        seat.map_err(|_| ProtocolError::TooMany { retry_after_s: 30 })
    }

    /// The version of the reference data, as last heard.
    pub fn reference(&self) -> u64 {
        self.reference.load(Ordering::Acquire)
    }

    /// Looks whether the reference data has moved, and says so on every event stream. After an import, and with every
    /// heartbeat, and before something is made from it: another process may have imported. Says the version there was: what
    /// is read afterwards is of this version or of a later one, and so is what is in memory of the present one.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn look_at_reference(&self) -> Result<u64, StoreError> {
        let version = self.store.reference().await?;
        if self.reference.fetch_max(version, Ordering::AcqRel) < version {
            self.hub.reference(version);
        }
        Ok(version)
    }
}

/// When to try again while the disk is full: somebody has to make room first.
const FULL_RETRY_S: u64 = 30;

/// The server's clock, milliseconds since 1970.
pub fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// What a failure inside becomes outside: the reason is logged, never sent.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("stored JSON cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    #[error("a task failed: {0}")]
    Task(#[from] tokio::task::JoinError),
    #[error("password hashing failed: {0}")]
    Password(String),
    #[error("no randomness: {0}")]
    Random(#[from] getrandom::Error),
    /// A typed answer, not a failure.
    #[error(transparent)]
    Answer(#[from] ApiError),
}

impl From<ProtocolError> for AppError {
    fn from(error: ProtocolError) -> Self {
        Self::Answer(error.into())
    }
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Answer(answer) => answer,
            AppError::Store(error) if error.is_unreadable() => {
                ApiError::malformed("there is a character in it that no text has")
            }
            AppError::Store(error) if error.is_full() => {
                tracing::error!(%error, "THERE IS NO ROOM: nothing is written until the database's disk has some again");
                ProtocolError::Unavailable { retry_after_s: FULL_RETRY_S }.into()
            }
            AppError::Store(error) if error.is_passing() => {
                tracing::warn!(%error, "the database cannot answer now");
                ProtocolError::Unavailable { retry_after_s: 1 }.into()
            }
            error => {
                tracing::error!(%error, "a request failed");
                Fault::Internal.into()
            }
        }
    }
}
