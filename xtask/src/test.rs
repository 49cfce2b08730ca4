//! `test`: every test, cheapest first. `pure` needs neither a database nor a browser and takes seconds; `contract` and
//! `api` run on SQLite and on a private PostgreSQL; `browser` drives Chromium against the release binary, `hydration`
//! against a debug build, where a page that does not agree with the server's says so. `nightly`, what is too slow for every
//! change, is run when it is named. Each step says how long it took: what is built and what is run apart.

use std::path::{Path, PathBuf};

use crate::shell::{self, Outcome, command, timed};
use crate::{nightly, site, tools};

const STAGES: [&str; 5] = ["pure", "contract", "api", "browser", "hydration"];

/// What stands before a test's own arguments.
const BUILD: &[&str] = &["--no-run"];

pub(crate) fn run(args: &[String]) -> Outcome {
    let (named, extra) = split(args);
    let stages: Vec<&str> = if named.is_empty() { STAGES.to_vec() } else { named.iter().map(String::as_str).collect() };
    let outcome = stages.iter().try_for_each(|stage| timed(stage, || run_stage(stage, extra)));
    print!("{}", shell::took());
    outcome?;
    println!("All green: {}", stages.join(", "));
    Ok(())
}

/// What stands before `--`, and what after it.
fn split(args: &[String]) -> (&[String], &[String]) {
    let at = args.iter().position(|arg| arg == "--").unwrap_or(args.len());
    (&args[..at], args.get(at + 1..).unwrap_or_default())
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
        "browser" => browser(site::build, &[], extra),
        "hydration" => browser(site::build_debug, &["9-first-paint", "--project", "desktop"], extra),
        "nightly" => nightly::run(extra),
        other => Err(format!("no stage {other:?}; there are {} and nightly", STAGES.join(", "))),
    }
}

fn pure(extra: &[String]) -> Outcome {
    cargo_test(
        &["-p", "vitrine-sync", "-p", "vitrine-ledger", "--features", "vitrine-sync/sim,vitrine-ledger/sim"],
        extra,
    )?;
    cargo_test(&["-p", "vitrine-catalog", "--features", "import"], extra)?;
    cargo_test(&["-p", "vitrine-prices", "--all-features"], extra)?;
    cargo_test(&["-p", "vitrine-formats", "-p", "vitrine-query", "-p", "vitrine-presenter"], extra)?;
    cargo_test(&["-p", "xtask"], extra)
}

fn browser(build: fn() -> Outcome<PathBuf>, which: &[&str], extra: &[String]) -> Outcome {
    tools::for_browser_tests()?;
    let mut binary = PathBuf::new();
    timed("the site is built", || {
        binary = build()?;
        Ok(())
    })?;
    timed("Chromium", || playwright(&binary, which, extra))
}

/// `end2end`: for `cargo leptos end-to-end`, which has built the site. `VITRINE_TESTS` names some of the tests, where there
/// is no command line to name them on.
pub(crate) fn against_what_is_built(args: &[String]) -> Outcome {
    tools::for_browser_tests()?;
    let changed = |path: &PathBuf| path.metadata().and_then(|file| file.modified()).ok();
    let built = ["release", "debug"].map(|profile| shell::target().join(profile).join("vitrine"));
    let newest = built.into_iter().filter(|path| path.exists()).max_by_key(changed);
    let binary = newest.ok_or("nothing is built: cargo leptos build")?;
    let named = std::env::var("VITRINE_TESTS").unwrap_or_default();
    playwright(&binary, &named.split_whitespace().collect::<Vec<_>>(), split(args).1)
}

fn playwright(binary: &Path, which: &[&str], extra: &[String]) -> Outcome {
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
    let cargo = |more: &[&str]| {
        let mut cargo = command("cargo", &["test", "--quiet"]);
        cargo.args(what).args(more);
        cargo
    };
    let packages = what.iter().filter_map(|word| word.strip_prefix("vitrine-").or((*word == "xtask").then_some(word)));
    let names = packages.filter(|word| !word.contains('/')).collect::<Vec<_>>().join(", ");
    timed(&format!("build {names}"), || shell::run(cargo(BUILD)))?;
    timed(&format!("run {names}"), || {
        let mut cargo = cargo(&["--"]);
        cargo.args(extra);
        shell::run(cargo)
    })
}
