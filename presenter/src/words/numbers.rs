//! Counts, money, days and times as people write them.

use vitrine_ledger::{Date, Money};

pub use crate::text::isolated;

/// A whole number with its thousands set apart: `1,012`.
pub fn count(n: i64) -> String {
    let sign = if n < 0 { "\u{2212}" } else { "" };
    format!("{sign}{}", grouped(&n.unsigned_abs().to_string()))
}

/// `1 card`, `3 cards`.
pub fn plural(n: i64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// `$1,234.50`, `1,234 CZK`.
pub fn money(money: Money) -> String {
    let amount = Money::new(money.minor.saturating_abs(), money.currency).amount();
    let (whole, fraction) = amount.split_once('.').map_or((amount.as_str(), None), |(w, f)| (w, Some(f)));
    let mut text = grouped(whole);
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    let sign = if money.minor < 0 { "\u{2212}" } else { "" };
    match money.currency.as_str() {
        "USD" => format!("{sign}${text}"),
        "EUR" => format!("{sign}\u{20ac}{text}"),
        "GBP" => format!("{sign}\u{a3}{text}"),
        "JPY" => format!("{sign}\u{a5}{text}"),
        code => format!("{sign}{text}\u{a0}{code}"),
    }
}

/// `3 Nov 2026`.
pub fn date(date: Date) -> String {
    format!("{} {} {}", date.day(), MONTHS[usize::from(date.month() - 1)], date.year())
}

/// `Nov 2026`: for the ends of an axis.
pub fn month_day(date: Date) -> String {
    format!("{} {}", MONTHS[usize::from(date.month() - 1)], date.year())
}

/// What is known of a thing, in a line; empty parts are left out, and none takes another to its other side.
pub fn line<T: AsRef<str>>(parts: impl IntoIterator<Item = T>) -> String {
    let mut line = String::new();
    for part in parts {
        if !part.as_ref().is_empty() {
            line.push_str(if line.is_empty() { "" } else { " \u{b7} " });
            line.push_str(&isolated(part.as_ref()));
        }
    }
    line
}

/// When a draft was written: the day, where it was another one, and the clock.
pub fn draft((day, clock): (Option<String>, String)) -> String {
    match day {
        Some(day) => format!("Your draft from {day}, {clock}"),
        None => format!("Your draft from {clock}"),
    }
}

/// How long ago, roughly, as a person would say it. Days beyond a month become a number of months.
pub fn ago(now_ms: u64, then_ms: u64) -> String {
    let seconds = now_ms.saturating_sub(then_ms) / 1_000;
    match seconds {
        0..=44 => String::from("just now"),
        45..=5_399 => format!("{} min ago", (seconds + 30) / 60),
        5_400..=129_599 => format!("{} h ago", (seconds + 1_800) / 3_600),
        129_600..=3_887_999 => format!("{} days ago", (seconds + 43_200) / 86_400),
        _ => format!("{} months ago", seconds / 2_629_800),
    }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_ledger::Currency;

    #[test]
    fn thousands_are_set_apart_and_a_minus_is_a_minus() {
        assert_eq!(count(1_012_345), "1,012,345");
        assert_eq!(count(-12), "\u{2212}12");
        assert_eq!(plural(1, "card", "cards"), "1 card");
    }

    #[test]
    fn every_currency_is_written_with_its_own_decimals() {
        assert_eq!(money(Money::new(123_450, Currency::USD)), "$1,234.50");
        assert_eq!(money(Money::new(1_500, Currency::JPY)), "\u{a5}1,500");
        assert_eq!(money(Money::new(-5, Currency::EUR)), "\u{2212}\u{20ac}0.05");
        assert_eq!(money(Money::new(1_234, "KWD".parse().unwrap())), "1.234\u{a0}KWD");
    }

    #[test]
    fn field_26_a_name_from_right_to_left_is_set_apart_in_its_line() {
        assert_eq!(isolated("Base Set 4/102"), "Base Set 4/102");
        assert_eq!(isolated("סט בסיס"), "\u{2068}סט בסיס\u{2069}");
        assert_eq!(line(["סט בסיס", "", "4/102"]), "\u{2068}סט בסיס\u{2069} \u{b7} 4/102");
        assert_eq!(isolated("مجموعة"), "\u{2068}مجموعة\u{2069}");
    }

    #[test]
    fn a_clock_that_was_set_back_says_just_now() {
        assert_eq!(ago(0, 5_000), "just now");
        assert_eq!(ago(10 * 60_000, 0), "10 min ago");
        assert_eq!(ago(3 * 86_400_000, 0), "3 days ago");
    }
}
