//! One POST, and what came of it (docs/engine.md#a-push-decides-by-status).

use js_sys::Uint8Array;
use serde::Serialize;
use serde::de::DeserializeOwned;
use vitrine_sync::client::Reply;
use vitrine_sync::wire::PROTOCOL_HEADER;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, Blob, Request, RequestCache, RequestInit, RequestRedirect, Response};

pub(crate) const PUSH: &str = "/api/v1/push";
pub(crate) const PULL: &str = "/api/v1/pull";
pub(crate) const CHECK: &str = "/api/v1/check";
const SIGN_OUT: &str = "/api/v1/sign_out";
/// The neutral page of the build the server has now.
const SHELL: &str = "/shell";

/// A request on its way; dropping it aborts the request.
pub(crate) struct Pending {
    controller: Option<AbortController>,
}

impl Pending {
    pub(crate) fn new() -> Self {
        Self { controller: AbortController::new().ok() }
    }

    pub(crate) fn signal(&self) -> Option<AbortSignal> {
        self.controller.as_ref().map(AbortController::signal)
    }

    /// There is nothing to abort any more.
    pub(crate) fn answered(mut self) {
        self.controller = None;
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }
}

/// A message as the body of a request: the argument of the server function.
pub(crate) fn body(message: &impl Serialize) -> String {
    let message = serde_json::to_string(message).expect("BUG: wire types serialise");
    format!("{{\"request\":{message}}}")
}

/// Sends `body` to `path` of our own server.
pub(crate) async fn post<T: DeserializeOwned>(path: &str, body: &str, signal: Option<&AbortSignal>) -> Reply<T> {
    match answer(path, Some(body), signal).await {
        Ok(answer) => answer.into_reply(),
        // A connection that broke, before or while the answer came: all the same.
        Err(_) => Reply::Lost,
    }
}

/// The text our own server answers with; none for a refusal, and without an answer.
pub(crate) async fn ask(path: &str, body: &str) -> Option<String> {
    let answer = answer(path, Some(body), None).await.ok()?;
    (answer.ours && answer.status == 200).then_some(answer.body)
}

/// Ends the session. True when the server has ended it, or there was none.
pub(crate) async fn sign_out() -> bool {
    match answer(SIGN_OUT, Some("{}"), None).await {
        Ok(answer) => answer.ours && matches!(answer.status, 200 | 401),
        Err(_) => false,
    }
}

/// The neutral page as the server has it now; none without an answer.
pub(crate) async fn shell_page() -> Option<String> {
    let answer = answer(SHELL, None, None).await.ok().filter(|answer| answer.status == 200)?;
    Some(answer.body)
}

/// Bytes of our own server, which say by their name what they are; none without them. They are kept where they belong,
/// so that the browser need not keep them as well.
pub(crate) async fn bytes(path: &str) -> Option<Vec<u8>> {
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoStore);
    options.set_redirect(RequestRedirect::Error);
    let window = web_sys::window()?;
    let response = JsFuture::from(window.fetch_with_str_and_init(path, &options)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    let bytes = JsFuture::from(response.ok().then(|| response.array_buffer().ok())??).await.ok()?;
    Some(Uint8Array::new(&bytes).to_vec())
}

/// Sends a file as it is, and gives the text of the answer, whatever its status.
pub(crate) async fn send(path: &str, file: &Blob) -> Option<String> {
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_body(file);
    options.set_redirect(RequestRedirect::Error);
    let response = JsFuture::from(web_sys::window()?.fetch_with_str_and_init(path, &options)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

struct Answer {
    status: u16,
    /// It carries our protocol header.
    ours: bool,
    retry_after_ms: Option<u64>,
    body: String,
}

impl Answer {
    fn into_reply<T: DeserializeOwned>(self) -> Reply<T> {
        if !self.ours {
            return Reply::Foreign { status: self.status };
        }
        if self.status == 200 {
            let value = serde_json::from_str(&self.body);
            return value.map_or(Reply::Foreign { status: self.status }, Reply::Ok);
        }
        let error = serde_json::from_str(&self.body).ok();
        Reply::Refused { status: self.status, error, retry_after_ms: self.retry_after_ms }
    }
}

async fn answer(path: &str, body: Option<&str>, signal: Option<&AbortSignal>) -> Result<Answer, JsValue> {
    let options = RequestInit::new();
    if let Some(body) = body {
        options.set_method("POST");
        options.set_body(&body.into());
    }
    options.set_signal(signal);
    options.set_cache(RequestCache::NoStore);
    // Our server redirects no API call; whoever does is a portal, and following it would post a queue to a stranger.
    options.set_redirect(RequestRedirect::Error);
    let request = Request::new_with_str_and_init(path, &options)?;
    if body.is_some() {
        request.headers().set("content-type", "application/json")?;
        request.headers().set("accept", "application/json")?;
    }
    let window = web_sys::window().expect("BUG: there is a window");
    let response: Response = JsFuture::from(window.fetch_with_request(&request)).await?.dyn_into()?;
    let ours = response.headers().get(PROTOCOL_HEADER)?.is_some();
    let retry_after = response.headers().get("retry-after")?;
    let retry_after_ms = retry_after.and_then(|seconds| seconds.trim().parse::<u64>().ok()).map(|s| s * 1_000);
    let bytes = JsFuture::from(response.array_buffer()?).await?;
    // What is not text is not ours, and an empty body says so too. Everything is decoded from text: a second kind of
    // reader would bring a second decoder of every type.
    let body = String::from_utf8(Uint8Array::new(&bytes).to_vec()).unwrap_or_default();
    Ok(Answer { status: response.status(), ours, retry_after_ms, body })
}
