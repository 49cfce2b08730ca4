//! What a merge cannot do justice to is kept, can be settled, and is settled everywhere.

use vitrine_ledger::*;
use vitrine_sync::Model;

use crate::some::{entry_id, lot_id};
use crate::world::{By, World, client};

fn start(quantity: i64) -> World {
    let card = CardRef { game: "mtg".to_owned(), name: "Black Lotus".to_owned(), ..CardRef::default() };
    let lot = NewLot { id: lot_id(0, 0), quantity, ..NewLot::default() };
    let mut world = World::default();
    world.must(&Mutation::add(NewHolding { id: entry_id(0), entry: Entry::new(card), lots: vec![lot] }));
    world
}

fn take(by: i64) -> Mutation {
    Mutation::Adjust { entry: entry_id(0), lot: lot_id(0, 0), by }
}

fn costs(minor: i64) -> Mutation {
    let patch = LotPatch { cost: Some(Some(Money::new(minor, Currency::USD))), ..LotPatch::default() };
    Mutation::EditLot { entry: entry_id(0), id: lot_id(0, 0), patch }
}

fn lot(world: &World) -> &Lot {
    &world.records[&Key::lot(lot_id(0, 0))].as_lot().unwrap().value
}

#[test]
fn nobody_takes_more_than_he_sees() {
    let world = start(2);
    assert_eq!(Domain::check(&take(-3), &world), Err(Rejection::TooFew { held: 2 }));
    assert_eq!(Domain::check(&take(-2), &world), Ok(()));
}

#[test]
fn two_offline_sales_of_the_last_copy_open_a_conflict_that_closes_when_the_count_is_right_again() {
    let mut world = start(1);
    world.send(By { client: 1, ms: 5, saw: 1 }, &take(-1)).unwrap();
    world.send(By { client: 2, ms: 6, saw: 1 }, &take(-1)).unwrap();
    assert_eq!(lot(&world).quantity, -1);
    let [(id, conflict)] = &world.open_conflicts()[..] else { panic!("one conflict") };
    assert_eq!((conflict.kind, conflict.kept.as_i64(), conflict.client), (ConflictKind::Negative, Some(-1), client(2)));
    assert_eq!(*id, Conflict::id_of_quantity(lot_id(0, 0)));
    // A person below zero may always add.
    assert_eq!(Domain::check(&take(1), &world), Ok(()));
    world.must(&take(1));
    assert_eq!((lot(&world).quantity, world.open_conflicts().len()), (0, 0));
}

#[test]
fn of_two_prices_written_at_once_the_earlier_is_kept_to_settle() {
    let mut world = start(1);
    world.send(By { client: 1, ms: 5, saw: 1 }, &costs(1_000)).unwrap();
    world.send(By { client: 2, ms: 9, saw: 1 }, &costs(20_000)).unwrap();
    assert_eq!(lot(&world).cost, Some(Money::new(20_000, Currency::USD)));
    let [(id, conflict)] = &world.open_conflicts()[..] else { panic!("one conflict") };
    assert_eq!((conflict.client, conflict.of, conflict.entry), (client(1), Key::lot(lot_id(0, 0)), entry_id(0)));
    let mut kept = world.clone();
    kept.must(&Mutation::settle(*id, conflict, Choice::Keep));
    assert_eq!((lot(&kept).cost, kept.open_conflicts().len()), (Some(Money::new(20_000, Currency::USD)), 0));
    world.must(&Mutation::settle(*id, conflict, Choice::UseLost));
    assert_eq!((lot(&world).cost, world.open_conflicts().len()), (Some(Money::new(1_000, Currency::USD)), 0));
}

#[test]
fn both_sides_of_a_conflict_are_known_by_device_and_time() {
    let mut world = start(1);
    world.send(By { client: 1, ms: 5, saw: 1 }, &costs(1_000)).unwrap();
    world.send(By { client: 2, ms: 9, saw: 1 }, &costs(20_000)).unwrap();
    let stands = |world: &World| world.records[&Key::lot(lot_id(0, 0))].writer("cost");
    let [(_, conflict)] = &world.open_conflicts()[..] else { panic!("one conflict") };
    assert_eq!((conflict.client, conflict.stamp.ms()), (client(1), 5));
    assert_eq!((stands(&world).client, stands(&world).stamp.ms()), (client(2), 9));
    // What came later takes the place of what won, and says so.
    world.send(By { client: 3, ms: 20, saw: 3 }, &costs(300)).unwrap();
    assert_eq!((stands(&world).client, stands(&world).stamp.ms()), (client(3), 20));
}

#[test]
fn a_value_that_was_cleared_can_lose_and_be_used_again() {
    let mut world = start(1);
    world.must(&costs(500));
    let clear = Mutation::EditLot {
        entry: entry_id(0),
        id: lot_id(0, 0),
        patch: LotPatch { cost: Some(None), ..LotPatch::default() },
    };
    world.send(By { client: 1, ms: 5, saw: 2 }, &clear).unwrap();
    world.send(By { client: 2, ms: 9, saw: 2 }, &costs(700)).unwrap();
    let (id, conflict) = world.open_conflicts()[0].clone();
    assert!(conflict.lost.is_null());
    world.must(&Mutation::settle(id, &conflict, Choice::UseLost));
    assert_eq!(lot(&world).cost, None);
}

