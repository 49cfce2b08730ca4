//! What the collection is worth, as it travels: views that the server derives from a ledger and the prices it knows. Each
//! says what it was made from; a device keeps it until the event stream announces something later.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vitrine_ledger::basis::RatesByDay;
use vitrine_ledger::{CardRef, Currency, Date, Money, Rate};
use vitrine_sync::{Epoch, LedgerId, Seq};

/// What a derived view was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MadeFrom {
    pub epoch: Epoch,
    pub head: Seq,
    /// The version of the reference data: [`Poke::reference`](vitrine_sync::wire::Poke::reference).
    pub reference: u64,
}

/// Asks what every entry is worth at present.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValuationRequest {
    pub ledger: LedgerId,
    /// The calendar day where the person is.
    pub today: Date,
    /// What the device has: the answer may be the difference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub have: Option<MadeFrom>,
}

/// What one copy of every entry is worth, and of every wish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Valuation {
    pub ledger: LedgerId,
    pub from: MadeFrom,
    /// False: only what is different from what the device said it has.
    pub whole: bool,
    /// The currency everything is reckoned in: that of the settings, else the one most prices are in.
    pub currency: Currency,
    /// By entry, or by wish; none where no price is known. In a difference none also takes a deleted entry away.
    pub quotes: Vec<(Uuid, Option<Quote>)>,
    /// What the others say of entries whose owner set a price: it holds again when that is taken away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub under: Vec<(Uuid, Quote)>,
    /// Rates to `currency` from every other currency of a quote or of the ledger, as far as known; all of them, also in a
    /// difference.
    pub rates: Vec<SourcedRate>,
    /// Rates to `currency` of the days on which something was bought or sold in another one: what it cost and brought
    /// counts by them where no rate is noted. In a difference those that came since.
    #[serde(default, skip_serializing_if = "RatesByDay::is_empty")]
    pub dated: RatesByDay,
    /// The day that was asked for: `rates` are of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<Date>,
    /// The server's clock, milliseconds since 1970.
    pub time_ms: u64,
}

/// A price of one copy, with everything a person may ask about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// In its own currency.
    pub price: Money,
    /// The day it is of.
    pub date: Date,
    /// Who says so: `tcgplayer`, `cardmarket` …; `own` for a price set by hand.
    pub source: String,
    /// What kind of price: `market`, `trend`, `low` …
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Which of the [`SUBSTITUTES`](vitrine_ledger::settings::SUBSTITUTES) were used: empty, and it is the exact price.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stands_in: Vec<String>,
}

/// A rate of exchange, with who says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcedRate {
    #[serde(flatten)]
    pub rate: Rate,
    pub source: String,
}

/// Asks for the whole history of a ledger, or of one portfolio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueHistoryRequest {
    pub ledger: LedgerId,
    pub portfolio: Option<Uuid>,
    /// The calendar day where the person is: the last day of the answer.
    pub today: Date,
}

/// Value, cost and gain day by day. All columns have one number for each day from `first` on; ranges are parts of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueHistory {
    pub ledger: LedgerId,
    pub portfolio: Option<Uuid>,
    pub from: MadeFrom,
    pub currency: Currency,
    /// The day of the first number; none when nothing was ever held.
    pub first: Option<Date>,
    /// What the copies held that day were worth, as far as their price was known, in minor units.
    pub value: Vec<i64>,
    /// What they had cost, as far as known.
    pub cost: Vec<i64>,
    /// What all sales until that day had gained.
    pub realised: Vec<i64>,
    /// Copies held without a known price, which are in no value.
    pub unpriced: Vec<i64>,
    /// Copies whose price is in a currency no rate leads from, which are in no value either.
    pub unconverted: Vec<i64>,
    /// Copies whose cost is known; none of them where it is so of no copy. Left out, with the columns below, where every
    /// copy has a value and a known cost on every day: then all are compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub costed: Vec<i64>,
    /// Copies whose cost is not known, which are in no cost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uncosted: Vec<i64>,
    /// Copies that have both, a value and a known cost: a gain compares these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compared: Vec<i64>,
    /// What they were worth, and what they had cost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compared_value: Vec<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compared_cost: Vec<i64>,
    /// Copies without a day, counted on every day.
    pub undated: i64,
    /// The server's clock, milliseconds since 1970.
    pub time_ms: u64,
}

