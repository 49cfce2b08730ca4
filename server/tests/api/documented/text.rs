//! What the documents tell a person to type.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a command line begins with. A single word, like `curl`, names a program and is no command.
const PROGRAMS: [&str; 12] = [
    "vitrine",
    "cargo",
    "curl",
    "npx",
    "npm",
    "pg_dump",
    "pg_restore",
    "psql",
    "sqlite3",
    "systemctl",
    "docker",
    "openssl",
];

pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// `docs/commands.txt`: what runs each command, in the order of the file.
pub(super) fn listed() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(root().join("docs/commands.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let pair = |line: &str| {
        let (how, command) = line.split_once(" | ").unwrap_or_else(|| panic!("no `how | command`: {line}"));
        (how.to_owned(), command.to_owned())
    };
    lines.map(pair).collect()
}

/// The documents and their texts.
pub(super) fn documents() -> Vec<(String, String)> {
    let folder = std::fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let documents = folder.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let all = std::iter::once(root().join("README.md")).chain(documents);
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(&path).unwrap())
    };
    all.map(read).collect()
}

/// Every command, with the document it stands in last.
pub(super) fn commands(documents: &[(String, String)]) -> BTreeMap<String, String> {
    let all = documents.iter().flat_map(|(name, text)| {
        let (blocks, prose) = split(text);
        let lines =
            blocks.iter().flat_map(|block| block.lines().map(without_comment)).filter(|line| is_command(line, 1));
        let inline = code(&prose).into_iter().filter(|span| is_command(span, 2));
        lines.chain(inline).map(|command| (command, name.clone())).collect::<Vec<_>>()
    });
    all.collect()
}

/// Every setting the prose names: `--addr`, of `--addr HOST:PORT`.
pub(super) fn settings(documents: &[(String, String)]) -> BTreeMap<String, String> {
    let all = documents.iter().flat_map(|(name, text)| {
        let spans = code(&split(text).1).into_iter().filter(|span| span.starts_with("--"));
        spans
            .map(|span| (span.split([' ', '=']).next().unwrap_or_default().to_owned(), name.clone()))
            .collect::<Vec<_>>()
    });
    all.collect()
}

/// The fenced blocks for a shell, and the text around all blocks.
fn split(text: &str) -> (Vec<String>, String) {
    let (mut blocks, mut prose) = (Vec::new(), String::new());
    for (at, part) in text.split("```").enumerate() {
        match part.split_once('\n') {
            Some(("" | "sh", block)) if at % 2 == 1 => blocks.push(block.replace("\\\n", "")),
            _ if at % 2 == 1 => {}
            _ => prose.push_str(part),
        }
    }
    (blocks, prose)
}

/// What stands between backquotes, on one line.
fn code(prose: &str) -> Vec<String> {
    let spans = prose.split('`').skip(1).step_by(2);
    spans.map(|span| span.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// A comment is set off by two spaces: a single `#` may belong to an address.
fn without_comment(line: &str) -> String {
    line.split_once("  #").map_or(line, |(line, _)| line).trim().to_owned()
}

/// Does it begin with a program, after variables that are set for it, and have so many words?
fn is_command(text: &str, words: usize) -> bool {
    let said = text.split(' ').skip_while(|word| word.split_once('=').is_some_and(|(name, _)| is_variable(name)));
    let program = said.clone().next().unwrap_or_default();
    PROGRAMS.contains(&program) && said.count() >= words
}

fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_')
}

#[test]
fn commands_are_found_in_blocks_and_between_backquotes() {
    let text = "A `curl` and `vitrine\nserve --addr x` and `RUST_LOG=info vitrine collect`, `cargo`.\n\
                ```sh\nvitrine\nvitrine list   # all\nvitrine a \\\n  b\nnothing\n```\n```http\nvitrine no\n```\n`--all=x`";
    let documents = [("a.md".to_owned(), text.to_owned())];
    let found: Vec<String> = commands(&documents).into_keys().collect();
    let wanted =
        ["RUST_LOG=info vitrine collect", "vitrine", "vitrine a   b", "vitrine list", "vitrine serve --addr x"];
    assert_eq!(found, wanted);
    assert_eq!(settings(&documents).into_keys().collect::<Vec<_>>(), ["--all"]);
}
