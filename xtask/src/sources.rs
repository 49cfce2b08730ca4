//! The sources of the crates, for the checks that read them.

use std::fs;
use std::path::Path;

use crate::shell::Outcome;

/// The folders of the crates.
pub(crate) const CRATES: [&str; 11] =
    ["sync", "ledger", "formats", "catalog", "prices", "query", "presenter", "app", "frontend", "xtask", "server"];

/// A file: its path below `src`, and what is in it.
pub(crate) type Source = (String, String);

pub(crate) fn read(folder: &Path) -> Outcome<Vec<Source>> {
    let mut sources = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(&at).map_err(|error| format!("{}: {error}", at.display()))? {
            let path = entry.map_err(|error| error.to_string())?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                let below = path.strip_prefix(folder).expect("BUG: it was found below the folder");
                sources.push((below.to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    sources.sort();
    Ok(sources)
}
