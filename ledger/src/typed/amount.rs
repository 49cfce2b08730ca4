//! An amount of money as it is typed: with or without a sign, in the form's currency or its own.

use super::number::{Parts, readings};
use super::sign::meant;
use crate::{Currency, Money};

/// Why a text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// It is no amount.
    NotAnAmount,
    /// More digits after the decimal mark than this currency has.
    TooPrecise(Currency),
    /// It is more than any amount may be.
    TooLarge,
    /// It could be any of these, the largest number first.
    Which(Vec<Money>),
}

/// Reads `1234.5`, `1,234.50`, `1.234,50`, `1 234,50`, `5,-`, with a sign or a code before or behind: `€50`, `50 kr`,
/// `CHF 50`. An amount with a sign of its own is of that currency; one without is of `form`'s.
///
/// # Errors
/// Never guesses, neither a factor nor a currency: where a text can mean several amounts, these are the answer.
pub fn amount(text: &str, form: Currency) -> Result<Money, Unread> {
    let (number, currencies) = apart(text, form).ok_or(Unread::NotAnAmount)?;
    match (currencies.as_slice(), value(&number, currencies[0])) {
        (_, Err(unread)) if !matches!(unread, Unread::Which(_)) => Err(unread),
        ([_], read) => read,
        // Which dollars? How much is then clear, or the next question.
        (several, _) => {
            let each = several.iter().map(|currency| match value(&number, *currency) {
                Ok(money) => vec![money],
                Err(Unread::Which(all)) => all,
                Err(_) => Vec::new(),
            });
            Err(Unread::Which(each.flatten().collect()))
        }
    }
}

/// The currency an amount says of itself; none where it says none, or where it may be one of several.
pub fn own_currency(text: &str, form: Currency) -> Option<Currency> {
    let (number, currencies) = apart(text, form)?;
    let bare = text.trim() == number.trim();
    match currencies.as_slice() {
        [one] if !bare => Some(*one),
        _ => None,
    }
}

/// The number, and the currencies it may be of: one at least.
fn apart(text: &str, form: Currency) -> Option<(String, Vec<Currency>)> {
    let text = text.trim();
    let is_digit = |c: char| c.is_ascii_digit() || ('\u{ff10}'..='\u{ff19}').contains(&c);
    let first = text.find(is_digit)?;
    let last = text.rfind(is_digit)?;
    let after = last + text[last..].chars().next().map_or(1, char::len_utf8);
    let (mut before, mut behind) = (&text[..first], &text[after..]);
    let mut number = text[first..after].to_owned();
    // `.99`: the mark belongs to the number, unless it ends a word (`Fr.5`).
    let stem = before.strip_suffix(['.', ',']);
    if let Some(stem) = stem.filter(|stem| !stem.ends_with(char::is_alphabetic)) {
        number.insert_str(0, &before[stem.len()..]);
        before = stem;
    }
    // `5,-`, `5.`
    if let Some(rest) = behind.strip_prefix(['.', ',']) {
        behind = rest.strip_prefix(['-', '\u{2013}', '\u{2014}']).unwrap_or(rest);
    }
    let mut before = before.trim();
    let minus = ['-', '\u{2212}'];
    if let Some(rest) = before.strip_prefix(minus).or_else(|| before.strip_suffix(minus)) {
        number.insert(0, '-');
        before = rest.trim();
    }
    let signs: Vec<&str> = [before, behind.trim()].into_iter().filter(|sign| !sign.is_empty()).collect();
    let mut all: Option<Vec<Currency>> = None;
    for sign in signs {
        let these = meant(sign, form)?;
        all = Some(match all {
            // `$50 USD`: both have to be true.
            Some(_) if these.len() == 1 && may_be(before, these[0]) => these,
            Some(known) => known.into_iter().filter(|currency| these.contains(currency)).collect(),
            None => these,
        });
    }
    let all = all.unwrap_or_else(|| vec![form]);
    (!all.is_empty()).then_some((number, all))
}

/// May a sign stand for this currency?
fn may_be(sign: &str, currency: Currency) -> bool {
    meant(sign, currency).is_some_and(|meant| meant.contains(&currency))
}

