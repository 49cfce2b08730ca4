//! The port behind the server functions.

use async_trait::async_trait;
use uuid::Uuid;
use vitrine_ledger::Domain;
use vitrine_sync::wire::CheckResponse;

use super::{
    ApiError, Fault, History, HistoryRequest, Me, Page, PageRequest, RawCheck, RawPull, RawPulled, RawPush, RawPushed,
};
use leptos::prelude::use_context;
use std::sync::Arc;
use vitrine_presenter::wire::devices::SignedIn;
use vitrine_presenter::wire::value::{
    CardHistory, CardHistoryRequest, ExplainRequest, Explained, Unpriced, UnpricedRequest, Valuation, ValuationRequest,
    ValueHistory, ValueHistoryRequest,
};

/// What the server functions ask of the server. One is made for every request and knows the request's session; `server`
/// provides it through context as `Arc<dyn Backend>`.
#[async_trait]
pub trait Backend: Send + Sync {
    async fn push(&self, request: RawPush) -> Result<RawPushed, ApiError>;
    async fn pull(&self, request: RawPull) -> Result<RawPulled, ApiError>;
    async fn check(&self, request: RawCheck) -> Result<CheckResponse<Domain>, ApiError>;
    async fn page(&self, request: PageRequest) -> Result<Page, ApiError>;
    async fn valuation(&self, request: ValuationRequest) -> Result<Valuation, ApiError>;
    async fn value_history(&self, request: ValueHistoryRequest) -> Result<ValueHistory, ApiError>;
    async fn card_history(&self, request: CardHistoryRequest) -> Result<CardHistory, ApiError>;
    async fn unpriced(&self, request: UnpricedRequest) -> Result<Unpriced, ApiError>;
    async fn explain(&self, request: ExplainRequest) -> Result<Explained, ApiError>;
    async fn history(&self, request: HistoryRequest) -> Result<History, ApiError>;
    async fn sign_up(&self, name: String, password: String) -> Result<Me, ApiError>;
    async fn sign_in(&self, name: String, password: String) -> Result<Me, ApiError>;
    async fn change_password(&self, old: String, new: String) -> Result<u64, ApiError>;
    async fn sign_out(&self) -> Result<(), ApiError>;
    async fn me(&self) -> Result<Me, ApiError>;
    async fn signed_in(&self) -> Result<SignedIn, ApiError>;
    async fn name_device(&self, id: Uuid, name: String) -> Result<(), ApiError>;
    async fn sign_out_device(&self, id: Uuid) -> Result<(), ApiError>;
    async fn sign_out_others(&self) -> Result<u64, ApiError>;
}

/// The port of this request.
pub(super) fn backend() -> Result<Arc<dyn Backend>, ApiError> {
    use_context::<Arc<dyn Backend>>().ok_or_else(|| Fault::Internal.into())
}
