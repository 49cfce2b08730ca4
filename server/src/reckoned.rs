//! In which money the totals of a ledger are kept, and the rates of exchange that every ledger shares.

use std::sync::{Arc, Mutex, PoisonError};

use vitrine_app::api::KeyedRecord;
use vitrine_ledger::basis::{Method, RatesByDay, Reckoning};
use vitrine_ledger::{Currency, Date, Holding, ReportingCurrency, Totals};
use vitrine_prices::Rates;
use vitrine_prices::book::{BookEntry, exchanged};

use crate::core::{AppError, Core};
use crate::derived::Whole;

/// The rates as they were last read, and the version of the reference data they are of.
#[derive(Default)]
pub(crate) struct KnownRates(Mutex<Option<(u64, Arc<Rates>)>>);

/// How the totals of a ledger are reckoned.
#[derive(Clone, Default)]
pub(crate) struct Reckoned {
    /// None: each amount in its own currency.
    base: Option<Currency>,
    method: Method,
    /// Of which version of the reference data; 0 while no amount needs any.
    reference: u64,
    rates: Arc<Rates>,
}

impl Reckoned {
    fn reckoning(&self) -> Reckoning<'_> {
        Reckoning {
            reporting: self.base.map_or(ReportingCurrency::Native, ReportingCurrency::Preferred),
            rates: &*self.rates,
        }
    }

    /// What an entry adds to the totals.
    pub(crate) fn totals(&self, entry: BookEntry<'_>) -> Totals {
        Totals::of_holding(true, &Holding::new(entry.lots, entry.sales), self.method, self.reckoning())
    }

    pub(crate) fn base(&self) -> Option<Currency> {
        self.base
    }

    /// The rates that the amounts of some records count by.
    pub(crate) fn dated(&self, rows: &[KeyedRecord]) -> RatesByDay {
        let needed = rows.iter().filter_map(|(_, record)| exchanged(record));
        self.base.map_or_else(RatesByDay::new, |base| by_day(needed, base, &self.rates))
    }
}

/// The rates of some days to one currency, as far as there are any.
pub(crate) fn by_day(needed: impl IntoIterator<Item = (Currency, Date)>, base: Currency, rates: &Rates) -> RatesByDay {
    let mut dated = RatesByDay::new();
    for (currency, date) in needed.into_iter().filter(|(currency, _)| *currency != base) {
        if let Some(rate) = rates.on(currency, base, date) {
            dated.entry(currency).or_default().insert(date, rate.rate);
        }
    }
    dated
}

impl Whole {
    /// Are there amounts that only a rate makes comparable?
    pub(crate) fn needs_rates(&self) -> bool {
        let base = self.base();
        base.is_some_and(|base| self.exchanged.keys().any(|(currency, _)| *currency != base))
    }

    fn base(&self) -> Option<Currency> {
        self.book.settings().currency.or_else(|| self.book.most_paid())
    }

    /// Adds everything up anew where that is to be done in other terms than before.
    pub(crate) fn reckon(&mut self, rates: Option<(u64, Arc<Rates>)>) {
        let (reference, rates) = rates.unwrap_or_default();
        let now = Reckoned { base: self.base(), method: self.book.settings().method, reference, rates };
        let is = &self.reckoned;
        if (is.base, is.method, is.reference) == (now.base, now.method, now.reference) {
            return;
        }
        self.reckoned = now;
        let ids: Vec<_> = self.book.entries().map(|(id, _)| id).collect();
        let mut totals = Totals::default();
        for line in ids.into_iter().filter_map(|id| self.book.with_lots(id)) {
            totals.add(&self.reckoned.totals(line));
        }
        self.totals = totals;
    }
}

impl Core {
    /// The rates of exchange, of a version of the reference data or a later one; read once for all ledgers.
    pub(crate) async fn rates(&self, reference: u64) -> Result<(u64, Arc<Rates>), AppError> {
        let known = self.known_rates.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|(of, _)| *of >= reference) {
            return Ok(known);
        }
        let mut rates = Rates::default();
        for row in self.store.rates().await? {
            rates.put(row.base, row.quote, &row.source, row.days);
        }
        let read = (reference, Arc::new(rates));
        *self.known_rates.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(read.clone());
        Ok(read)
    }
}
