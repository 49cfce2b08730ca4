//! `lint`'s check that modules do not stand in a circle: of the modules of one folder, none may need another that needs it.
//! Owns reading the paths out of the sources and finding the circles; refuses to know what a module is for.
//!
//! A module needs another when a path in it (`use`, or written out) begins with `crate` or `super` and leads there; a name that
//! a `mod.rs` hands on counts for the module it comes from. What a folder needs of what lies below it is no circle, and
//! neither is what only tests need.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use crate::shell::{Outcome, root};
use crate::sources::{CRATES, Source, read};

/// Its services still need each other through what they stand in.
const WITH_CIRCLES: &str = "server";

/// A module by its names from the root of its crate.
type ModulePath = Vec<String>;

/// Modules of one folder of which each needs each of the others, if only through them.
#[derive(Debug, PartialEq, Eq)]
struct Circle {
    /// The module they lie in.
    folder: ModulePath,
    members: Vec<String>,
    /// Who needs whom among them, with the first line that says so: `file:line`.
    edges: Vec<(String, String, String)>,
}

pub(crate) fn check() -> Outcome {
    let mut found = Vec::new();
    for name in CRATES.into_iter().filter(|name| *name != WITH_CIRCLES) {
        let sources = read(&root().join(name).join("src"))?;
        found.extend(circles(&sources)?.iter().map(|circle| told(name, circle)));
    }
    if found.is_empty() { Ok(()) } else { Err(format!("modules in a circle:\n{}", found.join("\n"))) }
}

fn told(crate_name: &str, circle: &Circle) -> String {
    let folder = [vec![format!("{crate_name}/src")], circle.folder.clone()].concat().join("/");
    let edges = circle.edges.iter().map(|(from, to, at)| format!("\n    {from} needs {to}: {at}")).collect::<String>();
    format!("  {folder}: {}{edges}", circle.members.join(", "))
}

/// The module a file is.
fn module_of(file: &str) -> ModulePath {
    let mut path: ModulePath = file.trim_end_matches(".rs").split('/').map(String::from).collect();
    if matches!(path.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        path.pop();
    }
    path
}

/// What a file says of other modules.
#[derive(Default)]
struct Reading {
    /// Each path from the root of the crate, and the line it stands in.
    paths: Vec<(ModulePath, usize)>,
    /// The names that a `use` at the top of the module brings into it, and what they stand for.
    names: BTreeMap<String, ModulePath>,
    /// Modules that are compiled for tests only.
    for_tests: BTreeSet<ModulePath>,
}

fn circles(sources: &[Source]) -> Outcome<Vec<Circle>> {
    let mut readings = BTreeMap::new();
    for (file, text) in sources {
        let module = module_of(file);
        let tokens: TokenStream = text.parse().map_err(|error| format!("{file}: {error}"))?;
        let mut reading = Reading::default();
        walk(&tokens.into_iter().collect::<Vec<_>>(), &module, true, &mut reading);
        readings.insert(module, (file, reading));
    }
    let for_tests: BTreeSet<ModulePath> =
        readings.values().flat_map(|(_, reading)| reading.for_tests.iter().cloned()).collect();
    let is_for_tests = |module: &ModulePath| for_tests.iter().any(|test| module.starts_with(test));

    // By folder: who needs whom, and where that is said first.
    let mut needs: BTreeMap<ModulePath, BTreeMap<(String, String), String>> = BTreeMap::new();
    for (module, (file, reading)) in &readings {
        if is_for_tests(module) {
            continue;
        }
        for (path, line) in &reading.paths {
            let to = target(path, &readings);
            let common = module.iter().zip(&to).take_while(|(here, there)| here == there).count();
            if common < module.len() && common < to.len() {
                let pair = (module[common].clone(), to[common].clone());
                let at = format!("{file}:{line}");
                needs.entry(module[..common].to_vec()).or_default().entry(pair).or_insert(at);
            }
        }
    }
    Ok(needs.into_iter().flat_map(|(folder, edges)| within(&folder, &edges)).collect())
}

/// The module that a path leads to, through the names that modules hand on.
fn target(path: &[String], readings: &BTreeMap<ModulePath, (&String, Reading)>) -> ModulePath {
    let mut path = path.to_vec();
    // Names that stand for names are few steps long; a name that stands for itself ends here too.
    for _ in 0..8 {
        let known = (0..=path.len()).rev().find(|len| readings.contains_key(&path[..*len])).unwrap_or(0);
        let handed_on = path.get(known).and_then(|name| readings.get(&path[..known])?.1.names.get(name));
        match handed_on {
            Some(meant) => path = [meant, &path[known + 1..]].concat(),
            None => {
                path.truncate(known);
                return path;
            }
        }
    }
    path
}

