//! The devices that are signed in, as they travel: a session by an id that signs nobody in.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use uuid::Uuid;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::backend::backend;

pub use vitrine_presenter::wire::devices::{SignedIn, SignedInDevice};

/// A name for a device must have at most this many characters.
pub const DEVICE_NAME_MAX: usize = 40;

/// The devices that are signed in.
///
/// # Errors
/// `signed_out`.
#[server(name = SignedInCall, prefix = "/api/v1", endpoint = "signed_in", input = Json, output = Json)]
pub async fn signed_in() -> Result<SignedIn, ApiError> {
    backend()?.signed_in().await
}

/// Names a device, in the history too. An empty name takes the name away.
///
/// # Errors
/// `signed_out`, `bad_name`, `no_session`.
#[server(name = NameDeviceCall, prefix = "/api/v1", endpoint = "name_device", input = Json, output = Json)]
pub async fn name_device(id: Uuid, name: String) -> Result<(), ApiError> {
    backend()?.name_device(id, name).await
}

/// Signs a device out: its event streams end, and what it sends next is answered 401. What it has not sent it keeps.
///
/// # Errors
/// `signed_out`, `no_session`.
#[server(name = SignOutDeviceCall, prefix = "/api/v1", endpoint = "sign_out_device", input = Json, output = Json)]
pub async fn sign_out_device(id: Uuid) -> Result<(), ApiError> {
    backend()?.sign_out_device(id).await
}

/// Signs every other device out; says how many there were.
///
/// # Errors
/// `signed_out`.
#[server(name = SignOutOthersCall, prefix = "/api/v1", endpoint = "sign_out_others", input = Json, output = Json)]
pub async fn sign_out_others() -> Result<u64, ApiError> {
    backend()?.sign_out_others().await
}
