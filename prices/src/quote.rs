//! A price as it is shown: never without its day, its source, and what it stands in for.

use vitrine_ledger::{Currency, Date, Money};

/// A price nobody has confirmed for more than so many days is stale.
pub const STALE_DAYS: u32 = 30;

/// The price of one copy on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The price of one copy, in minor units.
    pub minor: i64,
    /// The currency of the price.
    pub currency: Currency,
    /// The last day, not after the one asked for, on which the source said so.
    pub date: Date,
    /// `tcgplayer`, `cardmarket`, `rarebox`; `own` for a price set by hand.
    pub source: String,
    /// `market`, `trend`, `low`; empty for a price set by hand.
    pub kind: String,
    /// By which rules the price stands in; see [`Fit`].
    pub fit: Fit,
}

/// The source of a price set by hand.
pub const OWN: &str = "own";

impl Quote {
    /// The price as an amount.
    pub fn money(&self) -> Money {
        Money::new(self.minor, self.currency)
    }

    /// Was it last confirmed more than [`STALE_DAYS`] before `today`?
    pub fn is_stale(&self, today: Date) -> bool {
        today.ordinal().saturating_sub(self.date.ordinal()) > STALE_DAYS
    }
}

/// A substitution a person may switch on. The words are those of the ledger's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The price of another finish.
    Finish = 2,
    /// The price of a near mint copy for one that is not, or that is signed, altered or misprinted.
    Condition = 4,
    /// The price of the game's own language.
    Language = 8,
    /// The price of a raw copy for a graded one.
    Raw = 16,
}

impl Rule {
    /// Every rule, in the order of the declaration.
    pub const ALL: [Self; 4] = [Self::Finish, Self::Condition, Self::Language, Self::Raw];

    /// The text it is stored and sent as.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Finish => "finish",
            Self::Condition => "condition",
            Self::Language => "language",
            Self::Raw => "raw",
        }
    }
}

/// The rules that are switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rules(u8);

impl Rules {
    /// From the words of the settings; a word no rule has means nothing here.
    pub fn of<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let words = words.into_iter().filter_map(|word| Rule::ALL.into_iter().find(|rule| rule.as_str() == word));
        Self(words.fold(0, |bits, rule| bits | rule as u8))
    }

    /// All rules together.
    pub fn all() -> Self {
        Self::of(Rule::ALL.map(Rule::as_str))
    }

    /// With this rule on as well.
    #[must_use]
    pub fn with(self, rule: Rule) -> Self {
        Self(self.0 | rule as u8)
    }

    /// Is every rule on that `fit` needs?
    pub fn allow(self, fit: Fit) -> bool {
        fit.0 & !self.0 == 0
    }
}

/// How a price stands to the copy it is shown for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fit(u8);

impl Fit {
    /// It is the price of this very copy.
    pub const EXACT: Self = Self(0);
    /// Its owner set it.
    pub const OWN: Self = Self(1);

    /// It is the price of just this copy.
    pub fn is_exact(self) -> bool {
        self == Self::EXACT
    }

    /// Its owner set it.
    pub fn is_own(self) -> bool {
        self == Self::OWN
    }

    /// It is the price of another copy, used by a rule.
    pub fn is_substitute(self) -> bool {
        self.0 > 1
    }

    /// The rules it was used by.
    pub fn rules(self) -> impl Iterator<Item = Rule> {
        Rule::ALL.into_iter().filter(move |rule| self.0 & *rule as u8 != 0)
    }

    /// Also by this rule.
    #[must_use]
    pub fn with(self, rule: Rule) -> Self {
        Self(self.0 | rule as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_substitute_is_used_only_where_every_rule_it_needs_is_on() {
        let fit = Fit::EXACT.with(Rule::Finish).with(Rule::Raw);
        assert!(fit.is_substitute() && fit.rules().eq([Rule::Finish, Rule::Raw]));
        assert!(!Rules::of(["finish"]).allow(fit) && Rules::of(["raw", "finish", "later"]).allow(fit));
        assert!(Rules::default().allow(Fit::EXACT) && !Fit::OWN.is_substitute());
    }

    #[test]
    fn a_price_is_stale_after_thirty_days() {
        let date = |text: &str| text.parse().unwrap();
        let line = crate::PriceLine::market("x", Currency::USD);
        let quote = Quote {
            minor: 0,
            currency: line.currency,
            date: date("2026-01-01"),
            source: line.source,
            kind: line.kind,
            fit: Fit::EXACT,
        };
        assert!(!quote.is_stale(date("2026-01-31")) && quote.is_stale(date("2026-02-01")));
        assert!(!quote.is_stale(date("2025-01-01")), "a price of tomorrow is not old");
    }
}
