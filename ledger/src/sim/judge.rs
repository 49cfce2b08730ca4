//! The judge: walks the server's log with its own model and compares the end with what everybody sees. Quantities are
//! sums of the accepted differences, money is sums of sums, values are found by their last writers.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;
use vitrine_sync::sim::LogEntry;

use super::model::{Collection, Told, is_counted, take_count};
use super::money::same_money;
use crate::rules::Rule;
use crate::{
    Choice, Conflict, ConflictKind, Domain, Key, Kind, Mutation, NewHolding, NewLot, NewSale, Record, SaleOf, Settings,
    Step,
};

type Decided<'a> = LogEntry<'a, Domain>;

/// # Errors
/// The first thing that does not add up.
pub(super) fn judge(log: &[Decided<'_>], rows: &[(&Key, &Record)]) -> Result<(), String> {
    let records: BTreeMap<Key, &Record> = rows.iter().map(|(key, record)| (**key, *record)).collect();
    // What was collected is no more, but what it said was kept as long as it had to be.
    let collected = log.iter().flat_map(|decided| decided.collected).map(|(key, record)| (*key, record));
    let mut known: BTreeMap<Key, &Record> = collected.collect();
    known.extend(&records);
    let mut collection = Collection::default();
    for decided in log {
        if let Some(mutation) = decided.done() {
            walk(&mut collection, decided, mutation, &known);
        }
        for (key, _) in decided.collected {
            collection.things.remove(key);
        }
    }
    same_records(&collection, &records)?;
    same_money(&collection, rows)?;
    losses_are_kept(&collection, &known)?;
    history_tells(&collection, log)
}

fn walk(c: &mut Collection, decided: &Decided<'_>, mutation: &Mutation, records: &BTreeMap<Key, &Record>) {
    match mutation {
        Mutation::Add { holdings } | Mutation::Import { holdings, .. } => {
            holdings.iter().for_each(|holding| add(c, decided, holding));
        }
        Mutation::EditEntry { id, patch } => edit(c, decided, Key::entry(*id), &json(patch), Some(true)),
        Mutation::EditEntries { ids, patch } => {
            ids.iter().for_each(|id| edit(c, decided, Key::entry(*id), &json(patch), Some(true)));
        }
        Mutation::AddPortfolio { id, portfolio } => make(c, decided, Key::portfolio(*id), json(portfolio)),
        Mutation::EditPortfolio { id, patch } => edit(c, decided, Key::portfolio(*id), &json(patch), Some(true)),
        Mutation::AddLocation { id, location } => make(c, decided, Key::location(*id), json(location)),
        Mutation::EditLocation { id, patch } => edit(c, decided, Key::location(*id), &json(patch), Some(true)),
        Mutation::AddWish { id, wish } => make(c, decided, Key::wish(*id), json(wish)),
        Mutation::EditWish { id, patch } => edit(c, decided, Key::wish(*id), &json(patch), Some(true)),
        Mutation::EditSettings { patch } => {
            let key = Settings::key();
            // The first edit makes them: that is one wish that they be there, not two.
            let there = c.things.contains_key(&key);
            if !there {
                make(c, decided, key, json(&Settings::default()));
            }
            edit(c, decided, key, &json(patch), there.then_some(true));
        }
        Mutation::EditLot { entry, id, patch } => {
            edit(c, decided, Key::lot(*id), &json(patch), Some(true));
            c.live(decided, Key::entry(*entry), true);
        }
        Mutation::AddLot { entry, lot } => {
            c.live(decided, Key::entry(*entry), true);
            add_lot(c, decided, *entry, lot);
        }
        Mutation::Adjust { entry, lot, by } => {
            c.count(Key::lot(*lot), *by);
            c.live(decided, Key::lot(*lot), true);
            c.live(decided, Key::entry(*entry), true);
        }
        Mutation::Sell { sales, .. } => sales.iter().for_each(|sale| sell(c, decided, sale)),
        Mutation::EditSale { id, patch, .. } => edit(c, decided, Key::sale(*id), &json(patch), None),
        Mutation::ReverseSale { sales } => {
            for SaleOf { entry, sale } in sales {
                c.live(decided, Key::sale(*sale), false);
                c.live(decided, Key::entry(*entry), true);
            }
        }
        Mutation::Delete(records) => records.keys().for_each(|key| c.live(decided, key, false)),
        Mutation::Restore(records) => records.keys().for_each(|key| c.live(decided, key, true)),
        Mutation::Settle { conflict, of, entry, choice } => settle(c, decided, *conflict, *of, *entry, choice, records),
        Mutation::Revert { steps } => {
            for step in steps {
                match step {
                    Step::Entry { id, patch, alive } => edit(c, decided, Key::entry(*id), &json(patch), Some(*alive)),
                    Step::Lot { id, patch, alive } => edit(c, decided, Key::lot(*id), &json(patch), Some(*alive)),
                    Step::Sale { id, patch, alive } => edit(c, decided, Key::sale(*id), &json(patch), *alive),
                    Step::Portfolio { id, patch, alive } => {
                        edit(c, decided, Key::portfolio(*id), &json(patch), Some(*alive));
                    }
                    Step::Location { id, patch, alive } => {
                        edit(c, decided, Key::location(*id), &json(patch), Some(*alive));
                    }
                    Step::Settings { patch, alive } => edit(c, decided, Settings::key(), &json(patch), Some(*alive)),
                    Step::Wish { id, patch, alive } => edit(c, decided, Key::wish(*id), &json(patch), Some(*alive)),
                    Step::Conflict { .. } => {}
                }
            }
        }
    }
}

/// Making what is there already is only a wish that it live.
fn make(c: &mut Collection, decided: &Decided<'_>, key: Key, fields: BTreeMap<String, Value>) {
    if c.things.contains_key(&key) {
        c.live(decided, key, true);
    } else {
        c.make(decided, key, None, fields);
    }
}

fn add(c: &mut Collection, decided: &Decided<'_>, holding: &NewHolding) {
    make(c, decided, Key::entry(holding.id), json(&holding.entry));
    holding.lots.iter().for_each(|lot| add_lot(c, decided, holding.id, lot));
}

fn add_lot(c: &mut Collection, decided: &Decided<'_>, entry: Uuid, lot: &NewLot) {
    let key = Key::lot(lot.id);
    if c.things.contains_key(&key) {
        c.live(decided, key, true);
    } else {
        let mut fields = json(lot);
        fields.remove("id");
        c.make(decided, key, Some(entry), fields);
    }
}

fn sell(c: &mut Collection, decided: &Decided<'_>, sale: &NewSale) {
    c.live(decided, Key::entry(sale.entry), true);
    let key = Key::sale(sale.id);
    if c.things.contains_key(&key) {
        c.live(decided, key, true);
    } else {
        let mut fields = json(sale);
        fields.remove("id");
        fields.remove("entry");
        c.make(decided, key, Some(sale.entry), fields);
    }
}

fn edit(c: &mut Collection, decided: &Decided<'_>, key: Key, patch: &BTreeMap<String, Value>, alive: Option<bool>) {
    for (field, value) in patch {
        match field.as_str() {
            "quantity" if is_counted(key) => c.count(key, value.as_i64().unwrap_or(0)),
            _ if sets(key.kind).any(|set| set == field) => {
                c.tag(decided, key, field, &texts(&value["add"]), &texts(&value["remove"]));
            }
            _ => c.write(decided, key, field, value),
        }
    }
    if let Some(alive) = alive {
        c.live(decided, key, alive);
    }
}

/// The fields of a kind of record that are sets.
fn sets(kind: Kind) -> impl Iterator<Item = &'static str> {
    kind.table().iter().filter(|field| field.rule == Rule::Set).map(|field| field.name)
}

