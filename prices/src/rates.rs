//! Rates of exchange as dated series with a source.
//!
//! A rate holds until the next day that has one (there is none at a weekend). Where nobody says what one currency is in
//! another, it follows from what both are in a third (the European Central Bank tells everything in euros), rounded to the
//! twelve digits a rate has. Before the first day of either there is none: unknown is not one.

use std::collections::BTreeMap;

use vitrine_ledger::{Currency, Date, Decimal, Money, Rate};

use crate::day::{self, Day};

/// What one unit of the first was worth in the second, by day.
type Dated = Vec<(Day, Decimal)>;

/// All rates we know.
#[derive(Debug, Clone, Default)]
pub struct Rates {
    pairs: BTreeMap<(Currency, Currency), (Dated, String)>,
}

/// A rate that holds on a day, with the day it is of and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced {
    /// The rate, with its day.
    pub rate: Rate,
    /// The source of the rate: `ecb`.
    pub source: String,
}

impl Rates {
    /// Puts a series in: what one `from` was in `to`, in order of its days. Of two sources of a pair the one that has the
    /// latest day stays.
    pub fn put(&mut self, from: Currency, to: Currency, source: &str, dated: Dated) {
        let last = |dated: &Dated| dated.last().map(|(day, _)| *day);
        let known = self.pairs.get(&(from, to));
        if known.is_none_or(|(old, old_source)| (last(&dated), source) > (last(old), old_source.as_str())) {
            self.pairs.insert((from, to), (dated, source.to_owned()));
        }
    }

    /// What one `from` is in `to` on a day.
    pub fn at(&self, from: Currency, to: Currency, on: Day) -> Option<Sourced> {
        let (rate, of, source) = self.find(from, to, on)?;
        Some(Sourced { rate: Rate { from, to, rate, date: day::date(of) }, source: source.to_owned() })
    }

    fn find(&self, from: Currency, to: Currency, on: Day) -> Option<(Decimal, Day, &str)> {
        if let Some(((rate, of), source)) = self.said(from, to, on) {
            return Some((rate, of, source));
        }
        if let Some(((rate, of), source)) = self.said(to, from, on) {
            let (digits, scale) = rate.parts();
            return Some((Decimal::of_fraction(10_u128.pow(scale), u128::from(digits))?, of, source));
        }
        // 12 digits and 11 decimals each: 24 digits, which `of_fraction` takes.
        self.pairs.keys().filter(|(_, other)| *other == from).find_map(|(third, _)| {
            let ((into, of), source) = self.said(*third, to, on)?;
            let ((out_of, of_too), _) = self.said(*third, from, on)?;
            let ((above, above_scale), (below, below_scale)) = (into.parts(), out_of.parts());
            let above = u128::from(above) * 10_u128.pow(below_scale);
            let below = u128::from(below) * 10_u128.pow(above_scale);
            Some((Decimal::of_fraction(above, below)?, of.min(of_too), source))
        })
    }

    fn said(&self, from: Currency, to: Currency, on: Day) -> Option<((Decimal, Day), &str)> {
        let (dated, source) = self.pairs.get(&(from, to))?;
        let after = dated.partition_point(|(day, _)| *day <= on);
        let (day, rate) = dated[after.checked_sub(1)?];
        Some(((rate, day), source))
    }

    /// What one `from` is in `to` over days: from each day until the next. One of the same currency is always one.
    pub fn line(&self, from: Currency, to: Currency) -> RateLine {
        if from == to {
            return RateLine { from, to, days: Vec::new(), same: true };
        }
        let mut days: Vec<Day> = self
            .pairs
            .iter()
            .filter(|((a, b), _)| [from, to].contains(a) || [from, to].contains(b))
            .flat_map(|(_, (dated, _))| dated.iter().map(|(day, _)| *day))
            .collect();
        days.sort_unstable();
        days.dedup();
        let days = days.into_iter().filter_map(|on| Some((on, self.find(from, to, on)?.0))).collect();
        RateLine { from, to, days, same: false }
    }

    /// The rate of a date, for what was paid on it; the last one holds on for ever.
    pub fn on(&self, from: Currency, to: Currency, date: Date) -> Option<Rate> {
        self.at(from, to, day::day(date).unwrap_or(day::CEILING)).map(|sourced| sourced.rate)
    }
}

/// One pair of currencies over all days.
#[derive(Debug, Clone)]
pub struct RateLine {
    from: Currency,
    to: Currency,
    days: Dated,
    same: bool,
}

/// Parts of a minor unit in the exact arithmetic of an explanation: every rate times every minor unit is a whole number of
/// them.
pub const PARTS: i128 = 1_000_000_000_000_000;

