//! Exact money: whole minor units and a currency, never a fraction. What people type is read by [`typed`](crate::typed).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::as_text::as_text;

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
    /// US dollars.
    pub const USD: Self = Self(*b"USD");
    /// Euros.
    pub const EUR: Self = Self(*b"EUR");
    /// Pounds sterling.
    pub const GBP: Self = Self(*b"GBP");
    /// Yen, which have no minor unit.
    pub const JPY: Self = Self(*b"JPY");

    /// The ISO 4217 code.
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

as_text!(Currency);

/// An amount: `minor` counts cents (or yen, or fils).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units of the currency: cents, or whole yen.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// An amount of `minor` minor units.
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
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
