//! Which days a chart shows.

use vitrine_ledger::Date;

/// A part of the history, counted back from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Span {
    Week,
    #[default]
    Month,
    Quarter,
    Half,
    /// From the first of January of this year.
    YearToDate,
    Year,
    All,
    /// Between two days, both of them shown.
    Custom(Date, Date),
}

impl Span {
    /// The spans that have a button each.
    pub const FIXED: [Self; 7] =
        [Self::Week, Self::Month, Self::Quarter, Self::Half, Self::YearToDate, Self::Year, Self::All];

    /// On the button, and in words.
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Week => ("1W", "One week"),
            Self::Month => ("1M", "One month"),
            Self::Quarter => ("3M", "Three months"),
            Self::Half => ("6M", "Six months"),
            Self::YearToDate => ("YTD", "This year so far"),
            Self::Year => ("1Y", "One year"),
            Self::All => ("All", "Everything"),
            Self::Custom(..) => ("Dates", "Between two dates"),
        }
    }

    /// The first and the last day, as days since the year 1. `first` is the first day there is anything to show, `today`
    /// the last. Never empty: at least the last day is in it.
    pub fn days(self, first: u32, today: u32) -> (u32, u32) {
        let from = match self {
            Self::Week => today.saturating_sub(7),
            Self::Month => months_before(today, 1),
            Self::Quarter => months_before(today, 3),
            Self::Half => months_before(today, 6),
            Self::Year => months_before(today, 12),
            Self::YearToDate => {
                let year = Date::from_ordinal(today).map_or(1, Date::year);
                Date::new(year, 1, 1).map_or(first, Date::ordinal)
            }
            Self::All => first,
            Self::Custom(one, other) => {
                let (from, until) = (one.min(other).ordinal(), one.max(other).ordinal());
                let until = until.clamp(first.min(today), today);
                return (from.clamp(first.min(until), until), until);
            }
        };
        (from.max(first).min(today), today)
    }
}

/// The same day so many months earlier, or the last one of a shorter month.
fn months_before(day: u32, months: u16) -> u32 {
    let Some(date) = Date::from_ordinal(day) else { return day };
    let count = (date.year() * 12 + u16::from(date.month()) - 1).saturating_sub(months);
    let (year, month) = (count / 12, (count % 12) as u8 + 1);
    let found = (1..=date.day()).rev().find_map(|day| Date::new(year, month, day));
    found.map_or(0, Date::ordinal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> u32 {
        text.parse::<Date>().unwrap().ordinal()
    }

    fn from(span: Span, today: &str) -> String {
        let (from, until) = span.days(day("2020-01-01"), day(today));
        assert_eq!(until, day(today));
        Date::from_ordinal(from).unwrap().to_string()
    }

    #[test]
    fn spans_are_counted_back_by_the_calendar() {
        assert_eq!(from(Span::Week, "2024-03-03"), "2024-02-25");
        assert_eq!(from(Span::Month, "2024-03-31"), "2024-02-29");
        assert_eq!(from(Span::Quarter, "2024-01-15"), "2023-10-15");
        assert_eq!(from(Span::Half, "2023-08-31"), "2023-02-28");
        assert_eq!(from(Span::Year, "2024-02-29"), "2023-02-28");
        assert_eq!(from(Span::YearToDate, "2024-02-29"), "2024-01-01");
        assert_eq!(from(Span::All, "2024-02-29"), "2020-01-01");
    }

    #[test]
    fn a_span_never_reaches_beyond_what_there_is_and_is_never_empty() {
        let (first, today) = (day("2024-02-20"), day("2024-02-29"));
        assert_eq!(Span::Year.days(first, today), (first, today));
        assert_eq!(Span::Week.days(today, today), (today, today));
        let custom = |a: &str, b: &str| Span::Custom(a.parse().unwrap(), b.parse().unwrap()).days(first, today);
        assert_eq!(custom("2024-02-25", "2024-02-22"), (day("2024-02-22"), day("2024-02-25")), "either order");
        assert_eq!(custom("1999-01-01", "2099-01-01"), (first, today));
        assert_eq!(custom("2099-01-01", "2099-01-02"), (today, today));
        assert_eq!(custom("1999-01-01", "1999-01-02"), (first, first));
    }
}
