//! Exact money: whole minor units and a currency, never a fraction. Reads what people type and files contain.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The currencies of ISO 4217 that a person can pay with.
const KNOWN: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN \
    BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ \
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL \
    LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN \
    PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD \
    TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";
const NO_DECIMALS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const THREE_DECIMALS: &str = "BHD IQD JOD KWD LYD OMR TND";

/// An ISO 4217 code. Any three capitals can be read, so that an older build can show a newer build's record; whether
/// we know the currency is asked when a person writes it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    pub const USD: Self = Self(*b"USD");
    pub const EUR: Self = Self(*b"EUR");
    pub const GBP: Self = Self(*b"GBP");
    pub const JPY: Self = Self(*b"JPY");

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("BUG: a currency is three ASCII capitals")
    }

    /// Is it in our list?
    pub fn is_known(&self) -> bool {
        KNOWN.split_ascii_whitespace().any(|code| code == self.as_str())
    }

    /// Every currency we know, in alphabetical order.
    pub fn all() -> impl Iterator<Item = Self> {
        KNOWN.split_ascii_whitespace().filter_map(|code| code.parse().ok())
    }

    /// Digits after the decimal point: 2 for dollars, 0 for yen.
    pub fn exponent(&self) -> u32 {
        let in_list = |list: &str| list.split_ascii_whitespace().any(|code| code == self.as_str());
        if in_list(NO_DECIMALS) {
            0
        } else if in_list(THREE_DECIMALS) {
            3
        } else {
            2
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A currency is three capital letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a currency is three capital letters")]
pub struct BadCurrency;

impl FromStr for Currency {
    type Err = BadCurrency;

    fn from_str(text: &str) -> Result<Self, BadCurrency> {
        let code: [u8; 3] = text.as_bytes().try_into().map_err(|_| BadCurrency)?;
        if code.iter().all(u8::is_ascii_uppercase) { Ok(Self(code)) } else { Err(BadCurrency) }
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// An amount: `minor` counts cents (or yen, or fils).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

/// Why a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadMoney {
    #[error("not an amount")]
    NotAnAmount,
    #[error("a lone point before three digits could mean thousands or a fraction")]
    Ambiguous,
    #[error("more digits after the decimal point than the currency has")]
    TooPrecise,
    #[error("too large")]
    TooLarge,
}

impl Money {
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Reads `1234.5`, `1,234.50`, `1.234,50`, `$1,234.50`, `1 234,50 €`. Without a decimal part of the currency's
    /// length a lone comma before exactly three digits separates thousands; a lone point there is refused.
    ///
    /// # Errors
    /// Never guesses: what is not plainly an amount of this currency is refused.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, BadMoney> {
        let bare = bare(text, currency)?;
        let (negative, digits) = match bare.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, bare.as_str()),
        };
        let (whole, fraction) = split(digits, currency.exponent() as usize)?;
        let all: String = whole.chars().chain(fraction.chars()).collect();
        let zeros = currency.exponent() as usize - fraction.len();
        let minor: i64 = all.parse().map_err(|_| BadMoney::TooLarge)?;
        let minor = minor.checked_mul(10_i64.pow(zeros as u32)).ok_or(BadMoney::TooLarge)?;
        Ok(Self { minor: if negative { -minor } else { minor }, currency })
    }

    /// The amount alone: `1234.50`. Reads back as the same amount.
    pub fn amount(&self) -> String {
        let exponent = self.currency.exponent() as usize;
        let digits = format!("{:0width$}", self.minor.unsigned_abs(), width = exponent + 1);
        let (whole, fraction) = digits.split_at(digits.len() - exponent);
        let sign = if self.minor < 0 { "-" } else { "" };
        let point = if exponent == 0 { "" } else { "." };
        format!("{sign}{whole}{point}{fraction}")
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

/// Takes away signs of currency and spaces; refuses letters that are not the currency's code.
fn bare(text: &str, currency: Currency) -> Result<String, BadMoney> {
    let text = text.trim();
    let text = text.strip_prefix(currency.as_str()).or_else(|| text.strip_suffix(currency.as_str())).unwrap_or(text);
    let mut bare = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' | '.' | ',' => bare.push(c),
            '-' | '\u{2212}' if bare.is_empty() => bare.push('-'),
            '$' | '€' | '£' | '¥' | '\'' | '’' => {}
            c if c.is_whitespace() => {}
            _ => return Err(BadMoney::NotAnAmount),
        }
    }
    if bare.bytes().any(|b| b.is_ascii_digit()) { Ok(bare) } else { Err(BadMoney::NotAnAmount) }
}

