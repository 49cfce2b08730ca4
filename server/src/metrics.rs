//! Counters for `/metrics`, in Prometheus' text format. No labels carry names, ids or addresses.
//!
//! Written out and not by `prometheus-client`: its registry would replace the histogram here and ask for a registration and a
//! type of label for each counter instead, which is as much code again.

use std::fmt::Write;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use vitrine_app::api::ApiError;
use vitrine_ledger::Domain;
use vitrine_sync::MergeResult;
use vitrine_sync::wire::{Outcome, PushResponse};

use crate::store::Collected;

#[derive(Default)]
pub struct Metrics {
    pushes: AtomicU64,
    push_time: Histogram<PUSH_BOUNDS>,
    lag: Histogram<LAG_BOUNDS>,
    outcomes: [AtomicU64; OUTCOMES.len()],
    pulls: AtomicU64,
    pulled_rows: AtomicU64,
    streams: AtomicI64,
    streams_opened: AtomicU64,
    failed_sign_ins: AtomicU64,
    errors: [AtomicU64; ERRORS.len()],
    listen_lost: AtomicU64,
    turned_away: AtomicU64,
    collected: [AtomicU64; COLLECTED.len()],
    checks: [AtomicU64; CHECKS.len()],
}

const OUTCOMES: [&str; 6] = ["applied", "merged", "superseded", "rejected", "skipped", "duplicate"];
const ERRORS: [(u16, &str); 11] = [
    (400, "400"),
    (401, "401"),
    (403, "403"),
    (409, "409"),
    (410, "410"),
    (413, "413"),
    (426, "426"),
    (429, "429"),
    (500, "500"),
    (503, "503"),
    (507, "507"),
];
/// What garbage was made of.
const COLLECTED: [&str; 2] = ["record", "history"];
/// What became of comparisons: the bases were the same, or not, or could not be compared at that moment.
const CHECKS: [&str; 3] = ["asked", "repaired", "not_now"];
const PUSH_BOUNDS: usize = 0;
const LAG_BOUNDS: usize = 1;
/// Seconds.
const BOUNDS: [[f64; 8]; 2] =
    [[0.001, 0.002, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5], [0.1, 1.0, 5.0, 60.0, 600.0, 3600.0, 86_400.0, 604_800.0]];

/// A histogram with the bounds of row `B`.
#[derive(Default)]
struct Histogram<const B: usize> {
    buckets: [AtomicU64; 8],
    count: AtomicU64,
    sum_ms: AtomicU64,
}

impl<const B: usize> Histogram<B> {
    fn observe(&self, ms: f64) {
        for (bucket, bound) in self.buckets.iter().zip(BOUNDS[B]) {
            if ms <= bound * 1000.0 {
                bucket.fetch_add(1, Relaxed);
            }
        }
        self.count.fetch_add(1, Relaxed);
        self.sum_ms.fetch_add(ms as u64, Relaxed);
    }

    fn write(&self, out: &mut String, name: &str, help: &str) {
        head(out, name, help, "histogram");
        for (bucket, bound) in self.buckets.iter().zip(BOUNDS[B]) {
            line(out, &format!("{name}_bucket{{le=\"{bound}\"}}"), bucket.load(Relaxed));
        }
        let count = self.count.load(Relaxed);
        line(out, &format!("{name}_bucket{{le=\"+Inf\"}}"), count);
        line(out, &format!("{name}_sum"), self.sum_ms.load(Relaxed) as f64 / 1000.0);
        line(out, &format!("{name}_count"), count);
    }
}

impl Metrics {
    pub(crate) fn pushed(&self, answer: &PushResponse<Domain>, took: Duration) {
        self.pushes.fetch_add(1, Relaxed);
        self.push_time.observe(took.as_secs_f64() * 1000.0);
        let repeated = answer.results.iter().filter(|result| result.duplicate).count() as u64;
        self.outcomes[5].fetch_add(repeated, Relaxed);
    }

    /// `lag_ms`: from the edit on the device to the commit here.
    pub(crate) fn decided(&self, outcome: &Outcome<Domain>, lag_ms: u64) {
        let kind = match outcome {
            Outcome::Done(MergeResult::Applied) => 0,
            Outcome::Done(MergeResult::Merged) => 1,
            Outcome::Done(MergeResult::Superseded) => 2,
            Outcome::Rejected(_) => 3,
            Outcome::Skipped | Outcome::Forgotten => 4,
        };
        self.outcomes[kind].fetch_add(1, Relaxed);
        self.lag.observe(lag_ms as f64);
    }