/// The circles among the modules of one folder.
fn within(folder: &[String], edges: &BTreeMap<(String, String), String>) -> Vec<Circle> {
    let mut reached: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
    for (from, _) in edges.keys() {
        let mut seen = BTreeSet::new();
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            for (_, to) in edges.keys().filter(|(of, _)| of == at) {
                if seen.insert(to) {
                    open.push(to);
                }
            }
        }
        reached.insert(from, seen);
    }
    let reaches = |from: &String, to: &String| reached.get(from).is_some_and(|seen| seen.contains(to));
    let mut told: BTreeSet<&String> = BTreeSet::new();
    let mut circles = Vec::new();
    for (first, seen) in &reached {
        if told.contains(first) || !seen.contains(first) {
            continue;
        }
        let members: Vec<String> = seen.iter().filter(|to| reaches(to, first)).map(|to| (*to).clone()).collect();
        told.extend(seen.iter().filter(|to| reaches(to, first)));
        let among = |(from, to): &(String, String)| members.contains(from) && members.contains(to);
        let edges = edges
            .iter()
            .filter(|(pair, _)| among(pair))
            .map(|((from, to), at)| (from.clone(), to.clone(), at.clone()))
            .collect();
        circles.push(Circle { folder: folder.to_vec(), members, edges });
    }
    circles
}

/// Reads a module's tokens. `top`: they are its items, and not the inside of one.
fn walk(tokens: &[TokenTree], here: &[String], top: bool, reading: &mut Reading) {
    let mut at = 0;
    while at < tokens.len() {
        if is_punct(tokens, at, '#') && is_for_tests(tokens.get(at + 1)) {
            at = after_item(tokens, at, here, reading);
            continue;
        }
        match &tokens[at] {
            TokenTree::Ident(word) if word == "mod" => {
                if let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(body))) =
                    (tokens.get(at + 1), tokens.get(at + 2))
                {
                    let inner = [here, &[name.to_string()]].concat();
                    walk(&body.stream().into_iter().collect::<Vec<_>>(), &inner, false, reading);
                    at += 2;
                }
            }
            // Not the `use<…>` of a bound.
            TokenTree::Ident(word) if word == "use" && !is_punct(tokens, at + 1, '<') => {
                let line = word.span().start().line;
                let end = (at..tokens.len()).find(|end| is_punct(tokens, *end, ';')).unwrap_or(tokens.len());
                for (path, name) in use_tree(&tokens[at + 1..end], &[]) {
                    if let Some(path) = from_root(&path, here, top) {
                        if top && let Some(name) = name {
                            reading.names.insert(name, path.clone());
                        }
                        reading.paths.push((path, line));
                    }
                }
                at = end;
            }
            TokenTree::Ident(word) if word == "crate" || word == "super" => {
                let line = word.span().start().line;
                let (path, end) = simple_path(tokens, at);
                if path.len() > 1
                    && let Some(path) = from_root(&path, here, false)
                {
                    reading.paths.push((path, line));
                }
                at = end;
                continue;
            }
            TokenTree::Group(group) => {
                walk(&group.stream().into_iter().collect::<Vec<_>>(), here, false, reading);
            }
            _ => {}
        }
        at += 1;
    }
}

fn is_punct(tokens: &[TokenTree], at: usize, mark: char) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == mark)
}

fn is_path_mark(tokens: &[TokenTree], at: usize) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint)
        && is_punct(tokens, at + 1, ':')
}

/// `[cfg(test)]`, or `[cfg(all(test, …))]`.
fn is_for_tests(attribute: Option<&TokenTree>) -> bool {
    let Some(TokenTree::Group(group)) = attribute else { return false };
    let text: String = group.stream().to_string().split_whitespace().collect();
    text.starts_with("cfg(test") || text.starts_with("cfg(all(test,")
}

