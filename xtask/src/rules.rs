//! `docs/engine.md` and the code agree: every link to the document meets a heading, and every file, test and mutant that
//! the document names exists. Run by `lint` and as a test.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::shell::{Outcome, ask};

const DOCUMENT: &str = "docs/engine.md";
/// The documents a comment may link to with an anchor all begin like this.
const LINK: &str = "docs/engine.md#";

/// # Errors
/// Everything that does not agree, one a line.
pub(crate) fn check() -> Outcome {
    let sources = sources()?;
    let document = read(Path::new(DOCUMENT))?;
    let mut wrong = dead_links(&document, &sources);
    wrong.extend(unknown_names(&document, &sources));
    if wrong.is_empty() { Ok(()) } else { Err(format!("{DOCUMENT} and the code do not agree:\n{}", wrong.join("\n"))) }
}

/// A file of the project and its text.
type Source = (PathBuf, String);

fn sources() -> Outcome<Vec<Source>> {
    let files = ask("git", &["ls-files", "--", "*.rs", "*.ts", "*.md"]).ok_or("git ls-files failed")?;
    let files = files.lines().map(PathBuf::from).filter(|file| root().join(file).exists());
    files.map(|file| read(&file).map(|text| (file, text))).collect()
}

/// `cargo xtask` runs anywhere in the project, its tests in the folder of the crate.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(file: &Path) -> Outcome<String> {
    std::fs::read_to_string(root().join(file)).map_err(|error| format!("{}: {error}", file.display()))
}

/// Links to an anchor that no heading has. A link may be broken over two lines of a comment after the `#` only.
fn dead_links(document: &str, sources: &[Source]) -> Vec<String> {
    let anchors: BTreeSet<String> = document.lines().filter_map(|line| line.strip_prefix('#')).map(anchor).collect();
    let links = sources.iter().flat_map(|(file, text)| text.split(LINK).skip(1).map(move |rest| (file, rest)));
    let links = links.map(|(file, rest)| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
        (file, &rest[..end])
    });
    links
        .filter(|(file, link)| !link.is_empty() && !anchors.contains(*link) && !file.ends_with("xtask/src/rules.rs"))
        .map(|(file, link)| format!("{}: {LINK}{link} meets no heading", file.display()))
        .collect()
}

/// The anchor that a heading gets where Markdown is shown: lower case, hyphens for spaces, without punctuation.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    text.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect::<String>().replace(' ', "-")
}

/// What stands between backquotes in the document and is the name of nothing: a path, a test of Rust (several words with
/// `_` between them), a mutant or fault of the simulator (`CamelCase`), or the title of a browser test (several words).
fn unknown_names(document: &str, sources: &[Source]) -> Vec<String> {
    let all = |extension: &str| -> String {
        let own = |file: &Path| file.extension().is_some_and(|found| found == extension);
        sources.iter().filter(|(file, _)| own(file)).map(|(_, text)| text.as_str()).collect()
    };
    let (rust, typescript) = (all("rs"), all("ts"));
    let exists = |name: &str| match kind(name) {
        Some(Kind::Path) => root().join(name.split('#').next().unwrap_or(name)).exists(),
        Some(Kind::Test) => rust.contains(&format!("fn {name}(")),
        Some(Kind::Switch) => rust.contains(&format!("    {name},")) || rust.contains(&format!("    {name} \"")),
        Some(Kind::Title) => typescript.contains(&format!("test('{name}'")),
        None => true,
    };
    let named = document.split('`').skip(1).step_by(2);
    named.filter(|name| !exists(name)).map(|name| format!("{DOCUMENT}: `{name}` does not exist")).collect()
}

enum Kind {
    Path,
    Test,
    Switch,
    Title,
}

fn kind(name: &str) -> Option<Kind> {
    let letters = |also: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(c));
    if name.contains('/') && !name.starts_with('/') {
        Some(Kind::Path)
    } else if name.matches('_').count() >= 2 && letters("_") {
        Some(Kind::Test)
    } else if name.starts_with(|c: char| c.is_ascii_uppercase()) && letters("") {
        Some(Kind::Switch)
    } else if name.matches(' ').count() >= 3 {
        Some(Kind::Title)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_of_the_engine_and_the_code_agree() {
        check().unwrap();
    }

    #[test]
    fn what_does_not_agree_is_found() {
        let document =
            "## Durable before sent\n`a_test_of_nothing` `NoMutant` `sync/src/no.rs` `a title nobody ever wrote`";
        let code = format!("// {LINK}durable-before-sent\n// {LINK}forgotten");
        let sources = [(PathBuf::from("sync/src/lib.rs"), code)];
        assert_eq!(dead_links(document, &sources).len(), 1);
        assert_eq!(unknown_names(document, &sources).len(), 4);
    }
}
