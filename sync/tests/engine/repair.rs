//! Garbage and comparisons (docs/engine.md#garbage-goes-and-bases-are-compared): a base is put right where it stands.

use std::collections::BTreeMap;

use crate::support::*;
use vitrine_sync::client::*;
use vitrine_sync::sums::bucket_of;
use vitrine_sync::wire::*;
use vitrine_sync::{Epoch, Seq, Sums};

const DAY_MS: u64 = 86_400_000;

fn poke(tab: &mut Tab, head: u64) {
    tab.give(Input::StreamEvent(Poke { epoch: Epoch(1), head: Seq(head), reference: 0 }));
}

/// A leader at cursor 11 with three tallies, one of them of nothing.
fn with_three() -> Tab {
    let mut tab = Tab::leading();
    poke(&mut tab, 11);
    tab.answer_pull(10, 11, vec![(1, tally(10, 11)), (2, tally(0, 11)), (3, tally(30, 11))], 0);
    tab.out.clear();
    tab
}

fn checked(tab: &mut Tab) -> (Id, CheckRequest) {
    let at =
        tab.out.iter().position(|output| matches!(output, Output::Check { .. })).expect("a comparison is asked for");
    let Output::Check { request, message } = tab.out.remove(at) else { unreachable!() };
    (request, message)
}

fn answer(tab: &mut Tab, request: Id, head: u64, rows: &[(i32, Tally)], buckets: &[u8]) {
    let here: BTreeMap<i32, Tally> = rows.iter().cloned().collect();
    let wanted = here.iter().filter(|(key, _)| buckets.contains(&bucket_of::<Toy>(key)));
    let answer = CheckResponse {
        epoch: Epoch(1),
        head: Seq(head),
        floor: Seq(0),
        time_ms: tab.now,
        sums: (Seq(head) == tab.engine.position().cursor).then(|| Sums::of::<Toy>(here.iter())),
        rows: wanted.map(|(key, tally)| (*key, tally.clone())).collect(),
    };
    tab.give(Input::Checked { request, reply: Reply::Ok(answer) });
}

#[test]
fn a_base_below_the_floor_is_fetched_again_once_and_the_outbox_kept() {
    let mut tab = with_three();
    tab.save(1, 5);
    poke(&mut tab, 20);
    tab.wait();
    let (request, _) = tab.pulled().expect("pulled");
    let error = Some(ProtocolError::Resync { epoch: Epoch(1) });
    tab.give(Input::Pulled { request, reply: Reply::Refused { status: 410, error, retry_after_ms: None } });
    let (request, cursor) = tab.pulled().expect("pulled");
    assert_eq!((cursor, tab.count(3)), (Seq(0), Some(30)), "the old base stays until the new one is here");
    let page = PullResponse { floor: Seq(15), has_more: true, ..tab.page(0, 12, vec![(1, tally(10, 11))], 0) };
    tab.give(Input::Pulled { request, reply: Reply::Ok(page) });
    let next = tab.out.iter().find_map(|output| match output {
        Output::Pull { message, .. } => Some(*message),
        _ => None,
    });
    assert_eq!(next.map(|next| (next.cursor, next.floor)), Some((Seq(12), Some(Seq(15)))), "it began above the floor");
    tab.answer_pull(12, 20, vec![(4, tally(4, 20))], 0);
    assert_eq!([1, 2, 3, 4].map(|key| tab.count(key)), [Some(15), None, None, Some(4)]);
    assert!(tab.pulled().is_none(), "once is enough");
    assert_eq!(tab.engine.outbox().count(), 1);
}

#[test]
fn what_the_server_has_collected_is_forgotten_here_too() {
    let mut tab = with_three();
    poke(&mut tab, 12);
    let (request, _) = tab.pulled().expect("pulled");
    let page = PullResponse { floor: Seq(11), ..tab.page(11, 12, vec![(4, tally(0, 12))], 0) };
    tab.give(Input::Pulled { request, reply: Reply::Ok(page) });
    tab.store();
    assert_eq!(tab.count(2), Some(0), "not before it is stored");
    let gone = tab.out.iter().find_map(|output| match output {
        Output::Write { write: Write::Repair { gone, .. }, .. } => Some(gone.clone()),
        _ => None,
    });
    assert_eq!(gone, Some(vec![2]));
    tab.save(2, 7);
    tab.store();
    assert_eq!([2, 3, 4].map(|key| tab.count(key)), [Some(7), Some(30), Some(0)], "pending edits stay on top");
    assert_eq!(tab.engine.position().repaired, 1);
}

#[test]
fn a_base_is_compared_once_a_day_and_nothing_is_said_when_it_is_right() {
    let mut tab = with_three();
    tab.now += DAY_MS - 1_000;
    tab.give(Input::Tick);
    assert!(!tab.out.iter().any(|output| matches!(output, Output::Check { .. })));
    tab.now += 2_000;
    tab.give(Input::StreamClosed);
    tab.give(Input::StreamOpened);
    tab.answer_pull(11, 11, Vec::new(), 0);
    tab.answer_pull(11, 11, Vec::new(), 0);
    let (request, message) = checked(&mut tab);
    assert_eq!((message.cursor, message.buckets.len()), (Seq(11), 0));
    answer(&mut tab, request, 11, &[(1, tally(10, 11)), (2, tally(0, 11)), (3, tally(30, 11))], &[]);
    tab.store();
    let position = tab.engine.position();
    assert_eq!((position.repaired, position.compared_ms), (0, tab.now));
    assert_eq!(tab.engine.status(tab.now).health.repaired, None);
}

