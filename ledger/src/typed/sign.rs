//! The signs of currencies people write beside an amount.

use crate::Currency;

/// A sign in lower case, the currencies it may stand for where the form already speaks of one of them, and those that are
/// asked for where it does not.
struct Sign(&'static str, &'static str, &'static str);

const DOLLARS: &str = "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP BBD BZD FJD JMD NAD TTD UYU XCD";

const SIGNS: [Sign; 40] = [
    Sign("$", DOLLARS, "USD CAD AUD"),
    Sign("us$", "USD", "USD"),
    Sign("c$", "CAD", "CAD"),
    Sign("ca$", "CAD", "CAD"),
    Sign("a$", "AUD", "AUD"),
    Sign("au$", "AUD", "AUD"),
    Sign("nz$", "NZD", "NZD"),
    Sign("s$", "SGD", "SGD"),
    Sign("hk$", "HKD", "HKD"),
    Sign("nt$", "TWD", "TWD"),
    Sign("mx$", "MXN", "MXN"),
    Sign("r$", "BRL", "BRL"),
    Sign("\u{20ac}", "EUR", "EUR"),
    Sign("\u{a3}", "GBP EGP FKP GIP SHP", "GBP"),
    Sign("\u{a5}", "JPY CNY", "JPY CNY"),
    Sign("\u{ffe5}", "JPY CNY", "JPY CNY"),
    Sign("\u{5186}", "JPY", "JPY"),
    Sign("\u{5143}", "CNY", "CNY"),
    Sign("kr", "SEK NOK DKK ISK", "SEK NOK DKK"),
    Sign("kr.", "DKK SEK NOK ISK", "DKK SEK NOK"),
    Sign("z\u{142}", "PLN", "PLN"),
    Sign("zl", "PLN", "PLN"),
    Sign("k\u{10d}", "CZK", "CZK"),
    Sign("ft", "HUF", "HUF"),
    Sign("\u{20a9}", "KRW KPW", "KRW"),
    Sign("\u{20b9}", "INR", "INR"),
    Sign("\u{20bd}", "RUB", "RUB"),
    Sign("\u{20ba}", "TRY", "TRY"),
    Sign("\u{20b4}", "UAH", "UAH"),
    Sign("\u{20ab}", "VND", "VND"),
    Sign("\u{20b1}", "PHP", "PHP"),
    Sign("\u{e3f}", "THB", "THB"),
    Sign("\u{20aa}", "ILS", "ILS"),
    Sign("rm", "MYR", "MYR"),
    Sign("rp", "IDR", "IDR"),
    Sign("lei", "RON MDL", "RON"),
    Sign("\u{43b}\u{432}", "BGN", "BGN"),
    Sign("fr", "CHF", "CHF"),
    Sign("fr.", "CHF", "CHF"),
    Sign("sfr", "CHF", "CHF"),
];

/// The currencies a sign stands for, the likely one alone where the form speaks of it already; none for a sign nobody
/// knows.
pub(super) fn meant(sign: &str, form: Currency) -> Option<Vec<Currency>> {
    let lower = sign.to_lowercase();
    if let Some(Sign(_, may, asked)) = SIGNS.iter().find(|known| known.0 == lower) {
        let codes = |list: &str| list.split(' ').filter_map(|code| code.parse().ok()).collect::<Vec<Currency>>();
        return Some(if codes(may).contains(&form) { vec![form] } else { codes(asked) });
    }
    let code: Currency = sign.to_uppercase().parse().ok()?;
    code.is_known().then(|| vec![code])
}
