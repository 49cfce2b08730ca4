//! Makes a failing case smaller: fewer steps, fewer kinds of fault, as long as the same rule still breaks.

use super::case::Case;
use super::counted::Counted;
use super::faults::Fault;
use super::run::{Failure, run};
use super::workload::Workload;
use crate::Model;

/// The smallest case found that still breaks the rule `failure` broke.
pub fn shrink<M: Model, W: Workload<M>>(failure: Failure) -> Failure {
    let mut best = failure;
    best = try_steps::<M, W>(best);
    for (fault, _) in Fault::ALL {
        if best.case.masked.has(*fault) {
            continue;
        }
        let case = Case { masked: best.case.masked.with(*fault), ..best.case.clone() };
        best = better::<M, W>(best, &case);
    }
    try_steps::<M, W>(best)
}

fn try_steps<M: Model, W: Workload<M>>(mut best: Failure) -> Failure {
    // A failure noticed at a step needs no more of them.
    let case = Case { steps: best.step.max(1).min(best.case.steps), ..best.case.clone() };
    best = better::<M, W>(best, &case);
    let mut cut = best.case.steps / 2;
    while cut > 0 {
        let case = Case { steps: best.case.steps.saturating_sub(cut).max(1), ..best.case.clone() };
        let before = best.case.steps;
        best = better::<M, W>(best, &case);
        if best.case.steps == before {
            cut /= 2;
        } else {
            cut = cut.min(best.case.steps / 2);
        }
    }
    best
}

fn better<M: Model, W: Workload<M>>(best: Failure, case: &Case) -> Failure {
    match run::<M, W>(case) {
        Err(smaller) if smaller.broken.rule == best.broken.rule => *smaller,
        Ok(_) | Err(_) => best,
    }
}
