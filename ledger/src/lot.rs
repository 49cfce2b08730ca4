//! A lot: copies of an entry that came together, and the merge rules of its fields.
//!
//! `quantity` is what *came*. A sale takes copies from lots without changing them (see [`basis`](crate::basis)), so that
//! what was paid stays true whatever became of the copies. The − and + of the list correct what came.
//!
//! What copies cost is said *each* (`cost`) or *together* (`total`): three for 10.00 are 3.34, 3.33 and 3.33, and no cost of
//! one copy says that. Who says the one unsays the other. Two devices that say it differently at once have written the
//! same `cost`, because [`together`] writes that there is none: the loser is a conflict like any other, and whichever is
//! chosen in the end, one of the two counts, the cost of one copy first. A program that does not know `total` shows such
//! copies as of unknown cost, which is never a wrong amount.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::rules::record;
use crate::values;
use crate::{Date, Money, Rate};

/// A patch that says what all copies cost together also says that there is no cost of one.
pub fn together(patch: LotPatch) -> LotPatch {
    match patch.total {
        Some(Some(_)) => LotPatch { cost: patch.cost.or(Some(None)), ..patch },
        Some(None) | None => patch,
    }
}

/// How a lot came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LotKind {
    /// Bought.
    #[default]
    Buy,
    /// Out of a pack.
    Pull,
    /// Given.
    Gift,
    /// Traded.
    Trade,
    /// From a file.
    Import,
    /// It came back from a grading company: what that cost stands in the fees.
    Grading,
}

impl LotKind {
    /// Every value, in the order of the declaration.
    pub const ALL: [Self; 6] = [Self::Buy, Self::Pull, Self::Gift, Self::Trade, Self::Import, Self::Grading];

    /// The text it is stored and sent as.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Buy => "buy",
            Self::Pull => "pull",
            Self::Gift => "gift",
            Self::Trade => "trade",
            Self::Import => "import",
            Self::Grading => "grading",
        }
    }
}

record! {
    /// Copies of one entry that came together, at one price on one day.
    Lot, LotPatch {
        immutable {
            1 entry: Uuid, ("Card", "card"), values::any, "the entry it belongs to";
        }
        changing {
            2 quantity: counter i64, ("How many", "number of copies"), values::difference, "how many copies; below zero only by merging, which opens a conflict";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            3 cost: guarded Option<Money>, ("Cost of one", "cost"), values::amount, "cost of one copy with its currency; none means unknown, which is not zero, or that `total` says it";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            4 acquired: guarded Option<Date>, ("Day", "day"), values::day, "the local calendar day it came";
            5 kind: register LotKind, ("How it came", "origin"), values::any, "how it came: buy, pull, gift, trade, import, grading";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            6 fees: guarded Option<Money>, ("Fees", "fees"), values::amount, "fees paid for the whole lot";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            7 shipping: guarded Option<Money>, ("Shipping", "shipping"), values::amount, "shipping paid for the whole lot";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            8 tax: guarded Option<Money>, ("Tax", "tax"), values::amount, "tax paid for the whole lot";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            9 rate: guarded Option<Rate>, ("Rate of exchange", "rate of exchange"), values::rate, "what one unit of its currency was worth in the base currency, and on which day";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            10 source: register String, ("From", "source"), values::text, "the shop or the person it came from";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            11 total: guarded Option<Money>, ("Cost together", "cost"), values::amount, "cost of all its copies together, where it was said so; a cost of one copy counts before it";
        }
    }
}