fn value(number: &str, currency: Currency) -> Result<Money, Unread> {
    let exponent = currency.exponent() as usize;
    match readings(number).as_slice() {
        [] => Err(Unread::NotAnAmount),
        [one] => exact(one, currency),
        // Yen have no decimals: a mark before three digits sets thousands apart.
        [thousands, _, ..] if exponent == 0 => exact(thousands, currency),
        // Fils have three, and a point is how Vitrine itself writes them.
        [_, decimal, ..] if exponent == 3 && decimal.mark == Some('.') => exact(decimal, currency),
        [thousands, decimal, ..] => Err(Unread::Which(vec![exact(thousands, currency)?, rounded(decimal, currency)?])),
    }
}

fn exact(parts: &Parts, currency: Currency) -> Result<Money, Unread> {
    let exponent = currency.exponent() as usize;
    // "5.00" is an exact amount of yen too.
    let rest = parts.fraction.get(exponent..).unwrap_or_default();
    if rest.bytes().any(|digit| digit != b'0') {
        return Err(Unread::TooPrecise(currency));
    }
    let fraction = &parts.fraction[..parts.fraction.len().min(exponent)];
    minor(parts, fraction, currency, 0)
}

/// To the currency's decimals, halves away from zero: only ever offered, never taken.
fn rounded(parts: &Parts, currency: Currency) -> Result<Money, Unread> {
    let exponent = currency.exponent() as usize;
    let up = parts.fraction.as_bytes().get(exponent).is_some_and(|digit| *digit >= b'5');
    minor(parts, &parts.fraction[..parts.fraction.len().min(exponent)], currency, i64::from(up))
}

