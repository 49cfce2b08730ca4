//! What stops all sending until something outside changes (docs/engine.md#nothing-waits-without-a-reason).

use serde::{Deserialize, Serialize};

/// Nothing is sent while one of these holds; nothing is lost either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blocked {
    /// 401: until the person signs in.
    SignedOut,
    /// 403: until the person asks again, or signs in as somebody else.
    NoAccess,
    /// 426: until this build, or the server, is updated.
    Version,
    /// The storage refuses writes: retried every minute.
    Storage,
}
