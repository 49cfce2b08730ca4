//! Series of prices as they are kept in memory: encoded, by the card they are of.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use vitrine_ledger::{Currency, Money};

use crate::choose::{self, Candidate, segments};
use crate::codec::BadChunk;
use crate::day::Day;
use crate::point::Point;
use crate::price_line::PriceLine;
use crate::quote::{Fit, OWN, Quote, Rules};
use crate::series::{Chunk, at, changes_only, chunks, without_zeros};
use crate::{Wanted, day};

/// One series.
#[derive(Debug, Clone)]
pub struct Series {
    /// What the prices are of.
    pub line: Arc<PriceLine>,
    /// In order of their days; at least one.
    pub chunks: Vec<Chunk>,
}

impl Series {
    fn first(&self) -> Day {
        self.chunks.first().map_or(0, |chunk| chunk.from)
    }

    fn seen(&self) -> Day {
        self.chunks.last().map_or(0, |chunk| chunk.seen)
    }
}

/// The series of some cards.
#[derive(Debug, Clone, Default)]
pub struct SeriesByCard {
    cards: BTreeMap<String, Vec<Series>>,
    bytes: usize,
    currencies: BTreeSet<Currency>,
    /// Memory to read series in.
    points: Vec<Point>,
}

impl SeriesByCard {
    /// Was this reference looked for? Then what is here is all there is.
    pub fn has(&self, card: &str) -> bool {
        self.cards.contains_key(card)
    }

    /// Notes all series of a card; none is an answer too. A series that an older version stored with zeros in it is noted
    /// without them: a source's zero is no price.
    ///
    /// # Errors
    /// When a stored series cannot be read.
    pub fn put(&mut self, card: String, mut series: Vec<Series>) -> Result<(), BadChunk> {
        for one in &mut series {
            self.points.clear();
            one.chunks.iter().try_for_each(|chunk| chunk.points(&mut self.points))?;
            if self.points.iter().any(|point| point.minor == 0) {
                let seen = without_zeros(&mut self.points, one.seen());
                changes_only(&mut self.points);
                one.chunks = chunks(&self.points, seen);
            }
        }
        series.retain(|one| !one.chunks.is_empty());
        let weight = |chunk: &Chunk| chunk.body.len() + size_of::<Chunk>();
        self.bytes += series.iter().flat_map(|one| &one.chunks).map(weight).sum::<usize>() + card.len() + 64;
        self.currencies.extend(series.iter().map(|one| one.line.currency));
        self.cards.insert(card, series);
        Ok(())
    }

    /// All series of a card.
    pub fn of(&self, card: &str) -> &[Series] {
        self.cards.get(card).map_or(&[], Vec::as_slice)
    }

    /// The currencies its prices are in.
    pub fn currencies(&self) -> &BTreeSet<Currency> {
        &self.currencies
    }

    /// What it takes of memory, about.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The series that may be used for a copy, the preferred first.
    pub fn candidates<'s>(&'s self, wanted: &Wanted, rules: Rules, base: Option<Currency>) -> Vec<(Fit, &'s Series)> {
        let series = wanted
            .refs
            .iter()
            .enumerate()
            .flat_map(|(at, card)| self.cards.get(card).into_iter().flatten().map(move |series| (at, series)));
        let fitting = series.filter_map(|(at, series)| {
            let fit = wanted.fit(at, &series.line)?;
            rules.allow(fit).then_some((fit, at, series))
        });
        let mut fitting: Vec<_> = fitting.collect();
        if fitting.len() > 1 {
            fitting.sort_by_key(|(fit, at, series)| wanted.preference(*fit, *at, &series.line, base));
        }
        fitting.into_iter().map(|(fit, _, series)| (fit, series)).collect()
    }

    /// The price of a copy on a day: reads no more than the chunk that answers for it.
    ///
    /// # Errors
    /// When a stored series cannot be read.
    pub fn quote(&self, wanted: &Wanted, rules: Rules, base: Currency, on: Day) -> Result<Option<Quote>, BadChunk> {
        if let Some((day, money)) = wanted.own.filter(|(day, _)| *day <= on) {
            let (date, source) = (day::date(day), OWN.to_owned());
            let Money { minor, currency } = money;
            return Ok(Some(Quote { minor, currency, date, source, kind: String::new(), fit: Fit::OWN }));
        }
        let candidates = self.candidates(wanted, rules, Some(base));
        let known: Vec<Candidate> = candidates.iter().map(|one| candidate(*one)).collect();
        let Some((fit, series)) = choose::on(&known, on).map(|at| candidates[at]) else { return Ok(None) };
        let mut points = Vec::new();
        if let Some(chunk) = series.chunks.iter().find(|chunk| chunk.from <= on && on <= chunk.until) {
            chunk.points(&mut points)?;
        }
        let after = points.partition_point(|point| point.day <= on);
        let Some(point) = after.checked_sub(1).map(|last| points[last]) else { return Ok(None) };
        let PriceLine { source, kind, currency, .. } = &*series.line;
        let date = day::date(on.min(series.seen()).max(point.day));
        let (source, kind) = (source.clone(), kind.clone());
        Ok(Some(Quote { minor: point.minor, currency: *currency, date, source, kind, fit }))
    }
}

fn candidate((fit, series): (Fit, &Series)) -> Candidate {
    Candidate { fit, first: series.first(), seen: series.seen() }
}

