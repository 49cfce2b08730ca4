//! The project's own commands: `cargo xtask help` lists them. Each command is a file; what they share is running
//! programs (`shell`), installing what is missing (`tools`) and building the site (`site`). Nothing here is shipped.

#![allow(clippy::print_stdout, reason = "a command line tool talks on standard output")]

mod bench;
mod circles;
mod dev;
mod lint;
mod nightly;
mod replay;
mod rules;
mod serve;
mod shell;
mod sim;
mod site;
mod sizes;
mod soak;
mod sources;
mod test;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask serve [--addr HOST:PORT] [--data-dir DIR]   build the release binary and run it on SQLite
cargo xtask dev                                         rebuild and reload while you edit
cargo xtask test [STAGE...] [-- ARGS]                   pure, contract, api, browser, hydration; all by default
cargo xtask test nightly                                what is too slow for all of them
cargo xtask end2end [-- ARGS]                           the browser's tests against what is built, whatever it is
cargo xtask sim [N] [--from SEED] [--seeds A..B]        run N seeded histories of the whole system (10,000)
cargo xtask soak [--kills N] [--minutes N]              kill real servers under real histories (100 kills each)
cargo xtask replay SEED|FILE                            tell one history step by step
cargo xtask lint                                        formatting, clippy for every target, purity, circles, sizes, documents
cargo xtask lint circles                                only modules that need each other, at once
cargo xtask lint sizes                                  only files and functions that are too long, at once
cargo xtask bench [NAME]                                measure in Chromium against the release server
cargo xtask setup                                       only install what the others would install";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest = args.get(1..).unwrap_or_default();
    let outcome = match args.first().map(String::as_str) {
        Some("serve") => serve::run(rest),
        Some("dev") => dev::run(rest),
        Some("test") => test::run(rest),
        Some("end2end") => test::against_what_is_built(rest),
        Some("sim") => sim::run_all(rest),
        Some("soak") => soak::run(rest),
        Some("replay") => replay::run_one(rest),
        Some("lint") if rest == ["circles"] => circles::check(),
        Some("lint") if rest == ["sizes"] => sizes::check(),
        Some("lint") => lint::run_all(),
        Some("bench") => bench::run_all(rest),
        Some("setup") => tools::everything(),
        Some("help" | "--help" | "-h") | None => {
            println!("{HELP}");
            Ok(())
        }
        Some(other) => Err(format!("no command {other:?}\n\n{HELP}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}
