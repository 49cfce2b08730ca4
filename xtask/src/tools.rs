//! Installs what is missing, through the ordinary package managers, and says so. Everything is asked for first, so a
//! second run costs nothing. What needs root is done as root or through sudo; without either the command is printed.

use std::fs;
use std::path::PathBuf;

use crate::shell::{Outcome, ask, command, root, run, target};

/// Newer ones need a newer rustc than `rust-toolchain.toml` names.
const CARGO_LEPTOS: &str = "0.3.10";
/// Debian's is too old for what this rustc writes.
const BINARYEN: &str = "132.0.0";

/// Everything that any command needs.
pub(crate) fn everything() -> Outcome {
    for_building()?;
    for_databases()?;
    for_browser_tests()
}

/// What `cargo leptos` needs to build the site.
pub(crate) fn for_building() -> Outcome {
    wasm_target()?;
    cargo_leptos()?;
    wasm_bindgen()?;
    wasm_opt()
}

/// PostgreSQL's programs, PgBouncer, nginx and openssl; the tests start private ones of them.
pub(crate) fn for_databases() -> Outcome {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let found = debian.map(|version| version.path().join("bin/initdb")).any(|initdb| initdb.exists());
    let mut missing = Vec::new();
    if !found && ask("initdb", &["--version"]).is_none() {
        missing.push("postgresql");
    }
    // Programs of the system need not be on the path of a person.
    let there = |name: &str, version: &str| {
        let system = format!("/usr/sbin/{name}");
        [name, &system].into_iter().any(|program| ask(program, &[version]).is_some())
    };
    if !there("pgbouncer", "--version") {
        missing.push("pgbouncer");
    }
    if !there("nginx", "-v") {
        missing.push("nginx-light");
    }
    if !there("openssl", "version") {
        missing.push("openssl");
    }
    if missing.is_empty() { Ok(()) } else { apt(&missing) }
}

/// Chromium, SQLite's shell and the packages of `end2end`.
pub(crate) fn for_browser_tests() -> Outcome {
    node()?;
    if ask(&chromium(), &["--version"]).is_none() {
        apt(&["chromium"])?;
    }
    if ask("sqlite3", &["--version"]).is_none() {
        apt(&["sqlite3"])?;
    }
    let end2end = root().join("end2end");
    let lock = fs::read(end2end.join("package-lock.json")).map_err(|error| format!("end2end: {error}"))?;
    let stamp = end2end.join("node_modules/.installed-from");
    if fs::read(&stamp).ok().as_ref() == Some(&lock) {
        return Ok(());
    }
    let mut npm = command("npm", &["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    npm.current_dir(&end2end).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run(npm)?;
    fs::write(stamp, lock).map_err(|error| format!("end2end: {error}"))
}

/// The browser the tests drive.
pub(crate) fn chromium() -> String {
    std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned())
}

fn wasm_target() -> Outcome {
    let sysroot = ask("rustc", &["--print", "sysroot"]).ok_or("rustc is missing: see https://rustup.rs")?;
    if PathBuf::from(sysroot).join("lib/rustlib/wasm32-unknown-unknown").exists() {
        return Ok(());
    }
    installing("the wasm32 target");
    run(command("rustup", &["target", "add", "wasm32-unknown-unknown"]))
}

fn cargo_leptos() -> Outcome {
    if ask("cargo-leptos", &["--version"]).is_some_and(|v| v.ends_with(&format!(" {CARGO_LEPTOS}"))) {
        return Ok(());
    }
    installing("cargo-leptos, once: about ten minutes on two cores");
    let spec = format!("cargo-leptos@{CARGO_LEPTOS}");
    cargo_install(&[&spec, "--locked", "--no-default-features", "--features", "no_downloads"])
}

/// Its version and that of the library in `Cargo.lock` must be the same.
fn wasm_bindgen() -> Outcome {
    let lock = fs::read_to_string(root().join("Cargo.lock")).map_err(|error| format!("Cargo.lock: {error}"))?;
    let version = locked_version(&lock, "wasm-bindgen").ok_or("wasm-bindgen is not in Cargo.lock")?;
    if ask("wasm-bindgen", &["--version"]).is_some_and(|v| v.ends_with(&format!(" {version}"))) {
        return Ok(());
    }
    installing("wasm-bindgen's command line, once: about a minute on two cores");
    // Without --locked: the lock file it ships with does not build here. Without its test runner and the TLS that it brings.
    let spec = format!("wasm-bindgen-cli@{version}");
    cargo_install(&[&spec, "--no-default-features", "--bin", "wasm-bindgen"])
}

fn wasm_opt() -> Outcome {
    let major = BINARYEN.split('.').next().expect("BUG: a version has a first part");
    if ask("wasm-opt", &["--version"]).is_some_and(|v| v.split(' ').any(|word| word == major)) {
        return Ok(());
    }
    node()?;
    installing("wasm-opt");
    let folder = target().join("tools");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let spec = format!("binaryen@{BINARYEN}");
    let mut npm = command("npm", &["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"]);
    npm.arg(folder).arg(spec);
    run(npm)
}

fn node() -> Outcome {
    if ask("npm", &["--version"]).is_some() { Ok(()) } else { apt(&["nodejs", "npm"]) }
}

/// These are tools, not our product: the profile they ship with spends most of its time on link-time optimisation.
fn cargo_install(args: &[&str]) -> Outcome {
    let mut cargo = command("cargo", &["install", "--quiet"]);
    cargo.args(args).env_remove("CARGO_TARGET_DIR");
    cargo.env("CARGO_PROFILE_RELEASE_LTO", "off");
    cargo.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    run(cargo)
}

fn apt(packages: &[&str]) -> Outcome {
    let by_hand = format!("please install {0} (on Debian: apt-get install {0})", packages.join(" "));
    let root = ask("id", &["-u"]).as_deref() == Some("0");
    if ask("apt-get", &["--version"]).is_none() || !(root || ask("sudo", &["-n", "true"]).is_some()) {
        return Err(by_hand);
    }
    installing(&packages.join(" "));
    let (program, first): (&str, &[&str]) = if root { ("apt-get", &[]) } else { ("sudo", &["-n", "apt-get"]) };
    let mut update = command(program, first);
    update.args(["update", "-qq"]);
    run(update)?;
    let mut install = command(program, first);
    install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages);
    install.env("DEBIAN_FRONTEND", "noninteractive");
    run(install).map_err(|error| format!("{error}; {by_hand}"))
}

fn installing(what: &str) {
    println!("Installing {what}");
}

fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let after = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?.1;
    Some(after.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_that_of_the_package_and_not_of_one_with_a_longer_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }
}
