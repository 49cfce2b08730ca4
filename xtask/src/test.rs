//! `test`: every test, cheapest first. `pure` needs neither a database nor a browser and takes seconds; `contract` and
//! `api` run on SQLite and on a private PostgreSQL; `browser` drives Chromium against the release binary, `hydration`
//! against a debug build, where a page that does not agree with the server's says so.

use std::path::PathBuf;

use crate::shell::{self, Outcome, command, timed};
use crate::{site, tools};

const STAGES: [&str; 5] = ["pure", "contract", "api", "browser", "hydration"];

pub(crate) fn run(args: &[String]) -> Outcome {
    let split = args.iter().position(|arg| arg == "--").unwrap_or(args.len());
    let (named, extra) = (&args[..split], args.get(split + 1..).unwrap_or_default());
    let stages: Vec<&str> = if named.is_empty() { STAGES.to_vec() } else { named.iter().map(String::as_str).collect() };
    let mut took = Vec::new();
    for stage in stages {
        took.push(timed(stage, || run_stage(stage, extra))?);
    }
    let summary = took.iter().map(|(name, seconds)| format!("{name} {seconds:.0} s"));
    println!("All green: {}", summary.collect::<Vec<_>>().join(", "));
    Ok(())
}

fn run_stage(stage: &str, extra: &[String]) -> Outcome {
    match stage {
        "pure" => pure(extra),
        "contract" => {
            tools::for_databases()?;
            cargo_test(&["-p", "vitrine-server", "--test", "contract"], extra)
        }
        "api" => {
            tools::for_databases()?;
            cargo_test(&["-p", "vitrine-server", "--lib", "--bins", "--test", "api"], extra)?;
            cargo_test(&["-p", "vitrine-app", "--features", "ssr"], extra)
        }
        "browser" => playwright(site::build, &[], extra),
        "hydration" => playwright(site::build_debug, &["9-first-paint", "--project", "desktop"], extra),
        other => Err(format!("no stage {other:?}; there are {}", STAGES.join(", "))),
    }
}

fn pure(extra: &[String]) -> Outcome {
    cargo_test(
        &["-p", "vitrine-sync", "-p", "vitrine-ledger", "--features", "vitrine-sync/sim,vitrine-ledger/sim"],
        extra,
    )?;
    cargo_test(&["-p", "vitrine-catalog", "--features", "import"], extra)?;
    cargo_test(&["-p", "vitrine-prices", "--all-features"], extra)?;
    cargo_test(&["-p", "xtask"], extra)
}

fn playwright(build: fn() -> Outcome<PathBuf>, which: &[&str], extra: &[String]) -> Outcome {
    tools::for_browser_tests()?;
    let binary = build()?;
    let mut playwright = command("npx", &["playwright", "test"]);
    playwright.args(which).args(extra).current_dir(shell::root().join("end2end"));
    playwright.env("VITRINE_BIN", binary).env("CHROMIUM", tools::chromium());
    // One test replays a recording; it need not build for that.
    if let Ok(own) = std::env::current_exe() {
        playwright.env("XTASK", own);
    }
    shell::run(playwright)
}

fn cargo_test(what: &[&str], extra: &[String]) -> Outcome {
    let mut cargo = command("cargo", &["test", "--quiet"]);
    cargo.args(what).arg("--").args(extra);
    shell::run(cargo)
}
