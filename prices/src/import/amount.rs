//! Prices as files write them, to whole minor units, without ever being a fraction of a machine.

use vitrine_ledger::{Currency, limits};

/// Reads a decimal number with a point: `0.17`, `70`, `1933.8300000001`, `1e-05`; rounded to the minor unit, halves up.
/// Below zero, and beyond what an amount may be, is no price.
///
/// # Errors
/// Why the text is no price.
pub fn price(text: &str, currency: Currency) -> Result<i64, &'static str> {
    let text = text.trim();
    let (digits, power) = match text.split_once(['e', 'E']) {
        Some((digits, power)) => (digits, power.parse::<i32>().map_err(|_| "not a number")?),
        None => (text, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || !plain(whole) || !plain(fraction) {
        return Err(if text.starts_with('-') { "a price below zero" } else { "not a number" });
    }
    let significant: String = whole.chars().chain(fraction.chars()).collect();
    let significant = significant.trim_start_matches('0');
    if significant.len() > 30 || power.abs() > 30 {
        return Err("too many digits");
    }
    let value: u128 = if significant.is_empty() { 0 } else { significant.parse().map_err(|_| "not a number")? };
    // The value counts units of ten to this power of a minor unit.
    let scale = power - i32::try_from(fraction.len()).map_err(|_| "too many digits")? + currency.exponent() as i32;
    let minor = if scale >= 0 {
        10_u128.checked_pow(scale.unsigned_abs()).and_then(|by| value.checked_mul(by)).ok_or("too large")?
    } else {
        10_u128.checked_pow(scale.unsigned_abs()).map_or(0, |by| (value + by / 2) / by)
    };
    i64::try_from(minor).ok().filter(|minor| *minor <= limits::COST).ok_or("too large")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_rounded_once_to_its_minor_unit() {
        let usd = |text| price(text, Currency::USD);
        for (text, minor) in [
            ("0.17", 17),
            ("70.0", 7_000),
            ("0", 0),
            ("0.0", 0),
            (" 1933.83 ", 193_383),
            ("26.969999999999999", 2_697),
            ("0.005", 1),
            ("0.004", 0),
            ("1e-05", 0),
            ("1.5e2", 15_000),
            (".5", 50),
        ] {
            assert_eq!(usd(text), Ok(minor), "{text}");
        }
        assert_eq!(price("149.5", Currency::JPY), Ok(150));
        for text in ["", ".", "-1", "abc", "1,5", "NaN", "1e99", "99999999999999", "1.2.3", "0x10"] {
            assert!(usd(text).is_err(), "{text}");
        }
    }
}
