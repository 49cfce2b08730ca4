//! What is cut into parts can travel, there and back, whatever stands in the records.

use std::collections::BTreeMap;

use uuid::Uuid;
use vitrine_ledger::*;
use vitrine_sync::Model;

use crate::some::{entry_id, lot_id, sale_id};
use crate::world::World;

/// A control character takes six bytes of JSON.
fn long(characters: usize) -> String {
    "\u{1}".repeat(characters)
}

fn card() -> CardRef {
    CardRef { game: "mtg".to_owned(), name: "Opt".to_owned(), ..CardRef::default() }
}

/// A world of so many entries, each with a lot of one copy.
fn world(count: u128, entry: &Entry) -> (World, Vec<Uuid>) {
    let mut world = World::default();
    let ids: Vec<Uuid> = (0..count).map(entry_id).collect();
    for (i, id) in ids.iter().enumerate() {
        let lot = NewLot { id: lot_id(i as u128, 0), quantity: 1, ..NewLot::default() };
        world.must(&Mutation::add(NewHolding { id: *id, entry: entry.clone(), lots: vec![lot] }));
    }
    (world, ids)
}

fn edits(world: &World, ids: &[Uuid], patch: &EntryPatch) -> Vec<Mutation> {
    vitrine_ledger::parts::edits(ids.iter().copied(), patch, &|id, look| {
        if let Some(stored) = world.records.get(&Key::entry(id)).and_then(Record::as_entry) {
            look(&stored.value);
        }
    })
}

/// What counts; a sale that was taken back stays to be seen.
fn living(world: &World) -> Vec<(Key, serde_json::Value)> {
    world.seen().into_iter().filter(|(_, (_, alive))| *alive).map(|(key, (value, _))| (key, value)).collect()
}

/// Each part is allowed and so is what takes it back; together they touch each of these once.
fn travels(world: &mut World, parts: &[Mutation], ids: &[Uuid]) {
    let mut touched: BTreeMap<Uuid, usize> = ids.iter().map(|id| (*id, 0)).collect();
    let before = living(world);
    let mut back = Vec::new();
    for part in parts {
        for key in part.touches().into_iter().filter(|key| key.kind == Kind::Entry) {
            *touched.get_mut(&key.id).expect("one of these") += 1;
        }
        assert_eq!(Domain::check(part, world), Ok(()));
        let inverse = world.must(part).inverse.expect("something was changed");
        assert_eq!(
            Domain::check(&inverse, world),
            Ok(()),
            "the way back of {} bytes",
            serde_json::to_vec(&inverse).unwrap().len()
        );
        back.push(inverse);
    }
    assert!(touched.values().all(|times| *times == 1));
    for inverse in back.into_iter().rev() {
        world.must(&inverse);
    }
    assert!(living(world) == before, "taken back as a whole");
}

#[test]
fn a_move_of_many_cards_travels_in_parts_of_five_hundred() {
    let (mut world, ids) = world(1_200, &Entry::new(card()));
    let patch = EntryPatch { place: Some(Some(Place::within(entry_id(7)))), ..EntryPatch::default() };
    let parts = edits(&world, &ids, &patch);
    let sizes: Vec<usize> = parts.iter().map(|part| part.touches().len()).collect();
    assert_eq!(sizes, [500, 500, 200]);
    travels(&mut world, &parts, &ids);
}

#[test]
fn the_longest_values_there_can_be_are_taken_back_in_parts_that_fit() {
    let mut entry = Entry::new(card());
    entry.place = Some(Place { location: entry_id(7), page: long(limits::TEXT), slot: long(limits::TEXT) });
    entry.notes = long(limits::NOTES);
    let tags: Vec<String> = (0..limits::TAGS).map(|n| format!("{n:02}{}", long(limits::TAG - 2))).collect();
    entry.tags = Tags::new(tags.iter().cloned());
    let (mut world, ids) = world(40, &entry);
    let none = TagsChange { add: Vec::new(), remove: tags };
    for patch in [
        EntryPatch { place: Some(None), ..EntryPatch::default() },
        EntryPatch { notes: Some(String::new()), ..EntryPatch::default() },
        EntryPatch { tags: Some(none), portfolio: Some(Some(entry_id(9))), ..EntryPatch::default() },
    ] {
        let parts = edits(&world, &ids, &patch);
        travels(&mut world, &parts, &ids);
    }
}

#[test]
fn deleting_and_selling_and_adding_many_travels_in_parts() {
    let (mut world, ids) = world(1_100, &Entry::new(card()));
    let deletions = vitrine_ledger::parts::deletions(ids.iter().copied());
    assert_eq!(deletions.len(), 3);
    travels(&mut world, &deletions, &ids);

    let sale = |(i, entry): (usize, &Uuid)| {
        let sale =
            NewSale { id: sale_id(i as u128, 0), entry: *entry, quantity: 1, note: long(30), ..NewSale::default() };
        (sale, Seen { keys: vec![Key::lot(lot_id(i as u128, 0))], held: None })
    };
    let sales = vitrine_ledger::parts::sales(ids.iter().enumerate().map(sale).collect());
    assert!(sales.len() >= 3);
    travels(&mut world, &sales, &ids);

    let twin = |i: u128| {
        let entry = Entry { notes: long(limits::NOTES), ..Entry::new(card()) };
        NewHolding { id: entry_id(5_000 + i), entry, lots: Vec::new() }
    };
    let twins: Vec<NewHolding> = (0..20).map(twin).collect();
    let made: Vec<Uuid> = twins.iter().map(|twin| twin.id).collect();
    let additions = vitrine_ledger::parts::additions(twins);
    for part in &additions {
        assert_eq!(Domain::check(part, &world), Ok(()));
        world.must(part);
    }
    assert!(additions.len() > 1 && made.iter().all(|id| world.records.contains_key(&Key::entry(*id))));
}
