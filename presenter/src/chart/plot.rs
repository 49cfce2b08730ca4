//! What a chart draws: lines of amounts in one currency, a number for each day.

use vitrine_ledger::{Currency, Date, Money};

use super::lines::Scale;
use crate::words;

/// How a line goes from day to day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// From point to point, with the surface under it.
    Surface,
    /// An amount stays until it changes.
    Steps,
}

/// One line of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartLine {
    /// `Value`, `Cost`: also its class, in lower case.
    pub name: &'static str,
    pub course: Course,
    /// One for each day, in minor units; none where nothing is known.
    pub numbers: Vec<Option<i64>>,
}

/// Something that happened on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// Counted from the first day shown.
    pub day: usize,
    pub came: bool,
    pub said: String,
}

/// A gain of some copies: of those of which both is known, what they are worth and what they cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gain {
    pub copies: i64,
    pub value: i64,
    pub cost: i64,
}

/// A whole chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plot {
    /// The first day, since the year 1; all lines have a number for each day from it on.
    pub first: u32,
    pub currency: Currency,
    /// The line drawn in front first.
    pub lines: Vec<ChartLine>,
    pub signs: Vec<Sign>,
    /// Copies without a price, by day; empty where that is not counted.
    pub unpriced: Vec<i64>,
    /// By day, where the lines are not of the same copies: what those gained that are in both of them. Empty where there is
    /// no such thing.
    pub gains: Vec<Option<Gain>>,
}

impl Plot {
    /// Nothing to draw.
    pub fn empty() -> Self {
        let (lines, signs, unpriced, gains) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { first: 0, currency: Currency::USD, lines, signs, unpriced, gains }
    }

    /// How many days are shown.
    pub fn days(&self) -> usize {
        self.lines.first().map_or(0, |line| line.numbers.len())
    }

    /// The scale that holds every line, with at most so many lines across.
    pub fn scale(&self, most: usize) -> Scale {
        Scale::of(self.lines.iter().flat_map(|line| line.numbers.iter().flatten().copied()), most)
    }

    /// What stands at the lines across, the highest first: short, unless two of them would say the same.
    pub fn labels(&self, scale: &Scale) -> Vec<String> {
        let ticks = || scale.ticks().into_iter().map(|tick| Money::new(tick, self.currency));
        let short: Vec<String> = ticks().map(words::short_money).collect();
        let same = short.windows(2).any(|two| two[0] == two[1]);
        if same { ticks().map(words::money).collect() } else { short }
    }

    /// The days named below the chart: the first, the last and the one in the middle, each of them once.
    pub fn ends(&self) -> Vec<Date> {
        let days = self.days();
        let named = match days {
            0 => Vec::new(),
            1 => vec![0],
            2 => vec![0, 1],
            _ => vec![0, days / 2, days - 1],
        };
        named.into_iter().filter_map(|day| self.date(day)).collect()
    }

    pub fn date(&self, day: usize) -> Option<Date> {
        Date::from_ordinal(self.first.checked_add(u32::try_from(day).ok()?)?)
    }

    /// The amount of a line on a day.
    pub fn amount(&self, line: usize, day: usize) -> Option<Money> {
        let minor = self.lines.get(line)?.numbers.get(day).copied().flatten()?;
        Some(Money::new(minor, self.currency))
    }

    /// The value on a day, where the plot has a line of it.
    pub fn value(&self, day: usize) -> Option<Money> {
        let line = self.lines.iter().position(|line| line.name == "Value")?;
        self.amount(line, day)
    }

    /// All there is to say of a day: `$12.00 · cost $10.00 · 3 Nov 2026 · 2 without a price`.
    pub fn said(&self, day: usize) -> String {
        let mut parts: Vec<String> = Vec::new();
        for (i, line) in self.lines.iter().enumerate() {
            match (i, self.amount(i, day)) {
                (0, None) => parts.push(String::from("unknown")),
                (0, Some(money)) => parts.push(words::money(money)),
                (_, None) => {}
                (_, Some(money)) => parts.push(format!("{} {}", line.name.to_lowercase(), words::money(money))),
            }
        }
        parts.extend(self.date(day).map(words::date));
        parts.extend(self.signs.iter().filter(|sign| sign.day == day).map(|sign| sign.said.clone()));
        match self.unpriced.get(day) {
            None | Some(0) => {}
            Some(copies) => parts.push(format!("{} without a price", words::count(*copies))),
        }
        parts.extend(self.gain(day));
        parts.join(" \u{b7} ")
    }

