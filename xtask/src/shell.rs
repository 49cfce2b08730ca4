//! Running other programs, and where the project's folders are. A failed program becomes one sentence that names the
//! command, so that a person can run it by hand.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// The reason is shown to a person as it is.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// The folder of the workspace: that of the command, as cargo says when it runs it. A build in a shared target folder may
/// be another clone's.
pub(crate) fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.parent().expect("BUG: xtask is a folder of the workspace").to_path_buf()
}

/// Where cargo builds.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// A command that starts in the root, with the project's own tools first on the PATH.
pub(crate) fn command(program: impl AsRef<OsStr>, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(root());
    let own = target().join("tools/node_modules/.bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(own).chain(std::env::split_paths(&path));
    command.env("PATH", std::env::join_paths(all).expect("BUG: no folder of ours has a colon in its name"));
    command
}

/// Runs to the end; its output goes where ours goes.
pub(crate) fn run(mut command: Command) -> Outcome {
    let words = words(&command);
    println!("\x1b[2m$ {words}\x1b[0m");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{words}` ended with {status}")),
        Err(error) => Err(format!("`{words}` did not start: {error}")),
    }
}

/// `run` of a program with plain arguments.
pub(crate) fn sh(program: &str, args: &[&str]) -> Outcome {
    run(command(program, args))
}

/// What a program prints, or `None` when it is missing or fails: for asking, not for doing.
pub(crate) fn ask(program: &str, args: &[&str]) -> Option<String> {
    let output = command(program, args).stderr(Stdio::null()).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// What took how many seconds, and how many other things it was a part of, in the order in which they began.
static TOOK: Mutex<Vec<(usize, String, Option<f64>)>> = Mutex::new(Vec::new());
/// How many things that are timed are under way.
static DEPTH: AtomicUsize = AtomicUsize::new(0);

/// Does the work and says how long it took.
pub(crate) fn timed(name: &str, work: impl FnOnce() -> Outcome) -> Outcome {
    println!("\x1b[1m== {name}\x1b[0m");
    let depth = DEPTH.fetch_add(1, Ordering::Relaxed);
    let at = {
        let mut took = TOOK.lock().unwrap_or_else(PoisonError::into_inner);
        took.push((depth, name.to_owned(), None));
        took.len() - 1
    };
    let start = Instant::now();
    let outcome = work();
    let seconds = start.elapsed().as_secs_f64();
    DEPTH.store(depth, Ordering::Relaxed);
    TOOK.lock().unwrap_or_else(PoisonError::into_inner)[at].2 = Some(seconds);
    if outcome.is_ok() {
        println!("\x1b[1m== {name}: {seconds:.1} s\x1b[0m");
    }
    outcome
}

/// What has been timed so far, a line each, parts below what they are parts of.
pub(crate) fn took() -> String {
    let took = TOOK.lock().unwrap_or_else(PoisonError::into_inner);
    let line = |(depth, name, seconds): &(usize, String, Option<f64>)| {
        let seconds = seconds.map_or_else(|| "–".to_owned(), |seconds| format!("{seconds:.0}"));
        format!("{seconds:>6} s  {}{name}\n", "  ".repeat(*depth))
    };
    took.iter().map(line).collect()
}

fn words(command: &Command) -> String {
    let parts = std::iter::once(command.get_program()).chain(command.get_args());
    parts.map(|part| part.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_took_how_long_is_told_with_its_parts_also_when_one_fails() {
        let failed = timed("a stage of this test", || {
            timed("its build", || Ok(()))?;
            timed("its run", || Err("no".to_owned()))
        });
        assert_eq!(failed, Err("no".to_owned()));
        let told = took();
        for line in ["0 s  a stage of this test\n", "0 s    its build\n", "0 s    its run\n"] {
            assert!(told.contains(line), "{told}");
        }
    }
}