impl RateLine {
    /// How many parts of a minor unit of `to` one minor unit of `from` is worth on a day. None without a rate.
    pub fn parts(&self, on: Day) -> Option<i128> {
        if self.same {
            return Some(PARTS);
        }
        let after = self.days.partition_point(|(day, _)| *day <= on);
        Some(self.parts_of(self.days[after.checked_sub(1)?].1))
    }

    fn parts_of(&self, rate: Decimal) -> i128 {
        let (digits, scale) = rate.parts();
        // Twelve digits at most, of which eleven after the point, and three of the currency: fifteen are enough.
        let power = 15 + self.to.exponent() as i32 - scale as i32 - self.from.exponent() as i32;
        i128::from(digits) * 10_i128.pow(u32::try_from(power).expect("BUG: a rate has eleven decimals at most"))
    }

    /// The rates from a day on, to be asked for day after day.
    pub fn walk(&self, from: Day) -> Walk<'_> {
        Walk {
            line: self,
            next: self.days.partition_point(|(day, _)| *day < from),
            parts: from.checked_sub(1).and_then(|before| self.parts(before)),
        }
    }

    /// An amount in the other currency, rounded once, halves away from zero.
    pub fn convert(&self, minor: i128, on: Day) -> Option<i128> {
        Some(rounded(minor.saturating_mul(self.parts(on)?)))
    }

    /// The same for an amount of money.
    pub fn money(&self, minor: i64, on: Day) -> Option<Money> {
        let minor = i64::try_from(self.convert(i128::from(minor), on)?).ok()?;
        Some(Money::new(minor, self.to))
    }
}

/// Goes through a line day by day.
pub struct Walk<'a> {
    line: &'a RateLine,
    next: usize,
    parts: Option<i128>,
}

impl Walk<'_> {
    /// As [`RateLine::parts`], of a day after the last one asked for.
    pub fn on(&mut self, day: Day) -> Option<i128> {
        while let Some((_, rate)) = self.line.days.get(self.next).filter(|(of, _)| *of <= day) {
            self.parts = Some(self.line.parts_of(*rate));
            self.next += 1;
        }
        self.parts
    }
}

/// Whole minor units, halves away from zero.
pub fn rounded(parts: i128) -> i128 {
    let whole = parts.abs() / PARTS + i128::from(parts.abs() % PARTS * 2 >= PARTS);
    whole * parts.signum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const D: Day = 738_000;

    fn ecb() -> Rates {
        let dated = |of: &[(Day, &str)]| of.iter().map(|(day, rate)| (D + day, rate.parse().unwrap())).collect();
        let mut rates = Rates::default();
        rates.put(Currency::EUR, Currency::USD, "ecb", dated(&[(0, "1.25"), (3, "1.2")]));
        rates.put(Currency::EUR, Currency::JPY, "ecb", dated(&[(1, "150")]));
        rates
    }

    fn text(rates: &Rates, from: Currency, to: Currency, on: Day) -> Option<String> {
        rates.at(from, to, D + on).map(|sourced| sourced.rate.rate.to_string())
    }

    #[test]
    fn a_rate_holds_until_the_next_and_there_is_none_before_the_first() {
        let rates = ecb();
        let on = |on| text(&rates, Currency::EUR, Currency::USD, on);
        assert_eq!([on(0), on(2), on(3), on(99)].map(Option::unwrap), ["1.25", "1.25", "1.2", "1.2"]);
        assert_eq!(rates.at(Currency::EUR, Currency::USD, D - 1), None);
    }

    #[test]
    fn a_rate_can_be_turned_round_and_found_by_way_of_a_third_currency() {
        let rates = ecb();
        assert_eq!(text(&rates, Currency::USD, Currency::EUR, 0).as_deref(), Some("0.8"));
        assert_eq!(text(&rates, Currency::USD, Currency::JPY, 1).as_deref(), Some("120"));
        assert_eq!(text(&rates, Currency::USD, Currency::JPY, 3).as_deref(), Some("125"));
        assert_eq!(text(&rates, Currency::USD, Currency::JPY, 0), None, "nobody knew what a yen was");
        assert_eq!(text(&rates, Currency::USD, Currency::GBP, 3), None);
    }

    #[test]
    fn an_amount_is_converted_as_the_ledger_converts_it() {
        let rates = ecb();
        for (from, to) in
            [(Currency::USD, Currency::JPY), (Currency::JPY, Currency::EUR), (Currency::EUR, Currency::USD)]
        {
            let line = rates.line(from, to);
            let rate = rates.at(from, to, D + 2).unwrap().rate;
            for minor in [0, 1, 5, 99, 12_345, -7, 1_000_000_007] {
                assert_eq!(line.money(minor, D + 2), rate.convert(Money::new(minor, from)), "{from} {to} {minor}");
            }
        }
        assert_eq!(rates.line(Currency::GBP, Currency::GBP).convert(5, 1), Some(5));
        assert_eq!(rates.line(Currency::GBP, Currency::EUR).convert(5, D), None);
    }
}
