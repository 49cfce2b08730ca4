//! New bases under pending edits, restored servers and copied profiles.

use crate::support::*;
use vitrine_sync::client::*;
use vitrine_sync::wire::*;
use vitrine_sync::{Epoch, Seq};

fn poke(tab: &mut Tab, head: u64) {
    tab.give(Input::StreamEvent(Poke { epoch: Epoch(1), head: Seq(head), reference: 0 }));
}

#[test]
fn what_others_wrote_lies_under_what_is_pending_here() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    poke(&mut tab, 11);
    tab.wait();
    tab.answer_pull(10, 11, vec![(1, tally(100, 11)), (2, tally(7, 11))], 0);
    assert_eq!((tab.count(1), tab.count(2)), (Some(105), Some(7)));
}

#[test]
fn an_edit_made_while_a_pull_was_in_flight_survives_it() {
    let mut tab = Tab::leading();
    poke(&mut tab, 11);
    tab.save(1, 5);
    tab.edit(1, 30);
    tab.answer_pull(10, 11, vec![(1, tally(100, 11))], 0);
    assert_eq!(tab.count(1), Some(135));
}

#[test]
fn a_page_that_does_not_start_at_our_cursor_is_dropped() {
    let mut tab = Tab::leading();
    poke(&mut tab, 12);
    let (request, _) = tab.pulled().expect("pulled");
    let page = tab.page(11, 12, vec![(1, tally(9, 12))], 0);
    tab.give(Input::Pulled { request, reply: Reply::Ok(page) });
    tab.store();
    assert_eq!((tab.engine.position().cursor, tab.count(1)), (Seq(10), None));
}

#[test]
fn pages_show_together_when_the_last_one_is_here() {
    let mut tab = Tab::leading();
    poke(&mut tab, 12);
    let (request, _) = tab.pulled().expect("pulled");
    let page = PullResponse { has_more: true, ..tab.page(10, 11, vec![(1, tally(1, 11))], 0) };
    tab.give(Input::Pulled { request, reply: Reply::Ok(page) });
    tab.store();
    assert_eq!(tab.count(1), None);
    tab.answer_pull(11, 12, vec![(2, tally(2, 12))], 0);
    assert_eq!((tab.count(1), tab.count(2)), (Some(1), Some(2)));
}

#[test]
fn a_restored_server_gets_the_base_replaced_and_the_outbox_kept() {
    let mut tab = Tab::leading();
    poke(&mut tab, 11);
    tab.answer_pull(10, 11, vec![(3, tally(3, 11))], 0);
    tab.save(1, 5);
    let (request, _) = tab.pushed().expect("pushed");
    let error = Some(ProtocolError::Resync { epoch: Epoch(2) });
    tab.give(Input::Pushed { request, reply: Reply::Refused { status: 410, error, retry_after_ms: None } });
    let (request, cursor) = tab.pulled().expect("pulled");
    assert_eq!(cursor, Seq(0));
    assert_eq!(tab.count(3), Some(3), "the old base stays until the new one is here");
    let page = PullResponse { epoch: Epoch(2), ..tab.page(0, 4, vec![(1, tally(10, 4))], 0) };
    tab.give(Input::Pulled { request, reply: Reply::Ok(page) });
    tab.store();
    assert_eq!((tab.count(3), tab.count(1)), (None, Some(15)));
    assert_eq!(tab.pushed().map(|(_, ns)| ns), Some(vec![1]));
}

#[test]
fn a_copied_profile_goes_on_under_a_new_identity_with_its_edits() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    let (request, _) = tab.pushed().expect("pushed");
    tab.save(2, 6);
    let error = Some(ProtocolError::Forked { n: 1 });
    tab.give(Input::Pushed { request, reply: Reply::Refused { status: 409, error, retry_after_ms: None } });
    let fork = tab.out.iter().find_map(|output| match output {
        Output::Write { write: Write::Fork { client, order, .. }, .. } => Some((*client, order.clone())),
        _ => None,
    });
    let (client, order) = fork.expect("forks");
    assert_ne!(client, CLIENT);
    assert_eq!(order, vec![1, 2]);
    tab.store();
    assert_eq!((tab.count(1), tab.count(2)), (Some(5), Some(6)));
    assert_eq!(tab.pushed().map(|(_, ns)| ns), Some(vec![1, 2]));
}

