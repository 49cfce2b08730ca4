//! A local calendar day. Not an instant: a card bought on the 3rd was bought on the 3rd wherever it is looked at.

use std::fmt;
use std::str::FromStr;

use crate::as_text::as_text;

/// A day of the Gregorian calendar, years 1 to 9999; travels as `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// None when there is no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let real = (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        real.then_some(Self { year, month, day })
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.day
    }

    /// Days since 1 January of the year 1: the distance of two days is the difference of their ordinals.
    pub fn ordinal(self) -> u32 {
        let before = u32::from(self.year) - 1;
        let leap_days = before / 4 - before / 100 + before / 400;
        let months: u32 = (1..self.month).map(|month| u32::from(days_in(self.year, month))).sum();
        before * 365 + leap_days + months + u32::from(self.day) - 1
    }

    /// The day with that [`ordinal`](Self::ordinal); none after the year 9999.
    pub fn from_ordinal(ordinal: u32) -> Option<Self> {
        // At most one year too many or too few: a year has 365.2425 days.
        let guess = u64::from(ordinal) * 400 / 146_097 + 1;
        let mut year = u16::try_from(guess).ok()?;
        let first = |year| Self::new(year, 1, 1).map(Self::ordinal);
        while first(year)? > ordinal {
            year -= 1;
        }
        while first(year + 1).is_some_and(|next| next <= ordinal) {
            year += 1;
        }
        let mut left = ordinal - first(year)?;
        let mut month = 1;
        while left >= u32::from(days_in(year, month)) {
            left -= u32::from(days_in(year, month));
            month += 1;
            if month > 12 {
                return None;
            }
        }
        Self::new(year, month, u8::try_from(left).ok()? + 1)
    }
}

fn days_in(year: u16, month: u8) -> u8 {
    let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A day is written `YYYY-MM-DD` and must exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a day is written YYYY-MM-DD and must exist")]
pub struct BadDate;

impl FromStr for Date {
    type Err = BadDate;

    fn from_str(text: &str) -> Result<Self, BadDate> {
        let digits = |range: std::ops::Range<usize>| -> Option<u16> {
            let part = text.get(range)?;
            if part.bytes().all(|b| b.is_ascii_digit()) { part.parse().ok() } else { None }
        };
        let shaped = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
        if !shaped {
            return Err(BadDate);
        }
        let (Some(year), Some(month), Some(day)) = (digits(0..4), digits(5..7), digits(8..10)) else {
            return Err(BadDate);
        };
        Self::new(year, month as u8, day as u8).ok_or(BadDate)
    }
}

as_text!(Date);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_exist_are_days() {
        assert_eq!("2024-02-29".parse::<Date>().unwrap().to_string(), "2024-02-29");
        for bad in ["2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "2024-4-3", "0000-01-01"] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
        assert!("2024-0é-01".parse::<Date>().is_err() && "+024-01-01".parse::<Date>().is_err());
    }

    #[test]
    fn ordinals_count_days_without_a_gap() {
        let days = |text: &str| text.parse::<Date>().unwrap().ordinal();
        assert_eq!(days("0001-01-01"), 0);
        assert_eq!(days("2024-03-01") - days("2024-02-28"), 2);
        assert_eq!(days("2025-01-01") - days("2024-01-01"), 366);
        assert_eq!(days("1970-01-01"), 719_162);
    }

    #[test]
    fn every_ordinal_is_a_day_and_the_next_one_is_the_next_day() {
        let last = days_of("9999-12-31");
        for ordinal in (0..last).step_by(97).chain([0, 58, 59, 364, 365, 719_162, last]) {
            assert_eq!(Date::from_ordinal(ordinal).unwrap().ordinal(), ordinal);
        }
        assert_eq!(Date::from_ordinal(last + 1), None);
        assert_eq!(Date::from_ordinal(u32::MAX), None);
    }

    fn days_of(text: &str) -> u32 {
        text.parse::<Date>().unwrap().ordinal()
    }
}
