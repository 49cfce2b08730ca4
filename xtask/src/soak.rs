//! `soak`: real histories against the real binary that is killed again and again, on SQLite, on PostgreSQL, on each of them
//! while it is also put back to backups, and on two nodes of one database. The tests do it with 20 kills; this asks for
//! more (`server/tests/api/soak.rs`).

use crate::shell::{self, Outcome, command};
use crate::tools;

/// Kills of each of the five, when nobody says: a night's work is `--kills 300`.
const KILLS: &str = "100";

/// `soak [--kills N] [--minutes N] [--seed N]`: so many kills of each server, or until the minutes of each are over.
pub(crate) fn run(args: &[String]) -> Outcome {
    tools::for_databases()?;
    let mut cargo = command("cargo", &["test", "--quiet", "-p", "vitrine-server", "--test", "api", "real_histories"]);
    cargo.args(["--", "--nocapture", "--test-threads", "1"]).env("VITRINE_KILLS", KILLS);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let name = match arg.as_str() {
            "--kills" => "VITRINE_KILLS",
            "--minutes" => "VITRINE_MINUTES",
            "--seed" => "VITRINE_SEED",
            other => return Err(format!("soak knows --kills, --minutes and --seed, not {other:?}")),
        };
        let value = args.next().ok_or_else(|| format!("{arg} needs a number"))?;
        value.parse::<u64>().map_err(|_| format!("{value:?} is not a number"))?;
        cargo.env(name, value);
        if name == "VITRINE_MINUTES" {
            // The time decides.
            cargo.env("VITRINE_KILLS", u64::MAX.to_string());
        }
    }
    shell::run(cargo)
}