/// Where the item ends that begins with the attribute at `at`. A module without a body is noted as one for tests.
fn after_item(tokens: &[TokenTree], at: usize, here: &[String], reading: &mut Reading) -> usize {
    let mut end = at;
    while end < tokens.len() {
        match &tokens[end] {
            TokenTree::Ident(word) if word == "mod" => {
                if let Some(TokenTree::Ident(name)) = tokens.get(end + 1) {
                    reading.for_tests.insert([here, &[name.to_string()]].concat());
                }
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return end + 1,
            TokenTree::Punct(punct) if punct.as_char() == ';' => return end + 1,
            _ => {}
        }
        end += 1;
    }
    end
}

/// The names of a path that is written out, and where it ends.
fn simple_path(tokens: &[TokenTree], from: usize) -> (Vec<String>, usize) {
    let (mut path, mut at) = (Vec::new(), from);
    while let Some(TokenTree::Ident(name)) = tokens.get(at) {
        path.push(name.to_string());
        at += 1;
        if !is_path_mark(tokens, at) {
            break;
        }
        at += 2;
    }
    (path, at.max(from + 1))
}

/// Every path of a `use`, each with the name it has afterwards; a star has none.
fn use_tree(tokens: &[TokenTree], before: &[String]) -> Vec<(Vec<String>, Option<String>)> {
    let mut path = before.to_vec();
    let mut at = 0;
    let mut name = None;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(word) if word == "as" => {
                name = tokens.get(at + 1).map(ToString::to_string);
                break;
            }
            TokenTree::Ident(word) if word == "self" && !path.is_empty() => {}
            TokenTree::Ident(word) => path.push(word.to_string()),
            TokenTree::Group(group) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let each = inner.split(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ','));
                return each.filter(|one| !one.is_empty()).flat_map(|one| use_tree(one, &path)).collect();
            }
            TokenTree::Punct(punct) if punct.as_char() == '*' => return vec![(path, None)],
            _ => {}
        }
        at += 1;
    }
    let name = name.or_else(|| path.last().cloned());
    vec![(path, name)]
}

/// The same path from the root of the crate; none where it leads out of the crate. `top`: it stands among the items of a
/// module, where a path may begin with a module below that one.
fn from_root(path: &[String], here: &[String], top: bool) -> Option<ModulePath> {
    let mut base = here.to_vec();
    let rest = match path.first().map(String::as_str)? {
        "crate" => {
            base.clear();
            &path[1..]
        }
        "self" => &path[1..],
        "super" => {
            let up = path.iter().take_while(|name| *name == "super").count();
            base.truncate(base.len().checked_sub(up)?);
            &path[up..]
        }
        // Of another crate, or of a module below: what is not there is no module, and leads nowhere.
        _ if top => path,
        _ => return None,
    };
    Some([&base, rest].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sources: &[(&str, &str)]) -> Vec<String> {
        let sources: Vec<Source> =
            sources.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
        circles(&sources).unwrap().iter().map(|circle| told("x", circle)).collect()
    }

    #[test]
    fn two_modules_that_need_each_other_are_told_with_the_lines_that_say_so() {
        let told = found(&[
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use std::fmt;\nuse crate::b::{self, Two};\nuse crate::c;"),
            ("b/mod.rs", "mod inner;"),
            ("b/inner.rs", "fn two() { let x = vec![crate::a::ONE]; }"),
            ("c.rs", "//! `crate::a`\n// crate::a\nconst TEXT: &str = \"crate::a\";"),
        ]);
        assert_eq!(told, ["  x/src: a, b\n    a needs b: a.rs:2\n    b needs a: b/inner.rs:1"]);
    }

    #[test]
    fn a_circle_of_three_is_one_circle_also_in_a_folder() {
        let told = found(&[
            ("f/mod.rs", "mod a; mod b; mod c;"),
            ("f/a.rs", "use super::b::X;"),
            ("f/b.rs", "mod inner { use super::super::c; }"),
            ("f/c.rs", "use crate::f::a::Y;"),
        ]);
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("  x/src/f: a, b, c\n"), "{told:?}");
    }

    #[test]
    fn a_name_that_is_handed_on_counts_for_the_module_it_comes_from() {
        let told = found(&[
            ("f/mod.rs", "mod a; mod b; pub use b::{Deep as Shown};"),
            ("f/a.rs", "use super::Shown;"),
            ("f/b.rs", "use super::a::One;"),
        ]);
        assert_eq!(told.len(), 1, "{told:?}");
        // The folder's own names are the folder's.
        let told = found(&[
            ("f/mod.rs", "mod a; mod b; pub struct Own;"),
            ("f/a.rs", "use super::Own; use super::b::Two;"),
            ("f/b.rs", "use super::Own;"),
        ]);
        assert_eq!(told, [""; 0]);
    }

    #[test]
    fn what_only_tests_need_is_no_circle() {
        let told = found(&[
            ("lib.rs", "mod a; mod b; #[cfg(test)] mod tests;"),
            ("a.rs", "use crate::b;\n#[cfg(test)] mod tests { use super::*; use crate::b::Z; }"),
            ("b.rs", "#[cfg(test)]\nuse crate::a::X;\n#[cfg(all(test, feature = \"x\"))]\nmod tests { use crate::a; }"),
            ("tests.rs", "use crate::a; use crate::b;"),
        ]);
        assert_eq!(told, [""; 0]);
    }

    #[test]
    fn a_bound_that_says_use_is_no_import() {
        let told = found(&[("a.rs", "fn f() -> impl Sized + use<> { super::b::g() }"), ("b.rs", "pub fn g() {}")]);
        assert_eq!(told, [""; 0]);
    }
}
