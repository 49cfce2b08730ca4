//! In which money to reckon, and by which rates.
//!
//! An amount is converted by the rate that stands beside it; where none does that fits it, by the rate of its day, as far
//! as whoever reckons knows that. Nothing is nothing in every currency, and needs no rate.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::method::ReportingCurrency;
use crate::{Currency, Date, Decimal, Money, Rate};

/// Why there is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// Nobody wrote it down, or what merging has put together cannot be added.
    Unknown,
    /// It is known in its own currency, and no rate leads from there to the one asked for.
    NoRate,
}

/// Rates of exchange by day.
pub trait Dated {
    /// What one `from` was in `to` on a day; none where that is not known.
    fn rate(&self, from: Currency, to: Currency, on: Date) -> Option<Rate>;
}

/// Nobody knows any rate but those that stand beside amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoRates;

impl Dated for NoRates {
    fn rate(&self, _: Currency, _: Currency, _: Date) -> Option<Rate> {
        None
    }
}

/// In which money to reckon, and by which rates where none stands beside an amount.
#[derive(Clone, Copy)]
pub struct Reckoning<'r> {
    /// In which currency.
    pub reporting: ReportingCurrency,
    /// Rates where none stands beside an amount.
    pub rates: &'r dyn Dated,
}

impl From<ReportingCurrency> for Reckoning<'static> {
    fn from(reporting: ReportingCurrency) -> Self {
        Self { reporting, rates: &NoRates }
    }
}

impl Reckoning<'_> {
    /// An amount of a day in the reporting currency.
    pub(super) fn money(&self, money: Money, beside: Option<Rate>, on: Option<Date>) -> Result<Money, Gap> {
        match self.reporting {
            ReportingCurrency::Native => Ok(money),
            ReportingCurrency::Base(base) => self.converted(money, beside, on, base).ok_or(Gap::NoRate),
            ReportingCurrency::Preferred(base) => Ok(self.converted(money, beside, on, base).unwrap_or(money)),
        }
    }

    fn converted(&self, money: Money, beside: Option<Rate>, on: Option<Date>, base: Currency) -> Option<Money> {
        if money.currency == base || money.minor == 0 {
            return Some(Money::new(money.minor, base));
        }
        let fits = |rate: &Rate| rate.from == money.currency && rate.to == base;
        let rate = beside.filter(fits).or_else(|| self.rates.rate(money.currency, base, on?).filter(fits))?;
        rate.convert(money)
    }

    /// Is this amount one that no rate led from, and that stands in its own currency?
    pub(super) fn is_foreign(&self, money: Money) -> bool {
        matches!(self.reporting, ReportingCurrency::Preferred(base) if money.currency != base)
    }
}

/// By currency and day, what one unit of it was in the currency reckoned in.
pub type RatesByDay = BTreeMap<Currency, BTreeMap<Date, Decimal>>;

/// The rates of some days, as a device has them of whoever knows all: of the days on which something was bought or sold in
/// another currency. A day that is not among them has none; but on `known` and after it the last rate told holds on, as
/// every rate holds until the next one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DayRates {
    rates: RatesByDay,
    to: Option<Currency>,
    /// By currency, since which day which rate holds.
    last: BTreeMap<Currency, Rate>,
    known: Option<Date>,
}

impl DayRates {
    /// Rates that lead to one currency, told on the day `known` with the `last` ones there were on it.
    pub fn new(to: Currency, rates: RatesByDay, known: Option<Date>, last: impl IntoIterator<Item = Rate>) -> Self {
        let last = last.into_iter().filter(|rate| rate.to == to).map(|rate| (rate.from, rate)).collect();
        Self { rates, to: Some(to), last, known }
    }

    /// The currency they lead to.
    pub fn to(&self) -> Option<Currency> {
        self.to
    }

    /// With the rates of more days, and the last ones as they are now.
    #[must_use]
    pub fn and(mut self, more: Self) -> Self {
        if self.to != more.to {
            return more;
        }
        for (currency, days) in more.rates {
            self.rates.entry(currency).or_default().extend(days);
        }
        Self { rates: self.rates, ..more }
    }
}

impl Dated for DayRates {
    fn rate(&self, from: Currency, to: Currency, on: Date) -> Option<Rate> {
        if self.to != Some(to) {
            return None;
        }
        if let Some(rate) = self.rates.get(&from).and_then(|days| days.get(&on)) {
            return Some(Rate { from, to, rate: *rate, date: on });
        }
        self.last.get(&from).copied().filter(|_| self.known.is_some_and(|known| known <= on))
    }
}
