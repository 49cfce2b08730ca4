//! One server at a time on a SQLite file: a second one would keep heads, streams and caches of its own and tell nobody.
//! The lock is on a file beside the database, because closing any handle of the database itself would drop SQLite's own
//! locks; the system takes it back when the process ends, however that happens.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::private;

/// Held as long as this lives.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "it is unlocked when it is closed")] File);

/// Takes the database for this process alone; `otherwise` is said when another one has it.
///
/// # Errors
/// When another server has it, or its folder cannot be written.
pub fn take(database: &Path, otherwise: &str) -> anyhow::Result<Lock> {
    let path = beside(database);
    private::make(&path).with_context(|| format!("cannot write {}", path.display()))?;
    let file = File::options().write(true).open(&path).with_context(|| format!("cannot open {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => bail!("{} is in use: {otherwise}", database.display()),
        Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {
            tracing::warn!("this file system knows no locks: make sure that no other server has this database");
            Ok(Lock(file))
        }
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot lock {}", path.display())),
    }
}

fn beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}
