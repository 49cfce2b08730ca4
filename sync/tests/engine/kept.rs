//! What a device keeps for a server that is restored from a backup, and what of it is sent again.

use std::collections::BTreeSet;

use uuid::Uuid;
use vitrine_sync::client::*;
use vitrine_sync::wire::*;
use vitrine_sync::*;

use crate::support::*;

fn kept(n: u64) -> Entry<Toy> {
    Entry {
        n,
        token: Uuid::from_u128(u128::from(n)),
        stamp: Stamp::at(n),
        base: Base::default(),
        mutation: Some(Add(1, 1)),
        created_ms: 0,
        written_by: (1, 1),
        acked: Some(Acked { epoch: Epoch(1), seq: Seq(n), merge_result: Some(MergeResult::Applied) }),
    }
}

/// The numbers sent again, those of edits and those of skips.
fn again(kept_ns: &[u64], here: &[u64], last_n: u64, next_n: u64) -> (Vec<u64>, Vec<u64>) {
    let here: BTreeSet<u64> = here.iter().copied().collect();
    let again = to_send_again(kept_ns.iter().map(|n| kept(*n)), &here, last_n, next_n);
    assert!(again.iter().all(|entry| entry.acked.is_none()), "all of it is to be sent");
    let (edits, skips): (Vec<_>, Vec<_>) = again.iter().partition(|entry| entry.mutation.is_some());
    let numbers = |entries: Vec<&Entry<Toy>>| entries.iter().map(|entry| entry.n).collect();
    (numbers(edits), numbers(skips))
}

#[test]
fn only_what_the_server_lacks_is_sent_again() {
    assert_eq!(again(&[1, 2, 3, 4], &[], 2, 5), (vec![3, 4], vec![]));
    assert_eq!(again(&[1, 2], &[], 2, 3), (vec![], vec![]));
}

#[test]
fn numbers_nobody_kept_are_used_up() {
    assert_eq!(again(&[4], &[5], 1, 7), (vec![4], vec![2, 3, 6]));
}

#[test]
fn what_is_in_the_outbox_is_not_brought_back_beside_itself() {
    assert_eq!(again(&[2, 3], &[3], 1, 4), (vec![2], vec![]));
}

#[test]
fn too_many_holes_are_left_to_a_new_identity() {
    assert_eq!(again(&[], &[5_000], 0, 5_001), (vec![], vec![]));
}

/// The server was restored and has only `rows`, and nothing of this client; the write of that base is under way.
fn meet_restored(tab: &mut Tab, rows: Vec<(i32, Tally)>) -> Id {
    tab.give(Input::StreamEvent(Poke { epoch: Epoch(2), head: Seq(4), reference: 0 }));
    let (request, _) = tab.pulled().expect("pulled");
    let error = Some(ProtocolError::Resync { epoch: Epoch(2) });
    tab.give(Input::Pulled { request, reply: Reply::Refused { status: 410, error, retry_after_ms: None } });
    let (request, cursor) = tab.pulled().expect("pulled from the beginning");
    assert_eq!(cursor, Seq(0));
    let page = PullResponse { epoch: Epoch(2), ..tab.page(0, 4, rows, 0) };
    tab.give(Input::Pulled { request, reply: Reply::Ok(page) });
    tab.last_write()
}

#[test]
fn edits_brought_back_with_a_new_base_are_on_the_screen_at_once_and_sent_under_their_numbers() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    tab.answer_push(11, false);
    tab.give(Input::StreamEvent(Poke { epoch: Epoch(1), head: Seq(11), reference: 0 }));
    tab.answer_pull(10, 11, vec![(1, tally(5, 11))], 1);
    let id = meet_restored(&mut tab, vec![(1, tally(10, 4))]);
    let entries = vec![Entry { acked: None, mutation: Some(Add(1, 5)), ..kept(1) }];
    tab.give(Input::BroughtBack { id, entries });
    assert_eq!(tab.count(1), Some(15));
    assert_eq!(tab.pushed().map(|(_, ns)| ns), Some(vec![1]));
}

/// The results of a push and the base of a restored server are on their way into the storage at the same time.
#[test]
fn what_was_acknowledged_while_a_base_without_it_was_stored_is_sent_again() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    tab.answer_push_unstored(11, false);
    meet_restored(&mut tab, vec![]);
    // First the results, then the base, as they were written.
    tab.store();
    assert_eq!(tab.count(1), Some(5), "it stays on the screen");
    assert_eq!(tab.pushed().map(|(_, ns)| ns), Some(vec![1]));
}

/// The storage never says that the refusal is stored, and then that the base is: both are. What stands at the number is a
/// skip now, and the edit in the tray; sent as it was, it would be done and in the tray.
#[test]
fn an_edit_whose_refusal_was_stored_and_never_answered_is_not_sent_to_a_restored_server() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    tab.answer_push_unstored(11, true);
    let id = meet_restored(&mut tab, vec![]);
    let skip = Entry { acked: None, mutation: None, token: Uuid::nil(), ..kept(1) };
    tab.out.clear();
    tab.give(Input::BroughtBack { id, entries: vec![skip.clone()] });
    assert_eq!(tab.count(1), Some(5), "it stays on the screen until the storage has been read");
    assert_eq!(tab.pushed(), None);
    let position = Position { epoch: Epoch(2), cursor: Seq(4), ..Position::default() };
    tab.give(Input::Loaded(Snapshot { next_n: 2, outbox: vec![skip], position, ..tab.empty() }));
    assert_eq!(tab.count(1), None);
    assert_eq!(tab.pushed().map(|(_, ns)| ns), Some(vec![1]), "the number is used up");
}
