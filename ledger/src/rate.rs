//! Rates of exchange: exact decimals, never floats, each with its two currencies and its day.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::as_text::as_text;
use crate::{Currency, Date, Money};

/// Digits a rate may have, before and after the point together: with them an amount times a rate fits 128 bits by far.
const DIGITS: usize = 12;

/// A positive decimal: `digits` over ten to the power of `scale`, without zeros at the end. Travels as text: `1.0845`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal {
    digits: u64,
    scale: u32,
}

impl Decimal {
    /// The value as `digits / 10^scale`.
    pub fn parts(self) -> (u64, u32) {
        (self.digits, self.scale)
    }

    /// A fraction, to twelve digits at most, halves rounded up; none when that is zero or too large.
    pub fn of_fraction(above: u128, below: u128) -> Option<Self> {
        if below == 0 {
            return None;
        }
        let most = 10_u128.pow(DIGITS as u32);
        // A number below one is written with a zero before the point, which counts.
        let mut scale = DIGITS as u32 - 1;
        loop {
            let scaled = above.checked_mul(10_u128.pow(scale));
            let digits = scaled.map(|scaled| (scaled + below / 2) / below).filter(|digits| *digits < most);
            if let Some(digits) = digits {
                return Self::trimmed(digits as u64, scale);
            }
            scale = scale.checked_sub(1)?;
        }
    }

    fn trimmed(mut digits: u64, mut scale: u32) -> Option<Self> {
        while scale > 0 && digits.is_multiple_of(10) && digits > 0 {
            digits /= 10;
            scale -= 1;
        }
        (digits > 0).then_some(Self { digits, scale })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = self.scale as usize;
        let digits = format!("{:0width$}", self.digits, width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let point = if scale == 0 { "" } else { "." };
        write!(f, "{whole}{point}{fraction}")
    }
}

/// A rate is a positive decimal of at most twelve digits, with a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a rate is a positive decimal of at most twelve digits, with a point")]
pub struct BadDecimal;

impl FromStr for Decimal {
    type Err = BadDecimal;

    fn from_str(text: &str) -> Result<Self, BadDecimal> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let fraction = fraction.trim_end_matches('0');
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let well = !whole.is_empty() && plain(whole) && plain(fraction) && whole.len() + fraction.len() <= DIGITS;
        let digits = if well { format!("{whole}{fraction}").parse().map_err(|_| BadDecimal)? } else { 0 };
        if digits == 0 { Err(BadDecimal) } else { Ok(Self { digits, scale: fraction.len() as u32 }) }
    }
}

as_text!(Decimal);

/// What one unit of `from` was worth in `to` on a day. It names both currencies, so that a rate that no longer fits the
/// amount beside it (somebody corrected the currency at the same time) converts nothing instead of something wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Rate {
    /// The currency of the amounts.
    pub from: Currency,
    /// The currency they are converted to.
    pub to: Currency,
    /// What one unit of `from` was in `to`.
    pub rate: Decimal,
    /// The day it held on.
    pub date: Date,
}

impl Rate {
    /// The amount in `to`, rounded once to its minor unit, halves away from zero; none for an amount of another currency,
    /// or one too large.
    pub fn convert(&self, money: Money) -> Option<Money> {
        if money.currency != self.from {
            return None;
        }
        // Dollars have cents and yen have none: the minor units of both sides are part of the factor.
        let above = i128::from(self.rate.digits) * 10_i128.pow(self.to.exponent());
        let below = 10_i128.pow(self.rate.scale + self.from.exponent());
        let product = i128::from(money.minor).checked_mul(above)?;
        let magnitude = (2 * product.abs() + below) / (2 * below);
        let minor = i64::try_from(magnitude * product.signum()).ok()?;
        Some(Money::new(minor, self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(from: Currency, text: &str, to: Currency) -> Rate {
        let date = Date::new(2024, 5, 1).unwrap();
        Rate { from, to, rate: text.parse().unwrap(), date }
    }

    #[test]
    fn a_rate_is_read_exactly_and_written_as_it_was_meant() {
        for (text, written) in [("1.0845", "1.0845"), ("1.50", "1.5"), ("2", "2"), ("0.006700", "0.0067"), ("10", "10")]
        {
            assert_eq!(text.parse::<Decimal>().unwrap().to_string(), written);
        }
        assert_eq!("1.50".parse::<Decimal>(), "1.5".parse());
        for bad in ["", "0", "0.000", "-1", "1,5", ".5", "1.2.3", "1e3", "1234567890123"] {
            assert!(bad.parse::<Decimal>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_fraction_becomes_a_decimal_of_twelve_digits() {
        let text = |above, below| Decimal::of_fraction(above, below).map(|decimal| decimal.to_string());
        assert_eq!(text(1, 4).as_deref(), Some("0.25"));
        assert_eq!(text(10_845, 10_000).as_deref(), Some("1.0845"));
        assert_eq!(text(2, 3).as_deref(), Some("0.66666666667"));
        assert_eq!(text(200, 3).as_deref(), Some("66.6666666667"));
        assert_eq!(text(999_999_999_999, 1).as_deref(), Some("999999999999"));
        assert_eq!((text(10_u128.pow(12), 1), text(1, 10_u128.pow(12)), text(1, 0)), (None, None, None));
    }

    #[test]
    fn an_amount_is_converted_between_currencies_with_different_minor_units_and_rounded_once() {
        let minor = |rate: Rate, minor| rate.convert(Money::new(minor, rate.from)).map(|money| money.minor);
        assert_eq!(minor(rate(Currency::EUR, "1.0845", Currency::USD), 1_000), Some(1_085));
        assert_eq!(minor(rate(Currency::EUR, "1.0845", Currency::USD), -1_000), Some(-1_085));
        assert_eq!(minor(rate(Currency::JPY, "0.0067", Currency::USD), 1_500), Some(1_005));
        assert_eq!(minor(rate(Currency::USD, "149.25", Currency::JPY), 1_005), Some(1_500));
        assert_eq!(minor(rate(Currency::USD, "0.5", Currency::EUR), 1), Some(1), "a half is rounded away from zero");
        assert_eq!(minor(rate(Currency::USD, "999999999999", Currency::EUR), i64::MAX), None);
    }

    #[test]
    fn a_rate_of_another_currency_converts_nothing() {
        assert_eq!(rate(Currency::EUR, "2", Currency::USD).convert(Money::new(5, Currency::GBP)), None);
    }
}
