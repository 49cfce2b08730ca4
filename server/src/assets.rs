//! The browser's files inside the binary (in a debug build: on disk).
//!
//! Files are stored as they are and, where the build made them, as `.br` and `.gz`; a request gets the smallest form it
//! accepts. The code is addressed below its build, `/pkg/<build>/<name>`, and cached for ever: its files name one another,
//! and two builds must never meet (the hash in a name was taken before other names were written into the file, so the
//! name alone does not tell two builds apart). Everything else is asked for again.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};
use vitrine_app::api::BuildFiles;

use crate::watched;

#[derive(RustEmbed)]
#[folder = "../target/site"]
struct Site;

const PKG: &str = "pkg/";
/// What the main files' names begin with; a hash and the extension follow.
const MAIN: &str = "vitrine.";
const MANIFEST: &str = "pkg/__wasm_split_manifest.";
/// The style without a hash in its name, for `cargo leptos watch`.
const STYLE: &str = "pkg/vitrine.css";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Kept, but asked for each time: the answer is usually "not modified".
const ASK_AGAIN: &str = "no-cache";

/// The names of this build's files; none when the browser part was not built.
pub fn build_files() -> Option<BuildFiles> {
    /// What was found, and among which files: in a debug build they change on the disk.
    static FOUND: Mutex<(Vec<Present>, Option<BuildFiles>)> = Mutex::new((Vec::new(), None));
    let present: Vec<Present> = Site::iter().map(|name| (changed(&name), name.into_owned())).collect();
    let mut found = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
    if found.0 != present {
        *found = (present, find_files());
    }
    found.1.clone()
}

/// A file, and when it was written last, where it can be written while we run.
type Present = (Option<SystemTime>, String);

