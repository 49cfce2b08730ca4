//! `sim`: many seeded histories of the whole system, every rule checked at every step.

use std::time::Instant;

use vitrine_ledger::sim::{Asked, run};

/// What `cargo xtask sim` runs when no number is named.
const SEEDS: u64 = 10_000;

/// `sim [N] [--from SEED]`.
///
/// # Errors
/// A seed that broke a rule, a fault or state that never occurred, or a number that is none.
pub(crate) fn run_all(args: &[String]) -> Result<(), String> {
    let (mut count, mut from) = (SEEDS, 0);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--from" => from = number(args.next().ok_or("--from needs a seed")?)?,
            text => count = number(text)?,
        }
    }
    let workers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let began = Instant::now();
    let (text, well) = run(&Asked::Seeds { from, count, workers });
    println!("{text}");
    let seconds = began.elapsed().as_secs_f64();
    println!("{seconds:.1} s, {:.0} seeds a second", count as f64 / seconds);
    if well { Ok(()) } else { Err("the simulation failed".to_owned()) }
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{text:?} is not a number"))
}
