//! Pages: the app rendered with the person's first rows, the neutral document, and the browser's files.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::{IntoView, provide_context, use_context};
use leptos_axum::ResponseOptions;
use vitrine_app::account::SignUpClosed;
use vitrine_app::{neutral_shell, shell};

use super::{backend, caller, guard};
use crate::assets;
use crate::config::SignUp;
use crate::core::Core;
use crate::watched;

/// Where the service worker finds the document it answers with when there is no network.
const NEUTRAL_PATH: &str = "/shell";

pub(super) fn routes(core: Arc<Core>) -> Router<Arc<Core>> {
    Router::new()
        .route(NEUTRAL_PATH, get(neutral))
        .fallback(page)
        .layer(middleware::from_fn_with_state(Arc::clone(&core), guard::counted))
        .layer(middleware::from_fn_with_state(Arc::clone(&core), caller::identify))
        // Outside: a file needs no session.
        .layer(middleware::from_fn(file))
        .with_state(core)
}

async fn file(request: Request, next: middleware::Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD)
        && let Some(response) = assets::serve(request.uri().path(), request.headers())
    {
        return response;
    }
    next.run(request).await
}

async fn page(State(core): State<Arc<Core>>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return axum::http::StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let caller = caller::of(&request);
    let context = move || {
        provide_context(backend::port(&core, &caller));
        if core.config.sign_up == SignUp::Closed {
            provide_context(SignUpClosed);
        }
        page_headers("private, no-store");
    };
    render(context, request, shell).await
}

async fn neutral(request: Request) -> Response {
    // The same for everybody, but it names this build's files.
    render(|| page_headers("no-cache"), request, neutral_shell).await
}

async fn render<V: IntoView + 'static>(
    context: impl Fn() + Clone + Send + Sync + 'static,
    request: Request,
    document: fn(LeptosOptions) -> V,
) -> Response {
    let options = watched::options();
    let context = move || {
        if let Some(files) = assets::build_files() {
            provide_context(files);
        }
        context();
    };
    let handler = leptos_axum::render_app_async_with_context(context, move || document(options.clone()));
    handler(request).await
}

fn page_headers(cache: &'static str) {
    let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else { return };
    if let Ok(policy) = HeaderValue::from_str(&guard::page_policy(&nonce)) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
    response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static(cache));
}
