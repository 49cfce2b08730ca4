//! Many seeds, or one told step by step: what `cargo xtask sim` and `cargo xtask replay` do.

use std::fmt::Write as _;

use vitrine_sync::client::trace::Trace;
use vitrine_sync::sim::{Case, Coverage, Failure, Report, narrate, run as run_case, run_seeds, shrink};

use super::Collectors;
use crate::Domain;

/// Seeds between two words about how far it is.
const PART: u64 = 10_000;
/// What occurs once or twice in ten thousand seeds (177 times in a million) is asked for only of longer runs; the engine's
/// own tests meet it in any case.
const RARE: [&str; 1] = ["answers and outcomes: 409 gap"];
const RARE_IN: u64 = 100_000;

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Run `count` seeds from `from` on.
    Seeds {
        /// The first seed.
        from: u64,
        /// How many seeds.
        count: u64,
        /// How many threads.
        workers: usize,
    },
    /// Tell one run step by step, as small as it still fails.
    Tell(Box<Case>),
    /// Live a recorded life of a browser's engine again.
    Recording(String),
}

/// Does what was asked and says what came of it: the text for a person, and whether all is well.
pub fn run(asked: &Asked) -> (String, bool) {
    match asked {
        Asked::Seeds { from, count, workers } => run_many(*from, *count, *workers, &mut |_| {}),
        Asked::Tell(case) => tell(case),
        Asked::Recording(json) => recording(json),
    }
}

/// Runs one case of the real domain.
///
/// # Errors
/// The first rule that did not hold.
pub fn run_one(case: &Case) -> Result<Coverage, Box<Failure>> {
    run_case::<Domain, Collectors>(case)
}

/// Runs `count` seeds from `from` on and says what came of it, as [`run`]. `progress` hears, now and then, how many
/// seeds are done.
pub fn run_many(from: u64, count: u64, workers: usize, progress: &mut dyn FnMut(u64)) -> (String, bool) {
    let end = from.saturating_add(count);
    let mut report = Report::default();
    let mut next = from;
    while next < end && report.failure.is_none() {
        let until = end.min(next.saturating_add(PART));
        report.add(run_seeds::<Domain, Collectors>(next..until, workers));
        next = until;
        progress(report.runs);
    }
    let mut text = report.coverage.to_string();
    let mut missing = report.coverage.missing();
    if report.runs < RARE_IN {
        missing.retain(|name| !RARE.contains(&name.as_str()));
    }
    if let Some(failure) = report.failure {
        text.push_str(&describe(failure));
        return (text, false);
    }
    let _ = writeln!(text, "{} seeds from {from} on, {} steps: every rule held", report.runs, report.coverage.steps());
    if !missing.is_empty() {
        let _ = writeln!(text, "but never seen: {}", missing.join("; "));
    }
    (text, missing.is_empty())
}

/// A failure as a person needs it: what broke, in how small a world, and how to see it happen.
fn describe(failure: Failure) -> String {
    let seed = failure.case.seed;
    let small = shrink::<Domain, Collectors>(failure);
    let masked: Vec<&str> = small.case.masked.names().collect();
    let mut text =
        format!("\nseed {seed} broke {:?} at step {}: {}\n", small.broken.rule, small.step, small.broken.what);
    let _ = writeln!(text, "it still breaks within {} steps without: {}", small.case.steps, masked.join(", "));
    let _ = writeln!(text, "see it happen: cargo xtask replay {seed}");
    text
}

fn tell(case: &Case) -> (String, bool) {
    let case = match run_case::<Domain, Collectors>(case) {
        Ok(_) => case.clone(),
        Err(failure) => shrink::<Domain, Collectors>(*failure).case,
    };
    let (mut lines, broken) = narrate::<Domain, Collectors>(&case);
    lines.insert(0, serde_json::to_string(&case).expect("BUG: a case serialises"));
    match &broken {
        Some(broken) => lines.push(format!("{:?} broke: {}", broken.rule, broken.what)),
        None => lines.push("every rule held".to_owned()),
    }
    (lines.join("\n") + "\n", broken.is_none())
}

#[derive(serde::Deserialize)]
struct Export {
    trace: Trace<Domain>,
}

fn recording(json: &str) -> (String, bool) {
    if let Ok(case) = serde_json::from_str::<Case>(json.lines().next().unwrap_or_default()) {
        return tell(&case);
    }
    // Alone, or inside what the sync page exports.
    let trace = serde_json::from_str::<Export>(json).map(|export| export.trace);
    match trace.or_else(|_| serde_json::from_str::<Trace<Domain>>(json)) {
        Err(error) => (format!("neither a case of the simulator nor a recording of a browser: {error}\n"), false),
        Ok(trace) => match trace.replay() {
            Ok(()) => (format!("{} steps replayed with identical effects\n", trace.steps.len()), true),
            Err(difference) => (format!("{difference}\n"), false),
        },
    }
}