/// From this day on a copy is worth so much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The first day.
    pub day: Day,
    /// The place of its series among [`Track::of`].
    pub of: u16,
    /// The price, in minor units of the currency of its series.
    pub minor: i64,
}

/// The price of one copy over all days.
#[derive(Debug, Clone, Default)]
pub struct Track {
    /// In order of their days, one a day; no price before the first.
    pub steps: Vec<Step>,
    /// What the steps are of: currency, fit, and the line with the last day it was confirmed; no line for the price that
    /// the owner set.
    pub of: Vec<Of>,
}

/// A series that a track has steps of.
#[derive(Debug, Clone)]
pub struct Of {
    /// The currency of its prices.
    pub currency: Currency,
    /// By which rules it stands in.
    pub fit: Fit,
    /// What its prices are of; none for the price that the owner set.
    pub line: Option<Arc<PriceLine>>,
    /// The last day on which its price was confirmed.
    pub seen: Day,
}

/// Makes tracks; keeps its memory between two of them.
#[derive(Debug, Default)]
pub struct Tracker {
    points: Vec<Point>,
}

impl Tracker {
    /// The price of a copy from a day on, written into `track`: what is before need not be read.
    ///
    /// # Errors
    /// When a stored series cannot be read.
    pub fn track(
        &mut self,
        shelf: &SeriesByCard,
        wanted: &Wanted,
        rules: Rules,
        base: Currency,
        from: Day,
        track: &mut Track,
    ) -> Result<(), BadChunk> {
        track.steps.clear();
        track.of.clear();
        let candidates = shelf.candidates(wanted, rules, Some(base));
        let known: Vec<Candidate> = candidates.iter().map(|one| candidate(*one)).collect();
        let segments = segments(&known, wanted.own.map(|(day, _)| day));
        for (at_segment, segment) in segments.iter().enumerate() {
            let until = segments.get(at_segment + 1).map_or(Day::MAX, |next| next.from);
            if until <= from {
                continue;
            }
            let start = segment.from.max(from);
            let of = track.of.len() as u16;
            match segment.of.map(|place| candidates[place]) {
                Some((fit, series)) => {
                    let (currency, line) = (series.line.currency, Some(Arc::clone(&series.line)));
                    track.of.push(Of { currency, fit, line, seen: series.seen() });
                    self.steps(series, start..until, of, &mut track.steps)?;
                }
                None => {
                    let Some((day, money)) = wanted.own else { continue };
                    track.of.push(Of { currency: money.currency, fit: Fit::OWN, line: None, seen: day });
                    track.steps.push(Step { day: start, of, minor: money.minor });
                }
            }
        }
        Ok(())
    }

    fn steps(&mut self, series: &Series, days: Range<Day>, of: u16, steps: &mut Vec<Step>) -> Result<(), BadChunk> {
        self.points.clear();
        let wanted = |chunk: &&Chunk| chunk.until >= days.start && chunk.from < days.end;
        series.chunks.iter().filter(wanted).try_for_each(|chunk| chunk.points(&mut self.points))?;
        steps.extend(at(&self.points, days.start).map(|minor| Step { day: days.start, of, minor }));
        let after = self.points.partition_point(|point| point.day <= days.start);
        let within = self.points[after..].iter().take_while(|point| point.day < days.end);
        steps.extend(within.map(|point| Step { day: point.day, of, minor: point.minor }));
        Ok(())
    }
}

impl Track {
    /// The step that holds on a day.
    pub fn at(&self, on: Day) -> Option<Step> {
        let after = self.steps.partition_point(|step| step.day <= on);
        after.checked_sub(1).map(|last| self.steps[last])
    }

    /// A step as it is shown on a day that it holds on.
    pub fn quote(&self, step: Step, on: Day) -> Quote {
        let of = &self.of[usize::from(step.of)];
        let (source, kind) = match &of.line {
            Some(line) => (line.source.clone(), line.kind.clone()),
            None => (OWN.to_owned(), String::new()),
        };
        // Confirmed until its last day, and not after the day asked for.
        let confirmed = on.min(of.seen).max(step.day);
        Quote { minor: step.minor, currency: of.currency, date: day::date(confirmed), source, kind, fit: of.fit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wanted::Known;
    use vitrine_ledger::{CardRef, Entry};

    fn stored(points: &[(Day, i64)], seen: Day) -> Series {
        let points: Vec<Point> = points.iter().map(|(day, minor)| Point { day: *day, minor: *minor }).collect();
        Series { line: Arc::new(PriceLine::market("x", Currency::USD)), chunks: chunks(&points, seen) }
    }

    #[test]
    fn report_a1_a_zero_that_was_stored_prices_nothing_and_is_no_dip() {
        let mut shelf = SeriesByCard::default();
        shelf.put("mtg:a-1".into(), vec![stored(&[(10, 500), (20, 0), (25, 500)], 30)]).unwrap();
        shelf.put("mtg:a-2".into(), vec![stored(&[(10, 0)], 30)]).unwrap();
        let quote = |number: &str, on| {
            let card = CardRef { game: "mtg".into(), set: "a".into(), number: number.into(), ..CardRef::default() };
            let wanted = Wanted::of(&Entry::new(card), &Known::default());
            let quote = shelf.quote(&wanted, Rules::default(), Currency::USD, on).unwrap();
            quote.map(|quote| (quote.minor, quote.date))
        };
        assert_eq!(quote("1", 22), Some((500, day::date(22))));
        assert_eq!(quote("2", 22), None);
        assert!(shelf.of("mtg:a-2").is_empty());
    }
}
