//! Days as numbers: prices are counted in days, and arithmetic on calendar dates would be most of the work.

use vitrine_ledger::Date;

/// A calendar day by its [`ordinal`](Date::ordinal): days since 1 January of the year 1.
pub type Day = u32;

/// No history begins before 1 January 1970: what came earlier was there on that day. A card "bought" in the year 1 would
/// otherwise make a chart of two thousand years.
pub const FLOOR: Day = 719_162;
/// Nothing is told of days after 31 December 2199.
pub const CEILING: Day = 803_167;

/// The calendar date of a day we made from a date.
pub fn date(day: Day) -> Date {
    Date::from_ordinal(day.min(CEILING)).expect("BUG: the ceiling is a day of the calendar")
}

/// A date as a day on which something can be told: none after the ceiling.
pub fn day(date: Date) -> Option<Day> {
    let day = date.ordinal().max(FLOOR);
    (day <= CEILING).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_are_the_days_they_are_said_to_be() {
        assert_eq!(date(FLOOR).to_string(), "1970-01-01");
        assert_eq!(date(CEILING).to_string(), "2199-12-31");
        let of = |text: &str| day(text.parse().unwrap());
        assert_eq!((of("0001-01-01"), of("2200-01-01")), (Some(FLOOR), None));
    }
}
