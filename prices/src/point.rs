//! A change of a price.

use crate::day::Day;

/// From this day on the price is so many minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    pub day: Day,
    pub minor: i64,
}
