//! Backups of a SQLite file, taken while the server runs, and the way back. PostgreSQL has tools of its own
//! (docs/deploying.md).
//!
//! A restore never leaves half of anything: the backup is checked, copied beside the database, brought up to date and
//! given its new epoch there; only then do the two files change places, and the one that was there stays under another
//! name.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use crate::store::{Opening, Sessions, SqliteStore, Store};
use crate::{lock, private};

/// Copies the database into the new file `to`, as it stands at one moment; the server may run.
///
/// # Errors
/// When there is no database, when `to` exists, or the copy cannot be written.
pub async fn back_up(database: &Path, to: &Path) -> anyhow::Result<()> {
    ensure!(database.exists(), "there is no database {}", database.display());
    ensure!(!to.exists(), "{} exists; a backup overwrites nothing", to.display());
    let mut from = open(database, false).await?;
    let written = copy(&mut from, to).await.with_context(|| format!("cannot write the backup {}", to.display()));
    if written.is_err() {
        // A file that is there looks like a backup.
        let _ = std::fs::remove_file(to);
    }
    written?;
    Ok(from.close().await?)
}

/// Puts the backup `from` in the place of the database, under a new epoch. Answers how many ledgers there are, and where
/// the database that was there before is now, if there was one.
///
/// # Errors
/// When `from` is damaged, no backup of Vitrine, or of a later version; when a server has the database open. Nothing has
/// changed then.
pub async fn restore(from: &Path, database: &Path, sessions: Sessions) -> anyhow::Result<(u64, Option<PathBuf>)> {
    let _alone = lock::take(database, "stop the server first")?;
    let mut backup = open(from, true).await?;
    check(&mut backup).await.with_context(|| format!("{} cannot be restored", from.display()))?;
    let old = database.exists().then(|| beside(database, &format!("before-{}", crate::core::now_ms())));
    let seized = if old.is_some() { seize(database).await? } else { None };
    let fresh = beside(database, "restoring");
    clear(&fresh)?;
    copy(&mut backup, &fresh).await.context("cannot copy the backup")?;
    let ledgers = begin_anew(&fresh, sessions).await.context("cannot bring the backup up to date")?;
    if let Some(old) = &old {
        set_aside(database, old)?;
    }
    std::fs::rename(&fresh, database)?;
    sync_folder(database)?;
    drop(seized);
    Ok((ledgers, old))
}

/// The copy gets the present tables and a new epoch, and its write-ahead log is written home.
async fn begin_anew(copy: &Path, sessions: Sessions) -> anyhow::Result<u64> {
    let store = SqliteStore::open(&format!("sqlite:{}", copy.display()), Opening::default()).await?;
    let ledgers = store.restored(sessions).await?;
    store.close().await;
    // With its last connection gone the file stands alone.
    if let Some(alone) = seize(copy).await? {
        alone.close().await?;
    }
    File::open(copy)?.sync_all()?;
    Ok(ledgers)
}

/// Sound, ours, and of no later version than this program.
async fn check(backup: &mut SqliteConnection) -> anyhow::Result<()> {
    let sound: String = sqlx::query_scalar("pragma integrity_check(1)").fetch_one(&mut *backup).await?;
    ensure!(sound == "ok", "it is damaged: {sound}");
    let applied: Vec<(i64, bool)> = sqlx::query_as("select version, success from _sqlx_migrations order by version")
        .fetch_all(&mut *backup)
        .await
        .context("it is no database of Vitrine")?;
    ensure!(applied.iter().all(|(_, success)| *success), "one of its migrations did not succeed");
    let ours: Vec<i64> = SqliteStore::versions().collect();
    if let Some((version, _)) = applied.iter().find(|(version, _)| !ours.contains(version)) {
        bail!("it was made by a later version of Vitrine (migration {version})");
    }
    ensure!(!applied.is_empty(), "it is no database of Vitrine");
    Ok(())
}

/// Takes the database for this connection alone: leaving the write-ahead log is possible for nobody else's. None when the
/// file is so damaged that no server can have it open: that is what backups are for.
async fn seize(database: &Path) -> anyhow::Result<Option<SqliteConnection>> {
    let mut connection = open(database, false).await?;
    let in_use = || format!("{} is in use: stop the server first", database.display());
    let taken = async {
        sqlx::query("pragma locking_mode = exclusive").execute(&mut connection).await?;
        let mode: String = sqlx::query_scalar("pragma journal_mode = delete").fetch_one(&mut connection).await?;
        sqlx::query("begin exclusive").execute(&mut connection).await?;
        sqlx::query("rollback").execute(&mut connection).await?;
        Ok::<_, sqlx::Error>(mode)
    };
    match taken.await {
        Ok(mode) if mode == "delete" => Ok(Some(connection)),
        // SQLITE_CORRUPT and SQLITE_NOTADB.
        Err(sqlx::Error::Database(e)) if e.code().is_some_and(|code| code == "11" || code == "26") => Ok(None),
        Ok(_) => bail!(in_use()),
        Err(error) => Err(error).with_context(in_use),
    }
}

async fn open(file: &Path, read_only: bool) -> anyhow::Result<SqliteConnection> {
    let options = SqliteConnectOptions::new().filename(file).read_only(read_only).disable_statement_logging();
    options.connect().await.with_context(|| format!("cannot open {}", file.display()))
}

async fn copy(from: &mut SqliteConnection, to: &Path) -> anyhow::Result<()> {
    let text = to.to_str().context("the file's name is not UTF-8")?;
    // SQLite fills a file that is empty, and would make one for everybody to read.
    private::make(to)?;
    sqlx::query("vacuum into ?1").bind(text).execute(from).await?;
    File::open(to)?.sync_all()?;
    Ok(sync_folder(to)?)
}

fn beside(database: &Path, suffix: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(format!(".{suffix}"));
    name.into()
}

/// A damaged database may still have its write-ahead log: it goes along, and never meets the new file.
fn set_aside(database: &Path, old: &Path) -> std::io::Result<()> {
    private::keep_database(database);
    std::fs::rename(database, old)?;
    for log in ["-wal", "-shm"] {
        let of = |file: &Path| PathBuf::from(format!("{}{log}", file.display()));
        if of(database).exists() {
            std::fs::rename(of(database), of(old))?;
        }
    }
    Ok(())
}

/// What an earlier restore left when it was interrupted.
fn clear(file: &Path) -> std::io::Result<()> {
    for file in ["", "-wal", "-shm", "-journal"].map(|suffix| PathBuf::from(format!("{}{suffix}", file.display()))) {
        if file.exists() {
            std::fs::remove_file(file)?;
        }
    }
    Ok(())
}

/// A renamed file is durable when its folder is.
fn sync_folder(file: &Path) -> std::io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or_else(|| Path::new(".")))?.sync_all()
}
