//! `bench`: the figures of `docs/benchmarks.md`, measured in Chromium against the release server, each beside a
//! baseline of the same run. The measuring itself is in `end2end/bench`.

use crate::shell::{self, Outcome, command};
use crate::{sim, site, tools};

/// Seeds for the figure of seeds a second; the tests run more.
const SEEDS: &str = "2000";

pub(crate) fn run_all(args: &[String]) -> Outcome {
    if args.is_empty() || args == ["engine"] {
        let mut engine = command("cargo", &["run", "--release", "--quiet"]);
        engine.args(["-p", "vitrine-ledger", "--example", "engine"]).current_dir(shell::root());
        shell::run(engine)?;
    }
    if args.is_empty() || args == ["collection"] {
        let mut list = command("cargo", &["run", "--release", "--quiet"]);
        list.args(["-p", "vitrine-app", "--features", "ssr", "--example", "collection"]).current_dir(shell::root());
        shell::run(list)?;
    }
    if args == ["engine"] || args == ["collection"] {
        return Ok(());
    }
    if args.is_empty() {
        sim::run_all(&[SEEDS.to_owned()])?;
    }
    tools::for_browser_tests()?;
    let binary = site::build()?;
    let mut playwright = command("npx", &["playwright", "test", "--config", "bench/playwright.config.ts"]);
    playwright.args(args).current_dir(shell::root().join("end2end"));
    playwright.env("VITRINE_BIN", binary).env("CHROMIUM", tools::chromium());
    shell::run(playwright)
}
