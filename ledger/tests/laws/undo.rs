//! Laws of `apply` and `check` over any mutation on any state.

use std::cell::RefCell;

use proptest::prelude::*;
use serde_json::Value;
use vitrine_ledger::{
    CardRef, ChangedSince, Choice, Domain, Entry, EntryPatch, Kind, Mutation, NewHolding, Step, UndoEntry, limits,
    validate,
};
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

/// How a step's record stands in a world.
fn now(world: &World) -> impl Fn(&Step) -> Option<Step> + '_ {
    |step| world.records.get(&step.key()).and_then(|record| step.now(record))
}

fn way(inverse: Option<Mutation>, after: &World) -> UndoEntry {
    let way = UndoEntry::new(inverse, now(after));
    // It is kept as text.
    serde_json::from_str(&serde_json::to_string(&way).unwrap()).unwrap()
}

/// Goes the way, and says the way back from there.
fn go(way: UndoEntry, world: &mut World) -> UndoEntry {
    let effects: Vec<_> = way.mutations().iter().map(|part| world.must(part).inverse).collect();
    UndoEntry::new(effects.into_iter().rev().flatten(), now(world))
}

/// The fields a way back writes over, by the name they have in JSON, with what it would write there.
fn written_over(inverse: &Mutation) -> Vec<(vitrine_ledger::Key, String, Value)> {
    let Mutation::Revert { steps } = inverse else { panic!("an inverse reverts") };
    let mut all = Vec::new();
    for step in steps {
        let json = serde_json::to_value(step).unwrap();
        let body = json.as_object().unwrap().values().next().unwrap();
        if let Some(alive) = body.get("alive") {
            all.push((step.key(), "alive".to_owned(), alive.clone()));
        }
        for (field, value) in body.get("patch").and_then(Value::as_object).into_iter().flatten() {
            if !["quantity", "tags", "flags", "substitutes"].contains(&field.as_str()) {
                all.push((step.key(), field.clone(), value.clone()));
            }
        }
    }
    all
}

/// A field as a person sees it; empty texts are written like nothing.
fn field(world: &World, key: vitrine_ledger::Key, field: &str) -> Value {
    let (value, alive) = &world.seen()[&key];
    if field == "alive" { Value::Bool(*alive) } else { bare(value[field].clone()) }
}

fn bare(value: Value) -> Value {
    if value == "" { Value::Null } else { value }
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
    fn the_way_back_is_free_while_nobody_else_writes_and_leads_there_and_back(
        world in some::world(), m in some::mutation(), by in some::by()
    ) {
        let by = By { saw: by.saw.min(world.head), ..by };
        let mut after = world.clone();
        if let Ok(effect) = after.send(by, &m) {
            let back = way(effect.inverse, &after);
            prop_assert_eq!(back.changed_since(now(&after)).next(), None);
            let mut there = after.clone();
            let redo = go(back, &mut there);
            restored(&world, &there)?;
            prop_assert_eq!(redo.changed_since(now(&there)).next(), None);
            go(redo, &mut there);
            prop_assert_eq!(there.seen(), after.seen());
        }
    }

    #[test]
    fn what_another_has_written_since_is_found_field_by_field(
        world in some::world(), m in some::mutation(), others in proptest::collection::vec(some::mutation(), 1..4)
    ) {
        let mut after = world;
        let by = By { client: 1, ms: 100, saw: after.head };
        let inverse = after.send(by, &m).ok().and_then(|effect| effect.inverse);
        if let Some(inverse) = inverse {
            let back = way(Some(inverse.clone()), &after);
            let mut later = after.clone();
            for other in &others {
                let saw = later.head;
                let _refused = later.send(By { client: 2, ms: 200, saw }, other);
            }
            let mut expected: Vec<(vitrine_ledger::Key, String)> = Vec::new();
            for (key, name, wanted) in written_over(&inverse) {
                let (then, now) = (field(&after, key, &name), field(&later, key, &name));
                if now != then && now != bare(wanted) {
                    expected.push((key, name));
                }
            }
            let found: Vec<ChangedSince> = back.changed_since(now(&later)).collect();
            for ChangedSince { key, field } in &found {
                prop_assert!(expected.contains(&(*key, (*field).to_owned())), "{} {} has not changed", key, field);
            }
            for (key, name) in &expected {
                // One field of a record says enough.
                prop_assert!(found.iter().any(|found| found.key == *key), "{} {} has changed", key, name);
            }
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
                prop_assert_eq!((predicted.inverse, predicted.merge_result), (decided.inverse, decided.merge_result));
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

#[test]
fn a_way_back_of_any_length_is_cut_into_mutations_that_can_travel() {
    let step = |i: u128| {
        let notes = if i.is_multiple_of(3) { "é".repeat(limits::NOTES) } else { String::new() };
        Step::Entry {
            id: some::entry_id(i),
            patch: EntryPatch { notes: Some(notes), ..EntryPatch::default() },
            alive: true,
        }
    };
    let steps: Vec<Step> = (0..5_000).map(step).collect();
    let whole = Mutation::Revert { steps: steps.clone() };
    let parts = UndoEntry::new(Some(whole), |_| None).mutations();
    for part in &parts {
        assert!(serde_json::to_vec(part).unwrap().len() <= limits::MUTATION_BYTES);
        validate::validate(part).unwrap();
    }
    let again = parts.into_iter().flat_map(|part| match part {
        Mutation::Revert { steps } => steps,
        _ => Vec::new(),
    });
    assert_eq!(again.collect::<Vec<_>>(), steps);
}

#[test]
fn copies_that_have_gone_since_are_not_taken_back() {
    let (entry, lot) = (some::entry_id(0), some::lot_id(0, 0));
    let card = CardRef { game: "mtg".to_owned(), name: "Opt".to_owned(), ..CardRef::default() };
    let lots = vec![vitrine_ledger::NewLot { id: lot, quantity: 1, ..vitrine_ledger::NewLot::default() }];
    let mut world = World::default();
    world.must(&Mutation::add(NewHolding { id: entry, entry: Entry::new(card), lots }));
    let inverse = world.must(&Mutation::Adjust { entry, lot, by: 2 }).inverse.unwrap();
    assert_eq!(Domain::check(&inverse, &world), Ok(()));
    world.must(&Mutation::Adjust { entry, lot, by: -2 });
    assert_eq!(Domain::check(&inverse, &world), Err(vitrine_ledger::Rejection::TooFew { held: 1 }));
}
