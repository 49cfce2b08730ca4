//! In which money this device reckons what was bought and sold, and by which rates: as the server does, so that a row, a sale
//! and the totals say what the chart says, with and without a network.

use vitrine_ledger::basis::{DayRates, Method, RatesByDay, Reckoning};
use vitrine_ledger::{Currency, Rate, ReportingCurrency, Settings};

use crate::wire::value::Valuation;

/// How amounts of lots and sales are reckoned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reckoned {
    method: Method,
    /// The currency of the settings: it counts until the server has said one.
    chosen: Option<Currency>,
    /// What the server said: the currency that prices, costs and gains are told in, and the rates of the days it knows. On
    /// one page there is one currency: another one that somebody chooses counts for all of them, as soon as the server has
    /// said the rates to it.
    said: DayRates,
}

impl Reckoned {
    /// By the settings alone.
    pub fn by(settings: &Settings) -> Self {
        Self { method: settings.method, chosen: settings.currency, said: DayRates::default() }
    }

    /// The currency everything is reckoned in; none: each amount in its own.
    pub fn base(&self) -> Option<Currency> {
        self.said.to().or(self.chosen)
    }

    pub fn method(&self) -> Method {
        self.method
    }

    pub fn reckoning(&self) -> Reckoning<'_> {
        Reckoning {
            reporting: self.base().map_or(ReportingCurrency::Native, ReportingCurrency::Preferred),
            rates: &self.said,
        }
    }

    /// Follows the settings.
    pub fn choose(&mut self, settings: &Settings) {
        (self.method, self.chosen) = (settings.method, settings.currency);
    }

    /// Takes over what the server rendered.
    pub fn begin(&mut self, currency: Option<Currency>, dated: &RatesByDay) {
        if let Some(currency) = currency {
            self.said = DayRates::new(currency, dated.clone(), None, []);
        }
    }

    /// Takes a valuation over, a whole one or a difference.
    pub fn take(&mut self, valuation: &Valuation) {
        let Valuation { currency, dated, today, rates, .. } = valuation;
        let last = rates.iter().map(|sourced| sourced.rate).collect::<Vec<Rate>>();
        let said = DayRates::new(*currency, dated.clone(), *today, last);
        self.said = if valuation.whole { said } else { std::mem::take(&mut self.said).and(said) };
    }
}
