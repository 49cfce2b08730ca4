//! `sim`: many seeded histories of the whole system, every rule checked at every step. It says now and then how far it
//! is, and ends with the table of what occurred: a million seeds is one command, `cargo xtask sim --seeds 0..1000000`.

use std::ops::Range;
use std::time::{Duration, Instant};

use vitrine_ledger::sim::run_many;

use crate::shell::ask;

/// What `cargo xtask sim` runs when no number is named.
const SEEDS: u64 = 10_000;
/// Between two words about how far it is.
const PROGRESS: Duration = Duration::from_secs(30);

/// `sim [N] [--from SEED] [--seeds A..B] [--workers N]`.
///
/// # Errors
/// A seed that broke a rule, a fault or state that never occurred, or a number that is none.
pub(crate) fn run_all(args: &[String]) -> Result<(), String> {
    let all = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let (mut count, mut from, mut workers) = (SEEDS, 0, all);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--from" => from = number(args.next().ok_or("--from needs a seed")?)?,
            "--seeds" => {
                let seeds = range(args.next().ok_or("--seeds needs a range: 0..1000000")?)?;
                (from, count) = (seeds.start, seeds.end - seeds.start);
            }
            "--workers" => workers = number(args.next().ok_or("--workers needs a number")?)? as usize,
            text => count = number(text)?,
        }
    }
    let began = Instant::now();
    let mut said = began;
    let mut ran = 0;
    let (text, well) = run_many(from, count, workers, &mut |done| {
        ran = done;
        if said.elapsed() >= PROGRESS {
            said = Instant::now();
            println!("{done} of {count} seeds, {:.0} a second", done as f64 / began.elapsed().as_secs_f64());
        }
    });
    println!("{text}");
    let seconds = began.elapsed().as_secs_f64();
    let commit = ask("git", &["rev-parse", "--short", "HEAD"]).unwrap_or_else(|| "no commit".to_owned());
    println!("{seconds:.1} s, {:.0} seeds a second, at {commit}", ran as f64 / seconds);
    if well { Ok(()) } else { Err("the simulation failed".to_owned()) }
}

fn number(text: &str) -> Result<u64, String> {
    text.replace('_', "").parse().map_err(|_| format!("{text:?} is not a number"))
}

/// `A..B`, without B.
fn range(text: &str) -> Result<Range<u64>, String> {
    let (from, to) = text.split_once("..").ok_or_else(|| format!("{text:?} is not a range like 0..1000000"))?;
    let range = number(from)?..number(to)?;
    if range.start < range.end { Ok(range) } else { Err(format!("no seed is in {text}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_named_by_a_range_without_its_end() {
        assert_eq!(range("0..1_000_000"), Ok(0..1_000_000));
        assert!(range("7").is_err() && range("7..7").is_err() && range("a..b").is_err());
    }
}
