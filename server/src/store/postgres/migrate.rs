//! Migrations of PostgreSQL: all that are missing in one transaction, which also holds the lock that keeps other nodes
//! waiting. A lock of the session would stay behind in a pooler, granted for ever to nobody.

use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use sqlx::Executor;
use sqlx::migrate::{AppliedMigration, Migrate, MigrateError, Migration, Migrator};

use super::super::StoreError;
use super::pool::{Pool, Tx};

static MIGRATIONS: Migrator = sqlx::migrate!("../migrations/postgres");

/// The advisory lock of migrations; any number that nobody else takes.
pub const LOCK: i64 = 0x7669_7472_696e_6531;
/// How often a node that waits for another looks again. It holds no connection meanwhile: behind a small pooler the other
/// may need it.
const AGAIN: Duration = Duration::from_millis(250);
/// How often it says so.
const SAY_EVERY: Duration = Duration::from_secs(10);

/// Was this database ever one of ours?
pub(super) async fn has_tables(pool: &Pool) -> Result<bool, StoreError> {
    let query = "select to_regclass('_sqlx_migrations') is not null";
    Ok(sqlx::query_scalar(query).fetch_one(pool).await?)
}

/// Brings the tables up to date, alone among all nodes.
pub(super) async fn run(pool: &Pool) -> Result<(), StoreError> {
    let mut said: Option<Instant> = None;
    loop {
        let mut tx = pool.begin().await?;
        let mine: bool =
            sqlx::query_scalar("select pg_try_advisory_xact_lock($1)").bind(LOCK).fetch_one(&mut *tx).await?;
        if mine {
            let mut migrating = Migrating(tx);
            MIGRATIONS.run_direct(&mut migrating).await?;
            return Ok(migrating.0.commit().await?);
        }
        drop(tx);
        if said.is_none_or(|at| at.elapsed() >= SAY_EVERY) {
            tracing::info!("waiting for another node's migration");
            said = Some(Instant::now());
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// The transaction, as the migrator speaks to it: without names for its statements, as everywhere behind a pooler.
struct Migrating(Tx);

impl Migrate for Migrating {
    fn ensure_migrations_table(&mut self) -> BoxFuture<'_, Result<(), MigrateError>> {
        Box::pin(async move {
            // As sqlx makes it: databases of earlier versions have it from there.
            let table = "create table if not exists _sqlx_migrations (version bigint primary key, \
                         description text not null, installed_on timestamptz not null default now(), \
                         success boolean not null, checksum bytea not null, execution_time bigint not null)";
            self.0.execute(table).await?;
            Ok(())
        })
    }

    fn dirty_version(&mut self) -> BoxFuture<'_, Result<Option<i64>, MigrateError>> {
        Box::pin(async move {
            let query = "select version from _sqlx_migrations where not success order by version limit 1";
            Ok(sqlx::query_scalar(query).fetch_optional(&mut *self.0).await?)
        })
    }

    fn list_applied_migrations(&mut self) -> BoxFuture<'_, Result<Vec<AppliedMigration>, MigrateError>> {
        Box::pin(async move {
            let query = "select version, checksum from _sqlx_migrations order by version";
            let rows: Vec<(i64, Vec<u8>)> = sqlx::query_as(query).fetch_all(&mut *self.0).await?;
            let applied =
                rows.into_iter().map(|(version, checksum)| AppliedMigration { version, checksum: checksum.into() });
            Ok(applied.collect())
        })
    }

    fn lock(&mut self) -> BoxFuture<'_, Result<(), MigrateError>> {
        // Taken with the transaction, and gone with it.
        Box::pin(std::future::ready(Ok(())))
    }

    fn unlock(&mut self) -> BoxFuture<'_, Result<(), MigrateError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn apply<'e: 'm, 'm>(&'e mut self, migration: &'m Migration) -> BoxFuture<'m, Result<Duration, MigrateError>> {
        Box::pin(async move {
            let start = Instant::now();
            let done = self.0.execute(&*migration.sql).await;
            done.map_err(|error| MigrateError::ExecuteMigration(error, migration.version))?;
            let took = start.elapsed();
            let note = "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
                        values ($1, $2, true, $3, $4)";
            sqlx::query(note)
                .bind(migration.version)
                .bind(&*migration.description)
                .bind(&*migration.checksum)
                .bind(i64::try_from(took.as_nanos()).unwrap_or(i64::MAX))
                .execute(&mut *self.0)
                .await?;
            Ok(took)
        })
    }

    fn revert<'e: 'm, 'm>(&'e mut self, migration: &'m Migration) -> BoxFuture<'m, Result<Duration, MigrateError>> {
        // There are no ways back.
        let version = migration.version;
        Box::pin(std::future::ready(Err(MigrateError::VersionMissing(version))))
    }
}
