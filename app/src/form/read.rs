//! Reading what people type: copies, amounts, days; with the words for what cannot be read.

use vitrine_ledger::{BadMoney, Currency, Date, Money};

/// A whole number of copies.
pub(super) fn copies(text: &str) -> Result<i64, String> {
    text.trim().replace(',', "").parse().map_err(|_| String::from("Write a whole number of copies."))
}

/// An amount; empty means unknown.
pub fn amount(text: &str, currency: &str) -> Result<Option<Money>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let code = currency.trim().to_uppercase();
    let currency: Currency = code.parse().map_err(|_| String::from("A currency has three letters: USD, EUR."))?;
    Money::parse(text, currency).map(Some).map_err(|why| match why {
        BadMoney::Ambiguous => {
            format!("{text} could be read in two ways: write it without the point, or with two digits after it.")
        }
        BadMoney::NotAnAmount | BadMoney::TooPrecise | BadMoney::TooLarge => {
            format!("This is not an amount of {currency}. Leave it empty if you do not know.")
        }
    })
}

/// A day; empty means unknown.
pub(super) fn day(text: &str) -> Result<Option<Date>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let day = text.parse().map(Some);
    day.map_err(|_| String::from("Write the day as year-month-day, for example 2026-11-03."))
}

/// What was read; or the reason is put at the field, and whatever stands for nothing is returned.
pub(super) fn note<T: Default>(wrong: &mut super::Wrong, field: &'static str, read: Result<T, String>) -> T {
    read.unwrap_or_else(|why| {
        wrong.push((field, why));
        T::default()
    })
}
