//! What stands in front of the handlers: limits of size and time, the check against other sites, statuses, and headers
//! that tell the browser what this page may do.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use vitrine_app::api::{API_PREFIX, ApiError, Fault};
use vitrine_sync::wire::{PROTOCOL, PROTOCOL_HEADER, ProtocolError};

use super::{answer, caller, refuse};
use crate::core::{Core, now_ms};
use crate::watched;

/// A push may be four times what our own client sends.
const PUSH_BYTES: usize = 1024 * 1024;
const OTHER_BYTES: usize = 64 * 1024;
/// What is read of a body that is too large.
const DRAINED_BYTES: usize = 16 * 1024 * 1024;
/// Errors are small.
const ERROR_BYTES: usize = 64 * 1024;
/// Set by server functions on the answers that are errors.
const FUNCTION_ERROR: &str = "serverfnerror";

/// Refuses addresses with a NUL in them, spelled out or in plain. No text of ours has one, and databases do not agree on what
/// to do with it.
pub(super) async fn addresses(request: Request, next: Next) -> Response {
    let uri = request.uri();
    if [uri.path(), uri.query().unwrap_or_default()].iter().any(|part| part.contains("%00") || part.contains('\0')) {
        return answer(StatusCode::BAD_REQUEST, &ApiError::malformed("there is a NUL in this address"));
    }
    next.run(request).await
}

/// Reads the body within its limit and answers within the time.
pub(super) async fn bounded(State(core): State<Arc<Core>>, request: Request, next: Next) -> Response {
    let is_push = request.uri().path() == format!("{API_PREFIX}/push");
    // Who is not signed in has nothing to say that is long, and nothing of it is kept in memory.
    let caller = caller::of(&request);
    let is_stranger = is_push && caller.session.is_none();
    let limit = match is_push {
        true if is_stranger => 0,
        true => PUSH_BYTES,
        false => OTHER_BYTES,
    };
    let time = Duration::from_secs(core.config.request_timeout_s);
    let bounded = async {
        let (parts, body) = request.into_parts();
        let bytes = read(body, limit).await;
        let pushed = caller.session.filter(|_| is_push).zip(bytes.as_ref());
        let pushed = pushed.map(|(session, bytes)| core.pushed.take(session.account, bytes.len() as f64, now_ms()));
        if let Some(Err(retry_after_s)) = pushed {
            return refuse(&ProtocolError::TooMany { retry_after_s }.into());
        }
        match bytes {
            _ if is_stranger => refuse(&ProtocolError::SignedOut.into()),
            // A function without arguments may be called without a body.
            Some(bytes) if bytes.is_empty() => next.run(Request::from_parts(parts, Body::from("{}"))).await,
            Some(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
            None => refuse(&ProtocolError::TooLarge.into()),
        }
    };
    match tokio::time::timeout(time, bounded).await {
        Ok(response) => response,
        Err(_) => refuse(&ProtocolError::Unavailable { retry_after_s: 5 }.into()),
    }
}

/// The body, if it is within `limit`. A larger one is read to its end (within reason) and thrown away: a client that is
/// still sending when the connection closes would not see why.
async fn read(body: Body, limit: usize) -> Option<Vec<u8>> {
    let mut stream = body.into_data_stream();
    let (mut bytes, mut length) = (Vec::new(), 0);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.ok()?;
        length += chunk.len();
        if length <= limit {
            bytes.extend_from_slice(&chunk);
        } else if length > DRAINED_BYTES {
            return None;
        }
    }
    (length <= limit).then_some(bytes)
}

/// So many requests an account may make, whatever they ask for; more are told to wait. Strangers learn nothing that costs
/// anything, and their attempts to sign in are counted by themselves.
pub(super) async fn counted(State(core): State<Arc<Core>>, request: Request, next: Next) -> Response {
    let taken = caller::of(&request).session.map(|session| core.requests.take(session.account, 1.0, now_ms()));
    let Some(Err(retry_after_s)) = taken else { return next.run(request).await };
    if is_page(request.uri().path()) {
        let headers = [(header::RETRY_AFTER, HeaderValue::from(retry_after_s))];
        return (StatusCode::TOO_MANY_REQUESTS, headers, "Too many requests: wait a little and reload.\n")
            .into_response();
    }
    refuse(&ProtocolError::TooMany { retry_after_s }.into())
}

