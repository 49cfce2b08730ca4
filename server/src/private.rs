//! Files that only their owner reads, whatever the umask says: the database and its logs, and copies of it. There are
//! hashes of passwords in them, and everything people own.

use std::io;
use std::path::{Path, PathBuf};

/// Makes the file if it is missing, and takes everybody else's rights to it away.
///
/// # Errors
/// When it cannot be made. Rights of a file of somebody else's stay as they are; that is logged.
pub(crate) fn make(file: &Path) -> io::Result<()> {
    match create_new(file) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    keep(file);
    Ok(())
}

/// Makes a file that is not there yet, for its owner only.
///
/// # Errors
/// When it is there, or cannot be made.
pub(crate) fn create_new(file: &Path) -> io::Result<std::fs::File> {
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

/// Takes everybody else's rights to a database and its logs away, as far as they are there. SQLite gives new logs the
/// rights of the database.
pub(crate) fn keep_database(database: &Path) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        keep(&PathBuf::from(format!("{}{suffix}", database.display())));
    }
}

/// Makes a folder, for its owner only, with those above it.
///
/// # Errors
/// When it cannot be made.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(unix)]
fn keep(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let Ok(found) = std::fs::metadata(file) else { return };
    // An umask can also have taken the owner's own.
    if found.is_file() && found.permissions().mode() & 0o777 != 0o600 {
        let done = std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600));
        if let Err(error) = done {
            tracing::warn!(%error, file = %file.display(), "others may read this file");
        }
    }
}

#[cfg(not(unix))]
fn keep(_: &Path) {}
