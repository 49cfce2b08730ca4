//! A request on its way, and how its answer fares.

use super::device::TabNo;
use super::faults::Fault;
use super::server::Arrival;
use crate::client::{Id, Reply};
use crate::wire::{CheckRequest, PullRequest};
use crate::{AccountId, Model};

/// A request on its way to the server.
#[derive(Debug, Clone)]
pub(super) struct Flight<M: Model> {
    pub(super) tab: TabNo,
    pub(super) request: Id,
    /// Counts the requests of all tabs in the order they were sent.
    pub(super) no: u64,
    pub(super) what: Ask<M>,
    pub(super) back: Back,
    pub(super) trouble: Option<Fault>,
}

#[derive(Debug, Clone)]
pub(super) enum Ask<M: Model> {
    Push(Arrival<M>),
    Pull { ask: PullRequest, session: Option<AccountId>, build: u32 },
    Check { ask: CheckRequest, session: Option<AccountId>, build: u32 },
}

/// What kind of answer is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Push,
    Pull,
    Check,
}

impl<M: Model> Ask<M> {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Push(_) => Kind::Push,
            Self::Pull { .. } => Kind::Pull,
            Self::Check { .. } => Kind::Check,
        }
    }
}

/// How the answer fares.
#[derive(Debug, Clone, Copy)]
pub(super) enum Back {
    Arrives(u64),
    Lost,
    Never,
}

/// Who did not answer.
#[derive(Debug, Clone, Copy)]
pub(super) enum Nobody {
    Lost,
    Foreign(u16),
}

impl Nobody {
    pub(super) fn says<T>(self) -> Reply<T> {
        match self {
            Self::Lost => Reply::Lost,
            Self::Foreign(status) => Reply::Foreign { status },
        }
    }
}
