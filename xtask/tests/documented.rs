//! The documented commands of `xtask` that are quick are run as they are written (`docs/commands.txt` says which).

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::process::Command;

/// With what for the words that stand for a value.
const VALUES: [(&str, &str); 1] = [("SEED", "7")];

#[test]
fn the_documented_commands_that_are_quick_do_what_is_written() {
    let listed = include_str!("../../docs/commands.txt");
    let ours = listed.lines().filter_map(|line| line.strip_prefix("xtask | cargo xtask "));
    let mut ran = 0;
    for command in ours {
        let words =
            command.split(' ').map(|word| VALUES.iter().find(|(name, _)| *name == word).map_or(word, |pair| pair.1));
        let output = Command::new(env!("CARGO_BIN_EXE_xtask")).args(words).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !output.stdout.is_empty(), "cargo xtask {command}: {errors}");
        ran += 1;
    }
    assert!(ran > 0, "docs/commands.txt names none");
}
