//! The devices that are signed in, as they travel: a session by an id that signs nobody in.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::functions::backend;

/// A name for a device must have at most this many characters.
pub const DEVICE_NAME_MAX: usize = 40;

/// Every device that is signed in to the account, the one that was used last first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    pub devices: Vec<SignedInDevice>,
    /// The server's clock, milliseconds since 1970.
    pub time_ms: u64,
}

/// A session of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedInDevice {
    pub id: Uuid,
    /// What the person calls it; empty: nothing yet.
    pub name: String,
    /// What its browser calls itself; empty when that is not known.
    pub browser: String,
    /// When it signed in, and when it was last heard of (to within minutes): milliseconds since 1970, the server's clock.
    pub since_ms: u64,
    pub seen_ms: u64,
    /// It is the one that asks.
    pub here: bool,
}

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
