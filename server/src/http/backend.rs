//! The port of `app`, bound to one request.

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::{HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use uuid::Uuid;
use vitrine_app::api::value::{
    CardHistory, CardHistoryRequest, ExplainRequest, Explained, Unpriced, UnpricedRequest, Valuation, ValuationRequest,
    ValueHistory, ValueHistoryRequest,
};
use vitrine_app::api::{
    ApiError, Backend, History, HistoryRequest, Me, Page, PageRequest, RawCheck, RawPull, RawPulled, RawPush,
    RawPushed, SignedIn,
};
use vitrine_ledger::Domain;
use vitrine_sync::wire::{CheckResponse, ProtocolError};

use super::caller::{Caller, clear_cookie, set_cookie};
use crate::core::Core;
use crate::store::Session;

/// The port, as the server functions find it in their context. Call it where the context is being made.
pub(super) fn port(core: &Arc<Core>, caller: &Caller) -> Arc<dyn Backend> {
    Arc::new(RequestBackend { core: Arc::clone(core), caller: *caller, response: use_context() })
}

struct RequestBackend {
    core: Arc<Core>,
    caller: Caller,
    response: Option<ResponseOptions>,
}

impl RequestBackend {
    fn session(&self) -> Result<&Session, ApiError> {
        self.caller.session.as_ref().ok_or_else(|| ProtocolError::SignedOut.into())
    }

    fn send_cookie(&self, cookie: HeaderValue) {
        if let Some(response) = &self.response {
            response.insert_header(header::SET_COOKIE, cookie);
        }
    }
}

#[async_trait]
impl Backend for RequestBackend {
    async fn push(&self, request: RawPush) -> Result<RawPushed, ApiError> {
        Ok(self.core.push(self.session()?, self.caller.device, request).await?)
    }

    async fn pull(&self, request: RawPull) -> Result<RawPulled, ApiError> {
        Ok(self.core.pull(self.session()?.account, request).await?)
    }

    async fn check(&self, request: RawCheck) -> Result<CheckResponse<Domain>, ApiError> {
        Ok(self.core.check(self.session()?.account, request).await?)
    }

    async fn page(&self, request: PageRequest) -> Result<Page, ApiError> {
        Ok(self.core.page(self.session()?.account, request).await?)
    }

    async fn valuation(&self, request: ValuationRequest) -> Result<Valuation, ApiError> {
        Ok(self.core.valuation(self.session()?.account, request).await?)
    }

    async fn value_history(&self, request: ValueHistoryRequest) -> Result<ValueHistory, ApiError> {
        Ok(self.core.value_history(self.session()?.account, request).await?)
    }

    async fn card_history(&self, request: CardHistoryRequest) -> Result<CardHistory, ApiError> {
        Ok(self.core.card_history(self.session()?.account, request).await?)
    }

    async fn unpriced(&self, request: UnpricedRequest) -> Result<Unpriced, ApiError> {
        Ok(self.core.unpriced(self.session()?.account, request).await?)
    }

    async fn explain(&self, request: ExplainRequest) -> Result<Explained, ApiError> {
        Ok(self.core.explain(self.session()?.account, request).await?)
    }

    async fn history(&self, request: HistoryRequest) -> Result<History, ApiError> {
        Ok(self.core.history(self.session()?.account, request).await?)
    }

    async fn sign_up(&self, name: String, password: String) -> Result<Me, ApiError> {
        let begun = self.core.sign_up(&name, password, self.caller.address, self.caller.device).await?;
        self.send_cookie(set_cookie(&self.core, &begun.token, self.caller.https));
        Ok(begun.me)
    }

    async fn sign_in(&self, name: String, password: String) -> Result<Me, ApiError> {
        let begun = self.core.sign_in(&name, password, self.caller.address, self.caller.device).await?;
        self.send_cookie(set_cookie(&self.core, &begun.token, self.caller.https));
        Ok(begun.me)
    }

    async fn change_password(&self, old: String, new: String) -> Result<u64, ApiError> {
        Ok(self.core.change_password(self.session()?, old, new).await?)
    }

    async fn sign_out(&self) -> Result<(), ApiError> {
        if let Some(session) = &self.caller.session {
            self.core.sign_out(session).await?;
        }
        self.send_cookie(clear_cookie(&self.core, self.caller.https));
        Ok(())
    }

    async fn me(&self) -> Result<Me, ApiError> {
        Ok(self.core.me(self.session()?.account).await?)
    }

    async fn signed_in(&self) -> Result<SignedIn, ApiError> {
        Ok(self.core.signed_in(self.session()?).await?)
    }

    async fn name_device(&self, id: Uuid, name: String) -> Result<(), ApiError> {
        Ok(self.core.name_device(self.session()?, id, &name).await?)
    }

    async fn sign_out_device(&self, id: Uuid) -> Result<(), ApiError> {
        Ok(self.core.sign_out_device(self.session()?, id).await?)
    }

    async fn sign_out_others(&self) -> Result<u64, ApiError> {
        Ok(self.core.sign_out_others(self.session()?).await?)
    }
}
