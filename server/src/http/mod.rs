//! HTTP: which path leads where, and what stands in front of it.

mod backend;
mod caller;
mod catalog;
mod events;
mod guard;
mod host;
mod pages;
mod prices;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use leptos::prelude::provide_context;
use leptos::server_fn::axum::server_fn_paths;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use vitrine_app::api::{API_PREFIX, ApiError, EVENTS_PATH};

use crate::assets;
use crate::core::Core;

/// Who asks whether we are ready gives up soon.
const READY_WITHIN: Duration = Duration::from_secs(1);

/// The whole server.
pub fn router(core: Arc<Core>) -> Router {
    // Fails when it was done before, which is as good.
    let _ = any_spawner::Executor::init_tokio();
    let functions = post(functions).fallback(wrong_method);
    let api = Router::new()
        .route(&format!("{API_PREFIX}/{{function}}"), functions)
        .layer(middleware::from_fn_with_state(Arc::clone(&core), guard::bounded))
        .route(EVENTS_PATH, get(events::events))
        .merge(catalog::routes())
        .merge(prices::routes())
        .route("/api/{*path}", axum::routing::any(unknown))
        .layer(middleware::from_fn_with_state(Arc::clone(&core), guard::counted))
        .layer(middleware::from_fn_with_state(Arc::clone(&core), caller::identify))
        .layer(middleware::from_fn_with_state(Arc::clone(&core), guard::same_site))
        .layer(middleware::from_fn_with_state(Arc::clone(&core), guard::answers));
    // Event streams and precompressed files are left alone. Speed before size: a first sync is a tenth larger than at
    // level 4 and waits half as long for the server.
    let compression = CompressionLayer::new().quality(CompressionLevel::Precise(1));
    pages::routes(Arc::clone(&core))
        .merge(api)
        .route("/healthz", get(alive))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .route("/build.json", get(build))
        .layer(middleware::from_fn(guard::addresses))
        .layer(compression)
        .layer(middleware::from_fn_with_state(Arc::clone(&core), host::known_name))
        .layer(middleware::from_fn_with_state(Arc::clone(&core), guard::headers))
        .with_state(core)
}

async fn functions(State(core): State<Arc<Core>>, request: axum::extract::Request) -> Response {
    if !server_fn_paths().any(|(path, _)| path == request.uri().path()) {
        return unknown().await;
    }
    let caller = caller::of(&request);
    let context = move || provide_context(backend::port(&core, &caller));
    leptos_axum::handle_server_fns_with_context(context, request).await.into_response()
}

async fn unknown() -> Response {
    answer(StatusCode::NOT_FOUND, &ApiError::malformed("there is no such address"))
}

async fn wrong_method() -> Response {
    answer(StatusCode::METHOD_NOT_ALLOWED, &ApiError::malformed("this address takes POST with a JSON body"))
}

/// Is this process alive? Asks nobody: what restarts processes must not restart them because a database is away.
async fn alive() -> &'static str {
    "ok\n"
}

/// Can this process serve? Says so within a second, whatever the database does.
async fn ready(State(core): State<Arc<Core>>) -> Response {
    if core.stopping.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response();
    }
    match tokio::time::timeout(READY_WITHIN, core.store.ping()).await {
        Ok(Ok(())) => "ok\n".into_response(),
        Ok(Err(error)) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
        Err(_) => {
            tracing::error!("the database does not answer within a second");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer within a second\n").into_response()
        }
    }
}

async fn metrics(State(core): State<Arc<Core>>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], core.metrics.render()).into_response()
}

async fn build() -> Response {
    ([(header::CACHE_CONTROL, "no-cache")], Json(assets::build_json())).into_response()
}

/// An error that no server function gave, in the same form.
fn answer(status: StatusCode, error: &ApiError) -> Response {
    let mut response = (status, Json(error)).into_response();
    if let Some(seconds) = error.retry_after_s() {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// An error with its own status.
fn refuse(error: &ApiError) -> Response {
    answer(StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), error)
}
