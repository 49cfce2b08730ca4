//! What people type into a field: copies, amounts, rates. One reader for each, used by every form.
//!
//! Nobody is second-guessed. A text that has one meaning is read as that; a text that means different things to different
//! people (`1,234` is a thousand here and a little more than one there, `$` is the money of a dozen countries) is not read
//! but answered with its meanings, for the form to ask; everything else is refused. Days are read by
//! [`Date`](crate::Date), which has one way of writing them.

mod amount;
mod number;
mod sign;

use crate::{Decimal, limits};

pub use amount::{Unread, amount, own_currency};
use number::{Parts, readings};

/// Why a text is not a number of copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uncounted {
    /// It is no number.
    NotANumber,
    /// Part of a copy.
    NotWhole,
    /// It is more than is allowed.
    TooMany,
    /// It could be either of these.
    Which([i64; 2]),
}

/// Reads a whole number of copies: `2`, `2,0`, `1 000`. It may be below zero; what is allowed is decided elsewhere.
///
/// # Errors
/// Never guesses: half a copy is none, and `1,000` may be one or a thousand.
pub fn copies(text: &str) -> Result<i64, Uncounted> {
    let all = readings(text);
    let whole: Vec<&Parts> = all.iter().filter(|parts| parts.is_whole()).collect();
    let number = |parts: &Parts| -> Result<i64, Uncounted> {
        let number: i64 = parts.whole.parse().map_err(|_| Uncounted::TooMany)?;
        // Far beyond what may be held: a form says the limit, this only keeps sums in range.
        let number = Some(number).filter(|number| *number <= limits::QUANTITY.saturating_mul(1_000));
        number.map(|number| if parts.negative { -number } else { number }).ok_or(Uncounted::TooMany)
    };
    match whole.as_slice() {
        [] if all.is_empty() => Err(Uncounted::NotANumber),
        [] => Err(Uncounted::NotWhole),
        [one] => number(one),
        [one, other, ..] => Err(Uncounted::Which([number(one)?, number(other)?])),
    }
}

/// Why a text is not a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unrated {
    /// It is no rate.
    NotARate,
    /// It could be either of these.
    Which([Decimal; 2]),
}

/// Reads a rate of exchange: `1.0845`, `1,0845`. A point is the decimal mark, as Vitrine itself writes a rate.
///
/// # Errors
/// Never guesses: `1,085` may be a little more than one or a thousand.
pub fn rate(text: &str) -> Result<Decimal, Unrated> {
    let decimal = |parts: &Parts| -> Result<Decimal, Unrated> {
        let text =
            if parts.fraction.is_empty() { parts.whole.clone() } else { format!("{}.{}", parts.whole, parts.fraction) };
        text.parse().ok().filter(|_| !parts.negative).ok_or(Unrated::NotARate)
    };
    match readings(text).as_slice() {
        [] => Err(Unrated::NotARate),
        [one] => decimal(one),
        [_, point, ..] if point.mark == Some('.') => decimal(point),
        [one, other, ..] => Err(Unrated::Which([decimal(one)?, decimal(other)?])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn report_b1_a_comma_is_no_factor_of_ten() {
        for (text, read) in [
            ("2", Ok(2)),
            ("2,0", Ok(2)),
            ("2.0", Ok(2)),
            ("2.", Ok(2)),
            (" 15 ", Ok(15)),
            ("-1", Ok(-1)),
            ("1 234", Ok(1_234)),
            ("1'234", Ok(1_234)),
            ("1,234", Ok(1_234)),
            ("1.234", Ok(1_234)),
            ("1,234.00", Ok(1_234)),
            ("１２", Ok(12)),
            ("1,5", Err(Uncounted::NotWhole)),
            ("1.5", Err(Uncounted::NotWhole)),
            ("0,5", Err(Uncounted::NotWhole)),
            (",5", Err(Uncounted::NotWhole)),
            ("1,000", Err(Uncounted::Which([1_000, 1]))),
            ("2.000", Err(Uncounted::Which([2_000, 2]))),
            ("1,23,4", Err(Uncounted::NotANumber)),
            ("1 5", Err(Uncounted::NotANumber)),
            ("two", Err(Uncounted::NotANumber)),
            ("1e3", Err(Uncounted::NotANumber)),
            ("", Err(Uncounted::NotANumber)),
            (",", Err(Uncounted::NotANumber)),
            ("99999999999999999999", Err(Uncounted::TooMany)),
        ] {
            assert_eq!(copies(text), read, "{text:?}");
        }
    }

    #[test]
    fn a_rate_is_read_as_it_is_written_and_asked_for_where_it_may_be_a_thousand() {
        let decimal = |text: &str| text.parse::<Decimal>().unwrap();
        for (text, read) in [
            ("1.0845", Ok(decimal("1.0845"))),
            ("1,0845", Ok(decimal("1.0845"))),
            ("1.085", Ok(decimal("1.085"))),
            ("0,085", Ok(decimal("0.085"))),
            ("110", Ok(decimal("110"))),
            ("16 500", Ok(decimal("16500"))),
            ("1,085", Err(Unrated::Which([decimal("1085"), decimal("1.085")]))),
            ("cheap", Err(Unrated::NotARate)),
            ("-1.1", Err(Unrated::NotARate)),
            ("0", Err(Unrated::NotARate)),
            ("", Err(Unrated::NotARate)),
        ] {
            assert_eq!(rate(text), read, "{text:?}");
        }
    }

    #[test]
    fn what_is_written_by_vitrine_reads_back() {
        for text in ["1.085", "1085", "0.0067", "1.5"] {
            assert_eq!(rate(text).map(|rate| rate.to_string()).as_deref(), Ok(text));
        }
    }
}
