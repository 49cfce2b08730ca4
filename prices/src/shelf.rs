//! Series as they are kept in memory: encoded, by the card they are of.

use std::collections::BTreeMap;
use std::sync::Arc;

use vitrine_ledger::Currency;

use crate::choose::{Candidate, Segment, segments};
use crate::codec::BadChunk;
use crate::day::Day;
use crate::line::Line;
use crate::quote::{Mark, OWN, Quote, Rules};
use crate::series::{Chunk, Point, at};
use crate::{Wanted, day};

/// One series.
#[derive(Debug, Clone)]
pub struct Series {
    pub line: Arc<Line>,
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
pub struct Shelf {
    cards: BTreeMap<String, Vec<Series>>,
    bytes: usize,
}

impl Shelf {
    /// Was this reference looked for? Then what is here is all there is.
    pub fn has(&self, card: &str) -> bool {
        self.cards.contains_key(card)
    }

    /// Notes all series of a card; none is an answer too.
    pub fn put(&mut self, card: String, series: Vec<Series>) {
        let weight = |chunk: &Chunk| chunk.body.len() + size_of::<Chunk>();
        self.bytes += series.iter().flat_map(|one| &one.chunks).map(weight).sum::<usize>() + card.len() + 64;
        self.cards.insert(card, series);
    }

    /// What it takes of memory, about.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The series that may be used for a copy, the preferred first.
    pub fn candidates<'s>(&'s self, wanted: &Wanted, rules: Rules, base: Currency) -> Vec<(Mark, &'s Series)> {
        let series = wanted
            .refs
            .iter()
            .enumerate()
            .flat_map(|(at, card)| self.cards.get(card).into_iter().flatten().map(move |series| (at, series)));
        let fitting = series.filter_map(|(at, series)| {
            let mark = wanted.fit(&series.line)?;
            rules.allow(mark).then_some((mark, at, series))
        });
        let mut fitting: Vec<_> = fitting.collect();
        if fitting.len() > 1 {
            fitting.sort_by_key(|(mark, at, series)| wanted.preference(*mark, *at, &series.line, base));
        }
        fitting.into_iter().map(|(mark, _, series)| (mark, series)).collect()
    }
}

/// From this day on a copy is worth so much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub day: Day,
    /// The place of its series among [`Track::of`].
    pub of: u16,
    pub minor: i64,
}

/// The price of one copy over all days.
#[derive(Debug, Clone, Default)]
pub struct Track {
    /// In order of their days, one a day; no price before the first.
    pub steps: Vec<Step>,
    /// What the steps are of: currency, mark, and the line with the last day it was confirmed; no line for the price that
    /// the owner set.
    pub of: Vec<Of>,
}

#[derive(Debug, Clone)]
pub struct Of {
    pub currency: Currency,
    pub mark: Mark,
    pub line: Option<Arc<Line>>,
    pub seen: Day,
}

/// Makes tracks; keeps its memory between two of them.
#[derive(Debug, Default)]
pub struct Tracker {
    points: Vec<Point>,
}

impl Tracker {
    /// The price of a copy over all days, written into `track`.
    ///
    /// # Errors
    /// When a stored series cannot be read.
    pub fn track(
        &mut self,
        shelf: &Shelf,
        wanted: &Wanted,
        rules: Rules,
        base: Currency,
        track: &mut Track,
    ) -> Result<(), BadChunk> {
        track.steps.clear();
        track.of.clear();
        let candidates = shelf.candidates(wanted, rules, base);
        let known =
            |(mark, series): &(Mark, &Series)| Candidate { mark: *mark, first: series.first(), seen: series.seen() };
        let known: Vec<Candidate> = candidates.iter().map(known).collect();
        let segments = segments(&known, wanted.own.map(|(day, _)| day));
        for (at_segment, segment) in segments.iter().enumerate() {
            let until = segments.get(at_segment + 1).map_or(Day::MAX, |next| next.from);
            let of = track.of.len() as u16;
            match segment.of.map(|place| candidates[place]) {
                Some((mark, series)) => {
                    let (currency, line) = (series.line.currency, Some(Arc::clone(&series.line)));
                    track.of.push(Of { currency, mark, line, seen: series.seen() });
                    self.steps(series, *segment, until, of, &mut track.steps)?;
                }
                None => {
                    let Some((day, money)) = wanted.own else { continue };
                    track.of.push(Of { currency: money.currency, mark: Mark::OWN, line: None, seen: day });
                    track.steps.push(Step { day, of, minor: money.minor });
                }
            }
        }
        Ok(())
    }

    fn steps(
        &mut self,
        series: &Series,
        segment: Segment,
        until: Day,
        of: u16,
        steps: &mut Vec<Step>,
    ) -> Result<(), BadChunk> {
        self.points.clear();
        series.chunks.iter().try_for_each(|chunk| chunk.points(&mut self.points))?;
        let begin = at(&self.points, segment.from).map(|minor| Step { day: segment.from, of, minor });
        steps.extend(begin);
        let (from, until) = (segment.from, until);
        let after = self.points.partition_point(|point| point.day <= from);
        let within = self.points[after..].iter().take_while(|point| point.day < until);
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
        Quote { minor: step.minor, currency: of.currency, date: day::date(confirmed), source, kind, mark: of.mark }
    }
}
