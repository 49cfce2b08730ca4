//! The browser's files inside the binary (in a debug build: on disk).
//!
//! Files are stored as they are and, where the build made them, as `.br` and `.gz`; a request gets the smallest form it
//! accepts. Names under `/pkg/` carry a hash of the content and are cached for ever; everything else is asked for again.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};
use vitrine_app::api::BuildFiles;

#[derive(RustEmbed)]
#[folder = "../target/site"]
struct Site;

const PKG: &str = "pkg/";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Kept, but asked for each time: the answer is usually "not modified".
const ASK_AGAIN: &str = "no-cache";

/// The names of this build's files; none when the browser part was not built.
pub fn build_files() -> Option<BuildFiles> {
    let newest = |extension: &str| {
        Site::iter()
            .filter(|path| path.starts_with(PKG) && path.ends_with(extension) && !path.contains(".d."))
            .filter_map(|path| Site::get(&path).map(|file| (file.metadata.last_modified(), path)))
            .max()
            .map(|(_, path)| format!("/{path}"))
    };
    let (js, wasm, css) = (newest(".js")?, newest(".wasm")?, newest(".css")?);
    let digest = Sha256::digest(format!("{js} {wasm} {css}"));
    let build = digest[..6].iter().map(|byte| format!("{byte:02x}")).collect();
    Some(BuildFiles { js, wasm, css, build })
}

/// What the service worker keeps: the build's name and the paths of its files.
pub fn build_json() -> serde_json::Value {
    let Some(files) = build_files() else { return serde_json::json!({ "build": "none", "files": [] }) };
    let pkg = [&files.js, &files.wasm, &files.css].map(String::clone);
    let others = Site::iter().filter(|path| !path.starts_with(PKG) && !is_compressed(path) && path != "sw.js");
    let paths: Vec<String> = pkg.into_iter().chain(others.map(|path| format!("/{path}"))).collect();
    serde_json::json!({ "build": files.build, "files": paths })
}

/// Answers a request for the file at `path`; none when there is none.
pub fn serve(path: &str, headers: &HeaderMap) -> Option<Response<Body>> {
    let path = path.trim_start_matches('/');
    if path.is_empty() || is_compressed(path) {
        return None;
    }
    let (file, encoding) = choose(path, headers)?;
    let tag = etag(&file);
    let mut response = Response::new(Body::empty());
    let set = response.headers_mut();
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static(if is_hashed(path) { FOR_EVER } else { ASK_AGAIN }));
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
    let digits: String = hash[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{digits}\"")
}

fn is_compressed(path: &str) -> bool {
    path.ends_with(".br") || path.ends_with(".gz")
}

/// `pkg/name.hash.js`: two dots at least.
fn is_hashed(path: &str) -> bool {
    path.strip_prefix(PKG).is_some_and(|name| name.matches('.').count() >= 2)
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
    fn only_names_with_a_hash_are_cached_for_ever() {
        assert!(is_hashed("pkg/vitrine.4f3a.js"));
        assert!(!is_hashed("pkg/vitrine.js") && !is_hashed("sw.js") && !is_hashed("a.b.js"));
    }

    #[test]
    fn what_is_not_there_is_not_served() {
        assert!(serve("/no/such/file.js", &HeaderMap::new()).is_none());
        assert!(serve("/../Cargo.toml", &HeaderMap::new()).is_none(), "nothing outside the folder");
    }
}