fn minor(parts: &Parts, fraction: &str, currency: Currency, more: i64) -> Result<Money, Unread> {
    let zeros = currency.exponent() - fraction.len() as u32;
    let all: i64 = format!("{}{fraction}", parts.whole).parse().map_err(|_| Unread::TooLarge)?;
    let minor = all.checked_mul(10_i64.pow(zeros)).and_then(|minor| minor.checked_add(more)).ok_or(Unread::TooLarge)?;
    Ok(Money::new(if parts.negative { -minor } else { minor }, currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str) -> Currency {
        code.parse().unwrap()
    }

    fn money(minor: i64, code: &str) -> Money {
        Money::new(minor, of(code))
    }

    #[test]
    fn report_b2_an_amount_with_a_sign_is_of_its_own_currency() {
        for (text, form, minor, currency) in [
            ("\u{20ac}50", "USD", 5_000, "EUR"),
            ("\u{a3}12,00", "USD", 1_200, "GBP"),
            (" 110.7 \u{20ac}", "USD", 11_070, "EUR"),
            ("$50", "USD", 5_000, "USD"),
            ("$50", "CAD", 5_000, "CAD"),
            ("US$50", "CAD", 5_000, "USD"),
            ("CA$ 50", "USD", 5_000, "CAD"),
            ("$50 USD", "EUR", 5_000, "USD"),
            ("$50 CAD", "USD", 5_000, "CAD"),
            ("eur 50", "USD", 5_000, "EUR"),
            ("50 chf", "USD", 5_000, "CHF"),
            ("Fr.50", "USD", 5_000, "CHF"),
            ("50 kr.", "DKK", 5_000, "DKK"),
            ("\u{a5}1500", "JPY", 1_500, "JPY"),
            ("1500\u{5186}", "USD", 1_500, "JPY"),
            ("z\u{142} 12,50", "EUR", 1_250, "PLN"),
            ("-\u{20ac}3.10", "USD", -310, "EUR"),
            ("\u{20ac}-3.10", "USD", -310, "EUR"),
            ("\u{20ac}.99", "USD", 99, "EUR"),
        ] {
            assert_eq!(amount(text, of(form)), Ok(money(minor, currency)), "{text:?} in {form}");
        }
        let dollars = ["USD", "CAD", "AUD"].map(|code| money(5_000, code)).to_vec();
        assert_eq!(amount("$50", Currency::EUR), Err(Unread::Which(dollars)), "whose dollars?");
        let yen = vec![money(500, "JPY"), money(50_000, "CNY")];
        assert_eq!(amount("\u{a5}500", Currency::USD), Err(Unread::Which(yen)));
        assert_eq!(amount("\u{20ac}50 USD", Currency::USD), Err(Unread::NotAnAmount), "one of them is wrong");
    }

    #[test]
    fn report_b2_what_an_amount_says_of_itself_is_told() {
        let own = |text| own_currency(text, Currency::USD).map(|currency| currency.to_string());
        assert_eq!(own("\u{20ac}50").as_deref(), Some("EUR"));
        assert_eq!(own("50 gbp").as_deref(), Some("GBP"));
        assert_eq!(own("$50").as_deref(), Some("USD"));
        assert_eq!((own("50"), own(" 50"), own("-3"), own("x"), own("")), (None, None, None, None, None));
        assert_eq!(own_currency("$50", Currency::EUR), None, "which dollars is a question");
    }

    #[test]
    fn report_b1_a_mark_before_three_digits_is_asked_about() {
        let two = |text: &str| match amount(text, Currency::USD) {
            Err(Unread::Which(all)) => all.iter().map(|money| money.minor).collect::<Vec<_>>(),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(two("1,234"), [123_400, 123]);
        assert_eq!(two("1.234"), [123_400, 123]);
        assert_eq!(two("12,345"), [1_234_500, 1_235]);
        assert_eq!(two("1,230"), [123_000, 123]);
        assert_eq!(two("\u{20ac}1.234"), [123_400, 123]);
        assert_eq!(two("-1,234"), [-123_400, -123]);
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, minor) in [
            ("200", 20_000),
            ("$182.83", 18_283),
            ("1,234.56", 123_456),
            ("1.234,56", 123_456),
            ("1 234,5", 123_450),
            ("1\u{202f}234,50", 123_450),
            ("1'234.50", 123_450),
            ("1,234,567", 123_456_700),
            ("1.234.567", 123_456_700),
            ("0.5", 50),
            ("0,50", 50),
            ("0,500", 50),
            (".99", 99),
            (",99", 99),
            ("5.", 500),
            ("5,-", 500),
            ("0", 0),
            ("-3.10", -310),
            ("12.3000", 1_230),
        ] {
            assert_eq!(amount(text, Currency::USD), Ok(Money::new(minor, Currency::USD)), "{text:?}");
        }
    }

    #[test]
    fn what_is_not_plainly_an_amount_is_refused() {
        for text in ["", "abc", "12 apples", "1,23,456.00", "--5", "1 2", "1.2.3", "12,34,5", "5-6", "$", "12,345,6"] {
            assert_eq!(amount(text, Currency::USD), Err(Unread::NotAnAmount), "{text:?}");
        }
        for text in ["1.2345", "0.005", "1,234.567"] {
            assert_eq!(amount(text, Currency::USD), Err(Unread::TooPrecise(Currency::USD)), "{text:?}");
        }
        assert_eq!(amount("99999999999999999999", Currency::USD), Err(Unread::TooLarge));
    }

    #[test]
    fn every_currency_keeps_its_own_number_of_decimals() {
        assert_eq!(amount("1500", Currency::JPY), Ok(money(1_500, "JPY")));
        assert_eq!(amount("1500.00", Currency::JPY), Ok(money(1_500, "JPY")));
        assert_eq!(amount("1,500", Currency::JPY), Ok(money(1_500, "JPY")), "yen have no decimals");
        assert_eq!(amount("1.5", Currency::JPY), Err(Unread::TooPrecise(Currency::JPY)));
        assert_eq!(amount("1.234", of("KWD")), Ok(money(1_234, "KWD")));
        assert_eq!(amount("1,234", of("KWD")), Err(Unread::Which(vec![money(1_234_000, "KWD"), money(1_234, "KWD")])));
    }

    #[test]
    fn an_amount_that_is_written_reads_back() {
        for minor in [0, 5, 99, 100, -1, 1_234, 123_400, 123_456_789] {
            for currency in [Currency::USD, Currency::JPY, of("KWD")] {
                let money = Money::new(minor, currency);
                assert_eq!(amount(&money.amount(), currency), Ok(money), "{money}");
                let other = if currency == Currency::USD { Currency::EUR } else { Currency::USD };
                assert_eq!(amount(&money.to_string(), other), Ok(money), "with its code");
            }
        }
    }
}
