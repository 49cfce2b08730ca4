//! What mutations make: records that are about to be.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Date, Entry, Lot, LotKind, Money, Rate, Sale, SaleKind, Taken};

/// An entry with its first lots.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewHolding {
    /// The entry's id.
    pub id: Uuid,
    /// The entry.
    pub entry: Entry,
    /// Its first lots.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lots: Vec<NewLot>,
}

/// A lot that is about to be made.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NewLot {
    /// Its id.
    pub id: Uuid,
    /// How many copies.
    pub quantity: i64,
    /// Of one copy; none means unknown, unless `total` says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Money>,
    /// The local calendar day they came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acquired: Option<Date>,
    /// How they came.
    pub kind: LotKind,
    /// Of the whole lot, in the currency of the cost; none means there were none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees: Option<Money>,
    /// Shipping of the whole lot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<Money>,
    /// Tax of the whole lot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<Money>,
    /// The rate of exchange to the base currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// The shop or person they came from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Of all copies together, where nobody said what one cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Money>,
}

impl NewLot {
    /// The lot it becomes.
    pub fn lot(&self, entry: Uuid) -> Lot {
        let Self { id: _, quantity, cost, acquired, kind, fees, shipping, tax, rate, source, total } = self.clone();
        Lot { entry, quantity, cost, acquired, kind, fees, shipping, tax, rate, source, total }
    }
}

/// A sale that is about to be booked. All its amounts are of one currency.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NewSale {
    /// Its id.
    pub id: Uuid,
    /// The entry's id.
    pub entry: Uuid,
    /// How they went.
    pub kind: SaleKind,
    /// How many copies.
    pub quantity: i64,
    /// For all copies together, which is what people write down; none means unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gross: Option<Money>,
    /// Fees of the market and of the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees: Option<Money>,
    /// What sending it cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_paid: Option<Money>,
    /// What the buyer paid for sending it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_charged: Option<Money>,
    /// Tax the seller pays out of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<Money>,
    /// The local calendar day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Which lots the copies are of: all of them, or none when nobody knows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lots: Vec<Taken>,
    /// The rate of exchange to the base currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// Where it was sold.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub channel: String,
    /// Who bought it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub buyer: String,
    /// Counts one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl NewSale {
    /// The sale it becomes.
    pub fn sale(&self) -> Sale {
        let Self {
            id: _,
            entry,
            kind,
            quantity,
            gross,
            fees,
            shipping_paid,
            shipping_charged,
            tax,
            date,
            lots,
            rate,
            channel,
            buyer,
            note,
        } = self.clone();
        Sale {
            entry,
            kind,
            quantity,
            gross,
            fees,
            shipping_paid,
            shipping_charged,
            tax,
            date,
            lots,
            rate,
            channel,
            buyer,
            note,
        }
    }
}

/// A sale with the entry it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleOf {
    /// The entry's id.
    pub entry: Uuid,
    /// The sale's id.
    pub sale: Uuid,
}
