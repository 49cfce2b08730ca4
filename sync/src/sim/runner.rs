//! Many seeds, on every core; the counters of all of them together.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::case::Case;
use super::coverage::Coverage;
use super::run::{Failure, run};
use super::workload::Workload;
use crate::Model;

/// What many runs came to.
#[derive(Debug, Default)]
pub struct Report {
    /// How many runs.
    pub runs: u64,
    /// What occurred in them.
    pub coverage: Coverage,
    /// The failure with the lowest seed.
    pub failure: Option<Failure>,
}

impl Report {
    /// Adds the runs of later seeds.
    pub fn add(&mut self, later: Self) {
        self.runs += later.runs;
        self.coverage.add(&later.coverage);
        self.failure = self.failure.take().or(later.failure);
    }
}

/// Runs every seed of `seeds`, on `workers` threads, until one fails.
pub fn run_seeds<M: Model, W: Workload<M>>(seeds: Range<u64>, workers: usize) -> Report {
    let next = AtomicU64::new(seeds.start);
    let report = Mutex::new(Report::default());
    std::thread::scope(|scope| {
        for _ in 0..workers.max(1) {
            scope.spawn(|| work::<M, W>(&next, seeds.end, &report));
        }
    });
    report.into_inner().expect("BUG: a worker does not panic: runs catch panics")
}

fn work<M: Model, W: Workload<M>>(next: &AtomicU64, end: u64, report: &Mutex<Report>) {
    let (mut runs, mut coverage) = (0, Coverage::default());
    let mut failed = None;
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            break;
        }
        runs += 1;
        match run::<M, W>(&Case::new(seed)) {
            Ok(seen) => coverage.add(&seen),
            Err(failure) => {
                failed = Some(*failure);
                next.store(end, Ordering::Relaxed);
                break;
            }
        }
    }
    let mut report = report.lock().expect("BUG: a worker does not panic: runs catch panics");
    report.runs += runs;
    report.coverage.add(&coverage);
    let earlier = |other: &Failure| failed.as_ref().is_none_or(|mine| other.case.seed < mine.case.seed);
    if !report.failure.as_ref().is_some_and(earlier) {
        report.failure = failed.or(report.failure.take());
    }
}
