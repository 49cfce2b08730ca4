//! One run: a seed becomes a history, judged at every step and at the end.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::case::{Broken, Case, Held, Rule};
use super::coverage::Coverage;
use super::workload::Workload;
use super::world::World;
use crate::Model;
use crate::mutant::Mutant;

/// A run that broke a rule.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The run.
    pub case: Case,
    /// The rule it broke.
    pub broken: Broken,
    /// The step at which it was noticed.
    pub step: u32,
}

/// Runs a case.
///
/// # Errors
/// The first rule that did not hold.
pub fn run<M: Model, W: Workload<M>>(case: &Case) -> Result<Coverage, Box<Failure>> {
    let mut world = World::<M, W>::new(case.clone());
    let mut step = 0;
    let held = caught(&mut world, &mut step);
    let broken = match held {
        Ok(Ok(())) => return Ok(world.seen),
        Ok(Err(broken)) => broken,
        Err(panic) => Broken { rule: Rule::Panic, what: message(&*panic) },
    };
    Err(Box::new(Failure { case: case.clone(), broken, step }))
}

/// Runs a case again and writes down, line by line, what happens.
pub fn narrate<M: Model, W: Workload<M>>(case: &Case) -> (Vec<String>, Option<Broken>) {
    let mut world = World::<M, W>::new(case.clone());
    world.log = Some(Vec::new());
    let held = caught(&mut world, &mut 0);
    let broken = match held {
        Ok(Ok(())) => None,
        Ok(Err(broken)) => Some(broken),
        Err(panic) => Some(Broken { rule: Rule::Panic, what: message(&*panic) }),
    };
    (world.log.take().unwrap_or_default(), broken)
}

fn caught<M: Model, W: Workload<M>>(world: &mut World<M, W>, step: &mut u32) -> std::thread::Result<Held> {
    Mutant::within(world.case.mutant, || catch_unwind(AssertUnwindSafe(|| live(world, step))))
}

fn live<M: Model, W: Workload<M>>(world: &mut World<M, W>, step: &mut u32) -> Held {
    for device in 0..world.device_count() {
        world.open_tab(device)?;
    }
    let case = &world.case;
    let often = case.restores_often() || case.collects_often() || case.corrupts() || case.clears_storage();
    let misfortune = if often { 8 } else { 3 };
    while *step < world.case.steps {
        *step += 1;
        world.seen.step();
        let roll = world.rng.below(100);
        if roll < misfortune {
            world.misfortune()?;
        } else if roll < misfortune + world.bustle {
            world.person_acts()?;
        } else {
            world.go_on()?;
        }
    }
    world.come_to_rest()
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic without words".to_owned())
}
