//! Words for taking back and doing again: what an action was, and why there is no way back.

use vitrine_ledger::rules::Fields;
use vitrine_ledger::{ChangedSince, Entry, Kind, Lot, Mutation, Sale};

use super::intent;
use crate::undo::Side;

/// What was done, for *Undo: …*. `name` is the card's, if it was one card.
pub fn done(mutation: &Mutation, name: &str) -> String {
    let edit = |kind, fields: Vec<&'static str>| match fields.as_slice() {
        [one] => format!("{} of {name}", field(kind, one)),
        _ => format!("edit of {name}"),
    };
    match mutation {
        _ if name.is_empty() => intent(mutation),
        Mutation::EditEntry { patch, .. } => edit(Kind::Entry, Entry::names(patch)),
        Mutation::EditLot { patch, .. } => edit(Kind::Lot, Lot::names(patch)),
        Mutation::EditSale { patch, .. } => edit(Kind::Sale, Sale::names(patch)),
        Mutation::AddLot { .. } | Mutation::Adjust { .. } | Mutation::Sell { .. } | Mutation::ReverseSale { .. } => {
            format!("{} of {name}", intent(mutation))
        }
        Mutation::Delete(_) => format!("Delete {name}"),
        Mutation::Restore(_) => format!("Bring back {name}"),
        Mutation::Settle { .. } => format!("Settle a conflict of {name}"),
        _ => intent(mutation),
    }
}

/// The label of the button that undoes or redoes.
pub fn undo_label(side: Side, what: Option<&str>) -> String {
    match (side, what) {
        (Side::Done, Some(what)) => format!("Undo: {}", small(what)),
        (Side::Undone, Some(what)) => format!("Redo: {}", small(what)),
        (Side::Done, None) => String::from("Nothing to undo"),
        (Side::Undone, None) => String::from("Nothing to redo"),
    }
}

/// It was taken back, or done again.
pub fn went(side: Side, what: &str) -> String {
    match side {
        Side::Done => format!("Undone: {}.", small(what)),
        Side::Undone => format!("Done again: {}.", small(what)),
    }
}

/// It was not; the reason follows.
pub fn not_gone(side: Side, what: &str) -> String {
    format!("{}: {}.", not(side), small(what))
}

/// There is nothing, or `this` was taken already.
pub fn nothing_to(side: Side, this: bool) -> &'static str {
    match (side, this) {
        (Side::Done, false) => "Nothing to undo in this tab.",
        (Side::Undone, false) => "Nothing to redo in this tab.",
        (Side::Done, true) => "This was undone already.",
        (Side::Undone, true) => "This cannot be done again any more.",
    }
}

/// Why the way is barred: somebody else wrote a field since, and `others` more. `name` is the card's (or of what else it
/// is), `here`: another tab of this browser did, `alive`: what the field is of is there.
pub fn changed_since(side: Side, first: &ChangedSince, name: &str, here: bool, alive: bool, others: usize) -> String {
    let ChangedSince { key, field: of } = first;
    let who = if here { "Another tab" } else { "Another device" };
    let did = match (*of, key.kind, alive) {
        ("alive", Kind::Sale, false) => "reversed",
        ("alive", Kind::Conflict, false) => "settled",
        ("alive", _, false) => "deleted",
        ("alive", _, true) => "brought back",
        _ => "changed",
    };
    let name = if name.is_empty() { "it" } else { name };
    let what = match (*of, key.kind) {
        ("alive", Kind::Lot) => format!("copies of {name}"),
        ("alive", Kind::Sale) => format!("a sale of {name}"),
        ("alive", Kind::Conflict) => format!("a conflict of {name}"),
        ("alive", _) => String::from(name),
        (_, Kind::Settings) => String::from("the settings"),
        (of, kind) => format!("the {} of {name}", field(kind, of)),
    };
    let more = if others == 0 { String::new() } else { format!(", and {} more", super::count(others as i64)) };
    format!("{}. {who} has {did} {what} since{more}.", not(side))
}

fn not(side: Side) -> &'static str {
    match side {
        Side::Done => "Not undone",
        Side::Undone => "Not done again",
    }
}

/// A field in the middle of a sentence.
fn field(kind: Kind, name: &str) -> &str {
    kind.field(name).map_or(name, |field| field.noun)
}

/// The text as it stands within a sentence, without a capital letter.
fn small(what: &str) -> String {
    let mut chars = what.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;
    use vitrine_ledger::{EntryPatch, Key, LotPatch};

    #[test]
    fn an_action_is_called_by_what_it_changed_of_which_card() {
        let id = Uuid::nil();
        let cost = LotPatch { cost: Some(None), ..LotPatch::default() };
        let cost = done(&Mutation::EditLot { entry: id, id, patch: cost }, "Charizard");
        assert_eq!(undo_label(Side::Done, Some(&cost)), "Undo: cost of Charizard");
        let some = |text: &str| Some(String::from(text));
        let both = EntryPatch { notes: some("x"), finish: some("y"), ..EntryPatch::default() };
        assert_eq!(done(&Mutation::EditEntry { id, patch: both }, "Charizard"), "edit of Charizard");
        assert_eq!(done(&Mutation::Adjust { entry: id, lot: id, by: 2 }, "Opt"), "Add 2 copies of Opt");
        assert_eq!(undo_label(Side::Undone, Some(&done(&Mutation::delete(id), "Opt"))), "Redo: delete Opt");
    }

    #[test]
    fn who_may_not_go_back_is_told_which_card_which_field_and_where() {
        let id = Uuid::nil();
        let notes = ChangedSince { key: Key::entry(id), field: "notes" };
        assert_eq!(
            changed_since(Side::Done, &notes, "Opt", false, true, 0),
            "Not undone. Another device has changed the notes of Opt since."
        );
        let life = ChangedSince { key: Key::entry(id), field: "alive" };
        assert_eq!(
            changed_since(Side::Undone, &life, "Opt", true, false, 2),
            "Not done again. Another tab has deleted Opt since, and 2 more."
        );
    }
}
