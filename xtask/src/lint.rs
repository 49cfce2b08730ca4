//! `lint`: what a reviewer should not have to look for. Formatting, clippy for every target a crate is built for,
//! the purity of the pure crates, modules in a circle, and documents that are generated.

use crate::shell::{Outcome, ask, command, run, sh, timed};
use crate::{circles, rules, sizes, tools};

/// Crates that must never reach the clock, the network, randomness or a thread, and may be built for any machine.
const PURE: [&str; 7] = [
    "vitrine-sync",
    "vitrine-ledger",
    "vitrine-formats",
    "vitrine-catalog",
    "vitrine-prices",
    "vitrine-query",
    "vitrine-presenter",
];
/// What would bring one of those in.
const BANNED: [&str; 8] = ["tokio", "getrandom", "rand", "web-sys", "js-sys", "chrono", "reqwest", "sqlx"];
const DENY: [&str; 3] = ["--", "-D", "warnings"];

pub(crate) fn run_all() -> Outcome {
    timed("format", || sh("cargo", &["fmt", "--all", "--check"]))?;
    timed("clippy, native", || {
        let pure = PURE.iter().flat_map(|name| ["-p", name]).chain(["-p", "xtask", "--all-targets", "--all-features"]);
        clippy(&pure.collect::<Vec<_>>())?;
        clippy(&["-p", "vitrine-app", "--features", "ssr", "--all-targets"])?;
        clippy(&["-p", "vitrine-server", "--all-targets"])
    })?;
    timed("clippy, browser", || {
        tools::for_building()?;
        // In one piece, as it is developed, and in several, as it is shipped.
        for features in ["hydrate", "hydrate,split"] {
            clippy(&["-p", "vitrine-app", "--features", features, "--target", "wasm32-unknown-unknown"])?;
        }
        clippy(&["-p", "vitrine-frontend", "--target", "wasm32-unknown-unknown"])
    })?;
    timed("circles", circles::check)?;
    timed("sizes", sizes::check)?;
    timed("purity", purity)?;
    timed("rules", rules::check)?;
    timed("documents", || sh("cargo", &["test", "--quiet", "-p", "vitrine-ledger", "--test", "laws", "document"]))?;
    licences()
}

fn clippy(what: &[&str]) -> Outcome {
    let mut cargo = command("cargo", &["clippy", "--quiet"]);
    cargo.args(what).args(DENY);
    run(cargo)
}

fn purity() -> Outcome {
    for crate_name in PURE {
        sh("cargo", &["check", "--quiet", "-p", crate_name, "--target", "wasm32-unknown-unknown"])?;
        let tree = ["tree", "-p", crate_name, "--edges", "normal", "--prefix", "none", "--all-features"];
        let tree = ask("cargo", &tree).ok_or("cargo tree failed")?;
        if let Some(banned) = first_banned(&tree) {
            return Err(format!("{crate_name} is a pure crate and depends on {banned}"));
        }
    }
    Ok(())
}

/// `tree` has one `name vX.Y.Z …` a line.
fn first_banned(tree: &str) -> Option<&str> {
    tree.lines().filter_map(|line| line.split(' ').next()).find(|name| BANNED.contains(name))
}

fn licences() -> Outcome {
    if ask("cargo-deny", &["--version"]).is_none() {
        println!("cargo-deny is not installed: licences and duplicates were not checked (cargo install cargo-deny)");
        return Ok(());
    }
    sh("cargo", &["deny", "--offline", "--log-level", "error", "check", "bans", "licenses", "sources"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_banned_crate_is_found_by_its_whole_name_only() {
        assert_eq!(first_banned("vitrine-sync v0.1.0\nserde v1.0.0\nrandomish v1.0.0"), None);
        assert_eq!(first_banned("vitrine-sync v0.1.0\ngetrandom v0.3.0"), Some("getrandom"));
    }
}
