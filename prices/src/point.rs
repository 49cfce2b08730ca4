//! A change of a price.

use crate::day::Day;

/// From this day on the price is so many minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// The day.
    pub day: Day,
    /// The price from then on, in minor units.
    pub minor: i64,
}