    /// The gain of a day on which not all copies have both, a price and a known cost: `gain +$2.50 (+25.0%) on the 3 with
    /// both`.
    pub fn gain(&self, day: usize) -> Option<String> {
        let Gain { copies, value, cost } = (*self.gains.get(day)?)?;
        let minor = value.saturating_sub(cost);
        let part = words::percent(minor, cost).map(|part| format!(" ({part})")).unwrap_or_default();
        let gain = words::signed(Money::new(minor, self.currency));
        Some(format!("gain {gain}{part} on the {} with price and cost", words::count(copies)))
    }

    /// The days that are read out one by one: the last of them always, and no more than `most`.
    pub fn readable(&self, most: usize) -> Vec<usize> {
        let days = self.days();
        let every = days.div_ceil(most.max(1)).max(1);
        (0..days).rev().step_by(every).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(value: &[Option<i64>], cost: &[Option<i64>]) -> Plot {
        let line = |name, course, numbers: &[Option<i64>]| ChartLine { name, course, numbers: numbers.to_vec() };
        Plot {
            first: "2026-11-01".parse::<Date>().unwrap().ordinal(),
            currency: Currency::USD,
            lines: vec![line("Value", Course::Surface, value), line("Cost", Course::Steps, cost)],
            signs: vec![Sign { day: 1, came: true, said: "bought 2".into() }],
            unpriced: vec![3, 0, 1],
            gains: Vec::new(),
        }
    }

    #[test]
    fn a_day_is_told_with_everything_that_is_known_of_it_and_what_is_not() {
        let plot = plot(&[None, Some(1_250), Some(0)], &[Some(1_000); 3]);
        assert_eq!(plot.said(0), "unknown \u{b7} cost $10.00 \u{b7} 1 Nov 2026 \u{b7} 3 without a price");
        assert_eq!(plot.said(1), "$12.50 \u{b7} cost $10.00 \u{b7} 2 Nov 2026 \u{b7} bought 2");
        assert_eq!(plot.said(2), "$0.00 \u{b7} cost $10.00 \u{b7} 3 Nov 2026 \u{b7} 1 without a price");
    }

    #[test]
    fn no_two_lines_across_say_the_same() {
        let steady = plot(&[Some(1_234_567), Some(1_234_569)], &[None; 2]);
        let labels = steady.labels(&steady.scale(5));
        assert_eq!(labels, ["$12,345.69", "$12,345.68", "$12,345.67"]);
        let level = plot(&[Some(1_234_567); 9], &[None; 9]);
        assert_eq!(level.labels(&level.scale(3)), ["$20k", "$10k", "$0"]);
    }

    #[test]
    fn a_day_is_named_once_below_the_chart() {
        let named = |days: usize| plot(&vec![Some(1); days], &vec![Some(1); days]).ends().len();
        assert_eq!([0, 1, 2, 3, 400].map(named), [0, 1, 2, 3, 3]);
    }

    #[test]
    fn where_the_lines_are_of_other_copies_the_gain_is_of_those_that_are_in_both() {
        let gains = vec![None, Some(Gain { copies: 2, value: 1_100, cost: 1_000 }), None];
        let plot = Plot { gains, ..plot(&[Some(1_250); 3], &[Some(9_000); 3]) };
        let said = "$12.50 \u{b7} cost $90.00 \u{b7} 2 Nov 2026 \u{b7} bought 2 \u{b7} gain +$1.00 (+10.0%) on the 2 with price and cost";
        assert_eq!(plot.said(1), said);
        assert_eq!(plot.gain(0), None);
    }

    #[test]
    fn a_long_history_is_read_out_in_few_days_and_the_last_is_one_of_them() {
        let long = plot(&[Some(1); 1_000], &[Some(1); 1_000]);
        let days = long.readable(60);
        assert_eq!((days.first(), days.len() <= 60), (Some(&999), true));
        assert_eq!(plot(&[], &[]).readable(60), Vec::<usize>::new());
    }
}
