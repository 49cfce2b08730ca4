//! What cargo-leptos says through the environment when it runs this binary: where to listen, where the browser's files
//! are, and, under `cargo leptos watch`, how an open page hears that something was built anew.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::OnceLock;

use anyhow::{Context, bail};
use leptos::config::{LeptosOptions, get_configuration};

/// Set by `cargo leptos watch` only.
const WATCH: &str = "LEPTOS_WATCH";

/// Where cargo-leptos wants us to listen; none when it does not run us.
///
/// # Errors
/// When `LEPTOS_SITE_ADDR` is no address and port.
pub(crate) fn site_addr() -> anyhow::Result<Option<SocketAddr>> {
    match std::env::var("LEPTOS_SITE_ADDR") {
        Ok(addr) => addr.parse().map(Some).with_context(|| format!("LEPTOS_SITE_ADDR is no address and port: {addr}")),
        Err(_) => Ok(None),
    }
}

/// Refuses to show old files without a word: the folder is known when this binary is built (a release has the files inside,
/// and `build.rs` looks at this for it).
///
/// # Errors
/// When `LEPTOS_SITE_ROOT` is another folder.
pub(crate) fn same_site_root() -> anyhow::Result<()> {
    let Some(said) = std::env::var_os("LEPTOS_SITE_ROOT").filter(|_| cfg!(debug_assertions)) else { return Ok(()) };
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site");
    if Path::new(&said).canonicalize().ok() == ours.canonicalize().ok() {
        return Ok(());
    }
    bail!("LEPTOS_SITE_ROOT is {}, but the browser's files are taken from {}", said.display(), ours.display())
}

/// Is this `cargo leptos watch`? Then pages listen for a newer build, and load themselves anew.
pub(crate) fn is_watched() -> bool {
    static WATCHED: OnceLock<bool> = OnceLock::new();
    *WATCHED.get_or_init(|| std::env::var_os(WATCH).is_some())
}

/// What Leptos' own components are told.
pub(crate) fn options() -> LeptosOptions {
    let said = is_watched().then(|| get_configuration(None).ok()).flatten();
    said.map_or_else(
        || LeptosOptions::builder().output_name("vitrine").site_pkg_dir("pkg").build(),
        |said| said.leptos_options,
    )
}

/// The address of the socket that says so, for a page's policy; nothing unless this is `cargo leptos watch`. A page takes
/// the host it was opened at.
pub(crate) fn reload_source() -> String {
    if !is_watched() {
        return String::new();
    }
    let options = options();
    let port = options.reload_external_port.unwrap_or(options.reload_port);
    format!(" ws://*:{port} wss://*:{port}")
}
