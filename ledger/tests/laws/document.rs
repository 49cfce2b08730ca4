//! `docs/conflict-rules.md` is printed from the table of rules. Stale: this fails. To rewrite it:
//! `UPDATE_DOCS=1 cargo test -p vitrine-ledger --test laws document`.

use std::fmt::Write as _;
use std::path::Path;

use vitrine_ledger::rules::{Field, Fields, LIFE};
use vitrine_ledger::{Conflict, Entry, Location, Lot, Portfolio, Sale, Settings, Wish};

const INTRODUCTION: &str = "\
# What happens when two people change the same thing

This page is printed from the table of rules in the crate `ledger`, by its test `document`. Do not edit it by hand.

Everybody may edit at any time, with or without a network. The server puts the edits in one order. An edit carries only
the fields its author changed, and what its author had seen. Two edits of one field are **concurrent** when neither
author had seen the other's value; only then do clocks matter, and the later stamp wins (a tie goes to the higher device
id). Whoever had seen a value, or wrote it, replaces it whatever the clock says, and what is written so counts as
later than what its author had seen: who would have lost against that value loses against its replacement as well. The values a
record was made with have been seen by everybody who can name the record.

## The rules

| rule | concurrent writes |
|---|---|
| register | The later wins. The other stands in the history. |
| guarded register | The later wins. The other stands in the history **and** as an open conflict: keep what won, use what lost, or merge by hand. Both wrote the same: no conflict. |
| counter | Both differences are added. Nothing is ever lost. |
| set | Both changes happen; where one adds what the other removes, it stays. A removal takes only what its author had seen. |
| immutable | Cannot be: it is written when the record is made. |
| life | Every mutation of a record says that it lives, a deletion says that it does not: the later wins, whatever it is. Words about a sale say neither. |
";

const REST: &str = "\
## Life and death

* An edit that is later than a deletion brings the record back, with all its values; an earlier one does not, but its
  values are written on the tombstone and are there if the record is restored.
* Deleting an entry leaves its lots as they are. They count nowhere while the entry is deleted (no total, no chart), and
  count again when it is restored. Any change of a lot, its quantity included, brings its entry back like an edit of the
  entry itself. Deleting a single lot does not touch its entry.
* Making a record that exists already (the same row imported again, the samples added twice) keeps its values and only
  says that it lives.
* A record that was purged, or never was, is `gone`: the mutation is refused and stays in the tray of its device.

## Portfolios, locations, settings

* An entry says which portfolio it is in and where it is kept. Deleting a portfolio or a location changes no entry: its
  entries count as being in none, and are in it again when it is restored.
* The settings come to be with their first change. Two devices that make the first change at once make one record.
* A change of many entries at once leaves out those that are gone, and is refused only when all are.

## Sales

* A sale is booked, not edited: it can be reversed, and stays, shown as such. Words written about it do not bring it back.
  Booking and reversing bring a deleted entry back, like any change of what is held.
* Several sales that are one action happen together or not at all.
* Selling more copies than are held is refused while one can see it. When two devices do so unseen, both sales stand, and
  the entry holds fewer than none: \"sold twice?\" That is not a record: it follows from the lots and sales, the same on
  every device, until somebody reverses a sale or adds the copy that was forgotten.

## Conflicts

* A conflict is a record like any other: settled on one device, gone on all. Settling it can be undone.
* Its id follows from the record, the field and the value that lost with its stamp and device, so that a device that
  foresees it and the server that decides it mean the same one. It is written without being read.
* Taking more copies than there are is refused while one can see it. When two devices do so unseen, the quantity goes
  below zero, and the lot's one conflict of the kind `negative` is opened; it closes by itself when the quantity is zero
  or more again. There is no lost value to use in it.
* Using the value that lost is an edit like any other, by whoever settles.
";

#[test]
fn the_document_of_conflict_rules_is_printed_from_the_table() {
    let printed = print();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/conflict-rules.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &printed).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == printed, "docs/conflict-rules.md is stale: run this test with UPDATE_DOCS=1");
}

fn print() -> String {
    let mut text = INTRODUCTION.to_owned();
    table::<Entry>(&mut text, "Entry", "one printing of a card in one finish, language, condition and grade.");
    table::<Lot>(&mut text, "Lot", "copies of an entry that came together.");
    table::<Sale>(&mut text, "Sale", "copies of an entry that went together; dead once reversed.");
    table::<Portfolio>(&mut text, "Portfolio", "entries that are counted together.");
    table::<Location>(&mut text, "Location", "a binder, a box: where entries are kept.");
    table::<Wish>(&mut text, "Wish", "a card somebody looks for.");
    table::<Settings>(&mut text, "Settings", "what holds for the whole ledger; one record.");
    table::<Conflict>(&mut text, "Conflict", "a value that lost, or a quantity below zero, until it is settled.");
    text.push('\n');
    text.push_str(REST);
    text
}

fn table<R: Fields>(text: &mut String, name: &str, what: &str) {
    write!(text, "\n## {name}: {what}\n\n| no. | field | in words | rule | meaning |\n|---|---|---|---|---|\n")
        .unwrap();
    let mut fields: Vec<&Field> = std::iter::once(&LIFE).chain(R::TABLE).collect();
    fields.sort_by_key(|field| field.number);
    for Field { number, since: _, name, label, noun: _, rule, meaning } in fields {
        writeln!(text, "| {number} | `{name}` | {label} | {rule} | {meaning} |").unwrap();
    }
}