/// Asks for the prices of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardHistoryRequest {
    pub ledger: LedgerId,
    pub entry: Uuid,
    pub today: Date,
}

/// The price of one copy of an entry, whenever it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardHistory {
    pub ledger: LedgerId,
    pub entry: Uuid,
    pub from: MadeFrom,
    /// In order of their days; a price holds until the next one. Sources and marks may change on the way.
    pub quotes: Vec<Quote>,
    /// What the others say since the day from which the owner's own price holds: it holds again when that is taken away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub under: Vec<Quote>,
    /// Of a raw copy: what graded ones of the same card are quoted at now, by their grades.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub graded: Vec<Graded>,
    pub time_ms: u64,
}

/// The price of a graded copy beside that of the raw one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graded {
    /// As price files write it: `PSA_10`; `GRADE_9` of any company.
    pub grade: String,
    pub quote: Quote,
    /// What it is more than the raw copy's price, before what grading costs; none where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more: Option<Money>,
}

/// Asks why the value of one day is not that of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplainRequest {
    pub ledger: LedgerId,
    pub portfolio: Option<Uuid>,
    /// The days whose values are compared; `after` may be today.
    pub before: Date,
    pub after: Date,
    /// The calendar day where the person is: what is dated later counts with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<Date>,
}

/// Why the value moved. Everything is in minor units of `currency`, and everything adds up: `before` and the sum of `moved`
/// is `after`, and `moved` is the sum of `cards`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    pub ledger: LedgerId,
    pub portfolio: Option<Uuid>,
    pub from: MadeFrom,
    pub currency: Currency,
    pub before: i64,
    pub after: i64,
    pub moved: Moved,
    /// Only entries that moved, the largest price move first.
    pub cards: Vec<MovedCard>,
    pub time_ms: u64,
}

/// Parts of a move, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Moved {
    /// Copies held on both days are worth more or less.
    pub price: i64,
    /// Copies came.
    pub buys: i64,
    /// Copies went.
    pub sales: i64,
    /// Rates of exchange changed.
    pub rates: i64,
    /// A first price became known, or a price is no longer: nothing happened but what is known.
    pub known: i64,
}

/// What one entry moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedCard {
    pub entry: Uuid,
    pub moved: Moved,
    /// The price of one copy on the two days, where one was known, in `currency`.
    pub price_before: Option<i64>,
    pub price_after: Option<i64>,
    /// Copies on the two days.
    pub copies: (i64, i64),
}

/// Asks which entries have no price, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnpricedRequest {
    pub ledger: LedgerId,
    pub today: Date,
}

/// The entries without a price that counts, each with the reason and what would give it one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unpriced {
    pub ledger: LedgerId,
    pub from: MadeFrom,
    /// The currency everything is reckoned in.
    pub currency: Currency,
    pub entries: Vec<UnpricedEntry>,
    /// Rates to `currency` from the other currencies of these quotes, as far as known.
    pub rates: Vec<SourcedRate>,
    pub time_ms: u64,
}

/// An entry without a price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnpricedEntry {
    pub entry: Uuid,
    pub why: Lack,
    /// Which of the [`SUBSTITUTES`](vitrine_ledger::settings::SUBSTITUTES) would all have to be on; empty: no rule helps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// What each rule that is off would give, with those that are on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub would: Vec<(String, Quote)>,
    /// Of a contradiction: what the entry's card is if it is each of the cards it may be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<CardRef>,
}

/// Why a copy has no price that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// Its ids and its set and number are of different cards.
    Contradiction,
    /// There are prices of the card, none of them of just this copy.
    Other,
    /// The card is known, and no source says a price of it.
    NoPrice,
    /// No catalogue has such a card.
    NoCard,
    /// There is a price, in money that no rate leads from.
    NoRate,
    /// It is a proxy: no source quotes prices for those.
    Proxy,
}
