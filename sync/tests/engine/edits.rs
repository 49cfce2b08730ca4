//! From the click to the acknowledgement.

use crate::support::*;
use vitrine_sync::client::*;

#[test]
fn an_edit_shows_at_once_and_is_sent_only_when_it_is_durable() {
    let mut tab = Tab::leading();
    let id = tab.edit(1, 5);
    assert_eq!(tab.count(1), Some(5));
    tab.give(Input::Nudge(Nudge::SyncNow));
    assert_eq!(tab.pushed(), None, "durable before sent");
    tab.give(Input::Saved { id, n: 1, stamp: vitrine_sync::Stamp::at(1) });
    assert_eq!(tab.pushed().map(|(_, ns)| ns), Some(vec![1]));
}

#[test]
fn an_edit_that_could_not_be_stored_leaves_the_view_and_comes_back_to_the_form() {
    let mut tab = Tab::leading();
    tab.save(1, 2);
    let id = tab.edit(1, 5);
    tab.give(Input::StoreFailed { id, error: StoreError::Quota });
    assert_eq!(tab.count(1), Some(2));
    assert!(
        tab.out.iter().any(|o| matches!(o, Output::NotSaved { mutation: Add(1, 5), error: StoreError::Quota, .. }))
    );
}

#[test]
fn an_edit_refused_at_intent_changes_and_writes_nothing() {
    let mut tab = Tab::leading();
    let base = tab.engine.base();
    let refused = tab.engine.mutate(tab.now, Add(-1, 5), base);
    assert_eq!(refused, Err(MutateError::Rejected(No)));
    assert_eq!(tab.engine.poll_output(), None);
    assert_eq!(tab.count(-1), None);
}

#[test]
fn an_acknowledged_edit_stays_folded_until_the_base_contains_it() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    tab.answer_push(11, false);
    assert_eq!(tab.count(1), Some(5), "acknowledged, not in the base yet");
    tab.give(Input::StreamEvent(vitrine_sync::wire::Poke {
        epoch: vitrine_sync::Epoch(1),
        head: vitrine_sync::Seq(11),
        reference: 0,
    }));
    tab.answer_pull(10, 11, vec![(1, tally(5, 11))], 1);
    assert_eq!(tab.count(1), Some(5), "in the base, and not folded a second time");
    assert_eq!(tab.engine.outbox().count(), 0);
}

#[test]
fn a_pull_that_overtakes_the_lost_acknowledgement_does_not_count_the_edit_twice() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    let (request, _) = tab.pushed().expect("pushed");
    tab.give(Input::Nudge(Nudge::SyncNow));
    tab.answer_pull(10, 11, vec![(1, tally(5, 11))], 1);
    assert_eq!(tab.count(1), Some(5));
    tab.give(Input::Pushed { request, reply: Reply::Lost });
    tab.give(Input::Nudge(Nudge::SyncNow));
    assert_eq!(tab.engine.queue().count(), 1, "its result is not known");
    tab.answer_push(11, false);
    assert_eq!((tab.count(1), tab.engine.outbox().count()), (Some(5), 0));
}

#[test]
fn a_refused_edit_leaves_the_view_and_waits_in_the_tray_until_it_is_discarded() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    tab.save(2, 7);
    tab.answer_push(11, true);
    assert_eq!(tab.count(1), None);
    let tokens: Vec<Token> = tab.engine.tray().map(|refusal| refusal.token).collect();
    assert_eq!(tokens.len(), 1, "the second edit was not in the first push");
    tab.give(Input::Discard { token: tokens[0] });
    tab.store();
    assert_eq!(tab.engine.tray().count(), 0);
}

#[test]
fn a_record_is_marked_as_refused_until_the_last_of_its_refusals_is_dealt_with() {
    let mut tab = Tab::leading();
    for seq in [11, 12] {
        tab.save(1, 5);
        tab.answer_push(seq, true);
        tab.now += 1_000;
    }
    let refused = |tab: &Tab| tab.engine.record_status(&1).refused.map(|refusal| (refusal.token, refusal.refused_ms));
    while let Some((token, since_ms)) = refused(&tab) {
        assert_eq!(tab.engine.record_state(&1), RecordState::Refused { since_ms });
        tab.give(Input::Discard { token });
        tab.store();
    }
    assert_eq!((tab.engine.record_state(&1), tab.engine.tray().count()), (RecordState::Synced, 0));
}

#[test]
fn an_edit_that_is_saved_as_foreseen_changes_its_place_and_nothing_else() {
    let mut tab = Tab::leading();
    let id = tab.edit(1, 5);
    tab.out.clear();
    tab.give(Input::Saved { id, n: 1, stamp: vitrine_sync::Stamp::at(tab.now) });
    assert!(!tab.out.iter().any(|output| matches!(output, Output::Changed(_))), "what waits is not folded anew");
    let id = tab.edit(1, 2);
    tab.give(Input::Saved { id, n: 2, stamp: vitrine_sync::Stamp::at(tab.now + 9) });
    assert_eq!(tab.count(1), Some(7));
    tab.answer_push(11, true);
    assert_eq!(tab.count(1), Some(2), "the first one is found at its new place");
}

#[test]
fn a_record_tells_since_when_it_waits_when_it_was_tried_and_how_it_ended() {
    let mut tab = Tab::leading();
    let made = tab.now;
    tab.save(1, 5);
    let (request, _) = tab.pushed().expect("pushed");
    tab.now += 3_000;
    tab.give(Input::Pushed { request, reply: Reply::Lost });
    tab.give(Input::Nudge(Nudge::SyncNow));
    let waits = tab.engine.record_status(&1);
    assert_eq!((waits.waiting, waits.waits_since_ms), (1, Some(made)));
    assert_eq!((waits.tries, waits.tried_ms, waits.problem), (2, Some(made + 3_000), Some(Problem::NoAnswer)));
    assert_eq!((waits.answered_ms, tab.engine.record_status(&2).waiting), (None, 0));
    tab.now += 1_000;
    tab.answer_push(11, false);
    let done = tab.engine.record_status(&1);
    assert_eq!((done.waiting, done.tries, done.answered_ms), (0, 0, Some(made + 4_000)));
    tab.save(2, 7);
    tab.answer_push(12, true);
    let refused = tab.engine.record_status(&2);
    assert_eq!(refused.refused.map(|refusal| refusal.refused_ms), Some(made + 4_000));
    assert!(matches!(refused.state, RecordState::Refused { .. }));
}
