//! The timers an engine arms, counted.

use super::counted::counted;
use crate::client::TimerReason;

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

impl From<TimerReason> for Timer {
    fn from(wait: TimerReason) -> Self {
        match wait {
            TimerReason::PushDeadline => Self::PushDeadline,
            TimerReason::PushRetry => Self::PushRetry,
            TimerReason::PullDeadline => Self::PullDeadline,
            TimerReason::PullRetry => Self::PullRetry,
            TimerReason::Stream => Self::Stream,
            TimerReason::Poll => Self::Poll,
            TimerReason::Storage => Self::Storage,
            TimerReason::Leader => Self::Leader,
            TimerReason::Look => Self::Look,
            TimerReason::Check => Self::Check,
        }
    }
}
