//! What a ledger is worth: views derived from its records and the prices the server knows.

use vitrine_app::api::value::{
    CardHistory, CardHistoryRequest, ExplainRequest, Explained, Valuation, ValuationRequest, ValueHistory,
    ValueHistoryRequest,
};
use vitrine_sync::wire::ProtocolError;
use vitrine_sync::{AccountId, LedgerId};

use crate::core::{AppError, Core};

impl Core {
    /// What every entry is worth at present.
    ///
    /// # Errors
    /// `NoLedger`, or a failure of ours.
    pub async fn valuation(&self, account: AccountId, request: ValuationRequest) -> Result<Valuation, AppError> {
        self.no_prices(account, request.ledger).await
    }

    /// The value day by day.
    ///
    /// # Errors
    /// `NoLedger`, or a failure of ours.
    pub async fn value_history(
        &self,
        account: AccountId,
        request: ValueHistoryRequest,
    ) -> Result<ValueHistory, AppError> {
        self.no_prices(account, request.ledger).await
    }

    /// The prices of one entry.
    ///
    /// # Errors
    /// `NoLedger`, or a failure of ours.
    pub async fn card_history(&self, account: AccountId, request: CardHistoryRequest) -> Result<CardHistory, AppError> {
        self.no_prices(account, request.ledger).await
    }

    /// Why the value moved between two days.
    ///
    /// # Errors
    /// `NoLedger`, or a failure of ours.
    pub async fn explain(&self, account: AccountId, request: ExplainRequest) -> Result<Explained, AppError> {
        self.no_prices(account, request.ledger).await
    }

    async fn no_prices<T>(&self, account: AccountId, ledger: LedgerId) -> Result<T, AppError> {
        self.store.place(ledger, account).await?.ok_or(ProtocolError::NoLedger)?;
        Err(ProtocolError::Unavailable { retry_after_s: 60 }.into())
    }
}
