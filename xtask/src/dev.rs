//! `dev`: rebuild and reload while you edit. Its database is not the one of `serve`.

use crate::shell::{self, Outcome, command};
use crate::tools;

pub(crate) fn run(args: &[String]) -> Outcome {
    tools::for_building()?;
    let mut watch = command("cargo", &["leptos", "watch"]);
    watch.args(args).args(["--", "--data-dir", "data/dev"]);
    shell::run(watch)
}
