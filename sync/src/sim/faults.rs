//! What can go wrong, and how often.

use serde::{Deserialize, Serialize};

use super::counted::{Counted, counted};
use crate::rng::Rng;

counted! {
    /// One kind of misfortune (docs/engine.md#one-seed-one-history).
    pub Fault, group 0 {
        RequestDropped "request dropped"
        AnswerDropped "answer dropped (lost acknowledgement)"
        RequestDoubled "request delivered twice"
        RequestDelayed "request delayed"
        RequestReordered "request overtook an earlier one"
        HalfOpen "never answered"
        LateAnswer "answered after it was given up"
        StaleAnswer "an older answer again"
        ErrorBefore "500 before anything was done"
        ErrorAfter "500 after the commit"
        Gateway "502 from a proxy"
        Portal "captive portal"
        TooMany "429 with Retry-After"
        Unavailable "503 with Retry-After"
        LinkDown "device offline"
        LinkFlaps "link flaps"
        SessionEnds "session ends"
        NotMember "membership lost"
        Viewer "role lowered to viewer"
        PoisonNamed "poison: 400 naming the mutation"
        PoisonUnnamed "poison: 400 for the batch"
        PoisonError "poison: 500 for the batch"
        PoisonLarge "poison: 413 for the batch"
        SlowCommit "slow commit"
        ServerKilled "server killed"
        Restored "database restored"
        Upgraded "server upgraded"
        StreamCut "stream cut"
        StreamSilent "stream silent"
        StreamHangs "stream neither opens nor fails"
        PokeLost "poke lost"
        HintLost "hint between tabs lost"
        TabCrashed "tab crashed"
        CrashedMidway "tab crashed between two effects"
        WriteDropped "crash dropped a write"
        DeviceCrashed "device lost power"
        UnsyncedLost "unsynced writes lost"
        Frozen "tab frozen"
        FrozenUnsaid "tab frozen without a word"
        TakenBack "transaction taken back by a page that rests"
        HeldUp "storage held up by a frozen page"
        Thawed "tab thawed"
        LockStolen "lock stolen"
        Quota "quota reached"
        WriteAborted "write aborted"
        ReadFailed "read failed"
        Evicted "storage evicted"
        EditsEvicted "unsynced edits evicted"
        Cloned "profile cloned"
        ClockSkewed "clock wrong from the start"
        ClockBack "clock set back"
        ClockForward "clock set forward"
        AccountSwitched "account switched"
        Impostor "request under another session"
        StoredUnsaid "write done and never answered"
        Collected "garbage collected on the server"
        Corrupted "stored records of a base lost or older"
        WriteRetried "write aborted and tried again behind later ones"
        Cleared "storage cleared under open tabs"
        PutBackAnew "what was cleared written where a page began anew"
    }
}

/// A set of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FaultSet(u64);

impl FaultSet {
    /// No fault at all.
    pub const NONE: Self = Self(0);
    /// Every fault.
    pub const ALL: Self = Self(u64::MAX);

    /// Whether the fault is in the set.
    pub fn has(self, fault: Fault) -> bool {
        self.0 & (1 << fault.index()) != 0
    }

    /// The set with one more.
    #[must_use]
    pub fn with(self, fault: Fault) -> Self {
        Self(self.0 | 1 << fault.index())
    }

    /// The set without the others.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// About half of all faults: worlds differ in what goes wrong at all, so that rare combinations get their turn
    /// undisturbed by the rest.
    pub fn swarm(rng: &mut Rng) -> Self {
        if rng.chance(15) { Self::ALL } else { Self(rng.next_u64()) }
    }

    /// The faults in the set, by name.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Fault::ALL.iter().filter(move |(fault, _)| self.has(*fault)).map(|(_, name)| *name)
    }
}

const _: () = assert!(Fault::ALL.len() <= 64, "a fault set is one word");
