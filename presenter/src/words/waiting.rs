//! Words for the sync centre: how things stand, why edits are still here, and what happens next.

use vitrine_sync::client::{Blocked, Health, Reason, Status, SyncState, Tries, Waiting};

use super::{Tone, ago, count, plural, problem};
use crate::engine::Room;

/// How things stand, in a sentence. `at` says a time of the day.
pub fn state(status: &Status, at: impl Fn(u64) -> String) -> (Tone, String) {
    let Status { state, waits, health, .. } = status;
    if *state == SyncState::Opening {
        return (Tone::Busy, String::from("Your collection is being opened."));
    }
    match waits {
        Some(Waiting { reason: Reason::OnTheWay, .. }) if status.queue == 0 => {
            (Tone::Busy, format!("{} being stored on this device.", edits(status.unsaved, "is", "are")))
        }
        Some(Waiting { reason: Reason::OnTheWay, .. }) => {
            (Tone::Busy, format!("{} on the way to the server.", edits(status.queue, "is", "are")))
        }
        Some(Waiting { reason, since_ms }) => {
            let tone = if matches!(reason, Reason::Blocked(Blocked::Storage)) { Tone::Bad } else { Tone::Warn };
            (tone, format!("Not syncing since {}: {}", at(*since_ms), why(*reason)))
        }
        None if health.blocked.is_none() && status.tray > 0 => {
            (Tone::Warn, format!("{} a decision of yours.", edits(status.tray, "needs", "need")))
        }
        None => at_rest(health, *state, at),
    }
}

/// Nothing waits.
fn at_rest(health: &Health, state: SyncState, at: impl Fn(u64) -> String) -> (Tone, String) {
    if let Some(blocked) = health.blocked {
        return (Tone::Warn, capital(&format!("{} Nothing waits to be sent.", why(Reason::Blocked(blocked)))));
    }
    match (health.problem.filter(|_| health.problem_since_ms.is_some()), health.problem_since_ms) {
        (Some(now), Some(since)) => (Tone::Warn, format!("Since {}: {}", at(since), why(Reason::Problem(now)))),
        (_, _) if state == SyncState::Fetching => (Tone::Busy, String::from("Your collection is being fetched.")),
        (_, _) => (Tone::Good, String::from("Everything is with the server.")),
    }
}

/// Why edits are still here, as the end of a sentence.
fn why(reason: Reason) -> String {
    match reason {
        Reason::OnTheWay => String::from("they are on their way."),
        Reason::Blocked(Blocked::SignedOut) => String::from("your session has ended."),
        Reason::Blocked(Blocked::NoAccess) => String::from("you no longer have access to this collection."),
        Reason::Blocked(Blocked::Version) => String::from("this copy of Vitrine and the server do not fit together."),
        Reason::Blocked(Blocked::Storage) => String::from("this browser gives no more room."),
        Reason::Problem(now) => uncapital(&problem(now)),
        Reason::Disk => String::from("this browser\u{2019}s storage does not answer."),
        Reason::OtherTab => String::from("another tab sends for this browser, and it is silent."),
    }
}

/// What happens next by itself, and what a person can do.
pub fn next(status: &Status, now_ms: u64) -> String {
    let kept = match (status.queue + status.unsaved, status.unsaved) {
        (0, _) => String::new(),
        (_, unsaved @ 1..) => format!("{} not on this device\u{2019}s disk yet. ", edits(unsaved, "is", "are")),
        (n, 0) => format!("{} kept on this device. ", edits(n, "is", "are")),
    };
    let then = match (status.waits.map(|waits| waits.reason), status.health.blocked, status.health.next_try_ms) {
        (_, Some(Blocked::SignedOut), _) => String::from("Sign in, and it goes on."),
        (_, Some(Blocked::NoAccess), _) => String::from("Ask the owner, then choose Sync now."),
        (_, Some(Blocked::Version), _) => String::from("Reload to update."),
        (_, Some(Blocked::Storage), _) => String::from("Free some, and it goes on by itself."),
        (Some(Reason::OtherTab), None, _) => String::from("This tab takes over when it is looked at."),
        (Some(Reason::Disk), None, _) => String::from("It is asked again by itself; reloading the page may help."),
        (Some(Reason::OnTheWay), None, _) => return String::new(),
        (_, None, Some(due)) if due > now_ms => format!("Next try in {} s.", (due - now_ms).div_ceil(1_000)),
        (_, None, Some(_)) => String::from("Trying now."),
        (_, None, None) => String::new(),
    };
    format!("{kept}{then}").trim_end().to_owned()
}

/// How far a large batch is; none where counting the edits says as much.
pub fn progress(status: &Status) -> Option<(usize, usize, String)> {
    let (waiting, done) = status.things;
    let total = waiting + done;
    let bulk = total > status.queue && total >= 100;
    bulk.then(|| (done, total, format!("{} of {} sent", count(done as i64), plural(total as i64, "card", "cards"))))
}

/// How an edit was tried; only the tab that sends knows.
pub fn tries(tries: Option<&Tries>, sends: bool, now_ms: u64) -> String {
    match tries {
        None if sends => String::from("not sent yet"),
        None => String::from("another tab sends it"),
        Some(Tries { count: 1, last_ms, .. }) => format!("sent {}", ago(now_ms, *last_ms)),
        Some(Tries { count: n, last_ms, .. }) => {
            format!("sent {} times, last {}", count(i64::from(*n)), ago(now_ms, *last_ms))
        }
    }
}