/// `cargo leptos watch` writes files anew under their old names.
fn changed(name: &str) -> Option<SystemTime> {
    if !cfg!(debug_assertions) {
        return None;
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site").join(name);
    file.metadata().and_then(|file| file.modified()).ok()
}

fn find_files() -> Option<BuildFiles> {
    let is_code = |path: &str| path.starts_with(PKG) && !path.contains(".d.") && !is_compressed(path);
    let files: Vec<(String, u128, Vec<u8>)> = Site::iter()
        .filter(|path| is_code(path) && [".js", ".wasm", ".css"].iter().any(|extension| path.ends_with(extension)))
        .filter_map(|path| written(&path).map(|(when, what)| (path.trim_start_matches(PKG).to_owned(), when, what)))
        .collect();
    let newest = |extension: &str| {
        let those = files.iter().filter(|(name, ..)| name.starts_with(MAIN) && name.ends_with(extension));
        those.max_by_key(|(name, when, _)| (*when, name)).map(|(name, ..)| name.clone())
    };
    let (js, wasm, css) = (newest(".js")?, newest(".wasm")?, newest(".css")?);
    let mut parts: Vec<String> =
        files.iter().filter(|(name, ..)| !name.starts_with(MAIN)).map(|(name, ..)| name.clone()).collect();
    parts.sort();
    let mut digest = Sha256::new();
    for (name, _, what) in &files {
        if parts.contains(name) || [&js, &wasm, &css].contains(&name) {
            digest.update(name);
            digest.update(what);
        }
    }
    let build = hex::encode(&digest.finalize()[..6]);
    // The service worker waits longer for a document of such a build.
    let build = if watched::is_watched() { format!("watch-{build}") } else { build };
    let path = |name: String| format!("/{PKG}{build}/{name}");
    let needed = manifest().into_iter().map(|(part, names)| {
        let files = names.into_iter().map(|name| path(name + ".wasm"));
        (part, files.collect())
    });
    let needed = needed.collect();
    // Under `cargo leptos watch` an open page finds its style by this name, to load it anew.
    let css = if watched::is_watched() { format!("/{STYLE}?version={build}") } else { path(css) };
    Some(BuildFiles {
        js: path(js),
        wasm: path(wasm),
        css,
        parts: parts.into_iter().map(path).collect(),
        needed,
        build: build.clone(),
    })
}

/// When a file was written, in units that only compare, and what tells it from another of its name: its contents, or in a
/// debug build, where taking the hash of tens of megabytes would hold a page up, the time itself.
fn written(path: &str) -> Option<(u128, Vec<u8>)> {
    if let Some(when) = changed(path) {
        let when = when.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_nanos();
        return Some((when, when.to_le_bytes().to_vec()));
    }
    let metadata = Site::get(path)?.metadata;
    Some((metadata.last_modified().unwrap_or_default().into(), metadata.sha256_hash().to_vec()))
}

/// What the splitter wrote: which files each part needs, without their extension. Nothing where the code is in one piece.
fn manifest() -> BTreeMap<String, Vec<String>> {
    let named = |path: &str| path.starts_with(MANIFEST) && path.ends_with(".json");
    let newest = Site::iter().filter(|path| named(path)).filter_map(|path| Site::get(&path));
    let newest = newest.max_by_key(|file| file.metadata.last_modified());
    newest.and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default()
}

/// The stored name of what is asked for below a build's name; none for another build's.
fn stored(path: &str) -> Option<String> {
    if path == STYLE && watched::is_watched() {
        return newest_style();
    }
    let Some((build, name)) = path.strip_prefix(PKG).and_then(|rest| rest.split_once('/')) else {
        return Some(path.to_owned());
    };
    build_files().filter(|files| files.build == build).map(|_| format!("{PKG}{name}"))
}

/// The style that was written last: with a hash in its name at the start of `cargo leptos watch`, and without one after that.
fn newest_style() -> Option<String> {
    let is_style = |name: &str| name.starts_with(PKG) && name.contains(MAIN) && name.ends_with(".css");
    let all = Site::iter().filter(|name| is_style(name));
    all.max_by_key(|name| (changed(name), name.to_string())).map(Cow::into_owned)
}

/// What the service worker keeps: the build's name and the paths of its files.
pub fn build_json() -> serde_json::Value {
    let Some(files) = build_files() else { return serde_json::json!({ "build": "none", "files": [] }) };
    let pkg = [&files.js, &files.wasm, &files.css].map(String::clone);
    let others = Site::iter().filter(|path| !path.starts_with(PKG) && !is_compressed(path) && path != "sw.js");
    let others = others.map(|path| format!("/{path}"));
    let paths: Vec<String> = pkg.into_iter().chain(files.parts).chain(others).collect();
    serde_json::json!({ "build": files.build, "files": paths })
}

/// Answers a request for the file at `path`; none when there is none.
pub fn serve(path: &str, headers: &HeaderMap) -> Option<Response<Body>> {
    let path = path.trim_start_matches('/');
    if path.is_empty() || is_compressed(path) {
        return None;
    }
    let (file, encoding) = choose(&stored(path)?, headers)?;
    let tag = etag(&file);
    let mut response = Response::new(Body::empty());
    let set = response.headers_mut();
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static(if is_of_a_build(path) { FOR_EVER } else { ASK_AGAIN }));
    set.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        set.insert(header::ETAG, tag);
    }
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Some(response);
    }
    set.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    if let Some(encoding) = encoding {
        set.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    *response.body_mut() = Body::from(file.data);
    Some(response)
}

fn choose(path: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    for (encoding, extension) in [("br", "br"), ("gzip", "gz")] {
        if accepted.split(',').any(|each| each.split(';').next().unwrap_or("").trim() == encoding)
            && let Some(file) = Site::get(&format!("{path}.{extension}"))
        {
            return Some((file, Some(encoding)));
        }
    }
    Some((Site::get(path)?, None))
}

fn etag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    format!("\"{}\"", hex::encode(&hash[..12]))
}

fn is_compressed(path: &str) -> bool {
    path.ends_with(".br") || path.ends_with(".gz")
}

/// `pkg/build/name.js`.
fn is_of_a_build(path: &str) -> bool {
    path.strip_prefix(PKG).is_some_and(|rest| rest.contains('/'))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or("") {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webmanifest" => "application/manifest+json",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_below_a_build_is_cached_for_ever() {
        assert!(is_of_a_build("pkg/4f3a/vitrine.js"));
        assert!(!is_of_a_build("pkg/vitrine.js") && !is_of_a_build("sw.js") && !is_of_a_build("icons/a.svg"));
    }

    #[test]
    fn files_of_another_build_are_not_given() {
        assert_eq!(stored("sw.js").as_deref(), Some("sw.js"));
        assert_eq!(stored("pkg/000000000000/vitrine.js"), None);
    }

    #[test]
    fn what_is_not_there_is_not_served() {
        assert!(serve("/no/such/file.js", &HeaderMap::new()).is_none());
        assert!(serve("/../Cargo.toml", &HeaderMap::new()).is_none(), "nothing outside the folder");
    }
}
