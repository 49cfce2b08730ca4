//! A series as change points, cut into chunks that are stored and rewritten by themselves.
//!
//! A series is a step function: a price holds from its point's day until the next one. A day on which a source said the
//! same price again makes no point; that it did is kept as the last day `seen`. New days touch the last chunk only.

use crate::codec::{self, BadChunk};
use crate::day::Day;
use crate::point::Point;

/// Points in one chunk at most.
pub const CHUNK: usize = 512;
/// The end of the last chunk's days.
pub const OPEN: Day = i32::MAX as Day;

/// A part of a series that is stored by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// The day of its first point.
    pub from: Day,
    /// The last day it answers for: the day before the next chunk, [`OPEN`] for the last one.
    pub until: Day,
    /// The last day on which a source confirmed the price; of use in the last chunk.
    pub seen: Day,
    /// The points, encoded.
    pub body: Vec<u8>,
}

impl Chunk {
    /// Appends the points to `points`.
    ///
    /// # Errors
    /// When the bytes are not what we wrote.
    pub fn points(&self, points: &mut Vec<Point>) -> Result<(), BadChunk> {
        codec::decode(&self.body, points)
    }
}

/// Takes away points that change nothing. `points` are in order of their days, one a day.
pub fn changes_only(points: &mut Vec<Point>) {
    points.dedup_by(|next, kept| next.minor == kept.minor);
}

/// Takes away the days on which a source said nothing but 0: it has no price then, and the one before holds on, like on a
/// day of which it says nothing at all. `points` are in order of their days, one a day. Returns the last day that is
/// confirmed now, `seen` where nothing was taken away at the end.
pub fn without_zeros(points: &mut Vec<Point>, seen: Day) -> Day {
    let said = points.iter().rposition(|point| point.minor != 0).map_or(0, |last| last + 1);
    let seen = points.get(said).map_or(seen, |zero| seen.min(zero.day - 1));
    points.retain(|point| point.minor != 0);
    seen
}

/// Lays observations over what was known: `known` are the change points and `seen` the last day they were confirmed,
/// `new` are observations in any order, the later of two of one day counts. Returns the change points and the last day
/// that is confirmed now. No point is 0: see [`without_zeros`].
pub fn merge(known: &[Point], seen: Day, new: &[Point]) -> (Vec<Point>, Day) {
    let mut new = new.to_vec();
    // Stable, so that of one day the last one said stays.
    new.sort_by_key(|point| point.day);
    new.reverse();
    new.dedup_by_key(|point| point.day);
    new.reverse();
    let mut merged = Vec::with_capacity(known.len() + new.len() + 1);
    // What was confirmed on its last day stays said on that day, whatever is said of the days before.
    let confirmed = known.last().filter(|last| last.day < seen).map(|last| Point { day: seen, ..*last });
    let mut known = known.iter().copied().chain(confirmed).peekable();
    let mut new = new.into_iter().peekable();
    loop {
        match (known.peek(), new.peek()) {
            (Some(old), Some(fresh)) if old.day < fresh.day => merged.extend(known.next()),
            (Some(old), Some(fresh)) if old.day == fresh.day => {
                known.next();
                merged.extend(new.next());
            }
            (_, Some(_)) => merged.extend(new.next()),
            (Some(_), None) => merged.extend(known.next()),
            (None, None) => break,
        }
    }
    let seen = merged.last().map_or(seen, |last| last.day.max(seen));
    let seen = without_zeros(&mut merged, seen);
    changes_only(&mut merged);
    (merged, seen)
}

/// Cuts a series into chunks.
pub fn chunks(points: &[Point], seen: Day) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::with_capacity(points.len().div_ceil(CHUNK));
    for part in points.chunks(CHUNK) {
        if let Some(before) = chunks.last_mut() {
            before.until = part[0].day - 1;
            before.seen = before.until;
        }
        chunks.push(Chunk { from: part[0].day, until: OPEN, seen, body: codec::encode(part) });
    }
    chunks
}

/// The price that holds on a day.
pub fn at(points: &[Point], day: Day) -> Option<i64> {
    let after = points.partition_point(|point| point.day <= day);
    after.checked_sub(1).map(|last| points[last].minor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(of: &[(Day, i64)]) -> Vec<Point> {
        of.iter().map(|(day, minor)| Point { day: *day, minor: *minor }).collect()
    }

    #[test]
    fn a_price_that_is_said_again_makes_no_point_but_is_seen() {
        let (merged, seen) = merge(&[], 0, &points(&[(3, 10), (1, 10), (2, 10)]));
        assert_eq!((merged, seen), (points(&[(1, 10)]), 3));
    }

    #[test]
    fn what_is_said_later_of_an_earlier_day_does_not_change_a_day_that_was_confirmed() {
        let (known, seen) = merge(&[], 0, &points(&[(1, 10), (9, 10)]));
        let (merged, seen) = merge(&known, seen, &points(&[(5, 12)]));
        assert_eq!((merged, seen), (points(&[(1, 10), (5, 12), (9, 10)]), 9));
    }

    #[test]
    fn the_same_again_changes_nothing_and_a_correction_wins() {
        let new = points(&[(1, 10), (2, 11), (4, 11), (5, 9)]);
        let once = merge(&[], 0, &new);
        assert_eq!(merge(&once.0, once.1, &new), once);
        let (merged, _) = merge(&once.0, once.1, &points(&[(2, 7), (2, 8)]));
        assert_eq!(merged, points(&[(1, 10), (2, 8), (5, 9)]), "of one day the last word counts");
    }

    #[test]
    fn report_a1_a_zero_is_no_price_and_the_one_before_holds_on() {
        let (merged, seen) = merge(&points(&[(1, 10), (4, 0)]), 9, &[]);
        assert_eq!((merged, seen), (points(&[(1, 10)]), 3), "what was stored before");
        let (merged, seen) = merge(&[], 0, &points(&[(1, 0), (2, 10), (3, 0), (4, 10), (5, 12), (6, 0)]));
        assert_eq!((merged, seen), (points(&[(2, 10), (5, 12)]), 5));
        assert_eq!(merge(&[], 0, &points(&[(1, 0)])), (vec![], 0));
        let (merged, seen) = merge(&points(&[(1, 0)]), 9, &points(&[(5, 7)]));
        assert_eq!((merged, seen), (points(&[(5, 7)]), 8), "and from the fifth to the eighth day it was said");
    }

    #[test]
    fn chunks_answer_for_all_days_between_them() {
        let many: Vec<Point> = (0..1_200).map(|n| Point { day: 10 + n, minor: i64::from(1 + n % 7) }).collect();
        let chunks = chunks(&many, 5_000);
        assert_eq!(
            chunks.iter().map(|chunk| (chunk.from, chunk.until)).collect::<Vec<_>>(),
            [(10, 521), (522, 1_033), (1_034, OPEN)]
        );
        let mut read = Vec::new();
        chunks.iter().for_each(|chunk| chunk.points(&mut read).unwrap());
        assert_eq!((read, chunks[2].seen), (many, 5_000));
    }

    #[test]
    fn a_price_holds_until_the_next_one() {
        let points = points(&[(5, 10), (8, 3)]);
        assert_eq!([4, 5, 7, 8, 99].map(|day| at(&points, day)), [None, Some(10), Some(10), Some(3), Some(3)]);
    }
}
