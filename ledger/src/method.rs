//! How costs are reckoned, as the settings say it: by which method, and in which currency.

use crate::Currency;

/// How a sale's cost is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// The copies the sale names; the oldest where it names none, so that without names this is [`Fifo`](Self::Fifo).
    /// What the lists and totals show.
    #[default]
    Specific,
    /// The oldest copies, whatever a sale names.
    Fifo,
    /// Each copy at the average of those there (see `average.rs`); names tell only whether its cost is known.
    Average,
}

impl Method {
    /// Every value, in the order of the declaration.
    pub const ALL: [Self; 3] = [Self::Specific, Self::Fifo, Self::Average];

    /// The text it is stored as.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Specific => "specific",
            Self::Fifo => "fifo",
            Self::Average => "average",
        }
    }
}

/// In which money to reckon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportingCurrency {
    /// Each amount in the currency it was paid in.
    Native,
    /// All in one currency: what no rate leads to is unknown.
    Base(Currency),
    /// In this currency where a rate leads there, as it was paid otherwise: nothing is left out of a sum for want of a
    /// rate. What is in this currency is what it is by [`Base`](Self::Base), to the minor unit.
    Preferred(Currency),
}
