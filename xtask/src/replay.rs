//! `replay`: one history again, step by step: a seed of the simulator, a case it printed, or a recording a browser
//! exported.

use vitrine_ledger::sim::{Asked, run};
use vitrine_sync::sim::Case;

/// `replay SEED|FILE`.
///
/// # Errors
/// A history that breaks a rule, a recording whose effects differ, or a file that cannot be read.
pub(crate) fn run_one(args: &[String]) -> Result<(), String> {
    let [what] = args else { return Err("replay needs a seed or a file".to_owned()) };
    let asked = match what.parse() {
        Ok(seed) => Asked::Tell(Box::new(Case::new(seed))),
        Err(_) => {
            Asked::Recording(std::fs::read_to_string(what).map_err(|error| format!("cannot read {what}: {error}"))?)
        }
    };
    let (text, well) = run(&asked);
    println!("{text}");
    if well { Ok(()) } else { Err("the history ends badly".to_owned()) }
}
