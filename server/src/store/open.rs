//! Opening the database that an address names.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::{PostgresStore, Result, SqliteStore, Store};

/// Does `url` name a database of PostgreSQL?
pub fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// How a database is opened.
#[derive(Debug, Clone, Copy, Default)]
pub struct Opening {
    /// PostgreSQL only: a pooler in transaction mode stands in between.
    pub pooled: bool,
    /// PostgreSQL only: how long to wait while nobody answers there yet.
    pub patience: Duration,
    /// Makes one where there is none.
    pub make: bool,
}

/// The SQLite file that `url` names: `sqlite:path`, or a path.
pub fn sqlite_file(url: &str) -> &Path {
    Path::new(url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).unwrap_or(url))
}

/// Opens the database that `url` names, or makes it, and brings its tables up to date.
///
/// # Errors
/// When it cannot be opened or migrated.
pub async fn open(url: &str, pooled: bool) -> Result<Arc<dyn Store>> {
    open_as(url, Opening { pooled, make: true, ..Opening::default() }).await
}

/// Opens the database that `url` names and brings its tables up to date.
///
/// # Errors
/// When it is not there, or cannot be opened or migrated.
pub async fn open_as(url: &str, how: Opening) -> Result<Arc<dyn Store>> {
    if is_postgres(url) {
        Ok(Arc::new(PostgresStore::open(url, how).await?))
    } else {
        Ok(Arc::new(SqliteStore::open(url, how).await?))
    }
}
