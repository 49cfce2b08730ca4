//! The geometry of a chart: numbers day by day in, SVG paths out, the same on the server and in the browser. Fixed view
//! box, so nothing has to be measured before it is drawn. Whole numbers only: a coordinate is a tenth of a unit.

use std::ops::RangeInclusive;

/// The view box is so wide and so high.
pub const WIDTH: i64 = 1_000;
pub const HEIGHT: i64 = 400;
/// So many columns are told apart; of the days in one, the first, the last, the lowest and the highest are drawn.
const COLUMNS: usize = 250;

/// A line: one number for each day of the chart, or none on days that have none.
pub type Numbers = [Option<i64>];

/// Which amounts lie within the view box, and where lines are drawn across it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    pub low: i64,
    pub high: i64,
    /// From one line across to the next; `high - low` is a multiple of it.
    pub step: i64,
}

impl Scale {
    /// A scale with at most `most` lines across (three at least), at round amounts, that holds all of `numbers`. It begins
    /// at zero, unless what moves would be lost there; where nothing moves, zero says how much it is.
    pub fn of(numbers: impl IntoIterator<Item = i64>, most: usize) -> Self {
        let ends = numbers.into_iter().fold(None, |ends: Option<(i64, i64)>, n| {
            Some(ends.map_or((n, n), |(low, high)| (low.min(n), high.max(n))))
        });
        let (least, highest) = ends.unwrap_or((0, 0));
        // Far from any collection; keeps the arithmetic below within bounds.
        let (least, highest) = (least.max(-FAR), highest.clamp(-FAR, FAR));
        let spread = highest - least;
        let level = spread == 0;
        let from = if least >= 0 && (level || spread > least / 3) { 0 } else { least.min(highest) };
        let to = if highest <= 0 && (level || spread > -highest / 3) { 0 } else { highest };
        let parts = (most.max(3) - 1) as i64;
        let mut step = round_up(((to - from) / parts).max(1));
        loop {
            let low = from.div_euclid(step) * step;
            let high = ((to + step - 1).div_euclid(step) * step).max(low + step);
            if (high - low) / step <= parts {
                return Self { low, high, step };
            }
            step = round_up(step + 1);
        }
    }

    /// The amounts with a line across, the highest first.
    pub fn ticks(&self) -> Vec<i64> {
        let count = (self.high - self.low) / self.step;
        (0..=count).rev().map(|i| self.low + i * self.step).collect()
    }

    /// How far down an amount lies, in thousandths of the height.
    pub fn down(&self, amount: i64) -> i64 {
        part(self.high.saturating_sub(amount), self.high - self.low, 1_000).clamp(0, 1_000)
    }

    fn y(&self, amount: i64) -> i64 {
        part(self.high.saturating_sub(amount), self.high - self.low, HEIGHT * 10).clamp(0, HEIGHT * 10)
    }
}

const FAR: i64 = i64::MAX / 8;

/// The next 1, 2 or 5 with zeros.
fn round_up(amount: i64) -> i64 {
    let mut ten = 1_i64;
    while ten.saturating_mul(10) < amount {
        ten = ten.saturating_mul(10);
    }
    [1, 2, 5, 10].into_iter().map(|n| ten.saturating_mul(n)).find(|step| *step >= amount).unwrap_or(i64::MAX)
}

/// How far right a day lies, in thousandths of the width. A single day lies at the end.
pub fn across(day: usize, days: usize) -> i64 {
    if days <= 1 { 1_000 } else { day as i64 * 1_000 / (days as i64 - 1) }
}

/// The day at a place of the width, in thousandths.
pub fn day_at(thousandths: i64, days: usize) -> usize {
    let last = days.saturating_sub(1) as i64;
    let day = (thousandths.clamp(0, 1_000) * last + 500) / 1_000;
    usize::try_from(day).unwrap_or(0)
}

/// A line from point to point; days without a number leave a gap.
pub fn line(numbers: &Numbers, scale: &Scale) -> String {
    let mut path = String::new();
    for run in runs(numbers) {
        let (first, last) = (*run.start(), *run.end());
        for (i, day) in kept(numbers, run).into_iter().enumerate() {
            let Some(n) = numbers[day] else { continue };
            path.push(if i == 0 { 'M' } else { 'L' });
            point(&mut path, x(day, numbers.len()), scale.y(n));
        }
        if first == last {
            short(&mut path, first, numbers.len());
        }
    }
    path
}

