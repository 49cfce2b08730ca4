//! An edit the server answers with errors is given up: it waits in the tray, and a skip uses up its number. Whether it was
//! carried out nevertheless, only the server knows.

use uuid::Uuid;
use vitrine_sync::client::*;
use vitrine_sync::server::{Known, triage};
use vitrine_sync::wire::*;
use vitrine_sync::*;

use crate::support::*;

fn item(token: Option<u128>, body: Body<Toy>) -> PushItem<Toy> {
    let base = Base { epoch: Epoch(1), cursor: Seq(3) };
    PushItem { n: 1, token: token.map(Uuid::from_u128), stamp: Stamp::at(5), base, body }
}

fn edit() -> Body<Toy> {
    Body::Mutation(Add(1, 5))
}

/// What a server says to `again` that has decided `first` under the same number.
fn said(first: &PushItem<Toy>, outcome: Outcome<Toy>, again: PushItem<Toy>) -> Result<Outcome<Toy>, ProtocolError> {
    let result = PushResult { n: 1, seq: Seq(9), outcome, duplicate: false };
    let known = Known { last_n: 1, results: [(1, (first.identity(), result))].into() };
    let repeated = triage(&[again], &known)?.repeated;
    assert!(repeated.iter().all(|result| result.duplicate));
    Ok(repeated[0].outcome.clone())
}

const DONE: Outcome<Toy> = Outcome::Done(MergeResult::Applied);

#[test]
fn an_edit_that_was_carried_out_is_not_given_up() {
    assert_eq!(said(&item(Some(7), edit()), DONE, item(Some(7), Body::Skip)), Ok(DONE));
}

#[test]
fn the_skip_of_another_edit_comes_from_a_copied_profile() {
    assert_eq!(said(&item(Some(7), edit()), DONE, item(Some(8), Body::Skip)), Err(ProtocolError::Forked { n: 1 }));
}

#[test]
fn an_edit_that_a_copy_of_the_profile_gave_up_is_sent_under_another_id() {
    let skip = item(Some(7), Body::Skip);
    assert_eq!(said(&skip, Outcome::Skipped, item(Some(7), edit())), Err(ProtocolError::Forked { n: 1 }));
}

#[test]
fn the_same_edit_read_anew_after_an_update_is_a_repeat() {
    let first = item(Some(7), edit());
    let moved = PushItem { base: Base { epoch: Epoch(1), cursor: Seq(2) }, ..first.clone() };
    assert_eq!(said(&first, DONE, moved), Ok(DONE));
}

#[test]
fn edits_without_a_name_are_told_apart_by_all_they_say() {
    let first = item(None, edit());
    assert_eq!(said(&first, DONE, first.clone()), Ok(DONE));
    let other = item(None, Body::Mutation(Add(1, 6)));
    assert_eq!(said(&first, DONE, other), Err(ProtocolError::Forked { n: 1 }));
}

#[test]
fn a_hole_is_filled_whatever_stands_there() {
    assert_eq!(said(&item(Some(7), edit()), DONE, item(Some(0), Body::Skip)), Ok(DONE));
}

#[test]
fn a_refusal_leaves_the_tray_when_its_skip_learns_that_the_edit_was_carried_out() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    let (request, _) = tab.pushed().expect("pushed");
    tab.give(Input::Pushed { request, reply: Reply::Refused { status: 400, error: None, retry_after_ms: None } });
    tab.store();
    assert_eq!((tab.engine.tray().count(), tab.count(1)), (1, None));
    tab.answer_push(11, false);
    assert_eq!(tab.engine.tray().count(), 0, "what is done is not waiting for anybody");
    tab.give(Input::StreamEvent(Poke { epoch: Epoch(1), head: Seq(11), reference: 0 }));
    tab.answer_pull(10, 11, vec![(1, tally(5, 11))], 1);
    assert_eq!(tab.count(1), Some(5));
}

#[test]
fn whether_a_refused_edit_was_carried_out_is_open_until_its_skip_is_answered() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    let (request, _) = tab.pushed().expect("pushed");
    tab.give(Input::Pushed { request, reply: Reply::Refused { status: 400, error: None, retry_after_ms: None } });
    tab.store();
    let undecided = |tab: &Tab| tab.engine.tray().map(|refusal| tab.engine.is_undecided(refusal)).collect::<Vec<_>>();
    assert_eq!(undecided(&tab), [true]);
    let (request, ns) = tab.pushed().expect("a skip is sent");
    let skipped = PushResult { n: ns[0], seq: Seq(11), outcome: Outcome::Skipped, duplicate: false };
    let results = vec![skipped];
    let response = PushResponse { epoch: Epoch(1), head: Seq(11), last_n: 1, time_ms: tab.now, results, page: None };
    tab.give(Input::Pushed { request, reply: Reply::Ok(response) });
    tab.store();
    assert_eq!(undecided(&tab), [false]);
}
