//! What waits says why, and nothing waits for ever (docs/engine.md#nothing-waits-without-a-reason,
//! docs/engine.md#the-sync-can-be-watched).

use crate::support::*;
use vitrine_sync::client::*;
use vitrine_sync::wire::*;
use vitrine_sync::{MergeResult, Stamp};

fn reason(tab: &Tab) -> Option<Reason> {
    tab.engine.status(tab.now).waits.map(|waits| waits.reason)
}

/// The push under way is answered so.
fn answer(tab: &mut Tab, reply: Reply<PushResponse<Toy>>) {
    let (request, _) = tab.pushed().expect("a push is under way");
    tab.give(Input::Pushed { request, reply });
}

fn refused(status: u16, error: ProtocolError) -> Reply<PushResponse<Toy>> {
    Reply::Refused { status, error: Some(error), retry_after_ms: None }
}

#[test]
fn whoever_has_nothing_to_send_waits_for_nothing() {
    let mut tab = Tab::leading();
    assert_eq!(reason(&tab), None);
    tab.save(1, 5);
    assert_eq!(reason(&tab), Some(Reason::OnTheWay));
    tab.answer_push(11, false);
    assert_eq!(reason(&tab), None);
}

#[test]
fn every_block_is_the_reason_and_gone_when_it_ends() {
    for (status, error, blocked) in [
        (401, ProtocolError::SignedOut, Blocked::SignedOut),
        (403, ProtocolError::NoLedger, Blocked::NoAccess),
        (426, ProtocolError::TooOld, Blocked::Version),
    ] {
        let mut tab = Tab::leading();
        tab.save(1, 5);
        answer(&mut tab, refused(status, error));
        assert_eq!(reason(&tab), Some(Reason::Blocked(blocked)));
        assert_eq!(tab.engine.status(tab.now).health.next_try_ms, None, "only a person ends it");
        tab.give(Input::Nudge(Nudge::SignedIn));
        assert_eq!(reason(&tab), Some(Reason::OnTheWay));
    }
}

#[test]
fn a_storage_without_room_is_the_reason_and_says_when_it_is_tried_again() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    tab.answer_push_unstored(11, false);
    let id = tab.last_write();
    tab.give(Input::StoreFailed { id, error: StoreError::Quota });
    assert_eq!(reason(&tab), Some(Reason::Blocked(Blocked::Storage)));
    assert_eq!(tab.engine.status(tab.now).health.next_try_ms, Some(tab.now + 60_000));
}

#[test]
fn every_problem_is_the_reason_until_the_server_has_answered() {
    for (reply, problem) in [
        (Reply::Lost, Problem::NoAnswer),
        (Reply::Foreign { status: 200 }, Problem::NotOurServer { status: 200 }),
        (Reply::Refused { status: 500, error: None, retry_after_ms: None }, Problem::Status { status: 500 }),
        (Reply::Refused { status: 429, error: None, retry_after_ms: Some(9_000) }, Problem::Status { status: 429 }),
    ] {
        let mut tab = Tab::leading();
        let n = tab.save(1, 5);
        let sent = tab.now;
        answer(&mut tab, reply);
        assert_eq!(reason(&tab), Some(Reason::Problem(problem)));
        let next = tab.engine.status(tab.now).health.next_try_ms.expect("there is a next try");
        assert!(next >= tab.now && next <= tab.now + 60_000);
        assert_eq!(tab.engine.tries(n), Some(Tries { count: 1, last_ms: sent, problem: Some(problem) }));
        tab.give(Input::Nudge(Nudge::SyncNow));
        tab.answer_push(11, false);
        tab.save(2, 5);
        assert_eq!(reason(&tab), Some(Reason::OnTheWay));
    }
}

#[test]
fn a_server_that_takes_too_long_is_the_reason() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    while tab.wait() != TimerReason::PushDeadline {
        tab.give(Input::StreamOpened);
    }
    assert_eq!(reason(&tab), Some(Reason::Problem(Problem::TooSlow)));
}

#[test]
fn an_edit_that_could_not_be_stored_is_no_reason_for_the_next_one() {
    let mut tab = Tab::leading();
    let id = tab.edit(1, 5);
    tab.give(Input::StoreFailed { id, error: StoreError::Aborted });
    tab.save(2, 5);
    assert_eq!(reason(&tab), Some(Reason::OnTheWay));
}

#[test]
fn a_tab_that_does_not_send_has_the_leaders_reason_or_says_that_the_leader_is_silent() {
    let mut tab = Tab::open();
    tab.save(1, 5);
    let since = Some(tab.now);
    let health = Health { problem: Some(Problem::NoAnswer), problem_since_ms: since, ..Health::default() };
    tab.give(Input::Heard(Hint::Alive(health)));
    assert_eq!(reason(&tab), Some(Reason::Problem(Problem::NoAnswer)));
    tab.give(Input::Hidden);
    tab.now += 60_000;
    tab.give(Input::Hidden);
    assert_eq!(reason(&tab), Some(Reason::OtherTab));
}

#[test]
fn edits_wait_since_the_oldest_was_made_or_the_last_one_got_through() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    let made = tab.now;
    assert_eq!(tab.engine.status(tab.now).waits.map(|waits| waits.since_ms), Some(made));
    tab.now += 11 * 60_000;
    assert_eq!(tab.engine.status(tab.now).state, SyncState::Stale { since_ms: made });
    tab.save(2, 5);
    tab.answer_push(11, false);
    let status = tab.engine.status(tab.now);
    assert_eq!(status.waits.map(|waits| waits.since_ms), Some(tab.now));
    assert_eq!(status.state, SyncState::Syncing { count: 1 }, "it is not stuck: one has just got through");
}

