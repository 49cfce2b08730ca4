//! Rules broken on purpose: each must be caught, or the harness proves nothing
//! (docs/engine.md#each-rule-is-broken-on-purpose).

use serde::{Deserialize, Serialize};

/// One rule, broken in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mutant {
    // ── the disk and the driver ───────────────────────────────────────────────────────────────────────────────────
    /// An edit is reported saved before it is durable, so it can be pushed, and its number given again after a crash.
    PushBeforeStored,
    /// A number is read when the write is asked for and not inside its transaction.
    NumberOutsideTransaction,
    /// A tab that lost the lead still writes what the server told it.
    FollowerWrites,
    /// The cursor is stored apart from its page.
    CursorApartFromPage,
    /// Stamps follow the clock back.
    StampGoesBack,
    /// All accounts of a device share one database.
    SharedDatabase,
    /// A page that is frozen leaves its transactions open.
    FrozenHoldsStorage,
    /// Due timers are never delivered.
    TimersLost,
    /// Nothing is kept of what the base contains.
    NothingKept,
    /// What was kept and a restored server lacks is not sent again.
    KeptNotSentAgain,
    // ── the network ───────────────────────────────────────────────────────────────────────────────────────────────
    /// A captive portal's 200 is taken for the server's.
    PortalBelieved,
    /// The base of a mutation is moved to the cursor when it is sent.
    BaseMovedOnRebase,
    // ── the server ────────────────────────────────────────────────────────────────────────────────────────────────
    /// Sequence numbers are given without the lock, so that they become visible out of order.
    SequenceWithoutLock,
    /// What was decided before is decided again.
    NoDuplicateCheck,
    /// An edit is known by its number alone, and under another one it is decided again.
    NameNotKnown,
    /// A refused mutation does not use up its number.
    RejectionKeepsNumber,
    /// Clocks decide between writes that saw each other.
    ClockBeforeCausality,
    /// A page's `last_n` is read after its rows.
    LastNFromLaterSnapshot,
    /// A page may end inside a commit.
    PageSplitsCommit,
    /// A cursor that has missed what was collected is continued.
    CollectedUnseen,
    /// A restore keeps the epoch.
    RestoreKeepsEpoch,
    /// Of all restores since a mutation's base only the last one counts.
    OnlyTheLastRestore,
    /// The account of a push is not compared with the session.
    AccountNotChecked,
    /// A viewer may write.
    RoleNotChecked,
    // ── the engine: asked through `Engine::set_mutant` ────────────────────────────────────────────────────────────
    /// A new base forgets what is pending.
    PendingNotReplayed,
    /// A page that does not start at the base is taken.
    WrongBaseAccepted,
    /// A mutation is unfolded when it is acknowledged, not when the base contains it.
    UnfoldedOnAcknowledgement,
    /// After a failed push nothing is tried again by itself.
    NoRetry,
    /// Bases that differ are taken for the same.
    DifferencesIgnored,
    /// A leader that waits for a storage that never answers waits for ever.
    NoWatchdog,
    // ── the merging: asked through `Mutant::is_on` ────────────────────────────────────────────────────────────────
    /// A write whose author had seen a later stamp keeps its own.
    StampNotRaised,
}

std::thread_local! {
    /// The switch of the run on this thread, for `apply`: a pure function that nobody can be handed a switch through.
    static ON: std::cell::Cell<Option<Mutant>> = const { std::cell::Cell::new(None) };
}

impl Mutant {
    /// Every switch.
    pub const ALL: [Self; 31] = [
        Self::PushBeforeStored,
        Self::NumberOutsideTransaction,
        Self::FollowerWrites,
        Self::CursorApartFromPage,
        Self::StampGoesBack,
        Self::SharedDatabase,
        Self::FrozenHoldsStorage,
        Self::TimersLost,
        Self::NothingKept,
        Self::KeptNotSentAgain,
        Self::PortalBelieved,
        Self::BaseMovedOnRebase,
        Self::SequenceWithoutLock,
        Self::NoDuplicateCheck,
        Self::NameNotKnown,
        Self::RejectionKeepsNumber,
        Self::ClockBeforeCausality,
        Self::LastNFromLaterSnapshot,
        Self::PageSplitsCommit,
        Self::CollectedUnseen,
        Self::RestoreKeepsEpoch,
        Self::OnlyTheLastRestore,
        Self::AccountNotChecked,
        Self::RoleNotChecked,
        Self::PendingNotReplayed,
        Self::WrongBaseAccepted,
        Self::UnfoldedOnAcknowledgement,
        Self::NoRetry,
        Self::DifferencesIgnored,
        Self::NoWatchdog,
        Self::StampNotRaised,
    ];

    /// Is it the rule that is broken in the run on this thread?
    pub(crate) fn is_on(self) -> bool {
        ON.get() == Some(self)
    }

    /// Runs `work` with this rule broken, or none; `work` does not panic.
    pub(super) fn within<T>(mutant: Option<Self>, work: impl FnOnce() -> T) -> T {
        ON.set(mutant);
        let result = work();
        ON.set(None);
        result
    }
}