fn settle(
    c: &mut Collection,
    decided: &Decided<'_>,
    conflict: Uuid,
    of: Key,
    entry: Uuid,
    choice: &Choice,
    records: &BTreeMap<Key, &Record>,
) {
    if *choice != Choice::UseLost {
        return;
    }
    // What a conflict is about never changes, so its present record tells what was chosen then.
    let about = records.get(&Key::conflict(conflict)).and_then(|record| record.as_conflict());
    if let Some(Conflict { kind: ConflictKind::Overwritten, field, lost, .. }) = about.map(|stored| &stored.value) {
        c.write(decided, of, field, lost);
    }
    if of.kind == Kind::Sale {
        return;
    }
    c.live(decided, of, true);
    if of.kind == Kind::Lot {
        c.live(decided, Key::entry(entry), true);
    }
}

// ── what must be equal ────────────────────────────────────────────────────────────────────────────────────────────────

fn same_records(c: &Collection, records: &BTreeMap<Key, &Record>) -> Result<(), String> {
    for (key, record) in records.iter().filter(|(key, _)| key.kind != Kind::Conflict) {
        let Some(thing) = c.things.get(key) else { return Err(format!("nobody made {key}")) };
        let mut fields = match record {
            Record::Entry(stored) => json(&stored.value),
            Record::Lot(stored) => json(&stored.value),
            Record::Sale(stored) => json(&stored.value),
            Record::Portfolio(stored) => json(&stored.value),
            Record::Location(stored) => json(&stored.value),
            Record::Settings(stored) => json(&stored.value),
            Record::Wish(stored) => json(&stored.value),
            Record::Conflict(_) => continue,
        };
        let entry = fields.remove("entry");
        let same_sets = sets(key.kind).all(|field| {
            let tags = fields.remove(field).map(|tags| names(&tags)).unwrap_or_default();
            tags.iter().map(String::as_str).eq(thing.tags(field))
        });
        let quantity = take_count(*key, &mut fields);
        fields.retain(|_, value| !value.is_null());
        let mut expected = thing.fields.clone();
        expected.retain(|_, value| !value.is_null());
        let same = fields == expected
            && same_sets
            && quantity == thing.quantity
            && record.alive() == thing.alive
            && entry == thing.entry.map(|id| Value::String(id.to_string()));
        if !same {
            return Err(format!("{key}, made at {}, is\n  {record:?}, not\n  {thing:?}", thing.made_at()));
        }
    }
    match c.things.keys().find(|key| !records.contains_key(key)) {
        Some(key) => Err(format!("{key} is missing")),
        None => Ok(()),
    }
}