    pub(crate) fn pulled(&self, rows: usize) {
        self.pulls.fetch_add(1, Relaxed);
        self.pulled_rows.fetch_add(rows as u64, Relaxed);
    }

    pub(crate) fn stream_opened(&self) {
        self.streams.fetch_add(1, Relaxed);
        self.streams_opened.fetch_add(1, Relaxed);
    }

    pub(crate) fn stream_closed(&self) {
        self.streams.fetch_sub(1, Relaxed);
    }

    pub(crate) fn sign_in_failed(&self) {
        self.failed_sign_ins.fetch_add(1, Relaxed);
    }

    pub(crate) fn refused(&self, error: &ApiError) {
        if let Some(at) = ERRORS.iter().position(|(status, _)| *status == error.status()) {
            self.errors[at].fetch_add(1, Relaxed);
        }
    }

    pub(crate) fn collected(&self, collected: &Collected) {
        self.collected[0].fetch_add(collected.records, Relaxed);
        self.collected[1].fetch_add(collected.history, Relaxed);
    }

    /// A device compared its base.
    pub(crate) fn checked(&self, repairs: bool, not_now: bool) {
        let kind = if not_now { 2 } else { usize::from(repairs) };
        self.checks[kind].fetch_add(1, Relaxed);
    }

    pub(crate) fn listen_lost(&self) {
        self.listen_lost.fetch_add(1, Relaxed);
    }

    pub(crate) fn turned_away(&self) {
        self.turned_away.fetch_add(1, Relaxed);
    }

    /// Everything, as Prometheus reads it.
    pub fn render(&self) -> String {
        let mut out = String::new();
        one(&mut out, "vitrine_pushes_total", "Pushes answered.", &self.pushes);
        self.push_time.write(&mut out, "vitrine_push_seconds", "Time to decide and commit a push.");
        self.lag.write(&mut out, "vitrine_push_lag_seconds", "Age of an edit when it was committed.");
        head(&mut out, "vitrine_mutations_total", "Mutations by what was decided.", "counter");
        for (name, count) in OUTCOMES.iter().zip(&self.outcomes) {
            line(&mut out, &format!("vitrine_mutations_total{{outcome=\"{name}\"}}"), count.load(Relaxed));
        }
        one(&mut out, "vitrine_pulls_total", "Pulls answered.", &self.pulls);
        one(&mut out, "vitrine_pulled_records_total", "Records sent by pulls.", &self.pulled_rows);
        head(&mut out, "vitrine_streams", "Event streams open now.", "gauge");
        line(&mut out, "vitrine_streams", self.streams.load(Relaxed));
        one(&mut out, "vitrine_streams_opened_total", "Event streams opened.", &self.streams_opened);
        one(&mut out, "vitrine_failed_sign_ins_total", "Sign-ins refused.", &self.failed_sign_ins);
        one(&mut out, "vitrine_listen_lost_total", "Times the LISTEN connection was lost.", &self.listen_lost);
        one(&mut out, "vitrine_turned_away_total", "Connections closed because all were taken.", &self.turned_away);
        head(&mut out, "vitrine_refused_total", "Requests refused, by status.", "counter");
        for ((_, status), count) in ERRORS.iter().zip(&self.errors) {
            line(&mut out, &format!("vitrine_refused_total{{status=\"{status}\"}}"), count.load(Relaxed));
        }
        head(&mut out, "vitrine_collected_total", "What was collected as garbage.", "counter");
        for (name, count) in COLLECTED.iter().zip(&self.collected) {
            line(&mut out, &format!("vitrine_collected_total{{kind=\"{name}\"}}"), count.load(Relaxed));
        }
        head(&mut out, "vitrine_checks_total", "Comparisons of a device's base, by what was asked.", "counter");
        for (name, count) in CHECKS.iter().zip(&self.checks) {
            line(&mut out, &format!("vitrine_checks_total{{kind=\"{name}\"}}"), count.load(Relaxed));
        }
        out
    }
}

fn one(out: &mut String, name: &str, help: &str, value: &AtomicU64) {
    head(out, name, help, "counter");
    line(out, name, value.load(Relaxed));
}

fn head(out: &mut String, name: &str, help: &str, kind: &str) {
    // Writing to a string does not fail.
    let _ = write!(out, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
}

fn line(out: &mut String, name: &str, value: impl std::fmt::Display) {
    let _ = writeln!(out, "{name} {value}");
}
