//! Several tabs of one browser: all write, one sends.

use crate::support::*;
use vitrine_sync::client::*;

#[test]
fn a_follower_stores_edits_and_sends_nothing() {
    let mut tab = Tab::open();
    tab.save(1, 5);
    tab.give(Input::Nudge(Nudge::SyncNow));
    assert_eq!((tab.pushed(), tab.pulled()), (None, None));
    assert!(!tab.out.contains(&Output::OpenStream));
    assert!(tab.out.contains(&Output::Announce(Hint::Changed)));
}

#[test]
fn a_new_leader_reads_the_storage_before_it_sends_anything() {
    let mut tab = Tab::open();
    tab.save(1, 5);
    tab.out.clear();
    tab.give(Input::Lead { lease: 2 });
    assert_eq!((tab.pushed(), tab.pulled()), (None, None));
    assert!(tab.out.iter().any(|output| matches!(output, Output::Read { .. })));
}

#[test]
fn a_visible_tab_asks_a_silent_leader_and_then_takes_its_place() {
    let mut tab = Tab::open();
    assert_eq!(tab.wait(), TimerReason::Leader);
    assert!(tab.out.contains(&Output::Announce(Hint::Ping)));
    tab.give(Input::Heard(Hint::Alive(Health::default())));
    let (answered, pings) = (tab.now, tab.out.len());
    while !tab.out.contains(&Output::Steal) {
        tab.wait();
    }
    assert!(tab.out[pings..].contains(&Output::Announce(Hint::Ping)), "asked again before");
    assert_eq!(tab.now - answered, 13_000);
}

#[test]
fn field_15_a_page_that_rests_begins_nothing_and_leads_no_more() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    tab.out.clear();
    tab.give(Input::Suspend);
    assert!(tab.out.contains(&Output::CloseStream));
    let begins = |output: &Output<_>| matches!(output, Output::Read { .. } | Output::Write { .. });
    assert!(!tab.out.iter().any(begins), "a frozen page could not end it: {:?}", tab.out);
    assert!(!tab.engine.status(tab.now).leader);
    assert_eq!(tab.engine.poll_timeout(), None);
}

#[test]
fn field_15_a_follower_that_has_an_edit_to_send_leads_within_five_seconds_of_a_silent_leader() {
    let mut tab = Tab::open();
    tab.give(Input::Heard(Hint::Alive(Health::default())));
    tab.out.clear();
    let made = tab.now;
    tab.save(1, 5);
    assert!(tab.out.contains(&Output::Announce(Hint::Ping)), "asks at once");
    while !tab.out.contains(&Output::Steal) {
        tab.wait();
    }
    assert!(tab.now - made <= 5_000);
}

#[test]
fn field_15_a_tab_that_comes_in_sight_leads_within_five_seconds_of_a_silent_leader() {
    let mut tab = Tab::open();
    tab.give(Input::Hidden);
    let shown = tab.now;
    tab.give(Input::Nudge(Nudge::Visible));
    tab.give(Input::Loaded(tab.empty()));
    while !tab.out.contains(&Output::Steal) {
        tab.wait();
    }
    assert!(tab.now - shown <= 5_000);
}

#[test]
fn a_look_that_finds_what_is_known_announces_nothing() {
    let mut tab = Tab::open();
    tab.save(1, 5);
    tab.save(2, 7);
    let known = Snapshot { next_n: 3, outbox: tab.engine.outbox().cloned().collect(), whole: false, ..tab.empty() };
    tab.out.clear();
    tab.give(Input::Heard(Hint::Changed));
    tab.give(Input::Loaded(known.clone()));
    let announced = |tab: &Tab| tab.out.iter().any(|output| matches!(output, Output::Changed(_)));
    assert!(!announced(&tab), "{:?}", tab.out);
    // One more that another tab stored is announced, and nothing else.
    let other = Entry { n: 3, token: uuid::Uuid::from_u128(99), mutation: Some(Add(3, 1)), ..known.outbox[1].clone() };
    let more = Snapshot { next_n: 4, outbox: known.outbox.iter().cloned().chain([other]).collect(), ..known };
    tab.give(Input::Heard(Hint::Changed));
    tab.give(Input::Loaded(more));
    assert!(tab.out.contains(&Output::Changed(vec![3])), "{:?}", tab.out);
    assert_eq!((tab.count(1), tab.count(2), tab.count(3)), (Some(5), Some(7), Some(1)));
}

