//! What a collection of garbage is told, and what it answers.

use super::{Result, Row, RowKey};

/// What may be collected, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CollectOptions {
    pub now_ms: u64,
    /// What was deleted later than this is kept.
    pub deleted_before_ms: u64,
    /// A device that has not asked since is not waited for.
    pub heard_since_ms: u64,
    /// History before this goes; none: all of it is kept.
    pub history_before_ms: Option<u64>,
    /// Only says what would go.
    pub dry_run: bool,
}

impl CollectOptions {
    /// No age beyond this is ever asked for.
    pub(super) fn oldest_ms(&self) -> u64 {
        self.deleted_before_ms.min(self.heard_since_ms).min(self.history_before_ms.unwrap_or(u64::MAX))
    }
}

/// Devices of a ledger whose cursors are remembered; beyond these, the ones not heard of for longest are forgotten. No
/// collection waits for them any more, and should one come back it fetches its base anew.
pub const DEVICES_REMEMBERED: u64 = 256;

/// Of the rows that may be concerned, those that are garbage at the floor given with them.
pub type Chooser<'a> = &'a (dyn Fn(Vec<Row>, u64) -> Result<Vec<RowKey>> + Sync);

/// What a collection took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Collected {
    /// Of what died up to here nothing is left.
    pub floor: u64,
    pub records: u64,
    pub history: u64,
}

/// How far a ledger may be collected: what is old enough, unless a device that is heard of has not passed it and it is not
/// older than any device is waited for. Never back.
pub(super) fn floor(present: u64, old_enough: u64, older_than_any_wait: u64, slowest: Option<u64>) -> u64 {
    let passed = slowest.unwrap_or(old_enough).max(older_than_any_wait);
    old_enough.min(passed).max(present)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_old_enough_goes_once_every_device_has_passed_it_or_been_waited_for() {
        assert_eq!(floor(0, 50, 10, None), 50, "nobody is waited for");
        assert_eq!(floor(0, 50, 10, Some(80)), 50, "all have passed it");
        assert_eq!(floor(0, 50, 10, Some(30)), 30, "one has not");
        assert_eq!(floor(0, 50, 10, Some(3)), 10, "one was waited for as long as it may be");
        assert_eq!(floor(40, 50, 10, Some(30)), 40, "never back");
    }
}