/// Splits at the decimal separator and takes the separators of thousands away.
fn split(digits: &str, exponent: usize) -> Result<(String, String), BadMoney> {
    let last = digits.rfind(['.', ',']);
    let Some(at) = last else { return Ok((digits.to_owned(), String::new())) };
    let separator = digits.as_bytes()[at] as char;
    let (head, tail) = (&digits[..at], &digits[at + 1..]);
    let others = head.contains(['.', ',']);
    let repeated = head.contains(separator);
    // A point there means thousands to some people and a fraction to others: the difference is a factor of a thousand.
    if separator == '.' && !others && tail.len() == 3 && exponent != 3 && !head.is_empty() && head != "0" {
        return Err(BadMoney::Ambiguous);
    }
    // "1,234" and "1.234.567": grouping, unless the currency really has three decimals.
    let grouping = repeated || (!others && tail.len() == 3 && exponent != 3 && !head.is_empty() && head != "0");
    if grouping {
        return Ok((ungroup(digits, separator)?, String::new()));
    }
    if tail.len() > exponent {
        // "5.00" is an exact amount of yen too.
        let (kept, rest) = tail.split_at(exponent);
        if rest.bytes().any(|b| b != b'0') {
            return Err(BadMoney::TooPrecise);
        }
        return Ok((whole_of(head, separator)?, kept.to_owned()));
    }
    Ok((whole_of(head, separator)?, tail.to_owned()))
}

fn whole_of(head: &str, decimal: char) -> Result<String, BadMoney> {
    if head.is_empty() { Ok("0".to_owned()) } else { ungroup(head, if decimal == '.' { ',' } else { '.' }) }
}

/// Groups after the first one have exactly three digits, else the text is something else than an amount.
fn ungroup(text: &str, separator: char) -> Result<String, BadMoney> {
    let mut groups = text.split(separator);
    let first = groups.next().unwrap_or_default();
    let well_formed = !first.is_empty() && text.split(separator).skip(1).all(|group| group.len() == 3);
    let only_digits = text.chars().all(|c| c == separator || c.is_ascii_digit());
    if well_formed && only_digits { Ok(text.replace(separator, "")) } else { Err(BadMoney::NotAnAmount) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let usd = |text| Money::parse(text, Currency::USD).map(|money| money.minor);
        for (text, minor) in [
            ("200", 20_000),
            ("$182.83", 18_283),
            ("1,234.56", 123_456),
            ("1.234,56", 123_456),
            ("1 234,5 €", 123_450),
            ("1,234", 123_400),
            ("1,234,567", 123_456_700),
            ("0.5", 50),
            (".99", 99),
            ("0", 0),
            ("-3.10", -310),
            ("USD 12", 1_200),
        ] {
            assert_eq!(usd(text), Ok(minor), "{text}");
        }
    }

    #[test]
    fn what_is_not_plainly_an_amount_is_refused() {
        for text in ["", "abc", "12 apples", "1,23,456.00", "--5", "1.2345", "5-", "0.005"] {
            assert!(Money::parse(text, Currency::USD).is_err(), "{text}");
        }
        assert_eq!(Money::parse("12.345", Currency::USD), Err(BadMoney::Ambiguous), "12 dollars, or 12 thousand?");
        assert_eq!(Money::parse("99999999999999999999", Currency::USD), Err(BadMoney::TooLarge));
    }

    #[test]
    fn every_currency_keeps_its_own_number_of_decimals() {
        assert_eq!(Money::parse("1500", Currency::JPY).unwrap().minor, 1_500);
        assert_eq!(Money::parse("1500.00", Currency::JPY).unwrap().minor, 1_500);
        assert_eq!(Money::parse("1.5", Currency::JPY), Err(BadMoney::TooPrecise));
        assert_eq!(Money::parse("1.234", "KWD".parse().unwrap()).unwrap().minor, 1_234);
    }

    #[test]
    fn an_amount_that_is_written_reads_back() {
        for minor in [0, 5, 99, 100, -1, 123_456_789] {
            for currency in [Currency::USD, Currency::JPY, "KWD".parse().unwrap()] {
                let money = Money::new(minor, currency);
                assert_eq!(Money::parse(&money.amount(), currency), Ok(money), "{money}");
            }
        }
    }
}
