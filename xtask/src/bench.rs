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
    if args.is_empty() || args == ["catalog"] {
        catalog()?;
    }
    if args.is_empty() || args == ["value"] {
        value(args)?;
    }
    if let Some(("load", rest)) = args.split_first().map(|(name, rest)| (name.as_str(), rest)) {
        return load(rest);
    }
    if [["engine"], ["collection"], ["catalog"], ["value"]].iter().any(|name| args == name) {
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

/// `load [--minutes N]`: a thousand event streams and two hundred writers against the release server, on both databases;
/// as fast as they are answered, and then for so many minutes an edit of each writer every two seconds.
fn load(args: &[String]) -> Outcome {
    let minutes = match args {
        [] => "0",
        [flag, minutes] if flag == "--minutes" && minutes.parse::<u64>().is_ok() => minutes,
        _ => return Err("bench load knows --minutes N".to_owned()),
    };
    tools::for_databases()?;
    let binary = site::build()?;
    let mut test = command("cargo", &["test", "--quiet", "-p", "vitrine-server", "--test", "api", "load::", "--"]);
    test.args(["--ignored", "--nocapture", "--test-threads", "1"]).env("VITRINE_BIN", binary);
    test.env("VITRINE_MINUTES", minutes);
    shell::run(test)
}

/// What a collection is worth: sums in memory; and, where it is asked for by name, the server on both databases beside the
/// obvious SQL. A row a card and day takes three minutes to write, and three gigabytes: `VITRINE_HOLDINGS` says fewer.
fn value(args: &[String]) -> Outcome {
    let example = |more: &[&str]| {
        let mut value =
            command("cargo", &["run", "--release", "--quiet", "-p", "vitrine-prices", "--example", "value"]);
        value.arg("--").args(more).current_dir(shell::root());
        shell::run(value)
    };
    if args.is_empty() {
        return example(&[]);
    }
    tools::for_databases()?;
    let binary = site::build()?;
    let folder = shell::root().join("target/bench-value");
    std::fs::create_dir_all(&folder).map_err(|why| format!("cannot make {}: {why}", folder.display()))?;
    let holdings = std::env::var("VITRINE_HOLDINGS").unwrap_or_else(|_| "10000".to_owned());
    example(&[&holdings, &folder.display().to_string()])?;
    let mut test =
        command("cargo", &["test", "--quiet", "-p", "vitrine-server", "--test", "api", "value_load::", "--"]);
    test.args(["--ignored", "--nocapture"]).env("VITRINE_BIN", binary).env("VITRINE_VALUE_DATA", &folder);
    shell::run(test)?;
    std::fs::remove_dir_all(&folder).map_err(|why| format!("cannot remove {}: {why}", folder.display()))
}

/// The catalogue's index of the real files, where they are: `VITRINE_DATA` names their folder.
fn catalog() -> Outcome {
    let beside = || shell::root().join("../shared/data");
    let folder = std::env::var_os("VITRINE_DATA").map_or_else(beside, std::path::PathBuf::from).join("catalog");
    let files = ["rarebox.tar.gz", "tcgdex_sets.json", "tcgdex_cards.json.gz"].map(|name| folder.join(name));
    if !files.iter().all(|file| file.is_file()) {
        println!("skipped: no catalogue files in {} (VITRINE_DATA)", folder.display());
        return Ok(());
    }
    let mut index = command("cargo", &["run", "--release", "--quiet", "-p", "vitrine-catalog", "--features", "import"]);
    index.args(["--example", "catalog", "--"]).args(files).current_dir(shell::root());
    shell::run(index)
}
