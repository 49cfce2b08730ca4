//! The server functions. All are `POST` with a JSON body whose fields are the function's arguments; an error is an
//! [`ApiError`] with its status.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use vitrine_ledger::Domain;
use vitrine_sync::wire::CheckResponse;

#[cfg(feature = "ssr")]
use super::backend::backend;
use super::{
    ApiError, History, HistoryRequest, Me, Page, PageRequest, RawCheck, RawPull, RawPulled, RawPush, RawPushed,
};

/// Takes mutations; answers one result for each, in order, and brings what changed after `after` when that is asked for.
///
/// # Errors
/// A [`ProtocolError`](vitrine_sync::wire::ProtocolError); nothing was decided then.
#[server(name = PushCall, prefix = "/api/v1", endpoint = "push", input = Json, output = Json)]
pub async fn push(request: RawPush) -> Result<RawPushed, ApiError> {
    backend()?.push(request).await
}

/// Gives the records changed after a cursor.
///
/// # Errors
/// A [`ProtocolError`](vitrine_sync::wire::ProtocolError).
#[server(name = PullCall, prefix = "/api/v1", endpoint = "pull", input = Json, output = Json)]
pub async fn pull(request: RawPull) -> Result<RawPulled, ApiError> {
    backend()?.pull(request).await
}

/// Tells whether a base is what the server has, and gives the records of the buckets that are asked for.
///
/// # Errors
/// A [`ProtocolError`](vitrine_sync::wire::ProtocolError).
#[server(name = CheckCall, prefix = "/api/v1", endpoint = "check", input = Json, output = Json)]
pub async fn check(request: RawCheck) -> Result<CheckResponse<Domain>, ApiError> {
    backend()?.check(request).await
}

/// Gives what the first screen shows. Called while a page is rendered, and by `curl`.
///
/// # Errors
/// `signed_out`, `no_ledger`.
#[server(name = PageCall, prefix = "/api/v1", endpoint = "page", input = Json, output = Json)]
pub async fn page(request: PageRequest) -> Result<Page, ApiError> {
    backend()?.page(request).await
}

/// What happened in a ledger or to one of its cards, newest first.
///
/// # Errors
/// `signed_out`, `no_ledger`.
#[server(name = HistoryCall, prefix = "/api/v1", endpoint = "history", input = Json, output = Json)]
pub async fn history(request: HistoryRequest) -> Result<History, ApiError> {
    backend()?.history(request).await
}

/// Makes an account with a ledger of its own, and signs in.
///
/// # Errors
/// An [`AccountError`](super::AccountError), `too_many`.
#[server(name = SignUpCall, prefix = "/api/v1", endpoint = "sign_up", input = Json, output = Json)]
pub async fn sign_up(name: String, password: String) -> Result<Me, ApiError> {
    backend()?.sign_up(name, password).await
}

/// Begins a session; the cookie comes with the answer.
///
/// # Errors
/// `wrong_password`, `too_many`.
#[server(name = SignInCall, prefix = "/api/v1", endpoint = "sign_in", input = Json, output = Json)]
pub async fn sign_in(name: String, password: String) -> Result<Me, ApiError> {
    backend()?.sign_in(name, password).await
}

/// Changes the password, and signs the account's other devices out; says how many there were.
///
/// # Errors
/// `signed_out`, `wrong_password` (the old one), `weak_password`, `too_many`.
#[server(name = ChangePasswordCall, prefix = "/api/v1", endpoint = "change_password", input = Json, output = Json)]
pub async fn change_password(old: String, new: String) -> Result<u64, ApiError> {
    backend()?.change_password(old, new).await
}

/// Ends this session and its event streams. Ending a session that is over is fine.
///
/// # Errors
/// A failure of the server.
#[server(name = SignOutCall, prefix = "/api/v1", endpoint = "sign_out", input = Json, output = Json)]
pub async fn sign_out() -> Result<(), ApiError> {
    backend()?.sign_out().await
}

/// Who is signed in, and which ledgers there are.
///
/// # Errors
/// `signed_out`.
#[server(name = MeCall, prefix = "/api/v1", endpoint = "me", input = Json, output = Json)]
pub async fn me() -> Result<Me, ApiError> {
    backend()?.me().await
}
