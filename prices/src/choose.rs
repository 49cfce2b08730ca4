//! Which of several prices holds for a copy, and when.
//!
//! On any day: the price its owner set, from its day on. Else, among prices of this very copy, the preferred one that was
//! confirmed within [`STALE_DAYS`]; when none was, the one confirmed last. Only where there is none at all, the same among
//! the prices of other copies that the rules allow, those that differ in less first. Else none: unknown is not zero.

use crate::day::Day;
use crate::quote::{Fit, STALE_DAYS};
use crate::wanted::class;

/// A series that could be used: which fit it would have, and the days it knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// By which rules the price stands in; see [`Fit`].
    pub fit: Fit,
    /// The day of its first price.
    pub first: Day,
    /// The last day on which its price was confirmed.
    pub seen: Day,
}

/// What holds from a day until the next segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// The first day it holds.
    pub from: Day,
    /// The place of the candidate that holds; none: the price the owner set.
    pub of: Option<usize>,
}

/// Which of `candidates`, the preferred first, holds when. No segment: there is no price.
pub fn segments(candidates: &[Candidate], own: Option<Day>) -> Vec<Segment> {
    let mut days: Vec<Day> = candidates.iter().flat_map(|one| [one.first, one.seen + STALE_DAYS + 1]).collect();
    if candidates.len() == 1 {
        days.truncate(1);
    }
    days.retain(|day| own.is_none_or(|own| *day < own));
    days.sort_unstable();
    days.dedup();
    let mut segments: Vec<Segment> = Vec::new();
    for from in days {
        let of = on(candidates, from);
        // A stale one is given up by nobody but a better one: `of` is none before the first price only.
        if of.is_some() && segments.last().is_none_or(|last| last.of != of) {
            segments.push(Segment { from, of });
        }
    }
    segments.extend(own.map(|from| Segment { from, of: None }));
    segments
}

/// The candidate that holds on a day.
pub fn on(candidates: &[Candidate], day: Day) -> Option<usize> {
    let started = || candidates.iter().enumerate().filter(|(_, one)| one.first <= day);
    let best = started().map(|(_, one)| class(one.fit)).min()?;
    let fitting = || started().filter(|(_, one)| class(one.fit) == best);
    let fresh = fitting().find(|(_, one)| day <= one.seen + STALE_DAYS);
    // Of those confirmed on the same day the preferred one: the maximum is the last of equals.
    fresh.or_else(|| fitting().rev().max_by_key(|(_, one)| one.seen)).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quote::Rule;

    fn exact(first: Day, seen: Day) -> Candidate {
        Candidate { fit: Fit::EXACT, first, seen }
    }

    fn of(segments: &[Segment]) -> Vec<(Day, Option<usize>)> {
        segments.iter().map(|segment| (segment.from, segment.of)).collect()
    }

    #[test]
    fn the_preferred_price_holds_while_it_is_confirmed() {
        let candidates = [exact(100, 200), exact(50, 900)];
        assert_eq!(of(&segments(&candidates, None)), [(50, Some(1)), (100, Some(0)), (231, Some(1))]);
    }

    #[test]
    fn of_stale_prices_the_one_confirmed_last_holds() {
        let candidates = [exact(100, 200), exact(100, 210)];
        assert_eq!(of(&segments(&candidates, None)), [(100, Some(0)), (231, Some(1))]);
        assert_eq!(on(&candidates, 5_000), Some(1));
        assert_eq!(on(&[exact(1, 2), exact(1, 2)], 900), Some(0), "and of equals the preferred one");
    }

    #[test]
    fn a_substitute_holds_only_until_there_is_an_exact_price_and_then_never_again() {
        let substitute = Candidate { fit: Fit::EXACT.with(Rule::Finish), ..exact(10, 9_000) };
        assert_eq!(of(&segments(&[exact(100, 110), substitute], None)), [(10, Some(1)), (100, Some(0))]);
    }

    #[test]
    fn the_owner_s_price_holds_from_its_day_on() {
        assert_eq!(of(&segments(&[exact(100, 200)], Some(150))), [(100, Some(0)), (150, None)]);
        assert_eq!(of(&segments(&[exact(100, 200)], Some(50))), [(50, None)]);
        assert_eq!(of(&segments(&[], None)), []);
    }
}
