//! Whether this tab leads or follows, and how long a follower waits for a silent leader.

/// A visible follower that has heard nothing from the leader for this long asks whether it is alive; at once, when it
/// has an edit to send or is looked at again,
pub(super) const ASK_AFTER_MS: u64 = 10_000;
/// and takes the lead when this long passes without an answer.
pub(super) const STEAL_AFTER_MS: u64 = 3_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Another tab leads, or none yet.
    Follower {
        /// When the leader was last heard, or asked.
        heard_mono_ms: u64,
        visible: bool,
        pinged: bool,
    },
    /// The lease is ours, but the memory may be behind the storage.
    Taking {
        lease: u64,
        read: bool,
    },
    Leader {
        lease: u64,
    },
}
