//! Words for what the collection is worth, and for how that moved.

use vitrine_ledger::{Date, Money};

use super::{count, date, money};

/// A move with its sign: `+$12.50`, `−$3.00`, `$0.00`.
pub fn signed(moved: Money) -> String {
    format!("{}{}", if moved.minor > 0 { "+" } else { "" }, money(moved))
}

/// How much a move is of what was there: `+12.3%`; none where nothing was there.
pub fn percent(moved: i64, of: i64) -> Option<String> {
    if of <= 0 {
        return None;
    }
    let scaled = i128::from(moved) * 10_000 / i128::from(of);
    // Tenths of a percent, halves away from zero.
    let tenths = i64::try_from((scaled + 5 * scaled.signum()) / 10).ok()?;
    let sign = match tenths {
        0 => "",
        n if n < 0 => "\u{2212}",
        _ => "+",
    };
    let size = tenths.unsigned_abs();
    // Nobody reads a tenth of a percent beside a thousand.
    let said = if size >= 10_000 { count((size / 10) as i64) } else { format!("{}.{}", size / 10, size % 10) };
    Some(format!("{sign}{said}%"))
}

/// From one amount to another since a day: `+$2.00 (+10.0%) since 3 Nov 2026`.
pub fn moved(from: Money, to: Money, since: Date) -> Option<String> {
    let moved = Money::new(to.minor.checked_sub(from.minor)?, to.currency);
    let part = percent(moved.minor, from.minor).map(|part| format!(" ({part})")).unwrap_or_default();
    Some(format!("{}{part} since {}", signed(moved), date(since)))
}

/// An amount as an axis has room for: `$1.5k`, `$20`, `$0.50`.
pub fn short_money(amount: Money) -> String {
    let ten = 10_i64.pow(amount.currency.exponent());
    let whole = amount.minor.unsigned_abs() / ten.unsigned_abs();
    let (unit, letter) = match whole {
        0..10_000 => (1, ""),
        10_000..1_000_000 => (1_000, "k"),
        1_000_000..1_000_000_000 => (1_000_000, "M"),
        _ => (1_000_000_000, "G"),
    };
    let round = |whole: u64| money(Money::new((whole as i64) * ten, amount.currency));
    let sign = if amount.minor < 0 { "\u{2212}" } else { "" };
    if letter.is_empty() && amount.minor % ten != 0 {
        return money(amount);
    }
    // The amount's own sign and decimals: `$1,500.00` without what a round number has no need of.
    let (main, rest) = (round(whole / unit), whole % unit * 10 / unit);
    let zeros = format!(".{}", "0".repeat(amount.currency.exponent() as usize));
    let fraction = if rest == 0 { letter.to_owned() } else { format!(".{rest}{letter}") };
    let short = if amount.currency.exponent() == 0 {
        match main.split_once('\u{a0}') {
            Some((digits, code)) => format!("{digits}{fraction}\u{a0}{code}"),
            None => format!("{main}{fraction}"),
        }
    } else {
        main.replacen(&zeros, &fraction, 1)
    };
    format!("{sign}{short}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_ledger::Currency;

    #[test]
    fn a_move_has_its_sign_and_its_part_of_what_was_there() {
        let usd = |minor| Money::new(minor, Currency::USD);
        assert_eq!(signed(usd(1_250)), "+$12.50");
        assert_eq!(signed(usd(-5)), "\u{2212}$0.05");
        assert_eq!(signed(usd(0)), "$0.00");
        assert_eq!(percent(123, 1_000).as_deref(), Some("+12.3%"));
        assert_eq!(percent(-1, 3).as_deref(), Some("\u{2212}33.3%"));
        assert_eq!(percent(0, 3).as_deref(), Some("0.0%"));
        assert_eq!(percent(1_000_000, 100).as_deref(), Some("+1,000,000%"));
        assert_eq!(percent(5, 0), None, "nothing was there");
        let day = "2026-11-03".parse().unwrap();
        assert_eq!(moved(usd(2_000), usd(2_200), day).as_deref(), Some("+$2.00 (+10.0%) since 3 Nov 2026"));
        assert_eq!(moved(usd(0), usd(2_200), day).as_deref(), Some("+$22.00 since 3 Nov 2026"));
    }

    #[test]
    fn an_axis_has_short_amounts_in_every_currency() {
        let short = |minor, currency: &str| short_money(Money::new(minor, currency.parse().unwrap()));
        assert_eq!(short(2_000, "USD"), "$20");
        assert_eq!(short(50, "USD"), "$0.50");
        assert_eq!(short(0, "EUR"), "\u{20ac}0");
        assert_eq!(short(500_000, "USD"), "$5,000");
        assert_eq!(short(1_250_000, "USD"), "$12.5k");
        assert_eq!(short(-200_000_000, "USD"), "\u{2212}$2M");
        assert_eq!(short(1_500_000, "JPY"), "\u{a5}1.5M");
        assert_eq!(short(20_000, "CZK"), "200\u{a0}CZK");
        assert_eq!(short(2_000_000, "CZK"), "20k\u{a0}CZK");
        assert_eq!(short(2_000, "KWD"), "2\u{a0}KWD");
    }
}
