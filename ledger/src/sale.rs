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
//! mutation names (a mutation must name whatever it reads). Of an entry with more of them than it can name
//! ([`limits::RECORDS`](crate::limits::RECORDS)) it says the number that its author's device counted
//! ([`Seen`](crate::Seen)), and names the sales that took from the same lots. The server could not decide it so: a sale it does not know
//! of yet is named by nobody. And it must not: two people who sold the last copy offline both did, so `apply` keeps both
//! sales. What is held is then below zero for as long as the books say so. No conflict record says it, because a record
//! would have to be opened and closed by whoever writes without reading; it follows from lots and sales whenever one
//! looks ([`Holding::oversold`](crate::basis::Holding::oversold)), the same on every device, and it is settled by
//! reversing a sale or adding the copy that was forgotten.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::rules::record;
use crate::{Date, Money, Rate, Rejection, limits, values};

/// How copies went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SaleKind {
    /// Sold.
    #[default]
    Sell,
    /// Traded away.
    Trade,
    /// Given away.
    Gift,
    /// Lost or stolen.
    Lost,
    /// A sealed product that was opened.
    Opened,
}

impl SaleKind {
    /// Every value, in the order of the declaration.
    pub const ALL: [Self; 5] = [Self::Sell, Self::Trade, Self::Gift, Self::Lost, Self::Opened];

    /// The text it is stored and sent as.
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
    /// The lot's id.
    pub lot: Uuid,
    /// How many copies.
    pub copies: i64,
}

record! {
    /// Copies of one entry that went together. Dead once reversed.
    Sale, SalePatch {
        immutable {
            1 entry: Uuid, ("Card", "card"), values::any, "the entry it belongs to";
            2 kind: SaleKind, ("How they went", "kind of sale"), values::any, "how they went: sell, trade, gift, lost, opened";
            3 quantity: i64, ("How many", "number of copies"), values::some, "how many copies";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            4 gross: Option<Money>, ("Price together", "price"), values::amount, "what was paid for all copies together; none is unknown, or nothing where nothing is paid";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            5 fees: Option<Money>, ("Fees", "fees"), values::amount, "fees of the market and of the payment";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            6 shipping_paid: Option<Money>, ("Shipping paid", "shipping paid"), values::amount, "what sending it cost";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            7 shipping_charged: Option<Money>, ("Shipping charged", "shipping charged"), values::amount, "what the buyer paid for sending it";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            8 tax: Option<Money>, ("Tax", "tax"), values::amount, "tax the seller pays out of it";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            9 date: Option<Date>, ("Day", "day"), values::day, "the local calendar day they went";
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            10 lots: Vec<Taken>, ("Lots", "lots"), named_lots, "which lots the copies are of, if one knows";
        }
        changing {
            #[serde(default, skip_serializing_if = "Option::is_none")]
            11 rate: guarded Option<Rate>, ("Rate of exchange", "rate of exchange"), values::rate, "what one unit of its currency was worth in the base currency, and on which day";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            12 channel: register String, ("Where", "place of sale"), values::text, "where it was sold";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            13 buyer: register String, ("Buyer", "buyer"), values::text, "who bought it";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            14 note: register String, ("Note", "note"), values::notes, "a note";
        }
    }
}

/// The lots copies are taken from.
fn named_lots(field: &str, lots: &[Taken]) -> Result<(), Rejection> {
    values::at_most(field, lots.len(), limits::LOTS)
}
