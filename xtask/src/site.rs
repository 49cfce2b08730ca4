//! Builds the release binary with the site inside it.

use std::path::PathBuf;

use crate::shell::{Outcome, command, run, target};
use crate::tools;

/// The release binary; `build` makes it.
pub(crate) fn binary() -> PathBuf {
    target().join("release/vitrine")
}

/// The same without optimisation, for what Leptos says in debug builds only. The server reads the site from its folder, so
/// only the browser's part is built for it: the binary is the one that the server's own tests run.
pub(crate) fn build_debug() -> Outcome<PathBuf> {
    tools::for_building()?;
    run(command("cargo", &["leptos", "build", "--frontend-only"]))?;
    run(command("cargo", &["test", "--quiet", "-p", "vitrine-server", "--test", "api", "--no-run"]))?;
    Ok(target().join("debug/vitrine"))
}

/// The browser part first, then the server that embeds it: cargo-leptos keeps this order only with `--precompress`
/// or hashed file names; with neither it runs both at once and the server takes the files of the build before.
pub(crate) fn build() -> Outcome<PathBuf> {
    tools::for_building()?;
    let split = ["--split", "--lib-features", "split"];
    run(command("cargo", &[&["leptos", "build", "--release", "--precompress"], &split[..]].concat()))?;
    Ok(binary())
}