/// A clock that is off by more is not the time zone's doing.
const DAY_MS: u64 = 86_400_000;

/// That the day offered is the server's, where this device's clock is more than a day off.
pub fn wrong_clock(clock_offset_ms: i64) -> Option<String> {
    let days = (clock_offset_ms.unsigned_abs() + DAY_MS / 2) / DAY_MS;
    let way = if clock_offset_ms > 0 { "behind" } else { "ahead" };
    let days = super::plural(days as i64, "day", "days");
    (clock_offset_ms.unsigned_abs() > DAY_MS)
        .then(|| format!("This device\u{2019}s clock is {days} {way}: offered is the server\u{2019}s day."))
}

/// How this device's clock goes, given what the server's is ahead of it.
pub fn clock_offset(clock_offset_ms: i64) -> String {
    let seconds = clock_offset_ms.unsigned_abs().div_ceil(1_000);
    let how_far = match seconds {
        0..=2 => return String::from("right"),
        3..=119 => format!("{seconds} s"),
        120..=7_199 => format!("{} min", (seconds + 30) / 60),
        _ => format!("{} h", (seconds + 1_800) / 3_600),
    };
    format!("{how_far} {} the server\u{2019}s", if clock_offset_ms > 0 { "behind" } else { "ahead of" })
}

/// How much of the storage is taken.
pub fn room(room: Room) -> String {
    format!("{} of {}", bytes(room.used), bytes(room.quota))
}

fn bytes(n: u64) -> String {
    match n {
        0..1_000_000 => format!("{} kB", n.div_ceil(1_000)),
        1_000_000..1_000_000_000 => format!("{}.{} MB", n / 1_000_000, n % 1_000_000 / 100_000),
        _ => format!("{}.{} GB", n / 1_000_000_000, n % 1_000_000_000 / 100_000_000),
    }
}

fn edits(n: usize, one: &str, many: &str) -> String {
    plural(n as i64, &format!("edit {one}"), &format!("edits {many}"))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn uncapital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::nothing_known;
    use vitrine_sync::client::Problem;

    fn waiting(reason: Reason) -> Status {
        let waits = Some(Waiting { since_ms: 5, reason });
        Status { state: SyncState::Syncing { count: 2 }, queue: 2, waits, ..nothing_known() }
    }

    fn said(status: &Status) -> String {
        state(status, |_| String::from("14:05")).1
    }

    #[test]
    fn why_edits_are_still_here_is_said_with_the_time_and_what_comes_next() {
        let mut status = waiting(Reason::Problem(Problem::NoAnswer));
        status.health.next_try_ms = Some(13_500);
        assert_eq!(said(&status), "Not syncing since 14:05: the server does not answer.");
        assert_eq!(next(&status, 2_000), "2 edits are kept on this device. Next try in 12 s.");
        assert_eq!(next(&status, 20_000), "2 edits are kept on this device. Trying now.");
    }

    #[test]
    fn every_block_says_what_a_person_can_do() {
        for (blocked, what) in [
            (Blocked::SignedOut, "Sign in"),
            (Blocked::NoAccess, "Ask the owner"),
            (Blocked::Version, "Reload"),
            (Blocked::Storage, "Free some"),
        ] {
            let mut status = waiting(Reason::Blocked(blocked));
            status.health.blocked = Some(blocked);
            assert!(said(&status).starts_with("Not syncing since 14:05: "), "{}", said(&status));
            assert!(next(&status, 0).contains(what));
            status = Status { waits: None, queue: 0, ..status };
            assert!(said(&status).ends_with("Nothing waits to be sent."), "{}", said(&status));
        }
    }

    #[test]
    fn refused_edits_are_not_passed_over() {
        let status = Status { state: SyncState::Attention { count: 1 }, tray: 1, ..nothing_known() };
        assert_eq!(said(&status), "1 edit needs a decision of yours.");
    }

    #[test]
    fn a_trouble_that_is_over_is_not_told_as_one() {
        let mut status = Status { state: SyncState::Synced, ..nothing_known() };
        status.health.problem = Some(Problem::NoAnswer);
        assert_eq!(said(&status), "Everything is with the server.");
        status.health.problem_since_ms = Some(5);
        assert_eq!(said(&status), "Since 14:05: the server does not answer.");
    }

    #[test]
    fn a_bulk_edit_counts_cards_and_a_few_edits_do_not() {
        let few = waiting(Reason::OnTheWay);
        assert_eq!(progress(&Status { things: (2, 0), ..few.clone() }), None);
        let bulk = progress(&Status { things: (6_600, 3_400), ..few });
        assert_eq!(bulk.map(|(.., text)| text).as_deref(), Some("3,400 of 10,000 cards sent"));
    }

    #[test]
    fn a_clock_says_which_way_it_is_wrong() {
        assert_eq!(wrong_clock(-86_400_000), None);
        let ahead = "This device\u{2019}s clock is 400 days ahead: offered is the server\u{2019}s day.";
        assert_eq!(wrong_clock(-400 * 86_400_000).as_deref(), Some(ahead));
        assert_eq!(wrong_clock(-400 * 86_400_000 + 40).as_deref(), Some(ahead), "the network takes its time");
        assert_eq!(clock_offset(-900), "right");
        assert_eq!(clock_offset(180_000), "3 min behind the server\u{2019}s");
        assert_eq!(clock_offset(-172_800_000), "48 h ahead of the server\u{2019}s");
    }
}
