//! Laying what a file says over what is stored: reads the ends of the series it touches, writes the chunks that changed.

use std::collections::HashMap;

use vitrine_prices::import::Found;
use vitrine_prices::series::{self, Chunk};
use vitrine_prices::{Day, Identity, PriceLine};

use crate::store::{Reference, Result, SeriesChunk, StoreError};

/// Series that are read and written with one statement.
const PART: usize = 5_000;

/// What an import changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Series the file told of, and those of them that are different now.
    pub series: u64,
    pub changed: u64,
}

/// Merges files into one transaction.
pub(super) struct Merge<'a> {
    reference: &'a mut dyn Reference,
    lines: HashMap<PriceLine, i64>,
    pub(super) counts: Counts,
}

impl<'a> Merge<'a> {
    pub(super) async fn new(reference: &'a mut dyn Reference) -> Result<Self> {
        let lines = reference.lines().await?.into_iter().map(|(id, line)| (line, id)).collect();
        Ok(Self { reference, lines, counts: Counts::default() })
    }

    pub(super) async fn lay(&mut self, found: &[Found]) -> Result<()> {
        for part in found.chunks(PART) {
            self.part(part).await?;
        }
        Ok(())
    }

    async fn part(&mut self, found: &[Found]) -> Result<()> {
        let mut cards: Vec<&str> = found.iter().map(|one| one.identity.card.as_str()).collect();
        cards.dedup();
        let first = found.iter().filter_map(first_day).min().unwrap_or(0);
        let mut known: HashMap<(String, i64), Vec<Chunk>> = HashMap::new();
        for row in self.reference.chunks(&cards, first).await? {
            known.entry((row.card, row.line)).or_default().push(row.chunk);
        }
        let (mut put, mut gone) = (Vec::new(), Vec::new());
        for one in found {
            let Identity { card, line } = &one.identity;
            let line = self.line(line).await?;
            let key = (card.clone(), line);
            let old = known.get(&key).map_or(&[][..], Vec::as_slice);
            let new = laid(old, one).map_err(|_| StoreError::Corrupt(format!("a price of {card}")))?;
            self.counts.series += 1;
            let before = put.len() + gone.len();
            let dropped = old.iter().filter(|old| new.iter().all(|new| new.from != old.from));
            gone.extend(dropped.map(|old| (card.clone(), line, old.from)));
            let fresh = new.iter().filter(|chunk| !old.contains(chunk)).cloned();
            put.extend(fresh.map(|chunk| SeriesChunk { card: card.clone(), line, chunk }));
            self.counts.changed += u64::from(put.len() + gone.len() > before);
            // The same series may come again in another part of the file.
            known.insert(key, new);
        }
        if !gone.is_empty() {
            self.reference.drop_chunks(&gone).await?;
        }
        if !put.is_empty() {
            self.reference.put_chunks(&put).await?;
        }
        Ok(())
    }

    async fn line(&mut self, line: &PriceLine) -> Result<i64> {
        if let Some(id) = self.lines.get(line) {
            return Ok(*id);
        }
        let id = self.reference.add_line(line).await?;
        self.lines.insert(line.clone(), id);
        Ok(id)
    }
}

fn first_day(found: &Found) -> Option<Day> {
    found.points.iter().map(|point| point.day).min()
}

/// The chunks of a series from the first one that a file touches, with what the file says.
fn laid(old: &[Chunk], found: &Found) -> std::result::Result<Vec<Chunk>, vitrine_prices::BadChunk> {
    let first = first_day(found).unwrap_or(0);
    let untouched = old.iter().take_while(|chunk| chunk.until < first).count();
    let (before, touched) = old.split_at(untouched);
    let mut points = Vec::new();
    touched.iter().try_for_each(|chunk| chunk.points(&mut points))?;
    let seen = touched.last().map_or(0, |chunk| chunk.seen);
    let (points, seen) = series::merge(&points, seen, &found.points);
    let seen = seen.max(found.seen);
    let mut before = before.to_vec();
    // Where zeros that an older version stored go away, the chunk before them answers for their days.
    if let (Some(last), Some(first)) = (before.last_mut(), points.first()) {
        last.until = first.day - 1;
    }
    Ok(before.into_iter().chain(series::chunks(&points, seen)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_ledger::Currency;
    use vitrine_prices::Point;

    fn found(points: impl IntoIterator<Item = (Day, i64)>) -> Found {
        let points: Vec<Point> = points.into_iter().map(|(day, minor)| Point { day, minor }).collect();
        let seen = points.iter().map(|point| point.day).max().unwrap();
        let identity = Identity { card: "mtg:a-1".into(), line: PriceLine::market("x", Currency::USD) };
        Found { identity, points, seen }
    }

    #[test]
    fn a_new_day_changes_the_last_chunk_only() {
        let old = laid(&[], &found((0..1_300).map(|n| (730_000 + n, i64::from(1 + n % 9))))).unwrap();
        let new = laid(&old, &found([(731_400, 77)])).unwrap();
        assert_eq!((old.len(), new.len()), (3, 3));
        assert_eq!(new[..2], old[..2]);
        assert_ne!(new[2], old[2]);
        assert_eq!(laid(&new, &found([(731_400, 77)])).unwrap(), new, "and the same again nothing");
    }

    #[test]
    fn report_a1_a_zero_at_the_seam_of_two_chunks_leaves_no_day_without_an_answer() {
        let mut points: Vec<Point> =
            (0..600).map(|n| Point { day: 730_000 + n, minor: i64::from(1 + n % 9) }).collect();
        points[512].minor = 0;
        let old = series::chunks(&points, 731_000);
        let new = laid(&old, &found([(730_900, 5)])).unwrap();
        assert_eq!((new.len(), new[0].until, new[1].from), (2, 730_512, 730_513));
    }

    #[test]
    fn a_correction_of_the_past_changes_what_is_after_it() {
        let old = laid(&[], &found((0..1_300).map(|n| (730_000 + 2 * n, i64::from(1 + n % 9))))).unwrap();
        let new = laid(&old, &found([(730_001, 77), (729_000, 5)])).unwrap();
        let mut points = Vec::new();
        new.iter().for_each(|chunk| chunk.points(&mut points).unwrap());
        assert_eq!(points.len(), 1_302);
        assert_eq!((points[0].day, points[2].minor), (729_000, 77));
        assert!(new.windows(2).all(|pair| pair[0].until + 1 == pair[1].from));
    }
}
