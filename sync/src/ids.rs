//! Identities and positions: who, which ledger, where in its order.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

uuid_id! {
    /// One browser profile × account × ledger. Made on the client; a cloned profile takes a new one
    /// (docs/engine.md#each-mutation-exactly-once).
    ClientId
}
uuid_id! {
    /// The scope of sync and of every query (docs/engine.md#the-scope-is-a-ledger).
    LedgerId
}
uuid_id! {
    /// A person who can sign in.
    AccountId
}

/// A place in a ledger's order. Sequence order is commit order (docs/engine.md#sequence-order-is-commit-order).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    /// Before the first change.
    pub const ZERO: Self = Self(0);
    /// The place of a write the server has not ordered yet: after everything that is ordered.
    pub const PROVISIONAL: Self = Self(u64::MAX);

    /// For what is left out of messages while it says nothing.
    pub(crate) fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Grows with every restore of a server's database (docs/engine.md#a-restored-server-is-repaired-from-its-clients), and
/// is never used twice: not even when the same backup is restored again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epoch(pub u64);

impl Epoch {
    /// Of a ledger that was never restored.
    pub const FIRST: Self = Self(1);
}

/// What the author of a mutation had seen: frozen when the form opened, never moved by a rebase
/// (docs/engine.md#the-base-is-frozen-when-the-form-opens).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Base {
    /// The epoch of `cursor`.
    pub epoch: Epoch,
    /// The highest sequence number the author had seen.
    pub cursor: Seq,
}

/// A mutation's identity: `n` is consecutive per client, from 1. `n = 0` marks one that is not stored yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MutationId {
    /// Whose mutation it is.
    pub client: ClientId,
    /// Its number under its client, from 1.
    pub n: u64,
}

impl fmt::Display for MutationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.client, self.n)
    }
}
