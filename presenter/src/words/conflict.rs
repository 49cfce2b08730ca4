//! Words for two values that could not both win.

use serde_json::Value;
use vitrine_ledger::{ConflictKind, Date, Grade, Kind, Money, PriceOverride, Rate};

use super::count;
use super::date;
use super::money;

/// What happened, in a sentence.
pub fn conflict(what: ConflictKind, kind: Kind, name: &str) -> String {
    match what {
        ConflictKind::Overwritten => format!("Two devices changed {} at the same time.", field(kind, name)),
        ConflictKind::Negative => String::from(
            "More copies were taken away than there were, on two devices that could not see each other. Put the number right.",
        ),
    }
}

/// A value of a field as a person reads it.
pub fn value(field: &str, value: &Value) -> String {
    let known = match field {
        "cost" | "total" | "fees" | "shipping" | "tax" => read::<Money>(value).map(money),
        fee if fee.ends_with("_fee") => read::<Money>(value).map(money),
        "rate" => {
            read::<Rate>(value).map(|rate| format!("1 {} = {} {}, {}", rate.from, rate.rate, rate.to, date(rate.date)))
        }
        "acquired" => read::<Date>(value).map(date),
        "grade" if value.is_null() => Some(String::from("not graded")),
        "grade" => read::<Grade>(value).as_ref().map(grade),
        "price" if value.is_null() => Some(String::from("none")),
        "price" => read::<PriceOverride>(value).map(|own| {
            let reason = if own.reason.is_empty() { String::new() } else { format!(", {}", own.reason) };
            format!("{} from {}{reason}", money(own.price), date(own.date))
        }),
        "notes" if value.is_null() => Some(String::from("nothing")),
        _ => None,
    };
    known.unwrap_or_else(|| match value {
        Value::Null => String::from("unknown"),
        Value::String(text) if text.is_empty() => String::from("nothing"),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.as_i64().map_or_else(|| number.to_string(), count),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    })
}

/// A grade: `PSA 10`.
pub fn grade(grade: &Grade) -> String {
    let parts = [&grade.company, &grade.value, &grade.label, &grade.cert].map(String::as_str);
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A value of a known type. Through text: reading from a `Value` would bring a second reader of these types into the
/// browser.
pub fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_str(&value.to_string()).ok()
}

/// A field of a record of this kind, in a sentence: `the notes`.
pub fn field(kind: Kind, name: &str) -> String {
    format!("the {}", kind.field(name).map_or(name, |field| field.noun))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_value_that_lost_is_written_like_any_other() {
        assert_eq!(value("cost", &json!({ "minor": 20_000, "currency": "USD" })), "$200.00");
        assert_eq!(value("acquired", &json!("2026-11-03")), "3 Nov 2026");
        assert_eq!(value("grade", &json!({ "company": "PSA", "value": "10" })), "PSA 10");
        assert_eq!(value("cost", &Value::Null), "unknown");
        assert_eq!(value("notes", &Value::Null), "nothing");
    }
}
