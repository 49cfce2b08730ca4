//! The rows with the longest texts, by column: from them the list learns how wide its columns have to be, however many
//! rows there are. It only grows while a collection is open: a column that became narrower with every edit would move.

use std::sync::Arc;

use vitrine_ledger::Money;

use crate::row::Row;

/// A row that has the longest text of a column.
#[derive(Debug, Clone, Default)]
struct Longest {
    weight: u32,
    row: Option<Arc<Row>>,
}

impl Longest {
    fn note(&mut self, weight: u32, row: &Arc<Row>) {
        if weight > self.weight {
            *self = Self { weight, row: Some(Arc::clone(row)) };
        }
    }
}

/// The longest texts there have been.
#[derive(Debug, Clone, Default)]
pub struct Widest {
    name: Longest,
    printing: Longest,
    finish: Longest,
    condition: Longest,
    cost: Longest,
    slot: Longest,
}

impl Widest {
    pub(super) fn note(&mut self, row: &Arc<Row>) {
        let marks = row.marks.iter().chain(&row.grade).map(|mark| weight(mark) + 40).sum::<u32>();
        self.name.note(weight(&row.name) + marks, row);
        self.printing.note(weight(&row.set) + weight(&row.number) + 1, row);
        self.finish.note(weight(&row.finish), row);
        self.condition.note(weight(&row.condition), row);
        self.slot.note(weight(&row.page) + weight(&row.slot), row);
        let costs = row.costs.iter().map(|money| amount(*money) + 3 * DIGIT).sum::<u32>();
        let unknown = if row.unknown > 0 { (digits(row.unknown) + 10) * DIGIT } else { 1 };
        self.cost.note(costs + unknown, row);
    }

    /// The row with the longest name, grade and marks with it.
    pub fn name(&self) -> Option<&Row> {
        self.name.row.as_deref()
    }

    pub fn printing(&self) -> Option<&Row> {
        self.printing.row.as_deref()
    }

    pub fn finish(&self) -> Option<&Row> {
        self.finish.row.as_deref()
    }

    pub fn condition(&self) -> Option<&Row> {
        self.condition.row.as_deref()
    }

    pub fn cost(&self) -> Option<&Row> {
        self.cost.row.as_deref()
    }

    /// The row with the longest page and slot.
    pub fn slot(&self) -> Option<&Row> {
        self.slot.row.as_deref()
    }
}

/// A digit's part of a weight: digits are equally wide.
const DIGIT: u32 = 7;

fn digits(n: i64) -> u32 {
    n.unsigned_abs().checked_ilog10().unwrap_or(0) + 1
}

/// Roughly how wide an amount is as it is written, with its commas and its sign or code.
fn amount(money: Money) -> u32 {
    let exponent = money.currency.exponent();
    let whole = digits(money.minor).saturating_sub(exponent).max(1);
    let code = if matches!(money.currency.as_str(), "USD" | "EUR" | "GBP" | "JPY") { 1 } else { 5 };
    (whole + exponent + code) * DIGIT + ((whole - 1) / 3 + exponent.min(1)) * 4
}

/// Roughly how wide a text is, to tell the longest: some letters are thrice as wide as others.
fn weight(text: &str) -> u32 {
    let letter = |c: char| match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | ' ' | '.' | ',' | '\'' | ':' | ';' | '|' | '(' | ')' | '!' => 4,
        'm' | 'w' | 'M' | 'W' | '@' | '\u{2014}' => 11,
        'A'..='Z' => 9,
        '\u{1100}'.. => 13,
        _ => 7,
    };
    text.chars().map(letter).sum()
}

#[cfg(test)]
mod tests {
    use super::{amount, weight};
    use vitrine_ledger::Money;

    #[test]
    fn the_wider_of_two_amounts_is_the_one_that_is_longer_as_it_is_written() {
        let wide = |minor, code: &str| amount(Money::new(minor, code.parse().unwrap()));
        assert!(wide(137_407_427_304, "CHF") > wide(137_407_427_304, "USD"));
        assert!(wide(137_407_427_304, "USD") > wide(137_407_427_304, "JPY"));
        assert!(wide(-100_000, "USD") > wide(99_999, "USD"));
    }

    #[test]
    fn the_wider_of_two_texts_is_told_by_its_letters_not_by_their_count() {
        assert!(weight("WWWWW") > weight("iiiiiiiiii"));
        assert!(weight("ピカチュウ") > weight("Pikachu"));
        assert_eq!(weight(""), 0);
    }
}
