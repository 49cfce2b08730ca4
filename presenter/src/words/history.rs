//! Words for what happened: one value that was written, lost or brought back.

use serde_json::Value;
use vitrine_ledger::{Appearance, Kind, LotKind, Method};

use super::{appearance, conflict_value, lot_kind, method};
use crate::collection::{GroupKind, Groups};
use crate::wire::history::Changed;

/// Between making an edit and the server hearing of it, this much is the network's; more was spent offline.
const PROMPT_MS: u64 = 60_000;

/// What happened to a record, in a line.
pub fn change(change: &Changed, groups: &Groups) -> String {
    let Changed { key, field, from, to, lost, .. } = change;
    let value = |value_of: &Value| value(field, value_of, groups);
    if field == "alive" {
        return life(key.kind, from.is_null(), *to == Value::Bool(true), *lost);
    }
    let (name, from, to) = (field_name(key.kind, field), value(from), value(to));
    match lost {
        true => format!("{name}: {to} lost against {from}"),
        false => format!("{name}: {from} \u{2192} {to}"),
    }
}

fn life(kind: Kind, made: bool, alive: bool, lost: bool) -> String {
    let what = match (kind, made, alive) {
        (Kind::Entry, true, _) => "Added",
        (Kind::Entry, false, true) => "Brought back",
        (Kind::Entry, false, false) => "Deleted",
        (Kind::Lot, true, _) => "Copies added",
        (Kind::Lot, false, true) => "Copies brought back",
        (Kind::Lot, false, false) => "Copies deleted",
        (Kind::Sale, true, _) => "Sale booked",
        (Kind::Sale, false, true) => "Sale holds again",
        (Kind::Sale, false, false) => "Sale reversed",
        (Kind::Portfolio, true, _) => "Portfolio added",
        (Kind::Portfolio, false, true) => "Portfolio brought back",
        (Kind::Portfolio, false, false) => "Portfolio deleted",
        (Kind::Location, true, _) => "Location added",
        (Kind::Location, false, true) => "Location brought back",
        (Kind::Location, false, false) => "Location deleted",
        (Kind::Wish, true, _) => "Wish added",
        (Kind::Wish, false, true) => "Wish brought back",
        (Kind::Wish, false, false) => "Wish deleted",
        (Kind::Settings, ..) => "Settings begun",
        (Kind::Conflict, _, true) => "Conflict opened",
        (Kind::Conflict, _, false) => "Conflict settled",
    };
    if lost { format!("{what}, but a later edit decided otherwise") } else { String::from(what) }
}

/// What the button that takes this back says to who cannot see beside what it stands.
pub fn bring_back(change: &Changed, groups: &Groups) -> String {
    let Changed { key, field, from, to, lost, .. } = change;
    match (field.as_str(), key.kind) {
        ("alive", Kind::Lot) => String::from("Bring these copies back"),
        ("alive", _) => String::from("Bring it back"),
        _ => format!(
            "{}: bring {} back",
            field_name(key.kind, field),
            value(field, if *lost { to } else { from }, groups)
        ),
    }
}

/// Whether an edit reached the server so late that it was made without a network.
pub fn made_offline(made_ms: u64, received_ms: u64) -> bool {
    received_ms.saturating_sub(made_ms) > PROMPT_MS
}

/// What a device is called.
pub fn device(name: &str) -> String {
    String::from(if name.is_empty() { "an unknown device" } else { name })
}

/// A field as its form calls it.
pub(super) fn field_name(kind: Kind, name: &str) -> &str {
    kind.field(name).map_or(name, |field| field.label)
}

/// A value as a person reads it.
pub(super) fn value(field: &str, value: &Value, groups: &Groups) -> String {
    let text = |part: &str| value.get(part).and_then(Value::as_str).unwrap_or_default();
    let group = |kind, id: &str| {
        let id = uuid::Uuid::try_parse(id).ok();
        Some(groups.name(kind, id)).filter(|name| !name.is_empty()).unwrap_or_else(|| deleted(kind)).to_owned()
    };
    match (field, value) {
        ("place" | "portfolio" | "currency", Value::Null) => String::from("none"),
        ("portfolio", Value::String(id)) => group(GroupKind::Portfolio, id),
        ("place", Value::Object(_)) => {
            let part =
                |word: &str, of: &str| if text(of).is_empty() { String::new() } else { format!("{word} {}", text(of)) };
            let parts = [group(GroupKind::Location, text("location")), part("p.", "page"), part("slot", "slot")];
            super::line(parts)
        }
        ("method", Value::String(code)) => known(Method::ALL, code, Method::as_str, method),
        ("appearance", Value::String(code)) => known(Appearance::ALL, code, Appearance::as_str, appearance),
        ("condition" | "grade", Value::Null) => String::from("none"),
        ("condition", _) => String::from(text("code")),
        ("kind", Value::String(code)) => {
            let known = LotKind::ALL.into_iter().find(|kind| kind.as_str() == code);
            known.map_or_else(|| code.clone(), |kind| lot_kind(kind).to_owned())
        }
        ("card", _) => {
            let parts = [text("name"), text("set_name"), text("number")];
            super::line(parts)
        }
        // Sets; the lots of a sale are no texts, and stand in no history.
        (_, Value::Array(words)) if words.is_empty() => String::from("none"),
        (_, Value::Array(words)) if words.iter().all(Value::is_string) => {
            words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        _ => conflict_value(field, value),
    }
}

/// One of a closed list by its code; the code where a newer build knows more.
fn known<T: Copy, const N: usize>(
    all: [T; N],
    code: &str,
    of: fn(T) -> &'static str,
    say: fn(T) -> &'static str,
) -> String {
    all.into_iter().find(|value| of(*value) == code).map_or(code, say).to_owned()
}

fn deleted(kind: GroupKind) -> &'static str {
    match kind {
        GroupKind::Portfolio => "a deleted portfolio",
        GroupKind::Location => "a deleted location",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use uuid::Uuid;
    use vitrine_ledger::Key;

    fn changed(key: Key, field: &str, from: Value, to: Value) -> Changed {
        Changed { key, entry: key.id, field: field.to_owned(), from, to, lost: false }
    }

    #[test]
    fn what_happened_is_said_with_both_values() {
        let (entry, lot) = (Key::entry(Uuid::nil()), Key::lot(Uuid::nil()));
        let cost = changed(lot, "cost", Value::Null, json!({ "minor": 1_250, "currency": "USD" }));
        assert_eq!(change(&cost, &Groups::default()), "Cost of one: unknown \u{2192} $12.50");
        assert_eq!(bring_back(&cost, &Groups::default()), "Cost of one: bring unknown back");
        let condition = |code| json!({ "scale": "tcg", "code": code });
        assert_eq!(
            change(&changed(entry, "condition", condition("NM"), condition("LP")), &Groups::default()),
            "Condition: NM \u{2192} LP"
        );
        assert_eq!(
            change(&changed(entry, "tags", json!([]), json!(["a", "b"])), &Groups::default()),
            "Tags: none \u{2192} a, b"
        );
        assert_eq!(change(&changed(entry, "alive", json!(true), json!(false)), &Groups::default()), "Deleted");
        assert_eq!(change(&changed(lot, "alive", Value::Null, json!(true)), &Groups::default()), "Copies added");
        let lost = Changed { lost: true, ..changed(entry, "notes", json!("stands"), json!("mine")) };
        assert_eq!(change(&lost, &Groups::default()), "Notes: mine lost against stands");
        assert_eq!(bring_back(&lost, &Groups::default()), "Notes: bring mine back");
    }
}
