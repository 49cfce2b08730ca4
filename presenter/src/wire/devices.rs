//! The devices that are signed in, as they travel: a session by an id that signs nobody in.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

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
