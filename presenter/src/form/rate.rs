//! The texts of a rate of exchange: what one unit of an amount's currency was worth in the base currency, and when.

use vitrine_ledger::{Currency, Date, Rate};

/// What stands in the fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RateValues {
    /// A decimal; empty means that nobody has looked it up.
    pub rate: String,
    /// `YYYY-MM-DD`; empty means the day of the purchase or the sale.
    pub day: String,
}

impl RateValues {
    pub fn of(rate: Option<&Rate>) -> Self {
        rate.map_or_else(Self::default, |rate| Self { rate: rate.rate.to_string(), day: rate.date.to_string() })
    }

    /// The rate from the currency written in the form to the ledger's. None where none was written, and where the form
    /// did not ask for one.
    ///
    /// # Errors
    /// Words for what cannot be read.
    pub(super) fn read(&self, from: &str, base: Option<Currency>, on: Option<Date>) -> Result<Option<Rate>, String> {
        let Some(to) = base.filter(|_| !self.rate.trim().is_empty()) else { return Ok(None) };
        let from = super::read::of_code(from)?;
        if from == to {
            return Ok(None);
        }
        let Some(rate) = super::read::rate(&self.rate)? else { return Ok(None) };
        let date = super::read::day(&self.day)?.or(on).ok_or("A rate needs its day.")?;
        Ok(Some(Rate { from, to, rate, date }))
    }
}

/// Does an amount in this currency need a rate to count in the base currency?
pub fn needs_rate(currency: &str, base: Option<Currency>) -> Option<Currency> {
    let code = currency.trim().to_uppercase();
    base.filter(|base| code.parse::<Currency>().is_ok_and(|currency| currency != *base))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(rate: &str, day: &str) -> RateValues {
        RateValues { rate: rate.into(), day: day.into() }
    }

    #[test]
    fn a_rate_is_of_the_day_of_the_purchase_unless_another_is_written() {
        let bought = Date::new(2024, 5, 1);
        let read = |values: RateValues| values.read("eur", Some(Currency::USD), bought);
        let rate = read(values("1,0845", "")).unwrap().unwrap();
        assert_eq!((rate.from, rate.to, rate.rate.to_string().as_str()), (Currency::EUR, Currency::USD, "1.0845"));
        assert_eq!(Some(rate.date), bought);
        assert_eq!(read(values("1.1", "2024-05-03")).unwrap().map(|rate| rate.date), Date::new(2024, 5, 3));
        assert_eq!(RateValues::of(Some(&rate)), values("1.0845", "2024-05-01"));
        assert!(read(values("cheap", "")).is_err());
        assert!(values("1.1", "").read("EUR", Some(Currency::USD), None).is_err(), "of no day");
    }

    #[test]
    fn what_is_in_the_base_currency_already_has_no_rate() {
        assert_eq!(values("1.1", "").read("USD", Some(Currency::USD), Date::new(2024, 5, 1)), Ok(None));
        assert_eq!(values("1.1", "").read("EUR", None, Date::new(2024, 5, 1)), Ok(None));
        assert_eq!(needs_rate("eur ", Some(Currency::USD)), Some(Currency::USD));
        assert_eq!((needs_rate("USD", Some(Currency::USD)), needs_rate("EUR", None)), (None, None));
    }
}
