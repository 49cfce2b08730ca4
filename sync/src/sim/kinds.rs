//! Everything the simulator counts besides faults: what went into the engines, what came out, and how it ended.

use super::counted::{Counted, counted};
use super::faults::Fault;
use crate::client::{Blocked, Hint, Input, Nudge, Output, Reply, Status, StoreError, SyncState, Write};
use crate::wire::{Outcome, ProtocolError, Refused};
use crate::{MergeResult, Model};

counted! {
    /// What a person did.
    pub(super) Act, group 1 {
        Edited "edited at once"
        OpenedForm "opened a form"
        SubmittedForm "submitted a form opened earlier"
        Undid "took an edit back"
        RefusedAtIntent "was refused at intent"
        TooEarly "edited before the storage was read"
        DiscardedRefusal "gave up a refused edit"
        SyncNow "asked to sync now"
        ShowedTab "looked at a tab"
        HidTab "hid a tab"
        OpenedTab "opened a tab"
        ClosedTab "closed a tab"
        SignedIn "signed in again"
        Compared "had the device compared"
    }
}

counted! {
    /// What an engine was told.
    pub(super) Told, group 2 {
        Discard "discard" SyncNow "sync now" Online "online" Visible "visible" SignedIn "signed in" Hidden "hidden" Suspend "suspend"
        Loaded "storage read whole" LoadedDelta "storage read in part" Saved "edit saved" Stored "write stored"
        BroughtBack "base stored, edits brought back"
        Quota "write failed: quota" Aborted "write failed: aborted" LeaseLost "write failed: lease lost"
        StreamOpened "stream opened" StreamEvent "poke" StreamClosed "stream closed" Lead "lead" Follow "follow"
        HeardChanged "heard: changed" HeardPing "heard: ping" HeardAlive "heard: alive"
        HeardInvalidated "heard: invalidated" HeardNudge "heard: nudge" Tick "timer"
        Pushed "push answered" Pulled "pull answered" Checked "comparison answered" Check "compare"
    }
}

counted! {
    /// What an engine asked for.
    pub(super) Asked, group 3 {
        Edit "write edit" Discard "write discard" Page "write page" PageReplace "write whole base" Results "write results" Repair "write repair"
        Quarantine "write quarantine" Fork "write fork" Read "read" ReadDelta "read later rows"
        Push "push" Pull "pull" Check "compare" Cancel "cancel" OpenStream "open stream" CloseStream "close stream"
        Announce "announce" Steal "steal" Changed "changed" ChangedAll "everything changed" SavedMark "saved mark"
        NotSaved "not saved" Invalidated "invalidated"
    }
}

counted! {
    /// How requests and mutations ended.
    pub(super) Ended, group 4 {
        Ok "ok" Foreign "not our server" Lost "no answer" Http401 "401 signed out" Http403 "403 no access"
        Gap "409 gap" Forked "409 forked" Resync "410 resync" Http426 "426 version" Http400 "400 malformed"
        Http413 "413 too large" Http429 "429 too many" Http503 "503 unavailable" Http500 "500"
        Applied "applied" Merged "merged" Superseded "superseded" Duplicate "duplicate" Rejected "rejected by a rule"
        ReadOnly "rejected: read only" Skipped "skipped" Clamped "stamp clamped" InTray "ended in the tray"
        PageWithPush "a push brought its page"
    }
}

counted! {
    /// What the badge said, and why nothing was sent.
    pub(super) Shown, group 5 {
        Opening "opening" StorageFull "storage full" SignIn "sign in" Update "update" NoAccess "no access"
        Attention "attention" Stale "stale" Offline "offline" Syncing "syncing" Fetching "fetching" Synced "synced"
        BlockedSignedOut "blocked: signed out" BlockedNoAccess "blocked: no access" BlockedVersion "blocked: version"
        BlockedStorage "blocked: storage"
    }
}

pub(super) fn sizes() -> [usize; 7] {
    names().map(|names| names.len())
}

pub(super) fn names() -> [Vec<&'static str>; 7] {
    fn of<C: Counted>() -> Vec<&'static str> {
        C::ALL.iter().map(|(_, name)| *name).collect()
    }
    [
        of::<Fault>(),
        of::<Act>(),
        of::<Told>(),
        of::<Asked>(),
        of::<Ended>(),
        of::<Shown>(),
        of::<super::timers::Timer>(),
    ]
}