#[test]
fn a_server_that_has_forgotten_numbers_gets_the_edits_under_a_new_identity() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    tab.answer_push(11, false);
    poke(&mut tab, 11);
    tab.answer_pull(10, 11, vec![(1, tally(5, 11))], 1);
    tab.save(2, 6);
    let (request, ns) = tab.pushed().expect("pushed");
    assert_eq!(ns, vec![2]);
    let error = Some(ProtocolError::Gap { expected: 1 });
    tab.give(Input::Pushed { request, reply: Reply::Refused { status: 409, error, retry_after_ms: None } });
    tab.store();
    assert_eq!(tab.pushed().map(|(_, ns)| ns), Some(vec![1]));
    assert_ne!(tab.engine.client(), CLIENT, "an old request that comes twice must not be taken for this one");
    assert_eq!(tab.count(2), Some(6));
}

fn forks(tab: &Tab) -> bool {
    tab.out.iter().any(|output| matches!(output, Output::Write { write: Write::Fork { .. }, .. }))
}

fn refuse_as_gap(tab: &mut Tab, expected: u64) {
    let (request, _) = tab.pushed().expect("pushed");
    let error = Some(ProtocolError::Gap { expected });
    tab.give(Input::Pushed { request, reply: Reply::Refused { status: 409, error, retry_after_ms: None } });
}

#[test]
fn no_new_identity_before_every_edit_of_the_other_tabs_is_known() {
    let mut tab = Tab::leading();
    let id = tab.edit(1, 5);
    tab.give(Input::Saved { id, n: 1, stamp: vitrine_sync::Stamp::at(1) });
    // Number 2 was given to another tab.
    let id = tab.edit(2, 5);
    tab.give(Input::Saved { id, n: 3, stamp: vitrine_sync::Stamp::at(2) });
    refuse_as_gap(&mut tab, 1);
    assert!(!forks(&tab), "it would leave number 2 behind");
    assert!(tab.out.iter().any(|output| matches!(output, Output::Read { .. })));
}

#[test]
fn no_new_identity_while_a_page_for_the_old_one_is_being_stored() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    poke(&mut tab, 11);
    tab.wait();
    let (request, _) = tab.pulled().expect("pulled");
    let page = tab.page(10, 11, vec![(3, tally(3, 11))], 0);
    tab.give(Input::Pulled { request, reply: Reply::Ok(page) });
    refuse_as_gap(&mut tab, 1);
    assert!(!forks(&tab), "the page speaks of the old identity's numbers");
    tab.store();
    let outbox = tab.engine.outbox().cloned().collect();
    tab.give(Input::Loaded(Snapshot { next_n: 2, outbox, position: tab.engine.position(), ..tab.empty() }));
    for _ in 0..20 {
        if !tab.out.iter().any(|output| matches!(output, Output::Push { .. })) {
            tab.wait();
        }
    }
    refuse_as_gap(&mut tab, 1);
    assert!(forks(&tab));
    tab.store();
    assert_eq!((tab.count(1), tab.count(3)), (Some(5), Some(3)));
}

#[test]
fn nothing_is_due_again_and_again_while_a_new_identity_is_being_stored() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    tab.give(Input::StreamClosed);
    refuse_as_gap(&mut tab, 1);
    assert!(forks(&tab));
    let mut timers = Vec::new();
    // After a minute the watchdog would begin again.
    let began = tab.now;
    while timers.len() < 20 && tab.now < began + 55_000 {
        timers.push((tab.wait(), tab.now));
    }
    let no_progress = timers.windows(2).find(|pair| pair[0].1 == pair[1].1 && pair[0].0 == pair[1].0);
    assert_eq!(no_progress, None, "{timers:?}");
    tab.store();
    assert!(tab.pulled().is_some(), "what a poll would have fetched is fetched now");
}

#[test]
fn results_and_a_page_that_are_stored_at_the_same_time_leave_nothing_behind() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    tab.answer_push_unstored(11, false);
    poke(&mut tab, 11);
    let (request, _) = tab.pulled().expect("pulled");
    let page = tab.page(10, 11, vec![(1, tally(5, 11))], 1);
    tab.give(Input::Pulled { request, reply: Reply::Ok(page) });
    tab.store();
    tab.store();
    assert_eq!((tab.engine.outbox().count(), tab.count(1)), (0, Some(5)));
}
