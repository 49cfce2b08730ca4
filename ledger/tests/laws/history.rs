//! No value a user saved disappears: what was overwritten, and what lost, stands in the changes.

use proptest::prelude::*;
use serde_json::{Value, json};
use vitrine_ledger::*;

use crate::some;
use crate::world::{By, World, plain};

proptest! {
    #[test]
    fn every_value_that_was_replaced_stands_in_the_history(world in some::world(), m in some::mutation(), by in some::by()) {
        let by = By { saw: by.saw.min(world.head), ..by };
        let mut after = world.clone();
        let Ok(effect) = after.send(by, &m) else { return Ok(()) };
        for (key, record) in world.records.iter().filter(|(key, _)| key.kind != Kind::Conflict) {
            let (was, is) = (plain(record), plain(&after.records[key]));
            let names = was.as_object().unwrap().keys().chain(is.as_object().unwrap().keys());
            for name in names.filter(|name| was[name.as_str()] != is[name.as_str()]) {
                let noted = effect.changes.iter().any(|change| change.key == *key && change.field == *name && !change.lost);
                prop_assert!(noted, "{} of {}", name, key);
            }
            if record.alive() != after.records[key].alive() {
                prop_assert!(effect.changes.iter().any(|change| change.key == *key && change.field == "alive"));
            }
        }
    }
}

#[test]
fn a_register_that_loses_stands_in_the_history_with_its_value() {
    let card = CardRef { game: "mtg".to_owned(), name: "Opt".to_owned(), ..CardRef::default() };
    let mut world = World::default();
    world.must(&Mutation::add(NewHolding { id: some::entry_id(0), entry: Entry::new(card), lots: Vec::new() }));
    let finish = |text: &str| Mutation::EditEntry {
        id: some::entry_id(0),
        patch: EntryPatch { finish: Some(text.to_owned()), ..EntryPatch::default() },
    };
    world.send(By { client: 1, ms: 9, saw: 1 }, &finish("Foil")).unwrap();
    let effect = world.send(By { client: 2, ms: 5, saw: 1 }, &finish("Etched")).unwrap();
    let change = &effect.changes[0];
    let noted: (&str, &Value, &Value, bool) = (&change.field, &change.from, &change.to, change.lost);
    assert_eq!(noted, ("finish", &json!("Foil"), &json!("Etched"), true));
    assert_eq!(change.before.client, crate::world::client(1));
}