/// Every value that lost a conflict can be found, nothing else is called a conflict, and every quantity below zero is
/// said.
fn losses_are_kept(c: &Collection, records: &BTreeMap<Key, &Record>) -> Result<(), String> {
    let conflicts: Vec<&Conflict> =
        records.values().filter_map(|record| record.as_conflict().map(|stored| &stored.value)).collect();
    for loss in &c.losses {
        let nothing = loss.lost.is_null();
        let kept = conflicts.iter().any(|conflict| {
            let lost = conflict.lost == loss.lost || (nothing && (conflict.lost.is_null() || conflict.lost == ""));
            conflict.of == loss.of && conflict.field == loss.field && lost
        });
        if !kept {
            return Err(format!("a value that lost is not kept: {loss:?}"));
        }
    }
    // And nobody is asked to settle what was never concurrent.
    for conflict in conflicts.iter().filter(|conflict| conflict.kind == ConflictKind::Overwritten) {
        let nothing = conflict.lost.is_null() || conflict.lost == "";
        let lost = c.losses.iter().any(|loss| {
            loss.of == conflict.of
                && loss.field == conflict.field
                && (loss.lost == conflict.lost || (nothing && loss.lost.is_null()))
        });
        if !lost {
            return Err(format!("a conflict about what was not concurrent: {conflict:?}"));
        }
    }
    for lot in &c.below_zero {
        let said = conflicts.iter().any(|conflict| conflict.of == *lot && conflict.kind == ConflictKind::Negative);
        if !said {
            return Err(format!("{lot} was below zero and nobody was told"));
        }
    }
    Ok(())
}

/// Every value that was written, or would have been, stands in the history.
fn history_tells(c: &Collection, log: &[Decided<'_>]) -> Result<(), String> {
    for told in &c.told {
        let Told { seq, key, field, from, to, lost } = told;
        let Some(decided) = log.iter().find(|decided| decided.seq == *seq) else { continue };
        let same = |a: &Value, b: &Value| a == b || (b.is_null() && a == "");
        let found = decided.changes.iter().any(|change| {
            change.key == *key
                && change.field == *field
                && same(&change.from, from)
                && same(&change.to, to)
                && change.lost == *lost
        });
        if !found {
            return Err(format!("the history does not tell {told:?}; it tells {:?}", decided.changes));
        }
    }
    Ok(())
}

fn json<T: serde::Serialize>(value: &T) -> BTreeMap<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(fields)) => fields.into_iter().collect(),
        other => panic!("BUG: a record is a JSON object, not {other:?}"),
    }
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

fn names(tags: &Value) -> Vec<String> {
    tags.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
}
