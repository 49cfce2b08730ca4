//! The catalogue over HTTP: the list, chunks that never change, and an import with the file as its body.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use sha2::{Digest, Sha256};
use vitrine_app::api::ApiError;
use vitrine_app::api::catalog::{CATALOG_IMPORT_PATH, CATALOG_PATH, Catalog, CatalogChunk, CatalogGame};
use vitrine_catalog::set::game_name;
use vitrine_sync::AccountId;
use vitrine_sync::wire::ProtocolError;

use super::caller::{self, Caller};
use super::{answer, refuse};
use crate::catalog::may_be_id;
use crate::core::{AppError, Core};
use crate::store::{ChunkRow, ListedGame};

/// Chunks are named by their content; they are the same for everybody who is signed in.
const FOR_EVER: &str = "private, max-age=31536000, immutable";

pub(super) fn routes() -> Router<Arc<Core>> {
    Router::new()
        .route(CATALOG_PATH, get(list))
        .route(CATALOG_IMPORT_PATH, get(state).post(import))
        .route(&format!("{CATALOG_PATH}/{{game}}/{{hash}}"), get(chunk))
        .route("/pictures/{game}/{card}", get(picture))
}

async fn list(State(core): State<Arc<Core>>, request: Request) -> Response {
    let caller = caller::of(&request);
    let listed = async {
        signed_in(&caller)?;
        let games = core.store.games().await?.into_iter().map(listed).collect();
        Ok(Catalog { games, may_import: may_import(&core, &caller) })
    };
    listed.await.map_or_else(|error: AppError| refuse(&error.into()), |catalog| Json(catalog).into_response())
}

fn listed(game: ListedGame) -> CatalogGame {
    let hashes: Vec<&str> = game.chunks.iter().map(|chunk| chunk.hash.as_str()).collect();
    let digest = Sha256::digest(hashes.join(" "));
    let hash = hex::encode(&digest[..16]);
    let chunk =
        |chunk: &ChunkRow| CatalogChunk { hash: chunk.hash.clone(), bytes: chunk.bytes, wire_bytes: chunk.wire };
    CatalogGame {
        name: game_name(&game.game).to_owned(),
        cards: game.cards,
        sets: game.sets,
        hash,
        chunks: game.chunks.iter().map(chunk).collect(),
        updated_ms: game.updated_ms,
        game: game.game,
    }
}

async fn chunk(
    State(core): State<Arc<Core>>,
    Path((game, hash)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (caller, headers) = (caller::of(&request), request.headers().clone());
    drop(request);
    let found = async {
        signed_in(&caller)?;
        let may_be = may_be_id(&game) && may_be_id(&hash);
        Ok(if may_be { core.store.chunk(&game, &hash).await? } else { None })
    };
    match found.await {
        Ok(Some(chunk)) => chunk_response(&headers, chunk),
        Ok(None) => answer(StatusCode::NOT_FOUND, &ApiError::malformed("there is no such chunk any more")),
        Err(error) => refuse(&AppError::into(error)),
    }
}

fn chunk_response(asked: &HeaderMap, chunk: ChunkRow) -> Response {
    let tag = format!("\"{}\"", chunk.hash);
    let mut response = if asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        StatusCode::NOT_MODIFIED.into_response()
    } else if takes_brotli(asked) {
        ([(header::CONTENT_ENCODING, "br")], chunk.body).into_response()
    } else {
        let mut bytes = Vec::new();
        match brotli::BrotliDecompress(&mut &*chunk.body, &mut bytes) {
            Ok(()) => bytes.into_response(),
            Err(error) => {
                tracing::error!(%error, hash = chunk.hash, "a chunk of the catalogue cannot be read");
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::ETAG, HeaderValue::from_str(&tag).expect("BUG: a hash is ASCII"));
    response
}

fn takes_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    accepted.split(',').any(|each| each.split(';').next().unwrap_or("").trim() == "br")
}

async fn state(State(core): State<Arc<Core>>, request: Request) -> Response {
    match signed_in(&caller::of(&request)) {
        Ok(_) => Json(core.catalog_import()).into_response(),
        Err(error) => refuse(&error.into()),
    }
}

/// Takes the body as a catalogue file.
async fn import(State(core): State<Arc<Core>>, request: Request) -> Response {
    let caller = caller::of(&request);
    let account = match signed_in(&caller) {
        Ok(account) => account,
        Err(error) => return refuse(&error.into()),
    };
    if !may_import(&core, &caller) {
        let why = "this server takes no catalogue files over the network; it does with --allow-import";
        return answer(StatusCode::FORBIDDEN, &ApiError::malformed(why));
    }
    match core.import_catalog_sent(account, request.into_body().into_data_stream()).await {
        Ok(Some(outcome)) => Json(outcome).into_response(),
        Ok(None) => answer(StatusCode::CONFLICT, &ApiError::malformed("another import is under way")),
        Err(error) => refuse(&error.into()),
    }
}

/// Pictures rarely change; a missing one may be there when there is a network again. Where there is none the answer is
/// empty and no error: the drawn back of the card stays, and a browser's console is for what went wrong.
async fn picture(
    State(core): State<Arc<Core>>,
    Path((game, card)): Path<(String, String)>,
    request: Request,
) -> Response {
    let caller = caller::of(&request);
    drop(request);
    let found = async {
        signed_in(&caller)?;
        core.picture(&game, &card).await
    };
    match found.await {
        Ok(Some(picture)) => {
            let headers = [(header::CONTENT_TYPE, picture.kind), (header::CACHE_CONTROL, "private, max-age=2592000")];
            (headers, picture.bytes).into_response()
        }
        Ok(None) => (StatusCode::NO_CONTENT, [(header::CACHE_CONTROL, "private, max-age=600")]).into_response(),
        Err(error) => refuse(&error.into()),
    }
}

/// Whose session it is.
pub(super) fn signed_in(caller: &Caller) -> Result<AccountId, AppError> {
    caller.session.map(|session| session.account).ok_or_else(|| ProtocolError::SignedOut.into())
}

/// Catalogue and prices are everybody's on this server. They may be changed where its owner said so, and by whoever
/// sits at the machine of a server that is for this machine only: what came through a proxy, declared or not, never does.
pub(super) fn may_import(core: &Core, caller: &Caller) -> bool {
    let config = &core.config;
    let is_own_machine = caller.at_this_machine && !config.behind_proxy && config.public_url.is_none();
    caller.session.is_some() && (config.allow_import || is_own_machine)
}
