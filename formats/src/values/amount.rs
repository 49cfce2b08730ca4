//! Amounts of money in a file.

use vitrine_ledger::typed::{self, Unread};
use vitrine_ledger::{Currency, Money};

/// The mark before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalMark {
    /// `1,234.50`
    Point,
    /// `1.234,50`
    Comma,
}

impl DecimalMark {
    fn sign(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    /// What the amounts of a file say: none where they contradict each other, or say nothing.
    pub(crate) fn of<'a>(amounts: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut found = amounts.filter_map(Self::said);
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    }

    /// The mark of one amount, where only one is possible: two different marks, or not exactly three digits behind it.
    fn said(amount: &str) -> Option<Self> {
        let at = amount.rfind(['.', ','])?;
        let mark = if amount[at..].starts_with('.') { Self::Point } else { Self::Comma };
        let digits = amount[at + 1..].chars().take_while(char::is_ascii_digit).count();
        let before = &amount[..at];
        let both = before.contains(['.', ',']) && !before.contains(mark.sign());
        let begins_with_zero = before.trim_start_matches(|c: char| !c.is_ascii_digit()).starts_with('0');
        (both || begins_with_zero || (digits > 0 && digits != 3)).then_some(mark)
    }
}

/// What an amount is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Amount {
    /// Of one copy.
    Each(Money),
    /// Of one copy, and not a whole number of the smallest unit: what the given number of copies cost together.
    Together(Money),
    /// It means two things, and the file does not say which.
    Ambiguous,
    /// It is no amount.
    Unread,
}

/// Reads the cost of one of `copies` copies; an amount without a sign is of `currency`.
pub(crate) fn amount(text: &str, mark: Option<DecimalMark>, currency: Currency, copies: i64) -> Amount {
    let read = match typed::amount(text, currency) {
        Ok(money) => return Amount::Each(money),
        Err(read) => read,
    };
    match (read, mark) {
        (Unread::Which(all), _) => which(&all, text, mark, currency),
        (Unread::TooPrecise(currency), Some(mark)) => precise(text, mark, currency, copies),
        (Unread::TooPrecise(currency), None) => {
            DecimalMark::said(text).map_or(Amount::Unread, |mark| precise(text, mark, currency, copies))
        }
        (Unread::NotAnAmount | Unread::TooLarge, _) => Amount::Unread,
    }
}

/// One of several amounts. A sign many countries share (`$`) is the file's own currency where that is one of them.
fn which(all: &[Money], text: &str, mark: Option<DecimalMark>, currency: Currency) -> Amount {
    let is_there = |currency: Currency| all.iter().any(|money| money.currency == currency);
    let of = [currency, Currency::USD].into_iter().find(|currency| is_there(*currency));
    let Some(of) = of else { return Amount::Ambiguous };
    let mut amounts: Vec<Money> = all.iter().copied().filter(|money| money.currency == of).collect();
    amounts.sort_by_key(|money| money.minor);
    match (amounts.as_slice(), mark) {
        ([one], _) => Amount::Each(*one),
        // The smaller one takes the mark for the decimal one.
        ([small, .., large], Some(mark)) => Amount::Each(if text.contains(mark.sign()) { *small } else { *large }),
        _ => Amount::Ambiguous,
    }
}

/// `3.3333` for three copies is 10.00 together, `12.5000` is 12.50.
fn precise(text: &str, mark: DecimalMark, currency: Currency, copies: i64) -> Amount {
    let Some((whole, fraction)) = text.rsplit_once(mark.sign()) else { return Amount::Unread };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (whole, fraction) = (digits(whole), digits(fraction));
    let places = currency.exponent() as usize;
    if fraction.len() > 9 || whole.len() > 12 || places > fraction.len() {
        return Amount::Unread;
    }
    let Ok(number) = format!("{whole}{fraction}").parse::<i128>() else { return Amount::Unread };
    let below = 10_i128.pow((fraction.len() - places) as u32);
    let minor = |number: i128| i64::try_from((number + below / 2) / below).ok();
    if number % below == 0 || copies <= 1 {
        return minor(number).map_or(Amount::Unread, |minor| Amount::Each(Money::new(minor, currency)));
    }
    minor(number * i128::from(copies)).map_or(Amount::Unread, |minor| Amount::Together(Money::new(minor, currency)))
}

/// Reads an amount in hundredths of a dollar.
pub(crate) fn hundredths(text: &str) -> Amount {
    match text.trim().parse::<i64>() {
        Ok(minor) if minor >= 0 => Amount::Each(Money::new(minor, Currency::USD)),
        Ok(_) | Err(_) => Amount::Unread,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(minor: i64) -> Amount {
        Amount::Each(Money::new(minor, Currency::USD))
    }

    #[test]
    fn the_amounts_of_a_file_say_together_what_one_alone_does_not() {
        let of = |amounts: &[&str]| DecimalMark::of(amounts.iter().copied());
        assert_eq!(of(&["1,234", "12,50"]), Some(DecimalMark::Comma));
        assert_eq!(of(&["1,234", "$1,234.56"]), Some(DecimalMark::Point));
        assert_eq!(of(&["1,234"]), None);
        assert_eq!(of(&["1,50", "1.50"]), None, "they contradict each other");
        let read = |mark| amount("1,234", mark, Currency::USD, 1);
        assert_eq!(read(Some(DecimalMark::Point)), usd(123_400));
        assert_eq!(read(Some(DecimalMark::Comma)), usd(123), "1.234 of a dollar, to the cent");
        assert_eq!(read(None), Amount::Ambiguous);
    }

    #[test]
    fn an_average_with_four_places_is_what_the_copies_cost_together() {
        let point = Some(DecimalMark::Point);
        assert_eq!(amount("12.5000", point, Currency::USD, 3), usd(1_250));
        assert_eq!(amount("3.3333", point, Currency::USD, 3), Amount::Together(Money::new(1_000, Currency::USD)));
        assert_eq!(amount("0.0000", point, Currency::USD, 1), usd(0));
        assert_eq!(amount("€2521.66", point, Currency::USD, 1), Amount::Each(Money::new(252_166, Currency::EUR)));
        assert_eq!(amount("$182.83", point, Currency::EUR, 1), usd(18_283), "a sign of its own");
        assert_eq!(amount("cheap", point, Currency::USD, 1), Amount::Unread);
        assert_eq!((hundredths("1836"), hundredths("18.36")), (usd(1_836), Amount::Unread));
    }
}
