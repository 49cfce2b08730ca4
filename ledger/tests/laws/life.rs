//! Life is a field: the latest of deleting and editing wins, whatever arrives first.

use proptest::prelude::*;
use uuid::Uuid;
use vitrine_ledger::*;
use vitrine_sync::MergeResult;

use crate::some::{entry_id, lot_id};
use crate::world::{By, World};

fn holding() -> NewHolding {
    let card = CardRef { game: "pokemon".to_owned(), name: "Charizard".to_owned(), ..CardRef::default() };
    let lot = NewLot { id: lot_id(0, 0), quantity: 1, ..NewLot::default() };
    NewHolding { id: entry_id(0), entry: Entry::new(card), lots: vec![lot] }
}

fn start() -> World {
    let mut world = World::default();
    world.must(&Mutation::add(holding()));
    world
}

fn rename() -> Mutation {
    let patch = EntryPatch { notes: Some("still here".to_owned()), ..EntryPatch::default() };
    Mutation::EditEntry { id: entry_id(0), patch }
}

fn one_more() -> Mutation {
    Mutation::Adjust { entry: entry_id(0), lot: lot_id(0, 0), by: 1 }
}

fn lives(world: &World) -> bool {
    world.records[&Key::entry(entry_id(0))].alive()
}

proptest! {
    #[test]
    fn the_later_of_deleting_and_editing_wins_in_both_orders(
        edit in prop_oneof![Just(rename()), Just(one_more())], ms_edit in 0_u64..9, ms_delete in 0_u64..9
    ) {
        prop_assume!(ms_edit != ms_delete);
        let (editor, deleter) = (By { client: 1, ms: ms_edit, saw: 1 }, By { client: 2, ms: ms_delete, saw: 1 });
        let delete = Mutation::delete(entry_id(0));
        for first in [true, false] {
            let mut world = start();
            let order = if first { [(editor, &edit), (deleter, &delete)] } else { [(deleter, &delete), (editor, &edit)] };
            for (by, mutation) in order {
                world.send(by, mutation).unwrap();
            }
            prop_assert_eq!(lives(&world), ms_edit > ms_delete);
        }
    }
}

#[test]
fn an_edit_that_saw_the_delete_brings_the_record_back_whatever_its_clock() {
    let mut world = start();
    world.send(By { client: 1, ms: 1_000, saw: 1 }, &Mutation::delete(entry_id(0))).unwrap();
    assert!(!lives(&world));
    world.send(By { client: 2, ms: 1, saw: 2 }, &rename()).unwrap();
    assert!(lives(&world));
}

#[test]
fn an_edit_of_a_lot_brings_a_deleted_entry_back() {
    let mut world = start();
    world.must(&Mutation::delete(entry_id(0)));
    let effect = world.must(&one_more());
    assert!(lives(&world));
    world.must(&effect.inverse.unwrap());
    assert!(!lives(&world));
}

#[test]
fn a_delete_that_loses_says_so_and_stands_in_the_history() {
    let mut world = start();
    world.send(By { client: 1, ms: 9, saw: 1 }, &rename()).unwrap();
    let effect = world.send(By { client: 2, ms: 3, saw: 1 }, &Mutation::delete(entry_id(0))).unwrap();
    assert_eq!(effect.merge_result, MergeResult::Superseded);
    assert!(effect.inverse.is_none());
    let change = &effect.changes[0];
    assert!(change.lost && change.field == "alive" && change.to == serde_json::json!(false));
}

#[test]
fn the_same_rows_imported_on_two_offline_devices_are_one_collection() {
    let import = Mutation::Import { file: ImportFile::default(), holdings: vec![holding()] };
    let mut world = World::default();
    world.send(By { client: 1, ms: 500, saw: 0 }, &import).unwrap();
    let once = world.seen();
    let again = world.send(By { client: 2, ms: 100, saw: 0 }, &import).unwrap();
    assert_eq!(world.seen(), once);
    assert!(again.inverse.is_none());
}

#[test]
fn an_edit_after_the_own_import_is_not_lost_to_another_device_importing_later() {
    let import = Mutation::Import { file: ImportFile::default(), holdings: vec![holding()] };
    let mut world = World::default();
    world.send(By { client: 1, ms: 500, saw: 0 }, &import).unwrap();
    world.send(By { client: 2, ms: 100, saw: 0 }, &import).unwrap();
    let edit = Mutation::EditEntry {
        id: entry_id(0),
        patch: EntryPatch { finish: Some("Foil".to_owned()), ..EntryPatch::default() },
    };
    let effect = world.send(By { client: 2, ms: 110, saw: 0 }, &edit).unwrap();
    assert_eq!(effect.merge_result, MergeResult::Applied);
    assert_eq!(world.records[&Key::entry(entry_id(0))].as_entry().unwrap().value.finish, "Foil");
}

#[test]
fn a_record_nobody_knows_is_gone() {
    let mut world = start();
    let nobody = Uuid::from_u128(77);
    let edit =
        Mutation::EditEntry { id: nobody, patch: EntryPatch { notes: Some("?".to_owned()), ..EntryPatch::default() } };
    let gone = Rejection::Gone { key: Key::entry(nobody) };
    let by = By { client: 1, ms: 1, saw: 1 };
    assert_eq!(world.send(by, &edit).unwrap_err(), gone);
    assert_eq!(world.send(by, &Mutation::delete(nobody)).unwrap_err(), gone);
    // Of several, those that are there are deleted.
    let both = Mutation::Delete([nobody, entry_id(0)].map(Key::entry).into_iter().collect());
    world.send(by, &both).unwrap();
    assert!(!lives(&world));
    let stranger = Mutation::Adjust { entry: nobody, lot: lot_id(0, 0), by: 1 };
    assert_eq!(world.send(by, &stranger).unwrap_err(), Rejection::WrongEntry { key: Key::lot(lot_id(0, 0)) });
}
