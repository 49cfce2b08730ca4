//! A lot: copies of an entry that came together, and the merge rules of its fields.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::rules::record;
use crate::{Date, Money};

/// How a lot came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LotKind {
    #[default]
    Buy,
    Pull,
    Gift,
    Trade,
    Import,
}

impl LotKind {
    pub const ALL: [Self; 5] = [Self::Buy, Self::Pull, Self::Gift, Self::Trade, Self::Import];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Buy => "buy",
            Self::Pull => "pull",
            Self::Gift => "gift",
            Self::Trade => "trade",
            Self::Import => "import",
        }
    }
}

record! {
    /// Copies of one entry that came together, at one price on one day.
    Lot, LotPatch {
        immutable {
            1 entry: Uuid, "the entry it belongs to";
        }
        changing {
            2 quantity: counter i64, "how many copies; below zero only by merging, which opens a conflict";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            3 cost: guarded Option<Money>, "cost of one copy with its currency; none means unknown, which is not zero";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            4 acquired: guarded Option<Date>, "the local calendar day it came";
            5 kind: register LotKind, "how it came: buy, pull, gift, trade, import";
        }
    }
}
