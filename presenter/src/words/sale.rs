//! Words for how copies came and went, and what that came to.

use vitrine_ledger::basis::Realised;
use vitrine_ledger::{Amounts, LotKind, Money, SaleKind};

use super::{count, date, money};
use crate::collection::LotLine;

/// How a lot came, in a word or two.
pub fn lot_kind(kind: LotKind) -> &'static str {
    match kind {
        LotKind::Buy => "Bought",
        LotKind::Pull => "Pulled from a pack",
        LotKind::Gift => "A gift",
        LotKind::Trade => "Traded",
        LotKind::Import => "Imported",
        LotKind::Grading => "Came back from grading",
    }
}

/// How a lot came, for how much, when; and how much of it is left, if some went.
pub fn lot(line: &LotLine) -> String {
    let cost = lot_cost(line.cost, line.total).unwrap_or_else(|| String::from("cost unknown"));
    let day = line.acquired.map_or_else(|| String::from("no day"), date);
    let left = if line.left == line.quantity { String::new() } else { format!(" \u{b7} {} left", count(line.left)) };
    format!("{} \u{b7} {cost} \u{b7} {day}{left}", lot_kind(line.kind))
}

/// What the copies of a purchase cost: `$4.00 each`, `$10.00 together`; none where nobody knows.
pub fn lot_cost(each: Option<Money>, together: Option<Money>) -> Option<String> {
    match (each, together) {
        (Some(each), _) => Some(format!("{} each", money(each))),
        (None, Some(total)) => Some(format!("{} together", money(total))),
        (None, None) => None,
    }
}

/// How copies went, in a word or two.
pub fn sale_kind(kind: SaleKind) -> &'static str {
    match kind {
        SaleKind::Sell => "Sold",
        SaleKind::Trade => "Traded",
        SaleKind::Gift => "Given away",
        SaleKind::Lost => "Lost",
        SaleKind::Opened => "Opened",
    }
}

/// More copies went than came.
pub fn oversold(by: i64) -> String {
    format!("{}: sold twice?", count(-by))
}

/// What a sale came to, or why nobody can say. What nothing was got for has no gain: it has cost something.
pub fn gain(realised: &Realised) -> String {
    let paid = realised.kind.for_value();
    if realised.missing > 0 {
        return String::from("no such copy: cost unknown");
    }
    let Some(gain) = &realised.gain else {
        let unknown = realised.costs.unknown;
        return match (unknown, realised.quantity) {
            (0, _) if realised.costs.no_rate > 0 => String::from("gain unknown: no exchange rate of its day"),
            (0, _) => String::from("gain unknown"),
            (unknown, all) if unknown == all => String::from("cost unknown"),
            (unknown, _) => format!("{} without a cost", count(unknown)),
        };
    };
    if gain.is_empty() {
        return String::from(if paid { "no gain" } else { "cost nothing" });
    }
    let signs = [gain.values().any(|minor| *minor > 0), gain.values().any(|minor| *minor < 0)];
    match (signs, paid) {
        ([true, false], _) => format!("gain {}", sums(gain, 1)),
        ([_, _], false) => format!("cost {}", sums(gain, -1)),
        ([false, _], true) => format!("loss {}", sums(gain, -1)),
        // Paid in one currency, bought in another: no sum without a rate.
        ([true, true], true) => sums(gain, 1),
    }
}

fn sums(amounts: &Amounts, sign: i64) -> String {
    let mut amounts: Vec<Money> = amounts.iter().map(|(currency, minor)| Money::new(sign * minor, *currency)).collect();
    amounts.sort_by_key(|money| std::cmp::Reverse(money.minor));
    let mut text = String::new();
    for amount in amounts {
        if !text.is_empty() {
            text.push_str(if amount.minor < 0 { " " } else { " + " });
        }
        text.push_str(&money(amount));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;
    use vitrine_ledger::{Currency, Holding, Lot, Method, NewLot, NewSale, ReportingCurrency};

    fn said(cost: Option<i64>, kind: SaleKind, gross: Option<i64>, copies: i64) -> String {
        let usd = |minor| Money::new(minor, Currency::USD);
        let lot: Lot = NewLot { quantity: 2, cost: cost.map(usd), ..NewLot::default() }.lot(Uuid::nil());
        let sale = NewSale { kind, quantity: copies, gross: gross.map(usd), ..NewSale::default() }.sale();
        let holding = Holding::new([(Uuid::nil(), &lot)], [(Uuid::nil(), &sale)]);
        gain(&holding.basis(Method::default(), ReportingCurrency::Native).sales[0])
    }

    #[test]
    fn a_gain_is_said_and_what_is_unknown_is_not_guessed() {
        assert_eq!(said(Some(1_000), SaleKind::Sell, Some(2_250), 1), "gain $12.50");
        assert_eq!(said(Some(1_000), SaleKind::Sell, Some(900), 1), "loss $1.00");
        assert_eq!(said(Some(1_000), SaleKind::Sell, Some(1_000), 1), "no gain");
        assert_eq!(said(None, SaleKind::Sell, Some(1_000), 1), "cost unknown");
        assert_eq!(said(Some(1_000), SaleKind::Sell, None, 1), "gain unknown");
        assert_eq!(said(Some(1_000), SaleKind::Gift, None, 2), "cost $20.00");
        assert_eq!(said(Some(1_000), SaleKind::Sell, Some(1_000), 3), "no such copy: cost unknown");
    }
}
