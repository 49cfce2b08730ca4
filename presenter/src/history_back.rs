//! From a line of the history to the mutation that brings its value back: a new, ordinary edit, never one of the past.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use vitrine_ledger::rules::Rule;
use vitrine_ledger::{Key, Kind, Mutation, Record, Records};

use crate::conflict::{edit, is_same, value_of};
use crate::wire::history::Changed;

/// The mutation that writes again what this change replaced, or what lost in it. None where that stands now, where the
/// record is deleted (it is brought back first), and where there is nothing to bring back.
pub fn way_back(change: &Changed, now: &Record) -> Option<Mutation> {
    let Changed { key, entry, field, from, to, lost } = change;
    let Key { kind, id } = *key;
    if field == "alive" {
        let deleted = *to == Value::Bool(false) && !lost && !now.alive();
        return match kind {
            Kind::Entry | Kind::Lot | Kind::Portfolio | Kind::Location | Kind::Wish if deleted => {
                Some(Mutation::Restore(Records::from_iter([*key])))
            }
            _ => None,
        };
    }
    if !now.alive() || kind == Kind::Conflict {
        return None;
    }
    let wanted = if *lost { to } else { from };
    let present = value_of(now, field);
    match kind.field(field)?.rule {
        Rule::Counter => {
            let by = wanted.as_i64()? - present.as_i64()?;
            (by != 0).then_some(Mutation::Adjust { entry: *entry, lot: id, by })
        }
        Rule::Set => tags(&present, wanted).and_then(|change| edit(field, change, *key, *entry)),
        _ if is_same(&present, wanted) => None,
        _ => edit(field, wanted.clone(), *key, *entry),
    }
}

fn tags(present: &Value, wanted: &Value) -> Option<Value> {
    let present: BTreeSet<&str> = present.as_object().into_iter().flat_map(Map::keys).map(String::as_str).collect();
    let wanted: BTreeSet<&str> = wanted.as_array()?.iter().filter_map(Value::as_str).collect();
    let (add, remove): (Vec<_>, Vec<_>) =
        (wanted.difference(&present).collect(), present.difference(&wanted).collect());
    (present != wanted).then(|| json!({ "add": add, "remove": remove }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;
    use vitrine_ledger::{
        CardRef, Currency, Entry, EntryPatch, Lot, LotPatch, Money, NewLot, Stored, Tags, TagsChange,
    };
    use vitrine_sync::{Version, Versions};

    const ID: Uuid = Uuid::from_u128(7);

    fn usd(minor: i64) -> Option<Money> {
        Some(Money::new(minor, Currency::USD))
    }

    fn lot(alive: bool) -> Record {
        let value: Lot = NewLot { quantity: 3, cost: usd(1_250), ..NewLot::default() }.lot(ID);
        Record::Lot(Stored { value, alive, versions: Versions::new(Version::NONE) })
    }

    fn entry(alive: bool) -> Record {
        let value = Entry { tags: Tags::new(["old", "both"]), ..Entry::new(CardRef::default()) };
        Record::Entry(Box::new(Stored { value, alive, versions: Versions::new(Version::NONE) }))
    }

    fn change(key: Key, field: &str, from: Value, to: Value) -> Changed {
        Changed { key, entry: ID, field: field.to_owned(), from, to, lost: false }
    }

    fn cost(from: Value, to: Value) -> Changed {
        change(Key::lot(ID), "cost", from, to)
    }

    #[test]
    fn an_overwritten_value_is_written_again() {
        let back = |minor| Mutation::EditLot {
            entry: ID,
            id: ID,
            patch: LotPatch { cost: Some(minor), ..LotPatch::default() },
        };
        let money = |minor: i64| json!({ "minor": minor, "currency": "USD" });
        assert_eq!(way_back(&cost(money(1_000), money(1_250)), &lot(true)), Some(back(usd(1_000))));
        assert_eq!(way_back(&cost(Value::Null, money(1_250)), &lot(true)), Some(back(None)), "unknown is a value");
        let lost = Changed { lost: true, ..cost(money(1_250), money(900)) };
        assert_eq!(way_back(&lost, &lot(true)), Some(back(usd(900))), "of a conflict, the value that lost");
    }

    #[test]
    fn what_stands_now_is_not_offered_again() {
        let money = |minor: i64| json!({ "minor": minor, "currency": "USD" });
        assert_eq!(way_back(&cost(money(1_250), money(900)), &lot(true)), None);
        let notes = change(Key::entry(ID), "notes", json!(""), json!("x"));
        assert_eq!(way_back(&notes, &entry(true)), None, "nothing is nothing, however it is written");
        let made = change(Key::entry(ID), "alive", Value::Null, json!(true));
        assert_eq!(way_back(&made, &entry(true)), None);
    }

    #[test]
    fn a_number_of_copies_comes_back_as_a_difference() {
        let many = change(Key::lot(ID), "quantity", json!(5), json!(4));
        assert_eq!(way_back(&many, &lot(true)), Some(Mutation::Adjust { entry: ID, lot: ID, by: 2 }));
    }

    #[test]
    fn tags_come_back_as_what_is_missing_and_what_is_too_much() {
        let tags = change(Key::entry(ID), "tags", json!(["both", "new"]), json!([]));
        let wanted = TagsChange { add: vec![String::from("new")], remove: vec![String::from("old")] };
        let patch = EntryPatch { tags: Some(wanted), ..EntryPatch::default() };
        assert_eq!(way_back(&tags, &entry(true)), Some(Mutation::EditEntry { id: ID, patch }));
    }

    #[test]
    fn what_was_deleted_is_brought_back_before_its_values() {
        let gone = |key| change(key, "alive", json!(true), json!(false));
        assert_eq!(way_back(&gone(Key::entry(ID)), &entry(false)), Some(Mutation::restore(ID)));
        let lots = Mutation::Restore(Records::from_iter([Key::lot(ID)]));
        assert_eq!(way_back(&gone(Key::lot(ID)), &lot(false)), Some(lots));
        assert_eq!(way_back(&gone(Key::lot(ID)), &lot(true)), None, "it is there");
        assert_eq!(way_back(&cost(Value::Null, json!(1)), &lot(false)), None);
    }
}
