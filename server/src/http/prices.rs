//! Prices and rates over HTTP: what there is, and an import with the file as its body.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use vitrine_app::api::ApiError;
use vitrine_app::api::prices::{ImportHints, PRICES_IMPORT_PATH, PRICES_PATH, PriceSource, Prices, RateSource};
use vitrine_prices::day::date;

use super::catalog::{may_import, signed_in};
use super::{answer, caller, refuse};
use crate::core::{AppError, Core};
use crate::prices::Options;

pub(super) fn routes() -> Router<Arc<Core>> {
    Router::new().route(PRICES_PATH, get(list)).route(PRICES_IMPORT_PATH, get(state).post(import))
}

async fn list(State(core): State<Arc<Core>>, request: Request) -> Response {
    let caller = caller::of(&request);
    drop(request);
    let listed = async {
        signed_in(&caller)?;
        Ok(Prices { sources: sources(&core).await?, rates: rates(&core).await? })
    };
    listed.await.map_or_else(|error: AppError| refuse(&error.into()), |prices| Json(prices).into_response())
}

async fn sources(core: &Core) -> Result<Vec<PriceSource>, AppError> {
    let mut sources: BTreeMap<_, PriceSource> = BTreeMap::new();
    for info in core.store.price_lines().await? {
        let (first, last) = (date(info.first), date(info.seen));
        let line = info.line;
        let of = sources.entry((line.source.clone(), line.kind.clone(), line.currency)).or_insert(PriceSource {
            source: line.source,
            kind: line.kind,
            currency: line.currency,
            series: 0,
            first,
            last,
        });
        of.series += info.cards;
        (of.first, of.last) = (of.first.min(first), of.last.max(last));
    }
    Ok(sources.into_values().collect())
}

async fn rates(core: &Core) -> Result<Vec<RateSource>, AppError> {
    let rates = core.store.rates().await?.into_iter().filter_map(|row| {
        let ((first, _), (last, _)) = row.days.first().zip(row.days.last())?;
        let (first, last) = (date(*first), date(*last));
        Some(RateSource { source: row.source, base: row.base, quote: row.quote, first, last })
    });
    Ok(rates.collect())
}

async fn state(State(core): State<Arc<Core>>, request: Request) -> Response {
    match signed_in(&caller::of(&request)) {
        Ok(_) => Json(core.price_import()).into_response(),
        Err(error) => refuse(&error.into()),
    }
}

async fn import(State(core): State<Arc<Core>>, hints: Query<ImportHints>, request: Request) -> Response {
    let caller = caller::of(&request);
    let account = match signed_in(&caller) {
        Ok(account) => account,
        Err(error) => return refuse(&error.into()),
    };
    if !may_import(&core, &caller) {
        let why = "this server takes no price files over the network; it does with --allow-import";
        return answer(StatusCode::FORBIDDEN, &ApiError::malformed(why));
    }
    let Query(ImportHints { name, game, date, skip_bad }) = hints;
    let Ok(date) = (if date.is_empty() { Ok(None) } else { date.parse().map(Some) }) else {
        return refuse(&ApiError::malformed("the date is none: 2026-03-01 is one"));
    };
    let game = Some(game).filter(|game| !game.is_empty());
    let bad_per_mille = if skip_bad { 1_000 } else { 0 };
    let options = Options { file: name, game, date, bad_per_mille, feed: None };
    match core.import_prices(account, request.into_body().into_data_stream(), options).await {
        Ok(Some(outcome)) => Json(outcome).into_response(),
        Ok(None) => answer(StatusCode::CONFLICT, &ApiError::malformed("another import is under way")),
        Err(error) => refuse(&error.into()),
    }
}
