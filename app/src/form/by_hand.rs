//! The texts of one guarded field, for a value that a person makes of two.

use serde_json::{Value, json};
use vitrine_ledger::{Grade, Money, Rate};

use super::Wrong;
use super::read::{self, note};
use crate::words;

/// What kind of value a field holds, and so which fields its form has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// An amount and its currency.
    Money,
    Day,
    /// Company, grade and certificate.
    Grade,
    /// How much, and on which day.
    Rate,
    Text,
}

impl Asks {
    /// Of a field by its name in the table of rules.
    pub fn of(field: &str) -> Self {
        match field {
            "cost" | "fees" | "shipping" | "tax" => Self::Money,
            "acquired" => Self::Day,
            "grade" => Self::Grade,
            "rate" => Self::Rate,
            _ => Self::Text,
        }
    }
}

/// What stands in the fields; what is asked says what each means.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ByHand {
    pub first: String,
    pub second: String,
    pub third: String,
}

impl ByHand {
    /// The form with the value that stands; a text begins with `text`. `currency`: where nothing says another.
    pub fn of(asks: Asks, stands: &Value, text: String, currency: &str) -> Self {
        let texts = |first: String, second: String, third: String| Self { first, second, third };
        match asks {
            Asks::Money => match words::read::<Money>(stands) {
                Some(money) => texts(money.amount(), money.currency.to_string(), String::new()),
                None => texts(String::new(), currency.to_owned(), String::new()),
            },
            Asks::Day => texts(stands.as_str().unwrap_or_default().to_owned(), String::new(), String::new()),
            Asks::Grade => {
                let grade = words::read::<Grade>(stands).unwrap_or_default();
                texts(grade.company, grade.value, grade.cert)
            }
            Asks::Rate => match words::read::<Rate>(stands) {
                Some(rate) => texts(rate.rate.to_string(), rate.date.to_string(), String::new()),
                None => Self::default(),
            },
            Asks::Text => texts(text, String::new(), String::new()),
        }
    }

    /// The value as the field's JSON. What the form does not show (a grade's label, a rate's currencies) is taken from
    /// `stands`, or from `other` where nothing stands.
    ///
    /// # Errors
    /// The fields that cannot be read.
    pub fn value(&self, asks: Asks, stands: &Value, other: &Value) -> Result<Value, Wrong> {
        let mut wrong = Wrong::new();
        let value = match asks {
            Asks::Money => {
                let money = note(&mut wrong, "first", read::amount(&self.first, &self.second));
                money.map_or(Value::Null, |money| json!({ "minor": money.minor, "currency": money.currency.as_str() }))
            }
            Asks::Day => {
                let day = note(&mut wrong, "first", read::day(&self.first));
                day.map_or(Value::Null, |day| json!(day.to_string()))
            }
            Asks::Grade => {
                let parts = [&self.first, &self.second, &self.third].map(|text| text.trim());
                let label = words::read::<Grade>(stands).map(|grade| grade.label).unwrap_or_default();
                let [company, value, cert] = parts;
                if parts.iter().all(|text| text.is_empty()) {
                    Value::Null
                } else {
                    json!({ "company": company, "value": value, "label": label, "cert": cert })
                }
            }
            Asks::Rate => {
                let day = note(&mut wrong, "second", read::day(&self.second));
                let rate = self.first.trim().parse::<vitrine_ledger::Decimal>().ok();
                let pair = words::read::<Rate>(stands).or_else(|| words::read::<Rate>(other));
                match (self.first.trim().is_empty(), rate, pair.zip(day)) {
                    (true, ..) => Value::Null,
                    (false, Some(rate), Some((Rate { from, to, .. }, day))) => {
                        json!({ "from": from.as_str(), "to": to.as_str(), "rate": rate.to_string(), "date": day.to_string() })
                    }
                    _ => {
                        wrong.push(("first", String::from("Write the rate with a point, 1.0845, and its day.")));
                        Value::Null
                    }
                }
            }
            Asks::Text => Value::String(self.first.trim_end().to_owned()),
        };
        if wrong.is_empty() { Ok(value) } else { Err(wrong) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes of a form that was only opened.
    fn untouched(field: &str, stands: Value) -> Value {
        let asks = Asks::of(field);
        let text = stands.as_str().unwrap_or_default().to_owned();
        ByHand::of(asks, &stands, text, "USD").value(asks, &stands, &Value::Null).unwrap()
    }

    #[test]
    fn a_form_that_was_only_opened_says_what_stands() {
        let money = json!({ "minor": 1_250, "currency": "EUR" });
        assert_eq!(untouched("cost", money.clone()), money);
        assert_eq!(untouched("fees", Value::Null), Value::Null);
        assert_eq!(untouched("acquired", json!("2026-11-03")), json!("2026-11-03"));
        let grade = json!({ "company": "PSA", "value": "10", "label": "Gem", "cert": "1" });
        assert_eq!(untouched("grade", grade.clone()), grade);
        let rate = json!({ "from": "EUR", "to": "USD", "rate": "1.08", "date": "2026-11-03" });
        assert_eq!(untouched("rate", rate.clone()), rate);
        assert_eq!(untouched("notes", json!("a\nb")), json!("a\nb"));
    }

    #[test]
    fn what_cannot_be_read_is_said_and_nothing_is_a_value() {
        let of = |field: &str, first: &str, second: &str| {
            let texts = ByHand { first: first.into(), second: second.into(), third: String::new() };
            texts.value(Asks::of(field), &Value::Null, &Value::Null)
        };
        assert_eq!(of("cost", " ", "USD"), Ok(Value::Null));
        for (field, first, second) in [("cost", "cheap", "USD"), ("acquired", "yesterday", ""), ("rate", "1", "")] {
            assert_eq!(of(field, first, second).unwrap_err()[0].0, "first", "{field}");
        }
    }
}
