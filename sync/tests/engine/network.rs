//! Whatever the network does, nothing is lost, nothing is acknowledged by a stranger, and nothing waits for ever.

use crate::support::*;
use vitrine_sync::client::*;
use vitrine_sync::wire::*;
use vitrine_sync::{Epoch, Seq};

#[test]
fn an_answer_of_a_captive_portal_acknowledges_nothing_and_moves_no_cursor() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    let (request, _) = tab.pushed().expect("pushed");
    tab.give(Input::Pushed { request, reply: Reply::Foreign { status: 200 } });
    tab.give(Input::Nudge(Nudge::SyncNow));
    let (request, _) = tab.pulled().expect("pulled");
    tab.give(Input::Pulled { request, reply: Reply::Foreign { status: 200 } });
    assert_eq!(tab.engine.queue().count(), 1);
    assert_eq!(tab.engine.position().cursor, Seq(10));
}

#[test]
fn a_push_is_tried_again_without_limit_and_never_later_than_a_minute() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    for _ in 0..30 {
        let (request, ns) = tab.pushed().expect("pushed again");
        assert_eq!(ns, vec![1]);
        let failed = tab.now;
        tab.give(Input::Pushed { request, reply: Reply::Lost });
        while tab.wait() != TimerReason::PushRetry {
            tab.give(Input::StreamOpened);
        }
        assert!(tab.now - failed <= 60_000);
    }
}

#[test]
fn a_request_that_is_never_answered_ends_at_its_deadline() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    let (request, _) = tab.pushed().expect("pushed");
    let sent = tab.now;
    while tab.wait() != TimerReason::PushDeadline {}
    assert_eq!(tab.now - sent, 30_000);
    assert!(tab.out.contains(&Output::Cancel { request }));
}

#[test]
fn too_many_edits_wait_as_long_as_the_server_says() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    let (request, _) = tab.pushed().expect("pushed");
    let reply = Reply::Refused { status: 429, error: None, retry_after_ms: Some(20_000) };
    tab.give(Input::Pushed { request, reply });
    let answered = tab.now;
    tab.give(Input::Nudge(Nudge::Online));
    assert_eq!(tab.pushed(), None);
    tab.give(Input::Nudge(Nudge::Visible));
    assert_eq!(tab.engine.poll_timeout().map(|(due, _)| due <= answered + 20_000), Some(true));
    tab.now = answered + 20_000;
    tab.give(Input::Tick);
    assert!(tab.pushed().is_some());
}

#[test]
fn one_mutation_the_server_cannot_take_goes_to_the_tray_and_the_rest_goes_on() {
    let mut tab = Tab::leading();
    tab.save(1, 1);
    let (request, _) = tab.pushed().expect("pushed");
    for key in 2..=8 {
        tab.save(key, 1);
    }
    tab.give(Input::Pushed { request, reply: Reply::Refused { status: 400, error: None, retry_after_ms: None } });
    tab.store();
    assert_eq!(tab.engine.tray().count(), 1, "alone in its push, it must be the one");
    let poison = 5;
    while let Some((request, ns)) = tab.pushed() {
        let holds_poison = ns.contains(&poison) && tab.engine.tray().count() == 1;
        let reply = if holds_poison {
            Reply::Refused { status: 400, error: None, retry_after_ms: None }
        } else {
            let gone: Vec<u64> = tab.engine.tray().map(|refusal| refusal.n).collect();
            let done = |n| {
                if gone.contains(&n) { Outcome::Skipped } else { Outcome::Done(vitrine_sync::MergeResult::Applied) }
            };
            let results =
                ns.iter().map(|n| PushResult { n: *n, seq: Seq(10 + n), outcome: done(*n), duplicate: false });
            let results = results.collect();
            Reply::Ok(PushResponse { epoch: Epoch(1), head: Seq(20), last_n: 8, time_ms: tab.now, results, page: None })
        };
        tab.give(Input::Pushed { request, reply });
        tab.store();
    }
    let mut tray: Vec<u64> = tab.engine.tray().map(|refusal| refusal.n).collect();
    tray.sort_unstable();
    assert_eq!(tray, vec![1, 5]);
    assert_eq!(tab.engine.queue().count(), 0, "everything else was decided");
}

#[test]
fn a_session_that_ended_stops_everything_and_keeps_everything_until_sign_in() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    let (request, _) = tab.pushed().expect("pushed");
    let error = Some(ProtocolError::SignedOut);
    tab.give(Input::Pushed { request, reply: Reply::Refused { status: 401, error, retry_after_ms: None } });
    assert_eq!(tab.engine.status(tab.now).state, SyncState::SignIn);
    assert!(tab.out.contains(&Output::CloseStream));
    tab.give(Input::Nudge(Nudge::Online));
    assert_eq!((tab.pushed(), tab.pulled()), (None, None));
    tab.give(Input::Nudge(Nudge::SignedIn));
    assert_eq!(tab.pushed().map(|(_, ns)| ns), Some(vec![1]));
}

#[test]
fn ten_pokes_make_two_pulls() {
    let mut tab = Tab::leading();
    for head in 11..=20 {
        tab.give(Input::StreamEvent(Poke { epoch: Epoch(1), head: Seq(head), reference: 0 }));
    }
    tab.answer_pull(10, 15, vec![(1, tally(5, 15))], 0);
    tab.answer_pull(15, 20, vec![(1, tally(6, 20))], 0);
    assert_eq!(tab.pulled(), None);
    assert_eq!(tab.count(1), Some(6));
}

#[test]
fn a_silent_event_stream_is_opened_again() {
    let mut tab = Tab::leading();
    let heard = tab.now;
    while tab.wait() != TimerReason::Stream {}
    assert_eq!(tab.now - heard, 45_000);
    assert!(tab.out.contains(&Output::CloseStream));
    while !tab.out.contains(&Output::OpenStream) {
        tab.wait();
    }
}

#[test]
fn a_clock_set_back_two_days_does_not_put_the_retry_off() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    let (request, _) = tab.pushed().expect("pushed");
    tab.give(Input::Pushed { request, reply: Reply::Lost });
    tab.now -= 2 * 86_400_000;
    tab.give(Input::Hidden);
    let (due, _) = tab.engine.poll_timeout().expect("armed");
    assert!(due - tab.now <= 60_000);
}

#[test]
fn derived_views_are_invalidated_once_after_the_outbox_has_drained() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    let poke = Poke { epoch: Epoch(1), head: Seq(11), reference: 0 };
    tab.give(Input::StreamEvent(poke));
    tab.wait();
    tab.answer_pull(10, 11, vec![(1, tally(5, 11))], 1);
    assert!(!tab.out.contains(&Output::Invalidated(poke)), "an edit still waits for its result");
    tab.answer_push(11, false);
    tab.give(Input::StreamEvent(poke));
    let times = tab.out.iter().filter(|output| **output == Output::Invalidated(poke)).count();
    assert_eq!(times, 1);
}
