//! `test nightly`: what takes too long for every change. The documented commands that are slow, as they are written, and
//! the commands of cargo-leptos in a copy of this tree, of which a file is changed while they run.

use std::path::Path;

use crate::shell::{self, Outcome, command, timed};
use crate::tools;

pub(crate) fn run(extra: &[String]) -> Outcome {
    tools::everything()?;
    // What somebody asks for by name is a test of Playwright's.
    if extra.is_empty() {
        for line in documented(&shell::root())? {
            timed(&line, || shell::run(command("sh", &["-c", &line])))?;
        }
    }
    let mut playwright = command("npx", &["playwright", "test", "--config", "nightly/playwright.config.ts"]);
    playwright.args(extra).current_dir(shell::root().join("end2end")).env("CHROMIUM", tools::chromium());
    playwright.env("CARGO_TARGET_DIR", shell::target());
    shell::run(playwright)
}

/// The commands that `docs/commands.txt` leaves to this.
fn documented(root: &Path) -> Outcome<Vec<String>> {
    let list = root.join("docs/commands.txt");
    let text = std::fs::read_to_string(&list).map_err(|error| format!("{}: {error}", list.display()))?;
    Ok(text.lines().filter_map(|line| line.strip_prefix("nightly | ")).map(str::to_owned).collect())
}