/// A line of steps: an amount stays until it changes.
pub fn steps(numbers: &Numbers, scale: &Scale) -> String {
    let mut path = String::new();
    for run in runs(numbers) {
        let (first, last) = (*run.start(), *run.end());
        let mut before = None;
        for day in kept(numbers, run) {
            let Some(n) = numbers[day] else { continue };
            let (x, y) = (x(day, numbers.len()), scale.y(n));
            match before {
                None => {
                    path.push('M');
                    point(&mut path, x, y);
                }
                Some(same) if same == y && day != last => {}
                Some(_) => {
                    path.push('H');
                    path.push_str(&tenth(x));
                    path.push('V');
                    path.push_str(&tenth(y));
                }
            }
            before = Some(y);
        }
        if first == last {
            short(&mut path, first, numbers.len());
        }
    }
    path
}

/// The surface under a line.
pub fn area(numbers: &Numbers, scale: &Scale) -> String {
    let mut path = String::new();
    for run in runs(numbers).into_iter().filter(|run| run.start() < run.end()) {
        let (first, last) = (x(*run.start(), numbers.len()), x(*run.end(), numbers.len()));
        path.push('M');
        point(&mut path, first, HEIGHT * 10);
        for day in kept(numbers, run) {
            let Some(n) = numbers[day] else { continue };
            path.push('L');
            point(&mut path, x(day, numbers.len()), scale.y(n));
        }
        path.push_str(&format!("L{} {HEIGHT}Z", tenth(last)));
    }
    path
}

/// Days with numbers, without gaps.
fn runs(numbers: &Numbers) -> Vec<RangeInclusive<usize>> {
    let mut runs: Vec<RangeInclusive<usize>> = Vec::new();
    for day in (0..numbers.len()).filter(|day| numbers[*day].is_some()) {
        match runs.last_mut() {
            Some(run) if run.end() + 1 == day => *run = *run.start()..=day,
            _ => runs.push(day..=day),
        }
    }
    runs
}

/// The days of a run that are drawn: all of them, or of each column those that say all there is to see.
fn kept(numbers: &Numbers, run: RangeInclusive<usize>) -> Vec<usize> {
    let (first, last) = (*run.start(), *run.end());
    let days = last - first + 1;
    if days <= COLUMNS * 2 {
        return run.collect();
    }
    let mut kept = Vec::with_capacity(COLUMNS * 4);
    for column in 0..COLUMNS {
        let (from, until) = (first + column * days / COLUMNS, first + (column + 1) * days / COLUMNS);
        let low = (from..until).min_by_key(|day| numbers[*day]);
        let high = (from..until).max_by_key(|day| numbers[*day]);
        kept.extend([Some(from), low, high, Some(until - 1)].into_iter().flatten());
        let column_start = kept.len().saturating_sub(4);
        kept[column_start..].sort_unstable();
    }
    kept.dedup();
    kept
}

fn x(day: usize, days: usize) -> i64 {
    if days <= 1 { WIDTH * 10 } else { day as i64 * WIDTH * 10 / (days as i64 - 1) }
}

/// A single day is a short line to the left of it, or, on the first day, to the right.
fn short(path: &mut String, day: usize, days: usize) {
    let by = if days <= 1 { WIDTH } else { (WIDTH / days as i64).max(4) };
    path.push_str(&format!("h{}", if day == 0 && days > 1 { by } else { -by }));
}

fn point(path: &mut String, x: i64, y: i64) {
    path.push_str(&tenth(x));
    path.push(' ');
    path.push_str(&tenth(y));
}

fn part(of: i64, whole: i64, parts: i64) -> i64 {
    let part = i128::from(of) * i128::from(parts) / i128::from(whole.max(1));
    i64::try_from(part).unwrap_or(if part < 0 { i64::MIN } else { i64::MAX })
}

fn tenth(tenths: i64) -> String {
    if tenths % 10 == 0 { format!("{}", tenths / 10) } else { format!("{}.{}", tenths / 10, (tenths % 10).abs()) }
}

