//! Words for the state of the sync.

use vitrine_sync::client::{Problem, Repaired, StoreError, SyncState};

use super::ago;
use super::count;
use super::plural;
use super::rejection;
use crate::engine::{MutateError, RecordState, RecordStatus, Storage};

/// How loud a thing is; the style has a colour and a shape for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Calm,
    Busy,
    Good,
    Warn,
    Bad,
}

impl Tone {
    /// Its class in the style sheets.
    pub fn class(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Busy => "busy",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

/// Whether this device's records are what the server has.
pub fn compared(compared_ms: Option<u64>, now_ms: u64) -> String {
    match compared_ms {
        Some(ms) => format!("Compared {}. It happens by itself once a day.", ago(now_ms, ms)),
        None => String::from("Not compared yet. It happens by itself once a day."),
    }
}

/// The message that this device's records differed from the server's and were put right.
pub fn repaired(repaired: Repaired, now_ms: u64) -> String {
    let when = ago(now_ms, repaired.at_ms);
    match repaired.records {
        Some(1) => format!("1 record on this device differed from the server and was put right, {when}."),
        Some(records) => {
            let records = count(records as i64);
            format!("{records} records on this device differed from the server and were put right, {when}.")
        }
        None => format!("Much on this device differed from the server; all of it was fetched again, {when}."),
    }
}

/// What the badge says. `unsaved` edits are not even durable on this device yet.
pub fn badge(state: SyncState, unsaved: usize, now_ms: u64) -> (Tone, String) {
    match state {
        SyncState::Opening => (Tone::Busy, String::from("Opening")),
        SyncState::StorageFull => (Tone::Bad, String::from("No room on this device")),
        SyncState::SignIn => (Tone::Warn, String::from("Sign in to sync")),
        SyncState::Update => (Tone::Warn, String::from("Update needed")),
        SyncState::NoAccess => (Tone::Bad, String::from("No access")),
        SyncState::Attention { count: n } => (Tone::Bad, format!("Needs attention {}", count(n as i64))),
        SyncState::Stale { since_ms } => {
            (Tone::Warn, format!("Not synced for {}", ago(now_ms, since_ms).trim_end_matches(" ago")))
        }
        SyncState::Offline { .. } => (Tone::Warn, String::from("Offline \u{2013} saved here")),
        SyncState::Syncing { .. } if unsaved > 0 => (Tone::Busy, String::from("Saving")),
        SyncState::Syncing { count: n } => (Tone::Busy, format!("Syncing {}", count(n as i64))),
        SyncState::Fetching => (Tone::Busy, String::from("Fetching")),
        SyncState::Synced => (Tone::Good, String::from("Synced")),
    }
}

/// The last failure, in a sentence.
pub fn problem(problem: Problem) -> String {
    match problem {
        Problem::NoAnswer => String::from("The server does not answer."),
        Problem::TooSlow => String::from("The server took too long to answer."),
        Problem::NotOurServer { status } => {
            format!(
                "Somebody else answered instead of the server (status {status}): perhaps the sign-in page of a Wi-Fi."
            )
        }
        Problem::Status { status: 429 } => String::from("The server asks to go slower."),
        Problem::Status { status: 507 } => String::from(
            "This collection is as large as the server allows. Your edits are safe on this device and are sent when whoever \
             runs the server allows more.",
        ),
        Problem::Status { status } if status >= 500 => format!("The server has a problem (status {status})."),
        Problem::Status { status } => format!("The server refused (status {status})."),
        Problem::Storage(error) => String::from(not_saved(error)),
    }
}

/// Why an edit could not be stored on this device.
pub fn not_saved(error: StoreError) -> &'static str {
    match error {
        StoreError::Quota => "This browser gives no more room.",
        StoreError::Aborted => "This browser could not write to its storage.",
        StoreError::Newer => "This tab is of an older version of Vitrine: reload it.",
        StoreError::LeaseLost => "Another tab took over.",
    }
}

/// Why an edit was not taken.
pub fn mutate_error(error: &MutateError) -> String {
    match error {
        MutateError::Refused(why) => rejection(why),
        MutateError::NotReady => String::from("Your collection is still opening. Try again in a moment."),
        MutateError::StorageFull => String::from("This browser gives no more room, so this was not saved."),
    }
}

/// The tooltip of a record's dot, and what a screen reader says.
pub fn record_state(state: RecordState, now_ms: u64) -> (&'static str, String) {
    match state {
        RecordState::Synced => ("synced", String::from("Synced")),
        RecordState::Saving => ("saving", String::from("Saving on this device")),
        RecordState::Saved { since_ms } => ("saved", format!("Saved here {}, not sent yet", ago(now_ms, since_ms))),
        RecordState::Refused { at_ms } => {
            ("refused", format!("Refused by the server {}. See Needs attention", ago(now_ms, at_ms)))
        }
    }
}

/// How a record got, or gets, to the server.
pub fn record_status(status: &RecordStatus, now_ms: u64) -> String {
    let ago = |ms| ago(now_ms, ms);
    let said = match (status.since_ms, status.tried_ms) {
        (Some(since), None) => format!("Saved here {}, not sent yet.", ago(since)),
        (Some(since), Some(tried)) if status.tries > 1 => {
            format!("Saved here {}, sent {} times, last {}.", ago(since), status.tries, ago(tried))
        }
        (Some(since), Some(tried)) => format!("Saved here {}, sent {}.", ago(since), ago(tried)),
        (None, _) => match (status.answered_ms, status.pulled_ms) {
            (Some(answered), _) => format!("Taken by the server {}.", ago(answered)),
            (None, Some(pulled)) => format!("As the server had it {}.", ago(pulled)),
            (None, None) => String::from("As this device last knew it."),
        },
    };
    match status.problem {
        Some(why) => format!("{said} {}", problem(why)),
        None => said,
    }
}

/// What the browser promises about the storage.
pub fn storage(storage: Storage) -> String {
    let promise = match storage.persistent {
        Some(true) => "Kept until you remove it",
        Some(false) => "The browser may clear it when the disk is full",
        None => "Kept as long as the browser has room",
    };
    if storage.evicted == 0 {
        return String::from(promise);
    }
    format!("{promise}. {}", evicted(storage.evicted))
}

/// Edits that went with a storage the browser cleared (docs/engine.md#storage-that-fails-is-told).
pub fn evicted(edits: u64) -> String {
    let edits = plural(edits as i64, "edit was", "edits were");
    format!("{edits} thrown away by this browser before being sent")
}

/// A storage that was cleared under the open page; `unsent` edits would have gone with it.
pub fn cleared(unsent: u64) -> String {
    let begin =
        "The storage of this browser was cleared while Vitrine was open. What this tab shows was written to it again";
    match unsent {
        0 => format!("{begin}; no unsent edit was known here."),
        1 => format!("{begin}, with 1 edit that had not been sent."),
        edits => format!("{begin}, with {} edits that had not been sent.", count(edits as i64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_that_is_not_durable_is_saving_and_not_syncing() {
        assert_eq!(badge(SyncState::Syncing { count: 3 }, 1, 0).1, "Saving");
        assert_eq!(badge(SyncState::Syncing { count: 3 }, 0, 0).1, "Syncing 3");
    }

    #[test]
    fn a_record_says_how_far_it_got_and_why_no_further() {
        assert_eq!(record_status(&RecordStatus::default(), 0), "As this device last knew it.");
        let waits = RecordStatus { waiting: 1, since_ms: Some(0), ..RecordStatus::default() };
        assert!(record_status(&waits, 0).ends_with("not sent yet."));
        let tried = RecordStatus { tries: 3, tried_ms: Some(0), problem: Some(Problem::NoAnswer), ..waits };
        assert!(
            record_status(&tried, 0).contains("sent 3 times") && record_status(&tried, 0).ends_with("does not answer.")
        );
        let taken = RecordStatus { answered_ms: Some(0), pulled_ms: Some(0), ..RecordStatus::default() };
        assert!(record_status(&taken, 0).starts_with("Taken by the server"));
    }

    #[test]
    fn evicted_edits_are_never_kept_quiet() {
        let lost = Storage { persistent: Some(false), evicted: 2, ..Storage::default() };
        assert!(storage(lost).contains("2 edits were thrown away"));
    }

    #[test]
    fn field_20_a_cleared_storage_says_how_many_edits_were_at_stake() {
        assert!(cleared(0).contains("no unsent edit"));
        assert!(cleared(1).contains("1 edit that had not been sent"));
        assert!(cleared(1_200).contains("1,200 edits that had not been sent"));
    }
}