#[test]
fn field_20_what_a_tab_remembers_is_what_the_storage_holds() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    let remembered = tab.engine.remembered().expect("it was read");
    assert_eq!((remembered.client, remembered.next_n), (tab.empty().client, 2));
    assert_eq!(remembered.position, tab.engine.position());
    assert_eq!(remembered.outbox.len(), 1);
    // Read again, it shows the same.
    let mut other = Tab::open();
    other.give(Input::Heard(Hint::Changed));
    other.give(Input::Loaded(remembered));
    assert_eq!(other.count(1), Some(5));
}

#[test]
fn a_hidden_tab_leaves_the_leader_alone() {
    let mut tab = Tab::open();
    tab.give(Input::Hidden);
    assert_eq!(tab.engine.poll_timeout(), None);
}

#[test]
fn a_leader_whose_lease_is_gone_stops_sending_and_reads_again() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    let (request, _) = tab.pushed().expect("pushed");
    tab.give(Input::Pushed { request, reply: Reply::Lost });
    tab.give(Input::Nudge(Nudge::SyncNow));
    tab.answer_push_unstored(11, false);
    let id = tab.last_write();
    tab.out.clear();
    tab.give(Input::StoreFailed { id, error: StoreError::LeaseLost });
    assert!(tab.out.contains(&Output::CloseStream));
    assert!(tab.out.iter().any(|output| matches!(output, Output::Read { .. })));
    tab.give(Input::Nudge(Nudge::SyncNow));
    assert_eq!((tab.pushed(), tab.pulled()), (None, None));
    assert_eq!(tab.count(1), Some(5));
}

#[test]
fn an_edit_of_another_tab_appears_with_the_next_reading() {
    let mut tab = Tab::leading();
    tab.give(Input::Heard(Hint::Changed));
    let mut snapshot = tab.empty();
    snapshot.next_n = 2;
    snapshot.position = tab.engine.position();
    snapshot.outbox.push(Entry {
        n: 1,
        token: uuid::Uuid::from_u128(99),
        stamp: vitrine_sync::Stamp::at(5),
        base: tab.engine.base(),
        mutation: Some(Add(1, 4)),
        created_ms: 5,
        written_by: (1, 1),
        acked: None,
    });
    tab.give(Input::Loaded(snapshot));
    assert_eq!(tab.count(1), Some(4));
    assert_eq!(tab.pushed().map(|(_, ns)| ns), Some(vec![1]));
}

#[test]
fn an_edit_stored_after_a_reading_began_shows_through_it_and_counts_once() {
    let mut tab = Tab::open();
    tab.give(Input::Heard(Hint::Changed));
    let before = tab.empty();
    let id = tab.edit(1, 5);
    // The storage answers in the order of its transactions: first the reading, then the edit.
    tab.give(Input::Loaded(before));
    assert_eq!(tab.count(1), Some(5));
    let stamp = vitrine_sync::Stamp::at(tab.now);
    tab.give(Input::Saved { id, n: 1, stamp });
    assert_eq!(tab.count(1), Some(5));
    tab.give(Input::Heard(Hint::Changed));
    let stored = tab.engine.outbox().next().expect("stored").clone();
    tab.give(Input::Loaded(Snapshot { next_n: 2, outbox: vec![stored], ..tab.empty() }));
    assert_eq!(tab.count(1), Some(5));
}

#[test]
fn a_leader_finds_the_edit_of_a_tab_that_died_before_it_could_say_so() {
    let mut tab = Tab::leading();
    while tab.wait() != TimerReason::Look {}
    assert!(tab.out.iter().any(|output| matches!(output, Output::Read { .. })));
}

#[test]
fn a_leader_that_finds_the_base_of_another_one_in_the_storage_steps_down() {
    let mut tab = Tab::leading();
    tab.give(Input::Heard(Hint::Changed));
    let mut snapshot = tab.empty();
    snapshot.position = Position { cursor: vitrine_sync::Seq(12), ..tab.engine.position() };
    tab.give(Input::Loaded(snapshot));
    assert!(tab.out.contains(&Output::CloseStream));
    assert_eq!(tab.engine.position().cursor, vitrine_sync::Seq(12));
    assert!(!tab.engine.status(tab.now).leader);
}

#[test]
fn a_write_of_an_earlier_lease_that_fails_does_not_cost_the_present_one() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    tab.answer_push_unstored(11, false);
    let id = tab.last_write();
    tab.give(Input::Lead { lease: 2 });
    let mut snapshot = tab.empty();
    snapshot.position = tab.engine.position();
    tab.give(Input::Loaded(snapshot));
    tab.give(Input::StoreFailed { id, error: StoreError::LeaseLost });
    assert!(tab.engine.status(tab.now).leader);
}
