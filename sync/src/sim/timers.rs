//! The timers an engine arms, counted.

use super::coverage::counted;
use crate::client::Wait;

counted! {
    /// Why an engine waits.
    pub(super) Timer, group 6 {
        PushDeadline "deadline of a push"
        PushRetry "push again"
        PullDeadline "deadline of a pull"
        PullRetry "pull again"
        Stream "stream silent, or to be opened again"
        Poll "poll without a stream"
        Storage "storage again"
        Leader "ask or replace the leader"
        Look "look into the storage"
        Check "compare with the server"
    }
}

impl From<Wait> for Timer {
    fn from(wait: Wait) -> Self {
        match wait {
            Wait::PushDeadline => Self::PushDeadline,
            Wait::PushRetry => Self::PushRetry,
            Wait::PullDeadline => Self::PullDeadline,
            Wait::PullRetry => Self::PullRetry,
            Wait::Stream => Self::Stream,
            Wait::Poll => Self::Poll,
            Wait::Storage => Self::Storage,
            Wait::Leader => Self::Leader,
            Wait::Look => Self::Look,
            Wait::Check => Self::Check,
        }
    }
}
