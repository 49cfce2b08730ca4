//! Asking what the collection is worth. The requests and answers are data of `vitrine_presenter::wire::value`.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::backend::backend;

pub use vitrine_presenter::wire::value::*;

/// Which entries have no price, and why.
///
/// # Errors
/// `signed_out`, `no_ledger`.
#[server(name = UnpricedCall, prefix = "/api/v1", endpoint = "unpriced", input = Json, output = Json)]
pub async fn unpriced(request: UnpricedRequest) -> Result<Unpriced, ApiError> {
    backend()?.unpriced(request).await
}

/// What every entry is worth at present.
///
/// # Errors
/// `signed_out`, `no_ledger`.
#[server(name = ValuationCall, prefix = "/api/v1", endpoint = "valuation", input = Json, output = Json)]
pub async fn valuation(request: ValuationRequest) -> Result<Valuation, ApiError> {
    backend()?.valuation(request).await
}

/// The value day by day.
///
/// # Errors
/// `signed_out`, `no_ledger`.
#[server(name = ValueHistoryCall, prefix = "/api/v1", endpoint = "value_history", input = Json, output = Json)]
pub async fn value_history(request: ValueHistoryRequest) -> Result<ValueHistory, ApiError> {
    backend()?.value_history(request).await
}

/// The prices of one entry.
///
/// # Errors
/// `signed_out`, `no_ledger`.
#[server(name = CardHistoryCall, prefix = "/api/v1", endpoint = "card_history", input = Json, output = Json)]
pub async fn card_history(request: CardHistoryRequest) -> Result<CardHistory, ApiError> {
    backend()?.card_history(request).await
}

/// Why the value moved between two days.
///
/// # Errors
/// `signed_out`, `no_ledger`, `malformed` when the days are in the wrong order.
#[server(name = ExplainCall, prefix = "/api/v1", endpoint = "explain", input = Json, output = Json)]
pub async fn explain(request: ExplainRequest) -> Result<Explained, ApiError> {
    backend()?.explain(request).await
}
