//! The part of the port that reference data of prices and rates goes through: rows of encoded series, in and out.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use vitrine_ledger::{Currency, Decimal};
use vitrine_prices::{Chunk, Point};
use vitrine_prices::{Day, PriceLine};

use super::{Result, StoreError};

/// One chunk of one series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesChunk {
    pub card: String,
    /// The id of its [`PriceLine`].
    pub line: i64,
    pub chunk: Chunk,
}

/// What some cards' series are.
#[derive(Debug, Clone, Default)]
pub struct SeriesRows {
    /// The lines the rows name.
    pub lines: BTreeMap<i64, Arc<PriceLine>>,
    /// By card, line and day.
    pub rows: Vec<SeriesChunk>,
}

/// How much there is of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineInfo {
    pub line: PriceLine,
    pub cards: u64,
    pub first: Day,
    pub seen: Day,
    /// Bytes of all encoded series.
    pub bytes: u64,
}

/// Rates of one pair in the words of one source, in order of their days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatesRow {
    pub base: Currency,
    pub quote: Currency,
    pub source: String,
    pub days: Vec<(Day, Decimal)>,
}

/// What a feed said about itself when it was last fetched; empty texts where it said nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feed {
    pub etag: String,
    pub modified: String,
    pub fetched_ms: u64,
}

/// An import of prices: everything at once when it is committed, or nothing. Others write meanwhile.
#[async_trait]
pub trait Reference: Send {
    /// All lines there are.
    async fn lines(&mut self) -> Result<BTreeMap<i64, PriceLine>>;
    /// Makes a line that is not there.
    async fn add_line(&mut self, line: &PriceLine) -> Result<i64>;
    /// The chunks of some cards that answer for days from `from` on, the last chunk of each series among them.
    async fn chunks(&mut self, cards: &[&str], from: Day) -> Result<Vec<SeriesChunk>>;
    /// Writes chunks, over those of the same first day.
    async fn put_chunks(&mut self, rows: &[SeriesChunk]) -> Result<()>;
    /// Takes chunks away, by card, line and first day.
    async fn drop_chunks(&mut self, rows: &[(String, i64, Day)]) -> Result<()>;
    async fn rates(&mut self) -> Result<Vec<RatesRow>>;
    async fn put_rates(&mut self, row: &RatesRow) -> Result<()>;
    async fn put_feed(&mut self, url: &str, feed: &Feed) -> Result<()>;
    /// Commits. `changed`: what is derived from reference data is out of date. Says its version.
    async fn commit(self: Box<Self>, changed: bool) -> Result<u64>;
    /// Throws away what was put. (Dropping does it as well, but nobody knows when.)
    async fn abandon(self: Box<Self>) -> Result<()>;
}

/// A line as its columns, the currency last.
pub(super) type LineTuple = (i64, String, String, String, String, String, String, String);

pub(super) fn line(
    (id, finish, grade, condition, language, source, kind, currency): LineTuple,
) -> Result<(i64, PriceLine)> {
    let currency = currency.parse().map_err(|_| StoreError::Corrupt(format!("currency {currency}")))?;
    Ok((id, PriceLine { finish, grade, condition, language, source, kind, currency }))
}

/// A chunk as its columns.
pub(super) type ChunkTuple = (String, i64, i32, i32, i32, Vec<u8>);

pub(super) fn chunk((card, line, from, until, seen, body): ChunkTuple) -> SeriesChunk {
    let day = |day: i32| Day::try_from(day).unwrap_or(0);
    SeriesChunk { card, line, chunk: Chunk { from: day(from), until: day(until), seen: day(seen), body } }
}

/// Days are small; the end of all days is the largest number of 32 bits.
pub(super) fn day_number(day: Day) -> i32 {
    i32::try_from(day).unwrap_or(i32::MAX)
}

/// Rates as their columns.
pub(super) type RatesTuple = (String, String, String, i32, Vec<u8>);

pub(super) fn rates((base, quote, source, scale, body): RatesTuple) -> Result<RatesRow> {
    let corrupt = || StoreError::Corrupt(format!("the rates of {base} to {quote}"));
    let currency = |text: &str| text.parse::<Currency>().map_err(|_| corrupt());
    let mut points = Vec::new();
    let mut rest = body.as_slice();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let (chunk, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or_else(corrupt)?;
        vitrine_prices::codec::decode(chunk, &mut points).map_err(|_| corrupt())?;
        rest = after;
    }
    let below = 10_u128.checked_pow(u32::try_from(scale).map_err(|_| corrupt())?).ok_or_else(corrupt)?;
    let rate = |point: Point| {
        let digits = u128::try_from(point.minor).map_err(|_| corrupt())?;
        Ok((point.day, Decimal::of_fraction(digits, below).ok_or_else(corrupt)?))
    };
    let days = points.into_iter().map(rate).collect::<Result<_>>()?;
    Ok(RatesRow { base: currency(&base)?, quote: currency(&quote)?, source, days })
}

/// The scale and the bytes of a row. A day on which the rate did not change is left out: it holds anyway.
pub(super) fn rates_body(row: &RatesRow) -> (i32, Vec<u8>) {
    let scale = row.days.iter().map(|(_, rate)| rate.parts().1).max().unwrap_or(0);
    let point = |(day, rate): &(Day, Decimal)| {
        let (digits, own) = rate.parts();
        // A rate has twelve digits and a scale eleven at most; one that would not fit loses what is beyond 63 bits of it.
        let minor = i128::from(digits) * 10_i128.pow(scale - own);
        Point { day: *day, minor: i64::try_from(minor).unwrap_or(i64::MAX) }
    };
    let mut points: Vec<Point> = row.days.iter().map(point).collect();
    vitrine_prices::series::changes_only(&mut points);
    let mut body = Vec::new();
    for chunk in vitrine_prices::series::chunks(&points, 0) {
        body.extend((chunk.body.len() as u32).to_le_bytes());
        body.extend(chunk.body);
    }
    (scale as i32, body)
}