#[test]
fn what_differs_is_fetched_alone_and_put_right_under_what_is_pending() {
    let mut tab = with_three();
    tab.give(Input::Nudge(Nudge::Check));
    tab.answer_pull(11, 11, Vec::new(), 0);
    let theirs = [(1, tally(11, 11)), (3, tally(30, 11)), (4, tally(40, 9))];
    let (request, _) = checked(&mut tab);
    answer(&mut tab, request, 11, &theirs, &[]);
    let (request, message) = checked(&mut tab);
    let mut expected: Vec<u8> = [1, 2, 4].iter().map(bucket_of::<Toy>).collect();
    expected.sort_unstable();
    assert_eq!(message.buckets, expected);
    tab.save(1, 5);
    answer(&mut tab, request, 11, &theirs, &message.buckets);
    tab.store();
    assert_eq!([1, 2, 3, 4].map(|key| tab.count(key)), [Some(16), None, Some(30), Some(40)]);
    let told = tab.engine.status(tab.now).health.repaired;
    assert_eq!(told, Some(Repaired { at_ms: tab.now, records: Some(3) }));
}

#[test]
fn what_differs_is_looked_for_again_when_the_lead_was_lost_before_it_was_put_right() {
    let mut tab = with_three();
    tab.give(Input::Nudge(Nudge::Check));
    tab.answer_pull(11, 11, Vec::new(), 0);
    let theirs = [(1, tally(11, 11)), (2, tally(0, 11)), (3, tally(30, 11))];
    for _ in 0..2 {
        let (request, message) = checked(&mut tab);
        answer(&mut tab, request, 11, &theirs, &message.buckets);
    }
    let repair = tab.last_write();
    tab.give(Input::Follow);
    tab.give(Input::Lead { lease: 2 });
    tab.give(Input::StoreFailed { id: repair, error: StoreError::LeaseLost });
    tab.out.clear();
    for _ in 0..2 {
        let rows = [(1, tally(10, 11)), (2, tally(0, 11)), (3, tally(30, 11))].to_vec();
        tab.give(Input::Loaded(Snapshot { position: tab.engine.position(), rows, ..tab.empty() }));
    }
    tab.answer_pull(11, 11, Vec::new(), 0);
    for _ in 0..2 {
        let (request, message) = checked(&mut tab);
        answer(&mut tab, request, 11, &theirs, &message.buckets);
    }
    tab.store();
    assert_eq!([1, 2, 3].map(|key| tab.count(key)), [Some(11), Some(0), Some(30)]);
}

#[test]
fn bases_at_different_heads_are_not_compared() {
    let mut tab = with_three();
    tab.give(Input::Nudge(Nudge::Check));
    tab.answer_pull(11, 11, Vec::new(), 0);
    let (request, _) = checked(&mut tab);
    answer(&mut tab, request, 12, &[], &[]);
    tab.answer_pull(11, 12, Vec::new(), 0);
    assert_eq!((tab.count(1), tab.engine.position().repaired), (Some(10), 0));
    tab.now += 31_000;
    tab.give(Input::Tick);
    assert_eq!(checked(&mut tab).1.cursor, Seq(12), "it is asked for again");
}

#[test]
fn a_comparison_asked_for_while_nobody_leads_is_made_by_whoever_leads_next() {
    let mut tab = Tab::open();
    tab.give(Input::Nudge(Nudge::Check));
    assert!(!tab.out.iter().any(|output| matches!(output, Output::Check { .. })));
    tab.give(Input::Loaded(tab.empty()));
    tab.give(Input::Lead { lease: 1 });
    tab.give(Input::Loaded(tab.empty()));
    tab.answer_pull(0, 10, Vec::new(), 0);
    assert_eq!(checked(&mut tab).1.cursor, Seq(10));
}

#[test]
fn a_comparison_asked_for_before_the_storage_was_read_is_made_though_the_base_was_compared_lately() {
    let mut tab = Tab::unread();
    let position = Position { epoch: Epoch(1), cursor: Seq(10), compared_ms: tab.now - 1_000, ..Position::default() };
    let snapshot = Snapshot { position, ..tab.empty() };
    tab.give(Input::Nudge(Nudge::Check));
    for input in [Input::Loaded(snapshot.clone()), Input::Lead { lease: 1 }] {
        tab.give(input);
    }
    for _ in 0..2 {
        tab.give(Input::Loaded(snapshot.clone()));
    }
    tab.answer_pull(10, 10, Vec::new(), 0);
    assert_eq!(checked(&mut tab).1.cursor, Seq(10));
}
