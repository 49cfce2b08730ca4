//! A sale: copies of an entry that went together, for money or not, and the merge rules of its fields.
//!
//! # Lots, sales, and the − and + of the list
//!
//! The quantity of a lot is what came. A sale *takes from* the lots of its entry and changes none of them: what is held
//! is what came less what went, and what was paid stays true whatever became of the copies. The − and + of the list
//! ([`Mutation::Adjust`](crate::Mutation::Adjust)) stay what they were, a correction of what came ("I miscounted"), and
//! have neither a price nor a day; who parts with a copy says so by a sale. Correcting or deleting a lot below what was
//! sold of it is not refused: it says that a sale was of a copy that never came, and shows as such (below).
//!
//! A sale is booked, not edited: what it says is immutable but for words and the rate of exchange (which a device
//! without a network cannot know, and which is a fact of the market, not of the sale). A correction is a reversal, the
//! sale's `alive` turned off by a mutation of its own ([`Mutation::ReverseSale`](crate::Mutation::ReverseSale)), and a
//! new sale. A reversed sale stays to be shown as such. Editing its words does not bring it back: only undoing the
//! reversal does.
//!
//! # Selling what is not there
//!
//! `check` refuses it, with the number held, at intent: it reads the lots and sales its author had seen, which the
//! mutation names (a mutation must name whatever it reads). The server could not decide it so: a sale it does not know
//! of yet is named by nobody. And it must not: two people who sold the last copy offline both did, so `apply` keeps both
//! sales. What is held is then below zero for as long as the books say so. No conflict record says it, because a record
//! would have to be opened and closed by whoever writes without reading; it follows from lots and sales whenever one
//! looks ([`Holding::oversold`](crate::basis::Holding::oversold)), the same on every device, and it is settled by
//! reversing a sale or adding the copy that was forgotten.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::rules::record;
use crate::{Date, Money, Rate};

/// How copies went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SaleKind {
    #[default]
    Sell,
    Trade,
    /// Given away.
    Gift,
    Lost,
    /// A sealed product that was opened.
    Opened,
}

impl SaleKind {
    pub const ALL: [Self; 5] = [Self::Sell, Self::Trade, Self::Gift, Self::Lost, Self::Opened];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sell => "sell",
            Self::Trade => "trade",
            Self::Gift => "gift",
            Self::Lost => "lost",
            Self::Opened => "opened",
        }
    }

    /// Is something got for it? Then no price means that it is unknown; otherwise, that there was none.
    pub fn for_value(self) -> bool {
        match self {
            Self::Sell | Self::Trade => true,
            Self::Gift | Self::Lost | Self::Opened => false,
        }
    }
}

/// Some copies of one lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Taken {
    pub lot: Uuid,
    pub copies: i64,
}

record! {
    /// Copies of one entry that went together. Dead once reversed.
    Sale, SalePatch {
        immutable {
            1 entry: Uuid, "the entry it belongs to";
            2 kind: SaleKind, "how they went: sell, trade, gift, lost, opened";
            3 quantity: i64, "how many copies";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            4 gross: Option<Money>, "what was paid for all copies together; none is unknown, or nothing where nothing is paid";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            5 fees: Option<Money>, "fees of the market and of the payment";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            6 shipping_paid: Option<Money>, "what sending it cost";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            7 shipping_charged: Option<Money>, "what the buyer paid for sending it";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            8 tax: Option<Money>, "tax the seller pays out of it";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            9 date: Option<Date>, "the local calendar day they went";
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            10 lots: Vec<Taken>, "which lots the copies are of, if one knows";
        }
        changing {
            #[serde(default, skip_serializing_if = "Option::is_none")]
            11 rate: guarded Option<Rate>, "what one unit of its currency was worth in the base currency, and on which day";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            12 channel: register String, "where it was sold";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            13 buyer: register String, "who bought it";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            14 note: register String, "a note";
        }
    }
}
