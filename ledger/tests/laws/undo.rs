//! Laws of `apply` and `check` over any mutation on any state.

use std::cell::RefCell;

use proptest::prelude::*;
use vitrine_ledger::{CardRef, Choice, Domain, Entry, EntryPatch, Kind, Mutation, NewHolding, Step};
use vitrine_sync::{Model, Seq};

use crate::some;
use crate::world::{By, Recording, World};

fn undone(world: &World, inverse: Option<&Mutation>) -> World {
    let mut world = world.clone();
    if let Some(inverse) = inverse {
        world.must(inverse);
    }
    world
}

/// Everything that was there is as it was, and nothing else lives.
fn restored(before: &World, after: &World) -> Result<(), TestCaseError> {
    let was = before.seen();
    for (key, (value, alive)) in after.seen() {
        match was.get(&key) {
            Some(seen) => prop_assert_eq!(seen, &(value, alive), "{}", key),
            None => prop_assert!(!alive, "{} should be gone", key),
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn undo_restores_every_value_and_redo_brings_it_back(world in some::world(), m in some::mutation(), by in some::by()) {
        let by = By { saw: by.saw.min(world.head), ..by };
        let mut after = world.clone();
        if let Ok(effect) = after.send(by, &m) {
            let mut back = after.clone();
            let redo = effect.inverse.as_ref().and_then(|inverse| back.must(inverse).inverse);
            restored(&world, &back)?;
            prop_assert_eq!(undone(&back, redo.as_ref()).seen(), after.seen());
        }
    }

    #[test]
    fn settling_can_be_taken_back(world in some::world(), use_lost in any::<bool>()) {
        if let Some((id, conflict)) = world.open_conflicts().first() {
            let choice = if use_lost { Choice::UseLost } else { Choice::Keep };
            let mut after = world.clone();
            let effect = after.must(&Mutation::settle(*id, conflict, choice));
            prop_assert!(!after.records[&vitrine_ledger::Key::conflict(*id)].alive());
            let back = undone(&after, effect.inverse.as_ref());
            restored(&world, &back)?;
            prop_assert!(back.open_conflicts().contains(&(*id, conflict.clone())));
        }
    }

    #[test]
    fn apply_is_deterministic(world in some::world(), m in some::mutation(), by in some::by()) {
        let author = by.author(Seq(world.head + 1));
        prop_assert_eq!(Domain::apply(&m, &world, &author), Domain::apply(&m, &world.clone(), &author));
    }

    #[test]
    fn every_record_read_or_written_is_declared(world in some::world(), m in some::mutation(), by in some::by()) {
        let touches = Domain::touches(&m);
        let recording = Recording { world: &world, read: RefCell::default() };
        let checked = Domain::check(&m, &recording);
        let effect = Domain::apply(&m, &recording, &by.author(Seq(world.head + 1)));
        for key in recording.read.borrow().iter() {
            prop_assert!(touches.contains(key), "{} was read", key);
        }
        for (key, _) in effect.iter().flat_map(|effect| &effect.patch) {
            prop_assert!(touches.contains(key) || key.kind == Kind::Conflict, "{} was written", key);
        }
        // What a person was allowed to do is carried out.
        prop_assert!(checked.is_err() || effect.is_ok(), "{:?} then {:?}", checked, effect);
    }

    #[test]
    fn a_conflict_that_is_settled_reads_only_what_is_declared(world in some::world()) {
        for (id, conflict) in world.open_conflicts() {
            let m = Mutation::settle(id, &conflict, Choice::UseLost);
            let recording = Recording { world: &world, read: RefCell::default() };
            Domain::check(&m, &recording).unwrap();
            Domain::apply(&m, &recording, &By { client: 1, ms: 1, saw: 0 }.author(Seq(99))).unwrap();
            let touches = Domain::touches(&m);
            prop_assert!(recording.read.borrow().iter().all(|key| touches.contains(key)));
        }
    }

    #[test]
    fn a_refused_mutation_changes_nothing(world in some::world(), m in some::mutation(), by in some::by()) {
        let mut after = world.clone();
        if after.send(by, &m).is_err() {
            prop_assert_eq!(after, world);
        }
    }

    /// A prediction and the server's decision differ in the place in the order, and in nothing a person sees.
    #[test]
    fn a_prediction_on_the_same_state_is_what_the_server_decides(
        world in some::world(), m in some::mutation(), by in some::by()
    ) {
        let by = By { saw: by.saw.min(world.head), ..by };
        let predicted = Domain::apply(&m, &world, &by.author(Seq::PROVISIONAL));
        let decided = Domain::apply(&m, &world, &by.author(Seq(world.head + 1)));
        match (predicted, decided) {
            (Ok(predicted), Ok(decided)) => {
                let see = |patch: &[(vitrine_ledger::Key, vitrine_ledger::Record)]| {
                    patch.iter().map(|(key, r)| (*key, crate::world::plain(r), r.alive())).collect::<Vec<_>>()
                };
                prop_assert_eq!(see(&predicted.patch), see(&decided.patch));
                prop_assert_eq!((predicted.inverse, predicted.standing), (decided.inverse, decided.standing));
                prop_assert!(predicted.changes.is_empty());
            }
            (predicted, decided) => prop_assert_eq!(predicted, decided),
        }
    }
}

#[test]
fn steps_on_one_record_are_taken_back_from_the_last_to_the_first() {
    let card = CardRef { game: "mtg".to_owned(), name: "Opt".to_owned(), ..CardRef::default() };
    let id = some::entry_id(0);
    let mut world = World::default();
    world.must(&Mutation::add(NewHolding { id, entry: Entry::new(card), lots: Vec::new() }));
    let before = world.seen();
    let step = |text: &str| {
        let patch = EntryPatch { notes: Some(text.to_owned()), ..EntryPatch::default() };
        Step::Entry { id, patch, alive: true }
    };
    let effect = world.must(&Mutation::Revert { steps: vec![step("first"), step("second")] });
    world.must(&effect.inverse.unwrap());
    assert_eq!(world.seen(), before);
}