fn is_page(path: &str) -> bool {
    !path.starts_with("/api/") && !path.starts_with("/pictures/")
}

/// Refuses what a page of another site sends in a person's name. Browsers say where a request comes from; what says
/// nothing is not a browser, and carries no cookie that it was not given.
pub(super) async fn same_site(State(core): State<Arc<Core>>, request: Request, next: Next) -> Response {
    let harmless = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if harmless || comes_from_here(request.headers(), core.config.public_url.as_deref()) {
        next.run(request).await
    } else {
        refuse(&Fault::CrossSite.into())
    }
}

fn comes_from_here(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN) else { return true };
    let host = origin.split_once("://").map(|(_, host)| host);
    let is_public = public_url.is_some_and(|url| url.trim_end_matches('/') == origin);
    is_public || (host.is_some() && host == text(header::HOST))
}

/// Gives errors of server functions their status.
pub(super) async fn answers(State(core): State<Arc<Core>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.headers().contains_key(FUNCTION_ERROR) || response.status().is_server_error() {
        response = with_status(&core, response).await;
    }
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn with_status(core: &Core, response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, ERROR_BYTES).await.unwrap_or_default();
    let error: ApiError = serde_json::from_slice(&bytes).unwrap_or_else(|_| Fault::Internal.into());
    core.metrics.refused(&error);
    tracing::debug!(%error, status = error.status(), "refused");
    parts.status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    parts.headers.remove(header::CONTENT_LENGTH);
    if let Some(seconds) = error.retry_after_s() {
        parts.headers.insert(header::RETRY_AFTER, seconds.into());
    }
    let body = serde_json::to_vec(&error).unwrap_or_default();
    Response::from_parts(parts, Body::from(body))
}

/// Headers of every response.
pub(super) async fn headers(State(core): State<Arc<Core>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // What lacks it was not answered by us: a captive portal, a proxy. The engine goes by it, and the service worker.
    headers.insert(HeaderName::from_static(PROTOCOL_HEADER), HeaderValue::from(PROTOCOL));
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()");
    // Pages bring a policy of their own; what is not a page may do nothing, should a browser ever show it as one.
    // Fetching is for `sw.js`: a service worker lives under the policy its script came with.
    set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; connect-src 'self'; frame-ancestors 'none'");
    if core.config.is_https() {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

/// What a page may do: our own files, the one inline script with this nonce, and WASM.
pub(super) fn page_policy(nonce: &str) -> String {
    // `cargo leptos watch` reloads the page through a socket of its own.
    let reload = watched::reload_source();
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'{reload}; manifest-src 'self'; worker-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    #[test]
    fn another_site_cannot_act_for_a_person() {
        assert!(!comes_from_here(&sent(&[("sec-fetch-site", "cross-site")]), None));
        assert!(!comes_from_here(&sent(&[("sec-fetch-site", "same-site")]), None), "a sister host is another site");
        assert!(!comes_from_here(&sent(&[("origin", "http://evil.example"), ("host", "cards.example")]), None));
        assert!(!comes_from_here(&sent(&[("origin", "null"), ("host", "cards.example")]), None));
    }

    #[test]
    fn our_own_pages_and_programs_can() {
        assert!(comes_from_here(&sent(&[("sec-fetch-site", "same-origin")]), None));
        assert!(comes_from_here(&sent(&[("sec-fetch-site", "none")]), None));
        assert!(comes_from_here(&sent(&[("origin", "http://127.0.0.1:3210"), ("host", "127.0.0.1:3210")]), None));
        assert!(comes_from_here(&sent(&[("origin", "https://a.example")]), Some("https://a.example/")));
        assert!(comes_from_here(&sent(&[]), None));
    }
}