impl Told {
    pub(super) fn of<M: Model>(input: &Input<M>) -> Option<Self> {
        Some(match input {
            Input::Mutate { .. } => return None,
            Input::Discard { .. } => Self::Discard,
            Input::Nudge(Nudge::SyncNow) => Self::SyncNow,
            Input::Nudge(Nudge::Online) => Self::Online,
            Input::Nudge(Nudge::Visible) => Self::Visible,
            Input::Nudge(Nudge::SignedIn) => Self::SignedIn,
            Input::Nudge(Nudge::Check) => Self::Check,
            Input::Hidden => Self::Hidden,
            Input::Suspend => Self::Suspend,
            Input::Loaded(snapshot) if snapshot.whole => Self::Loaded,
            Input::Loaded(_) => Self::LoadedDelta,
            Input::Saved { .. } => Self::Saved,
            Input::Stored { .. } => Self::Stored,
            Input::BroughtBack { .. } => Self::BroughtBack,
            Input::StoreFailed { error: StoreError::Quota, .. } => Self::Quota,
            // Here all tabs share one version of the storage.
            Input::StoreFailed { error: StoreError::Aborted | StoreError::Newer, .. } => Self::Aborted,
            Input::StoreFailed { error: StoreError::LeaseLost, .. } => Self::LeaseLost,
            Input::Pushed { .. } => Self::Pushed,
            Input::Pulled { .. } => Self::Pulled,
            Input::Checked { .. } => Self::Checked,
            Input::StreamOpened => Self::StreamOpened,
            Input::StreamEvent(_) => Self::StreamEvent,
            Input::StreamClosed => Self::StreamClosed,
            Input::Lead { .. } => Self::Lead,
            Input::Follow => Self::Follow,
            Input::Heard(Hint::Changed) => Self::HeardChanged,
            Input::Heard(Hint::Ping) => Self::HeardPing,
            Input::Heard(Hint::Alive(_)) => Self::HeardAlive,
            Input::Heard(Hint::Invalidated(_)) => Self::HeardInvalidated,
            Input::Heard(Hint::Nudge(_)) => Self::HeardNudge,
            Input::Tick => Self::Tick,
        })
    }
}

impl Asked {
    pub(super) fn of<M: Model>(output: &Output<M>) -> Self {
        match output {
            Output::Write { write: Write::Edit { .. }, .. } => Self::Edit,
            Output::Write { write: Write::Discard { .. }, .. } => Self::Discard,
            Output::Write { write: Write::Page { replace: true, .. }, .. } => Self::PageReplace,
            Output::Write { write: Write::Page { .. }, .. } => Self::Page,
            Output::Write { write: Write::Results { .. }, .. } => Self::Results,
            Output::Write { write: Write::Repair { .. }, .. } => Self::Repair,
            Output::Write { write: Write::Quarantine { .. }, .. } => Self::Quarantine,
            Output::Write { write: Write::Fork { .. }, .. } => Self::Fork,
            Output::Read { have } if *have == crate::client::Position::default() => Self::Read,
            Output::Read { .. } => Self::ReadDelta,
            Output::Push { .. } => Self::Push,
            Output::Pull { .. } => Self::Pull,
            Output::Check { .. } => Self::Check,
            Output::Cancel { .. } => Self::Cancel,
            Output::OpenStream => Self::OpenStream,
            Output::CloseStream => Self::CloseStream,
            Output::Announce(_) => Self::Announce,
            Output::Steal => Self::Steal,
            Output::Changed(keys) if keys.is_empty() => Self::ChangedAll,
            Output::Changed(_) => Self::Changed,
            Output::SavedMark { .. } => Self::SavedMark,
            Output::NotSaved { .. } => Self::NotSaved,
            Output::Invalidated(_) => Self::Invalidated,
        }
    }
}

impl Ended {
    pub(super) fn of_reply<T>(reply: &Reply<T>) -> Self {
        match reply {
            Reply::Ok(_) => Self::Ok,
            Reply::Foreign { .. } => Self::Foreign,
            Reply::Lost => Self::Lost,
            Reply::Refused { error: Some(error), .. } => match error {
                ProtocolError::SignedOut => Self::Http401,
                ProtocolError::WrongAccount | ProtocolError::NoLedger => Self::Http403,
                ProtocolError::Gap { .. } => Self::Gap,
                ProtocolError::Forked { .. } => Self::Forked,
                ProtocolError::Resync { .. } => Self::Resync,
                ProtocolError::TooOld | ProtocolError::TooNew => Self::Http426,
                ProtocolError::Malformed { .. } => Self::Http400,
                ProtocolError::TooLarge => Self::Http413,
                ProtocolError::TooMany { .. } => Self::Http429,
                ProtocolError::Unavailable { .. } => Self::Http503,
            },
            Reply::Refused { error: None, .. } => Self::Http500,
        }
    }

    pub(super) fn of_outcome<M: Model>(outcome: &Outcome<M>) -> Self {
        match outcome {
            Outcome::Done(MergeResult::Applied) => Self::Applied,
            Outcome::Done(MergeResult::Merged) => Self::Merged,
            Outcome::Done(MergeResult::Superseded) => Self::Superseded,
            Outcome::Rejected(Refused::Rule(_)) => Self::Rejected,
            Outcome::Rejected(Refused::ReadOnly) => Self::ReadOnly,
            Outcome::Skipped => Self::Skipped,
            Outcome::Forgotten => Self::Duplicate,
        }
    }
}

impl Shown {
    pub(super) fn of(status: &Status) -> (Self, Option<Self>) {
        let state = match status.state {
            SyncState::Opening => Self::Opening,
            SyncState::StorageFull => Self::StorageFull,
            SyncState::SignIn => Self::SignIn,
            SyncState::Update => Self::Update,
            SyncState::NoAccess => Self::NoAccess,
            SyncState::Attention { .. } => Self::Attention,
            SyncState::Stale { .. } => Self::Stale,
            SyncState::Offline { .. } => Self::Offline,
            SyncState::Syncing { .. } => Self::Syncing,
            SyncState::Fetching => Self::Fetching,
            SyncState::Synced => Self::Synced,
        };
        let blocked = status.health.blocked.map(|blocked| match blocked {
            Blocked::SignedOut => Self::BlockedSignedOut,
            Blocked::NoAccess => Self::BlockedNoAccess,
            Blocked::Version => Self::BlockedVersion,
            Blocked::Storage => Self::BlockedStorage,
        });
        (state, blocked)
    }
}
