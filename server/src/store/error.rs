//! Why the database did not do it.

use std::sync::Arc;

pub type Result<T> = std::result::Result<T, StoreError>;

/// Why the database did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the name is taken")]
    NameTaken,
    #[error("there is no such account or ledger")]
    Missing,
    #[error("another import has taken the place of this one")]
    ImportUnderWay,
    #[error("a stored row cannot be read: {0}")]
    Corrupt(String),
    /// PostgreSQL was not reached at all: no password in here.
    #[error("PostgreSQL at {address} cannot be reached: {why}")]
    Unreachable { address: String, why: String },
    #[error(
        "there is no database of Vitrine at {0}; `vitrine serve` makes one. Is --data-dir, or --database-url, right?"
    )]
    Absent(String),
    /// Server processes that have the database, as PostgreSQL knows them.
    #[error(
        "servers are running on this database ({0}): stop them all, restore the backup again, and then say this. If one of \
         them is gone, end its connection with pg_terminate_backend"
    )]
    Serving(String),
    /// What was written was taken back with what others wrote in the same transaction.
    #[error("the transaction was ended by another push")]
    Undone,
    /// A commit that several pushes shared did not succeed.
    #[error("{0}")]
    Shared(Arc<StoreError>),
    #[error("the database: {0}{help}", help = hint(.0))]
    Database(#[from] sqlx::Error),
    #[error("the migrations: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

impl StoreError {
    /// Could the database not write for want of room? Nothing was changed, and a device keeps what it sends.
    pub fn is_full(&self) -> bool {
        let error = match self {
            Self::Shared(error) => return error.is_full(),
            Self::Database(sqlx::Error::Database(error)) => error,
            _ => return false,
        };
        // SQLite: full (13), and a write, sync or growth its file system refused (an I/O error, 10, of these kinds).
        // PostgreSQL: disk full.
        let refused = ["13", "778", "1034", "4874", "53100"];
        error.code().is_some_and(|code| refused.contains(&code.as_ref()))
    }

    /// Was it asked for text that no database row can have (PostgreSQL: a NUL)? Then nothing can be found by it.
    pub fn is_unreadable(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.code().as_deref() == Some("22021"))
    }

    /// May the same request succeed a moment later? (The database is locked, restarting, or out of connections.)
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_)) => true,
            // SQLite: busy (5) and locked (6). PostgreSQL: serialisation, deadlock, shutdown and connection trouble.
            Self::Database(sqlx::Error::Database(e)) => e.code().is_some_and(|code| {
                matches!(code.as_ref(), "5" | "6" | "261" | "517" | "40001" | "40P01")
                    || code.starts_with("57P")
                    || code.starts_with("08")
                    || code.starts_with("53")
            }),
            Self::Unreachable { .. } | Self::ImportUnderWay | Self::Undone => true,
            Self::Shared(error) => error.is_passing(),
            Self::Database(_) | Self::NameTaken | Self::Missing | Self::Corrupt(_) | Self::Migrate(_) => false,
            Self::Absent(_) | Self::Serving(_) => false,
        }
    }
}

/// What helps against an error whose own words do not say it.
fn hint(error: &sqlx::Error) -> &'static str {
    let code = error.as_database_error().and_then(|error| error.code());
    match code.as_deref() {
        // A prepared statement that is there already, or is missing: somebody else had the connection in between.
        Some("42P05" | "26000") => "; if a pooler in transaction mode (PgBouncer) stands in between, say --pooled",
        _ => "",
    }
}
