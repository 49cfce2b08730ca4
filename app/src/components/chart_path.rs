//! The geometry of the cost chart: points in, SVG paths out, the same on the server and in the browser. Fixed view box,
//! so nothing has to be measured before it is drawn. Whole numbers only: a coordinate is a tenth of a unit.

/// The view box is so wide and so high.
pub const WIDTH: i64 = 1_000;
pub const HEIGHT: i64 = 100;

/// A day, counted from 1970, and a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub day: i64,
    pub value: i64,
}

/// Where the points lie in the view box.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Path {
    /// The line: steps, because a sum stays until something is bought.
    pub line: String,
    /// The same, closed along the lower edge.
    pub area: String,
}

/// Draws `points`, which are in order of their days, from the first day to `until`.
pub fn path(points: &[Point], until: i64) -> Path {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return Path::default() };
    let scale = Scale::new(first.day, until.max(last.day), points);
    let mut line = format!("M{} {}", tenth(scale.x(first.day)), tenth(scale.y(first.value)));
    for point in points.iter().skip(1) {
        line.push_str(&format!("H{}V{}", tenth(scale.x(point.day)), tenth(scale.y(point.value))));
    }
    line.push_str(&format!("H{WIDTH}"));
    let area = format!("{line}V{HEIGHT}H{}Z", tenth(scale.x(first.day)));
    Path { line, area }
}

/// The point that holds at `x` of the view box's width.
pub fn at(points: &[Point], until: i64, x: i64) -> Option<Point> {
    let (first, last) = (points.first()?, points.last()?);
    let days = (until.max(last.day) - first.day).max(1);
    let day = first.day + days * x.clamp(0, WIDTH) / WIDTH;
    points.iter().rev().find(|point| point.day <= day).or(Some(first)).copied()
}

struct Scale {
    from: i64,
    days: i64,
    top: i64,
}

impl Scale {
    fn new(from: i64, until: i64, points: &[Point]) -> Self {
        let top = points.iter().map(|point| point.value).max().unwrap_or(0).max(1);
        Self { from, days: (until - from).max(1), top }
    }

    /// In tenths.
    fn x(&self, day: i64) -> i64 {
        (day - self.from) * WIDTH * 10 / self.days
    }

    /// In tenths, with a tenth of the height kept free above.
    fn y(&self, value: i64) -> i64 {
        let high = i128::from(value.max(0)) * i128::from(HEIGHT * 9) / i128::from(self.top);
        HEIGHT * 10 - i64::try_from(high).unwrap_or(HEIGHT * 9)
    }
}

fn tenth(tenths: i64) -> String {
    if tenths % 10 == 0 { format!("{}", tenths / 10) } else { format!("{}.{}", tenths / 10, (tenths % 10).abs()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points() -> Vec<Point> {
        vec![Point { day: 10, value: 100 }, Point { day: 20, value: 200 }]
    }

    #[test]
    fn the_line_steps_up_on_the_day_of_the_purchase_and_holds_until_the_end() {
        assert_eq!(path(&points(), 30).line, "M0 55H500V10H1000");
    }

    #[test]
    fn a_single_purchase_is_a_level_line_and_no_division_by_zero() {
        assert_eq!(path(&points()[..1], 10).line, "M0 10H1000");
        assert_eq!(path(&[], 10), Path::default());
    }

    #[test]
    fn the_pointer_reads_the_sum_that_held_on_that_day() {
        assert_eq!(at(&points(), 30, 499).unwrap().value, 100);
        assert_eq!(at(&points(), 30, 500).unwrap().value, 200);
    }

    #[test]
    fn sums_beyond_any_collection_do_not_overflow() {
        let rich = [Point { day: 0, value: i64::MAX }];
        assert_eq!(path(&rich, 1).line, "M0 10H1000");
    }
}