/// Thousandths as an attribute: `33.3%`.
pub fn percent(thousandths: i64) -> String {
    format!("{}%", tenth(thousandths))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(numbers: &[i64]) -> Vec<Option<i64>> {
        numbers.iter().copied().map(Some).collect()
    }

    fn ends(path: &str) -> Vec<(i64, i64)> {
        let points = path.split(['M', 'L']).filter(|part| !part.is_empty());
        let whole = |text: &str| text.parse::<f64>().unwrap() as i64;
        points.map(|part| part.split_once(' ').map(|(x, y)| (whole(x), whole(y))).unwrap()).collect()
    }

    #[test]
    fn a_scale_has_round_amounts_and_begins_at_zero_unless_the_move_would_be_lost_there() {
        assert_eq!(Scale::of([0, 100], 5), Scale { low: 0, high: 100, step: 50 });
        assert_eq!(Scale::of([10_000, 10_300], 5).ticks(), [10_300, 10_200, 10_100, 10_000]);
        assert_eq!(Scale::of([40, 100], 5).low, 0);
        assert_eq!(Scale::of([-100, 50], 5).ticks(), [50, 0, -50, -100]);
        assert_eq!(Scale::of([], 5).ticks(), [1, 0]);
    }

    #[test]
    fn a_chart_of_what_never_moved_begins_at_zero_and_has_an_amount_above_it() {
        assert_eq!(Scale::of([1_034_567; 30], 3).ticks(), [2_000_000, 1_000_000, 0]);
        assert_eq!(Scale::of([7, 7], 5).low, 0);
        assert_eq!(Scale::of([-250, -250], 5).high, 0);
    }

    #[test]
    fn there_are_never_more_lines_across_than_their_labels_have_room_for() {
        let mut amounts = vec![0, 1, 7, 99, 100, 101, 2_499, 2_501, 123_456, 999_999, 10_000_001, 123_456_789_012];
        amounts.extend(amounts.clone().iter().map(|amount| -amount));
        for (a, b) in amounts.iter().flat_map(|a| amounts.iter().map(move |b| (*a, *b))) {
            for most in [3, 4, 5] {
                let scale = Scale::of([a, b], most);
                let ticks = scale.ticks();
                assert!((2..=most).contains(&ticks.len()), "{a}, {b} in {most}: {ticks:?}");
                assert!(scale.low <= a.min(b) && scale.high >= a.max(b), "{a}, {b} in {most}: {scale:?}");
            }
        }
    }

    #[test]
    fn every_amount_lies_within_its_scale_however_large() {
        for numbers in [[0, i64::MAX], [i64::MIN, i64::MAX], [i64::MAX - 1, i64::MAX], [7, 7], [-7, -7], [0, 1]] {
            let scale = Scale::of(numbers, 5);
            assert!(scale.ticks().len() <= 5 && scale.low < scale.high, "{numbers:?}: {scale:?}");
            let y = numbers.map(|n| scale.y(n));
            assert!(y.iter().all(|y| (0..=HEIGHT * 10).contains(y)), "{numbers:?}: {y:?}");
        }
    }

    #[test]
    fn a_line_goes_from_the_first_day_at_the_left_to_the_last_at_the_right() {
        let scale = Scale { low: 0, high: 100, step: 50 };
        assert_eq!(line(&some(&[0, 50, 100]), &scale), "M0 400L500 200L1000 0");
        assert_eq!(steps(&some(&[0, 50, 100]), &scale), "M0 400H500V200H1000V0");
        assert_eq!(area(&some(&[100, 100]), &scale), "M0 400L0 0L1000 0L1000 400Z");
    }

    #[test]
    fn a_day_without_a_number_is_a_gap_and_a_day_alone_is_still_seen() {
        let scale = Scale { low: 0, high: 100, step: 50 };
        let gap = [Some(0), None, Some(100), Some(100), None];
        assert_eq!(line(&gap, &scale), "M0 400h200M500 0L750 0");
        assert_eq!(line(&some(&[50]), &scale), "M1000 200h-1000");
        assert_eq!(line(&[None, None], &scale), "");
        assert_eq!(line(&[], &scale), "");
    }

    #[test]
    fn a_level_run_of_steps_is_one_line() {
        let scale = Scale { low: 0, high: 100, step: 50 };
        assert_eq!(steps(&some(&[50, 50, 50, 50, 50]), &scale), "M0 200H1000V200");
    }

    #[test]
    fn ten_years_are_drawn_with_few_points_and_every_extreme() {
        let mut numbers: Vec<i64> = (0..3_650).map(|day| 1_000 + (day * 7919) % 100).collect();
        numbers[1_234] = 5;
        numbers[2_345] = 99_999;
        let numbers = some(&numbers);
        let days = kept(&numbers, 0..=3_649);
        assert!(days.len() <= COLUMNS * 4, "{}", days.len());
        assert!(days.is_sorted() && days.contains(&1_234) && days.contains(&2_345));
        assert_eq!((days.first(), days.last()), (Some(&0), Some(&3_649)));
        let scale = Scale::of(numbers.iter().flatten().copied(), 5);
        let drawn = ends(&line(&numbers, &scale));
        assert_eq!(drawn.iter().map(|(_, y)| *y).min(), Some(scale.y(99_999) / 10));
        assert_eq!(drawn.iter().map(|(_, y)| *y).max(), Some(scale.y(5) / 10));
    }

    #[test]
    fn the_pointer_finds_the_day_that_is_drawn_there() {
        for days in [1, 2, 7, 30, 365] {
            for day in 0..days {
                assert_eq!(day_at(across(day, days), days), day, "{day} of {days}");
            }
        }
        assert_eq!((day_at(-5, 10), day_at(5_000, 10), day_at(500, 0)), (0, 9, 0));
    }
}
