//! What graded copies of a raw card sell for, beside the raw one. What a sale might bring, never advice: which grade a
//! company would give is nobody's to know, and its fee is the person's to say.

use std::collections::BTreeSet;

use uuid::Uuid;
use vitrine_ledger::Money;

use crate::book::Book;
use crate::codec::BadChunk;
use crate::day::Day;
use crate::quote::{Quote, Rules};
use crate::worth::Worth;

/// The price of a graded copy of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graded {
    /// `PSA_10`; `GRADE_9` of any company.
    pub grade: String,
    /// The price of a graded copy.
    pub quote: Quote,
    /// By how much it is more than the raw copy's price of that day, in minor units of the base currency: less than zero
    /// where it is less, none where the raw copy has no price or no rate leads there.
    pub more: Option<i64>,
}

impl Worth {
    /// The prices on a day of all graded copies of a raw entry's card: of its own finish and language, by no rule. By their
    /// grades; none for an entry that is graded, a proxy, signed, altered or misprinted.
    ///
    /// # Errors
    /// When a stored series cannot be read.
    pub fn graded(&self, book: &Book, id: Uuid, on: Day) -> Result<Vec<Graded>, BadChunk> {
        let base = self.options().base;
        let Some(entry) = book.entry(id).filter(|entry| entry.grade.is_none()) else {
            return Ok(Vec::new());
        };
        let reckoned = |quote: &Quote| -> Option<i64> {
            let money = Money::new(quote.minor, quote.currency);
            if quote.currency == base {
                return Some(money.minor);
            }
            Some(self.rates().at(quote.currency, base, on)?.rate.convert(money)?.minor)
        };
        let raw = self.quote(id, entry, on)?.as_ref().and_then(reckoned);
        let wanted = self.wanted(id, entry);
        let series = wanted.refs.iter().flat_map(|card| self.series.of(card));
        let grades: BTreeSet<&str> = series.map(|series| series.line.grade.as_str()).collect();
        let mut graded = Vec::new();
        for grade in grades.into_iter().filter(|grade| !grade.is_empty()) {
            if let Some(quote) = self.series.quote(&wanted.graded(grade), Rules::default(), base, on)? {
                let more = reckoned(&quote).zip(raw).and_then(|(graded, raw)| graded.checked_sub(raw));
                graded.push(Graded { grade: grade.to_owned(), quote, more });
            }
        }
        Ok(graded)
    }
}
