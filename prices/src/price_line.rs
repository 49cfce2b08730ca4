//! What tells two prices apart.

use vitrine_ledger::Currency;

/// Everything that tells two prices of one card apart, but the day. Texts are keys (see [`keys`](crate::keys)); an empty
/// one says nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PriceLine {
    /// Empty: of the ordinary finish.
    pub finish: String,
    /// Empty: not graded. Otherwise `PSA_10`, `BGS_10_BL`, `GRADE_9` (of any company).
    pub grade: String,
    /// Empty: near mint.
    pub condition: String,
    /// Empty: the game's own language. Otherwise BCP 47 in lower case.
    pub language: String,
    /// Who says it: `tcgplayer`, `cardmarket`, `rarebox`.
    pub source: String,
    /// What it is: `market`, `trend`, `low`, `buylist`.
    pub kind: String,
    /// The currency of its prices.
    pub currency: Currency,
}

impl PriceLine {
    /// A market price of the ordinary copy.
    pub fn market(source: &str, currency: Currency) -> Self {
        Self {
            finish: String::new(),
            grade: String::new(),
            condition: String::new(),
            language: String::new(),
            source: source.to_owned(),
            kind: "market".to_owned(),
            currency,
        }
    }
}

/// A series: which card, which line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// `mtg:10e-1`, `tcgplayer:526193`.
    pub card: String,
    /// Which of its prices.
    pub line: PriceLine,
}
