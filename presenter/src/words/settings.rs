//! Words for the settings, and for what follows from them.

use vitrine_ledger::{Appearance, Gains, Method, Money};

use super::money;
use super::plural;

pub fn method(method: Method) -> &'static str {
    match method {
        Method::Specific => "As noted",
        Method::Fifo => "First in, first out",
        Method::Average => "Average",
    }
}

/// What it means for the gain of a sale.
pub fn method_hint(method: Method) -> &'static str {
    match method {
        Method::Specific => "the copies a sale names, the oldest where it names none",
        Method::Fifo => "always the oldest copies, whatever a sale names",
        Method::Average => "each copy at the average of those that were there",
    }
}

pub fn appearance(appearance: Appearance) -> &'static str {
    match appearance {
        Appearance::Auto => "As the device",
        Appearance::Light => "Light",
        Appearance::Dark => "Dark",
    }
}

/// Gains, one for each currency, the largest first: `+$12.50`.
pub fn gains(gains: &Gains) -> Vec<String> {
    let mut sums: Vec<Money> = gains.gain.iter().map(|(currency, minor)| Money::new(*minor, *currency)).collect();
    sums.sort_by_key(|sum| std::cmp::Reverse(sum.minor.abs()));
    let said = |sum: Money| format!("{}{}", if sum.minor > 0 { "+" } else { "" }, money(sum));
    sums.into_iter().map(said).collect()
}

/// Of how many sales that is, and how many it leaves out.
pub fn gains_of(gains: &Gains) -> String {
    let sales = plural(gains.sales, "sale", "sales");
    match gains.unknown_sales {
        0 => sales,
        unknown => format!("{sales}, {} left out: {}", super::count(unknown), unknown_of(gains)),
    }
}

fn unknown_of(gains: &Gains) -> String {
    match gains.unknown_copies {
        0 => String::from("price unknown"),
        copies => format!("{} without a cost", plural(copies, "copy", "copies")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_ledger::Currency;

    #[test]
    fn a_gain_has_its_sign_and_says_what_it_leaves_out() {
        let gain = [(Currency::USD, 1_250), (Currency::EUR, -300)].into();
        let known = Gains { gain, sales: 2, ..Gains::default() };
        assert_eq!(gains(&known), ["+$12.50", "\u{2212}\u{20ac}3.00"]);
        assert_eq!(gains_of(&known), "2 sales");
        let unknown = Gains { unknown_sales: 1, unknown_copies: 7, ..known.clone() };
        assert_eq!(gains_of(&unknown), "2 sales, 1 left out: 7 copies without a cost");
        assert_eq!(gains_of(&Gains { unknown_sales: 1, ..known }), "2 sales, 1 left out: price unknown");
    }
}
