//! The texts of one guarded field, for a value that a person makes of two.

use serde::Serialize;
use serde_json::Value;
use vitrine_ledger::{Grade, Money, PriceOverride, Rate};

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
    /// An amount, its currency and the day from which it holds.
    Price,
    Text,
}

impl Asks {
    /// Of a field by its name in the table of rules.
    pub fn of(field: &str) -> Self {
        match field {
            "cost" | "total" | "fees" | "shipping" | "tax" => Self::Money,
            "acquired" => Self::Day,
            "grade" => Self::Grade,
            "rate" => Self::Rate,
            "price" => Self::Price,
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
            Asks::Price => match words::read::<PriceOverride>(stands) {
                Some(own) => texts(own.price.amount(), own.price.currency.to_string(), own.date.to_string()),
                None => texts(String::new(), currency.to_owned(), String::new()),
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
            Asks::Money => json(&note(&mut wrong, "first", read::amount(&self.first, &self.second))),
            Asks::Day => json(&note(&mut wrong, "first", read::day(&self.first))),
            Asks::Grade => {
                let before = words::read::<Grade>(stands).unwrap_or_default();
                let [company, value, cert] =
                    [&self.first, &self.second, &self.third].map(|text| text.trim().to_owned());
                let any = [&company, &value, &cert].iter().any(|text| !text.is_empty());
                json(&any.then_some(Grade { company, value, cert, ..before }))
            }
            Asks::Rate => {
                let rate = note(&mut wrong, "first", read::rate(&self.first));
                let date = note(&mut wrong, "second", read::day(&self.second));
                let pair = words::read::<Rate>(stands).or_else(|| words::read::<Rate>(other));
                let read = rate.zip(date).zip(pair).map(|((rate, date), pair)| Rate { rate, date, ..pair });
                if read.is_none() && wrong.is_empty() && !self.first.trim().is_empty() {
                    wrong.push(("second", String::from("A rate needs its day.")));
                }
                json(&read)
            }
            Asks::Price => {
                let price = note(&mut wrong, "first", read::amount(&self.first, &self.second));
                let date = note(&mut wrong, "third", read::day(&self.third));
                let reason = words::read::<PriceOverride>(stands).map(|own| own.reason).unwrap_or_default();
                if price.is_some() && date.is_none() {
                    wrong.push(("third", String::from("Write the day from which this price holds.")));
                }
                json(&price.zip(date).map(|(price, date)| PriceOverride { price, date, reason }))
            }
            Asks::Text => Value::String(self.first.trim_end().to_owned()),
        };
        if wrong.is_empty() { Ok(value) } else { Err(wrong) }
    }
}

/// Through text, as everywhere: writing to a `Value` would bring a second writer of these types into the browser.
fn json<T: Serialize>(value: &T) -> Value {
    let text = serde_json::to_string(value).expect("BUG: values of fields serialise");
    serde_json::from_str(&text).expect("BUG: what was just written reads back")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The value a form gives in which nothing was changed.
    fn untouched(field: &str, stands: &Value) -> Value {
        let asks = Asks::of(field);
        let text = stands.as_str().unwrap_or_default().to_owned();
        ByHand::of(asks, stands, text, "USD").value(asks, stands, &Value::Null).unwrap()
    }

    #[test]
    fn a_form_that_was_only_opened_says_what_stands() {
        let money = json!({ "minor": 1_250, "currency": "EUR" });
        assert_eq!(untouched("cost", &money), money);
        assert_eq!(untouched("fees", &Value::Null), Value::Null);
        assert_eq!(untouched("acquired", &json!("2026-11-03")), json!("2026-11-03"));
        let grade = json!({ "company": "PSA", "value": "10", "label": "Gem", "cert": "1" });
        assert_eq!(untouched("grade", &grade), grade);
        let rate = json!({ "from": "EUR", "to": "USD", "rate": "1.08", "date": "2026-11-03" });
        assert_eq!(untouched("rate", &rate), rate);
        let price = json!({ "price": { "minor": 900, "currency": "USD" }, "date": "2026-11-03", "reason": "signed" });
        assert_eq!(untouched("price", &price), price);
        assert_eq!(untouched("notes", &json!("a\nb")), json!("a\nb"));
    }

    #[test]
    fn what_cannot_be_read_is_said_and_nothing_is_a_value() {
        let of = |field: &str, first: &str, second: &str| {
            let texts = ByHand { first: first.into(), second: second.into(), third: String::new() };
            texts.value(Asks::of(field), &Value::Null, &Value::Null)
        };
        assert_eq!(of("cost", " ", "USD"), Ok(Value::Null));
        for (field, first, second, at) in [
            ("cost", "cheap", "USD", "first"),
            ("cost", "1,234", "USD", "first"),
            ("acquired", "yesterday", "", "first"),
            ("rate", "x", "", "first"),
            ("rate", "1,085", "", "first"),
            ("rate", "1", "", "second"),
        ] {
            assert_eq!(of(field, first, second).unwrap_err()[0].0, at, "{field}");
        }
    }
}