#[test]
fn the_progress_counts_from_the_first_that_waits_to_the_last() {
    let mut tab = Tab::leading();
    tab.save(1, 1);
    for key in 2..=4 {
        tab.save(key, 1);
    }
    assert_eq!(tab.engine.status(tab.now).things, (4, 0));
    tab.answer_push(11, false);
    assert_eq!(tab.engine.status(tab.now).things, (3, 1));
    tab.answer_push(14, false);
    assert_eq!(tab.engine.status(tab.now).things, (0, 0));
}

/// A leader whose storage never answers the write of what the server decided.
fn stuck() -> (Tab, Id) {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    tab.answer_push_unstored(11, false);
    let lost = tab.last_write();
    assert_eq!(reason(&tab), Some(Reason::OnTheWay), "a storage may take its time");
    assert_eq!(tab.engine.status(tab.now + 5_000).waits.map(|waits| waits.reason), Some(Reason::Disk));
    let began = tab.now;
    while tab.engine.status(tab.now).health.restarts == 0 {
        tab.wait();
        tab.give(Input::StreamOpened);
        assert!(tab.now - began <= 90_000, "a tick comes in time");
    }
    (tab, lost)
}

/// What such a storage holds: the edit, and no result.
fn stored(tab: &Tab) -> Snapshot<Toy> {
    let outbox = tab.engine.outbox().cloned().collect();
    let position = tab.engine.position();
    Snapshot { next_n: 2, position, outbox, whole: false, last_stamp: Stamp::at(tab.now), ..tab.empty() }
}

#[test]
fn a_leader_that_does_nothing_for_a_minute_begins_again_from_what_is_stored() {
    let (mut tab, _) = stuck();
    assert!(tab.engine.steps().any(|step| step.what == "stuck: begins again"));
    tab.out.clear();
    tab.give(Input::Loaded(stored(&tab)));
    tab.give(Input::Loaded(stored(&tab)));
    assert_eq!(tab.pushed().map(|(_, ns)| ns), Some(vec![1]), "the server knows it, and says so once more");
}

/// The browser aborted the transaction, and the driver tried it again: it is done after the reading that should have
/// shown it.
#[test]
fn what_the_storage_has_done_after_all_is_read() {
    let (mut tab, lost) = stuck();
    let before = stored(&tab);
    for _ in 0..2 {
        tab.give(Input::Loaded(before.clone()));
    }
    assert_eq!(tab.pushed().map(|(_, ns)| ns), Some(vec![1]));
    tab.out.clear();
    tab.give(Input::Stored { id: lost });
    assert!(
        tab.out.iter().any(|output| matches!(output, Output::Read { .. })),
        "what was read before does not show it"
    );
    let acked =
        Acked { epoch: vitrine_sync::Epoch(1), seq: vitrine_sync::Seq(11), merge_result: Some(MergeResult::Applied) };
    let outbox = before.outbox.iter().cloned().map(|entry| Entry { acked: Some(acked), ..entry }).collect();
    tab.give(Input::Loaded(Snapshot { outbox, ..before }));
    assert_eq!((tab.engine.queue().count(), tab.count(1)), (0, Some(5)));
    assert_eq!(tab.pushed(), None, "it is decided");
}

#[test]
fn a_leader_whose_storage_answers_a_later_write_and_not_an_earlier_one_begins_again() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    tab.answer_push_unstored(11, false);
    // Done, and never said. The page that brings the edit does not know of it either.
    tab.out.retain(|output| !matches!(output, Output::Write { .. }));
    tab.give(Input::StreamEvent(Poke { epoch: vitrine_sync::Epoch(1), head: vitrine_sync::Seq(11), reference: 0 }));
    let rows = vec![(1, tally(5, 11))];
    tab.answer_pull(10, 11, rows.clone(), 1);
    assert!(tab.engine.steps().any(|step| step.what == "an earlier write was never answered: begins again"));
    assert_eq!(tab.engine.status(tab.now).health.restarts, 1);
    assert_eq!(tab.count(1), Some(5), "nothing changes before the storage has been read");

    let acked =
        Acked { epoch: vitrine_sync::Epoch(1), seq: vitrine_sync::Seq(11), merge_result: Some(MergeResult::Applied) };
    let position = Position { cursor: vitrine_sync::Seq(11), last_n: 1, ..tab.engine.position() };
    let mut found = Snapshot { position, rows, ..stored(&tab) };
    found.outbox.iter_mut().for_each(|entry| entry.acked = Some(acked));
    tab.out.clear();
    tab.give(Input::Loaded(found));
    assert_eq!(tab.count(1), Some(5));
    tab.answer_pull(11, 11, Vec::new(), 1);
    assert_eq!((tab.engine.outbox().count(), tab.count(1)), (0, Some(5)), "it is contained, and leaves");
    assert_eq!(tab.pushed(), None);
}

#[test]
fn a_leader_that_waits_for_the_network_is_not_stuck() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    for _ in 0..40 {
        if let Some((request, _)) = tab.pushed() {
            tab.give(Input::Pushed { request, reply: Reply::Lost });
        }
        tab.wait();
    }
    assert_eq!(tab.engine.status(tab.now).health.restarts, 0);
}