#[test]
fn report_b6_a_cost_said_each_here_and_together_there_is_one_conflict_whoever_wins() {
    let dollars = |minor| Some(Some(Money::new(minor, Currency::USD)));
    let all = LotPatch { total: dollars(1_000), ..LotPatch::default() };
    let together = Mutation::EditLot { entry: entry_id(0), id: lot_id(0, 0), patch: together(all) };
    let cost = |world: &World| basis::cost_of(lot(world), ReportingCurrency::Native).map(|cost| cost.minor);
    for (each_ms, together_ms, stands, other) in [(5, 9, 1_000, 1_200), (9, 5, 1_200, 1_000)] {
        let mut world = start(3);
        world.send(By { client: 1, ms: each_ms, saw: 1 }, &costs(400)).unwrap();
        world.send(By { client: 2, ms: together_ms, saw: 1 }, &together).unwrap();
        assert_eq!(cost(&world), Ok(stands));
        let [(id, conflict)] = &world.open_conflicts()[..] else { panic!("one conflict") };
        assert_eq!(conflict.field, "cost");
        let mut kept = world.clone();
        kept.must(&Mutation::settle(*id, conflict, Choice::Keep));
        assert_eq!(cost(&kept), Ok(stands));
        world.must(&Mutation::settle(*id, conflict, Choice::UseLost));
        assert_eq!((cost(&world), world.open_conflicts().len()), (Ok(other), 0));
    }
}

#[test]
fn the_same_value_written_twice_is_no_conflict() {
    let mut world = start(1);
    world.send(By { client: 1, ms: 5, saw: 1 }, &costs(1_000)).unwrap();
    let effect = world.send(By { client: 2, ms: 4, saw: 1 }, &costs(1_000)).unwrap();
    assert_eq!(effect.merge_result, vitrine_sync::MergeResult::Applied);
    assert!(world.open_conflicts().is_empty());
}

#[test]
fn a_tag_added_again_survives_a_removal_that_had_not_seen_it() {
    let tags = |add: &[&str], remove: &[&str]| {
        let owned = |list: &[&str]| list.iter().map(|tag| (*tag).to_owned()).collect();
        let change = TagsChange { add: owned(add), remove: owned(remove) };
        Mutation::EditEntry { id: entry_id(0), patch: EntryPatch { tags: Some(change), ..EntryPatch::default() } }
    };
    let has = |world: &World| world.records[&Key::entry(entry_id(0))].as_entry().unwrap().value.tags.contains("t");
    let mut world = start(1);
    world.must(&tags(&["t"], &[]));
    // Device 1 and device 3 add it again, device 2 removes what it saw; then device 3 removes its own.
    world.send(By { client: 1, ms: 1, saw: 2 }, &tags(&["t"], &[])).unwrap();
    world.send(By { client: 3, ms: 1, saw: 2 }, &tags(&["t"], &[])).unwrap();
    let effect = world.send(By { client: 2, ms: 9, saw: 2 }, &tags(&[], &["t"])).unwrap();
    assert!(has(&world));
    assert_eq!(effect.merge_result, vitrine_sync::MergeResult::Superseded);
    world.send(By { client: 3, ms: 9, saw: 2 }, &tags(&[], &["t"])).unwrap();
    assert!(has(&world), "device 1 holds it up");
    world.must(&tags(&[], &["t"]));
    assert!(!has(&world));
}

#[test]
fn a_copied_entry_does_not_inherit_who_added_its_tags() {
    let mut world = start(1);
    let add = TagsChange { add: vec!["t".to_owned()], remove: Vec::new() };
    let patch = EntryPatch { tags: Some(add), ..EntryPatch::default() };
    world.must(&Mutation::EditEntry { id: entry_id(0), patch });
    let copy = world.records[&Key::entry(entry_id(0))].as_entry().unwrap().value.clone();
    world.must(&Mutation::add(NewHolding { id: entry_id(1), entry: copy, lots: Vec::new() }));
    assert_eq!(world.records[&Key::entry(entry_id(1))].as_entry().unwrap().value.tags, Tags::new(["t"]));
}

#[test]
fn the_same_value_lost_by_two_devices_is_two_conflicts() {
    let mut world = start(1);
    world.send(By { client: 1, ms: 5, saw: 1 }, &costs(1_000)).unwrap();
    world.send(By { client: 2, ms: 9, saw: 1 }, &costs(20_000)).unwrap();
    let (settled, conflict) = world.open_conflicts()[0].clone();
    world.must(&Mutation::settle(settled, &conflict, Choice::Keep));
    world.send(By { client: 3, ms: 6, saw: 1 }, &costs(1_000)).unwrap();
    let [(id, conflict)] = &world.open_conflicts()[..] else { panic!("one open conflict") };
    assert_eq!(conflict.client, client(3));
    assert!(*id != settled && !world.records[&Key::conflict(settled)].alive());
}
