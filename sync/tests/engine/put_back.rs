//! A storage that was cleared under open tabs is written again, and an edit is known by its name: under two numbers it is
//! carried out once.

use std::collections::BTreeSet;

use uuid::Uuid;
use vitrine_sync::client::*;
use vitrine_sync::server::{Circumstances, Named, decide, named};
use vitrine_sync::wire::*;
use vitrine_sync::*;

use crate::support::*;

const OLD: ClientId = ClientId(Uuid::from_u128(1));
const NEW: ClientId = ClientId(Uuid::from_u128(2));

fn entry(n: u64, token: u128) -> Entry<Toy> {
    Entry {
        n,
        token: Uuid::from_u128(token),
        stamp: Stamp::at(n),
        base: Base::default(),
        mutation: Some(Add(1, 5)),
        created_ms: 0,
        written_by: (PROTOCOL, Toy::SCHEMA),
        acked: None,
    }
}

/// What a tab knows that has these edits in its outbox.
fn memory(outbox: &[Entry<Toy>]) -> Snapshot<Toy> {
    Snapshot {
        client: OLD,
        next_n: 1 + outbox.iter().map(|entry| entry.n).max().unwrap_or(0),
        position: Position::default(),
        rows: Vec::new(),
        whole: true,
        outbox: outbox.to_vec(),
        tray: Vec::new(),
        clock_offset_ms: 0,
        last_stamp: Stamp::MIN,
    }
}

fn found(client: ClientId, next_n: u64, outbox: &[Entry<Toy>]) -> Found<Toy> {
    let none = BTreeSet::new();
    Found { client, next_n, last_stamp: Stamp::MIN, last_n: 0, outbox: outbox.to_vec(), tray: none.clone(), kept: none }
}

fn numbers(again: &Again<Toy>) -> Vec<(u64, u128)> {
    again.entries.iter().map(|entry| (entry.n, entry.token.as_u128())).collect()
}

#[test]
fn what_was_cleared_comes_back_under_its_numbers() {
    let memory = memory(&[entry(4, 40), entry(5, 50)]);
    for nobody_worked_there in [None, Some(found(NEW, 1, &[]))] {
        let again = put_back(&memory, nobody_worked_there.as_ref());
        assert_eq!((again.whole, again.client, again.next_n), (true, OLD, 6));
        assert_eq!(numbers(&again), [(4, 40), (5, 50)]);
    }
}

#[test]
fn where_a_page_began_anew_the_edits_follow_its_own() {
    let memory = memory(&[entry(4, 40), entry(5, 50)]);
    let again = put_back(&memory, Some(&found(NEW, 3, &[entry(2, 90)])));
    assert_eq!((again.whole, again.client, again.next_n), (false, NEW, 5));
    assert_eq!(numbers(&again), [(3, 40), (4, 50)]);
}

#[test]
fn a_second_tab_adds_only_what_the_first_did_not_know() {
    let second = memory(&[entry(4, 40), entry(5, 50), entry(6, 60)]);
    let began_anew = found(NEW, 5, &[entry(3, 40), entry(4, 50)]);
    assert_eq!(numbers(&put_back(&second, Some(&began_anew))), [(5, 60)]);
    let as_before = found(OLD, 6, &[entry(4, 40), entry(5, 90)]);
    let again = put_back(&second, Some(&as_before));
    assert_eq!(numbers(&again), [(7, 50), (6, 60)]);
    let kept = Found { kept: BTreeSet::from([Uuid::from_u128(60)]), ..began_anew };
    assert_eq!(numbers(&put_back(&second, Some(&kept))), [], "the base contains it");
}

/// Nothing is in the ledger.
struct Empty;

impl Lookup<Toy> for Empty {
    fn get(&self, _: &<Toy as Model>::Key) -> Option<&<Toy as Model>::Record> {
        None
    }
}

fn decided(client: ClientId, n: u64, body: Body<Toy>, named: Named<Toy>) -> (PushResult<Toy>, usize) {
    let epochs = Epochs::default();
    let at = Circumstances { client, epochs, first_seq: Seq(10 + n), now_ms: 1_000, may_write: true };
    let item = PushItem { n, token: Some(Uuid::from_u128(40)), stamp: Stamp::at(1), base: Base::default(), body };
    let decision = decide(&[item], named, &Empty, &at);
    (decision.decided[0].result.clone(), decision.rows.len())
}

#[test]
fn an_edit_that_was_carried_out_under_another_number_is_not_carried_out_again() {
    let edit = || Body::Mutation(Add(1, 5));
    let (first, rows) = decided(OLD, 4, edit(), Named::new());
    assert_eq!((rows, first.duplicate), (1, false));
    let known = || named([(Uuid::from_u128(40), first.clone())]);
    let (again, rows) = decided(NEW, 1, edit(), known());
    assert_eq!((rows, again.n, again.seq, again.duplicate), (0, 1, first.seq, true));
    let (given_up, _) = decided(NEW, 1, Body::Skip, known());
    assert_eq!(given_up.outcome, first.outcome, "it cannot be given up either");
    let skipped = PushResult { outcome: Outcome::Skipped, ..first };
    let (anew, rows) = decided(NEW, 1, edit(), named([(Uuid::from_u128(40), skipped)]));
    assert_eq!((rows, anew.duplicate), (1, false), "what was only given up is not done");
}
